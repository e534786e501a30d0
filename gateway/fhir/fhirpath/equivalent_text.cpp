#include "gateway/fhir/fhirpath/equivalent_text.h"

#include "gateway/core/text/utf8.h"

#include <utf8proc.h>

namespace renkei::fhirpath {
namespace {

template <class Change>
std::string changed(std::string_view text, Change change) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint it = text::code_point_at(text, at);
        text::append(out, static_cast<char32_t>(change(static_cast<utf8proc_int32_t>(it.value))));
        at += it.size;
    }
    return out;
}

// Each character in lower case, a blank for any run of blanks.
struct Words {
    std::string_view text;
    std::size_t at = 0;

    char32_t next() {
        if (at >= text.size()) {
            return 0;
        }
        const text::CodePoint it = text::code_point_at(text, at);
        at += it.size;
        if (!is_blank(it.value)) {
            return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(it.value)));
        }
        while (at < text.size() && is_blank(text::code_point_at(text, at).value)) {
            at += text::code_point_at(text, at).size;
        }
        return U' ';
    }

    static bool is_blank(char32_t c) {
        return c == U' ' || (c >= 0x09 && c <= 0x0D) || c == 0xA0 || c == 0x3000;
    }
};

} // namespace

bool same_words(std::string_view a, std::string_view b) {
    Words left{a};
    Words right{b};
    while (true) {
        const char32_t x = left.next();
        const char32_t y = right.next();
        if (x != y) {
            return false;
        }
        if (x == 0) {
            return true;
        }
    }
}

std::string lower_case(std::string_view text) { return changed(text, utf8proc_tolower); }

std::string upper_case(std::string_view text) { return changed(text, utf8proc_toupper); }

} // namespace renkei::fhirpath
