#include "gateway/core/text/replace.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/best_fit.h"
#include "gateway/core/text/cp932.h"
#include "gateway/core/text/replacements.h"
#include "gateway/core/text/utf8.h"

#include <optional>
#include <utility>

namespace renkei::text {

namespace {

constexpr std::string_view arabic_digits = "0123456789";
constexpr std::string_view roman_digits = "IVXivx";
constexpr std::string_view points_of_numbers = ".,";

bool holds(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

// Full-width digits and letters read on like others.
char as_ascii(char32_t value) {
    constexpr char32_t widened = 0xFEE0;
    if (value >= U'！' && value <= U'～') {
        value -= widened;
    }
    return value < 0x80 ? static_cast<char>(value) : '\0';
}

// Would two characters side by side read as one number?
bool read_as_one(char before, char behind, Beside beside) {
    const auto is_digit = [&](char each) {
        return holds(arabic_digits, each) || (beside == Beside::no_roman_digit && holds(roman_digits, each));
    };
    return is_digit(before) && is_digit(behind);
}

// "1." before a 5
bool ends_with_point_of_number(std::string_view written) {
    return written.size() > 1 && holds(points_of_numbers, written.back()) &&
           holds(arabic_digits, written[written.size() - 2]);
}

bool is_ill_formed(CodePoint point) { return point.value == replacement_character && point.size == 1; }

bool receiver_has(char32_t value, Characters characters) {
    return !is_private_use(value) && is_in(characters.repertoire, value);
}

class Replacing {
public:
    enum class Refused : std::uint8_t { become_geta, stay };
    Replacing(std::string_view utf8, Characters characters, Refused refused)
        : utf8_(utf8),
          characters_(characters),
          refused_(refused) {}

    void run() {
        while (at_ < utf8_.size()) {
            if (const std::size_t plain = plain_prefix(utf8_.substr(at_)); plain != 0) {
                out_.append(utf8_.substr(at_, plain));
                at_ += plain;
                last_ = static_cast<unsigned char>(utf8_[at_ - 1]);
                is_behind_raised_ = false;
                continue;
            }
            const CodePoint point = code_point_at(utf8_, at_);
            if (stays(point)) {
                keep(point);
            } else {
                replace(point);
            }
            at_ += point.size;
        }
    }
    std::string& text() { return out_; }
    std::vector<ReplaceNote>& notes() { return notes_; }

private:
    bool stays(CodePoint point) const {
        return is_ill_formed(point) || is_control(point.value) || receiver_has(point.value, characters_);
    }

    void keep(CodePoint point) {
        out_.append(utf8_.substr(at_, point.size));
        last_ = point.value;
        is_behind_raised_ = false;
    }

    void note(CodePoint found, std::string written, ReplaceKind kind) {
        notes_.push_back({at_, found.value, std::move(written), kind});
    }

    void put(char32_t written) {
        append(out_, written);
        last_ = written;
        is_behind_raised_ = false;
    }

    void put_noted(CodePoint found, char32_t written, ReplaceKind kind) {
        put(written);
        std::string text;
        append(text, written);
        note(found, std::move(text), kind);
    }

    void refuse(CodePoint found, std::string not_written, ReplaceKind kind) {
        put(refused_ == Refused::stay ? found.value : geta);
        note(found, std::move(not_written), kind);
    }

    void replace(CodePoint point) {
        if (is_private_use(point.value)) {
            return characters_.gaiji == Gaiji::as_geta ? put_noted(point, geta, ReplaceKind::gaiji)
                                                       : refuse(point, "", ReplaceKind::unknown);
        }
        if (const char32_t fit = best_fit(point.value); fit != 0) {
            return put_noted(point, fit, ReplaceKind::same);
        }
        if (is_variation_selector(point.value)) {
            return note(point, "", ReplaceKind::selector);
        }
        if (!compose(point)) {
            replace_by_table(point);
        }
    }

    bool compose(CodePoint mark) {
        const char32_t whole = last_ != 0 && is_combining(mark.value) ? composition(last_, mark.value) : 0;
        if (whole == 0 || !is_in(characters_.repertoire, whole)) {
            return false;
        }
        std::string letter;
        append(letter, last_);
        out_.resize(out_.size() - letter.size());
        put_noted(mark, whole, ReplaceKind::same);
        return true;
    }

    void replace_by_table(CodePoint point) {
        std::optional<Replacement> found = replacement_of(point.value, characters_.repertoire);
        if (!found) {
            return refuse(point, "", ReplaceKind::unknown);
        }
        if (is_ambiguous(*found, at_ + point.size)) {
            return refuse(point, std::move(found->written), ReplaceKind::ambiguous);
        }
        for (std::size_t at = 0; at < found->written.size();) {
            const CodePoint written = code_point_at(found->written, at);
            put(written.value);
            at += written.size;
        }
        is_behind_raised_ = found->beside == Beside::only_a_letter;
        note(point, std::move(found->written), ReplaceKind::replaced);
    }

    bool is_ambiguous(const Replacement& replacement, std::size_t behind_at) const {
        const std::string& written = replacement.written;
        const Beside beside = replacement.beside;
        if (beside == Beside::anything || written.empty()) {
            return false;
        }
        const char before = as_ascii(last_);
        if (beside == Beside::only_a_letter && !is_behind_raised_ && !base::is_letter(before)) {
            return true;
        }
        const char behind = behind_at < utf8_.size() ? as_ascii(code_point_at(utf8_, behind_at).value) : '\0';
        const bool joins_before = !is_behind_raised_ && read_as_one(before, written.front(), beside);
        const bool joins_behind = read_as_one(written.back(), behind, beside) ||
                                  (ends_with_point_of_number(written) && holds(arabic_digits, behind));
        return joins_before || joins_behind;
    }

    std::string_view utf8_;
    Characters characters_;
    Refused refused_;
    std::size_t at_ = 0;
    std::string out_;
    std::vector<ReplaceNote> notes_;
    char32_t last_ = 0;             // what was written last; 0: nothing
    bool is_behind_raised_ = false; // it stood for a raised or lowered digit
};

} // namespace

std::vector<ReplaceNote> replace_characters(std::string& utf8, Characters characters) {
    Replacing replacing(utf8, characters, Replacing::Refused::become_geta);
    replacing.run();
    if (!replacing.notes().empty()) {
        utf8 = std::move(replacing.text());
    }
    return std::move(replacing.notes());
}

bool has_only(std::string_view utf8, Characters characters) {
    for (std::size_t at = plain_prefix(utf8); at < utf8.size(); at += plain_prefix(utf8.substr(at))) {
        const CodePoint point = code_point_at(utf8, at);
        if (is_ill_formed(point) || !(is_control(point.value) || receiver_has(point.value, characters))) {
            return false;
        }
        at += point.size;
    }
    return true;
}

std::string plainest(std::string_view utf8) {
    Replacing replacing(utf8, {.repertoire = Repertoire::jis}, Replacing::Refused::stay);
    replacing.run();
    return std::move(replacing.text());
}

} // namespace renkei::text
