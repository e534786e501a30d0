#include "gateway/core/text/best_fit.h"
#include "gateway/core/text/cp932.h"
#include "gateway/core/text/cp932_tables.h"
#include "gateway/core/text/utf8.h"

#include <cstring>

namespace renkei::text {

namespace {

// Walks a text and writes it; remembers the last letter, for a mark that may follow.
class Encoder {
public:
    Encoder(std::string_view utf8, char* out, std::vector<EncodeNote>& notes)
        : utf8_(utf8),
          out_(out),
          notes_(&notes) {}

    char* run() {
        while (at_ < utf8_.size()) {
            if (const std::size_t plain = plain_prefix(utf8_.substr(at_)); plain != 0) {
                std::memcpy(out_, utf8_.data() + at_, plain);
                out_ += plain;
                at_ += plain;
                letter_ = static_cast<unsigned char>(utf8_[at_ - 1]);
                letter_size_ = 1;
                continue;
            }
            const CodePoint point = code_point_at(utf8_, at_);
            if (const std::uint16_t bytes = cp932_of(point.value); bytes != 0 && !is_control(point.value)) {
                put(point.value, bytes);
            } else {
                replace(point);
            }
            at_ += point.size;
        }
        return out_;
    }

private:
    void put(char32_t value, std::uint16_t bytes) {
        letter_ = value;
        letter_size_ = bytes > 0xFF ? 2 : 1;
        if (bytes > 0xFF) {
            *out_++ = static_cast<char>(bytes >> 8U);
        }
        *out_++ = static_cast<char>(bytes & 0xFFU);
    }

    void put(CodePoint found, char32_t written, EncodeKind kind) {
        notes_->push_back({at_, found.value, written, kind});
        put(written, cp932_of(written));
    }

    void replace(CodePoint found) {
        if (found.value == replacement_character && found.size == 1) {
            return put(found, geta, EncodeKind::ill_formed);
        }
        if (is_control(found.value)) {
            return put(found, geta, EncodeKind::control);
        }
        if (const char32_t fit = best_fit(found.value); fit != 0) {
            return put(found, fit, EncodeKind::best_fit);
        }
        if (is_variation_selector(found.value)) {
            notes_->push_back({at_, found.value, 0, EncodeKind::selector_dropped});
            return;
        }
        if (!compose(found)) {
            put(found, geta, EncodeKind::unmappable);
        }
    }

    bool compose(CodePoint mark) {
        if (letter_ == 0 || !is_combining(mark.value)) {
            return false;
        }
        const char32_t whole = composition(letter_, mark.value);
        if (whole == 0 || !in_cp932(whole)) {
            return false;
        }
        out_ -= letter_size_;
        put(mark, whole, EncodeKind::composed);
        return true;
    }

    std::string_view utf8_;
    std::size_t at_ = 0;
    char* out_;
    std::vector<EncodeNote>* notes_;
    char32_t letter_ = 0;
    std::size_t letter_size_ = 0;
};

} // namespace

std::uint16_t cp932_of(char32_t value) {
    return value < cp932_of_unicode.size() ? cp932_of_unicode[value] : std::uint16_t{0};
}

bool in_cp932(char32_t value) { return cp932_of(value) != 0; }

void encode_cp932(std::string_view utf8, std::string& out, std::vector<EncodeNote>& notes) {
    const std::size_t before = out.size();
    out.resize(before +
               2 * utf8.size()); // a stray byte becomes 〓, two bytes; everything else gets shorter or stays
    const char* end = Encoder(utf8, out.data() + before, notes).run();
    out.resize(static_cast<std::size_t>(end - out.data()));
}

std::vector<EncodeNote> not_in_cp932(std::string_view utf8) {
    std::vector<EncodeNote> notes;
    std::string bytes;
    encode_cp932(utf8, bytes, notes);
    return notes;
}

} // namespace renkei::text
