#include "gateway/core/text/width_folding.h"

#include "gateway/core/text/utf8.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace renkei::text {
namespace {

bool is_space(char32_t value) {
    const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(value));
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CC;
}

} // namespace

std::string fold(std::string_view utf8) {
    struct Free {
        // utf8proc_map() takes it from malloc()
        void operator()(utf8proc_uint8_t* text) const { std::free(text); }
    };
    constexpr auto options = static_cast<utf8proc_option_t>(
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    utf8proc_uint8_t* mapped = nullptr;
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                               static_cast<utf8proc_ssize_t>(utf8.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, Free> owner(mapped);
    const std::string_view folded =
        size < 0 ? utf8
                 : std::string_view(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
    std::string out;
    for (std::size_t at = 0; at < folded.size();) {
        const CodePoint it = code_point_at(folded, at);
        if (!is_space(it.value)) {
            out.append(folded, at, it.size);
        }
        at += it.size;
    }
    return out;
}

} // namespace renkei::text
