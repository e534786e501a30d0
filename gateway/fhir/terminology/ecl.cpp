#include "gateway/fhir/terminology/ecl.h"

#include "gateway/core/base/characters.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace renkei::terminology {
namespace {

using base::is_digit;

constexpr int max_nesting = 50;

// Longer ones first, as one may begin another.
constexpr std::array<std::string_view, 10> hierarchy{"<<!", "<<", "<!", "<",   ">>!",
                                                     ">>",  ">!", ">",  "!!>", "!!<"};
constexpr std::array<std::string_view, 6> comparisons{"!=", "<=", ">=", "=", "<", ">"};

// Each function takes one part of the grammar; false: it is not there, and at_ says where it should be.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::optional<std::size_t> run() {
        space();
        if (!constraint()) {
            return furthest();
        }
        return at_ == text_.size() ? std::nullopt : std::optional(furthest());
    }

private:
    std::size_t furthest() const { return std::min(at_, text_.size()); }
    bool is_at(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    // White space and comments.
    void space() {
        while (at_ < text_.size()) {
            if (is_at("/*")) {
                const std::size_t end = text_.find("*/", at_ + 2);
                if (end == std::string_view::npos) {
                    return;
                }
                at_ = end + 2;
            } else if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
                ++at_;
            } else {
                return;
            }
        }
    }

    bool take(std::string_view what) {
        if (!is_at(what)) {
            return false;
        }
        at_ += what.size();
        space();
        return true;
    }

    template <std::size_t n>
    bool take_any(const std::array<std::string_view, n>& list) {
        return std::ranges::any_of(list, [this](std::string_view it) { return take(it); });
    }

    // AND, and, …; not the beginning of a longer word
    bool is_word(std::string_view word) const {
        const std::string_view rest = text_.substr(at_, word.size());
        const bool is_same = rest.size() == word.size() && std::ranges::equal(rest, word, [](char a, char b) {
                                 return std::toupper(static_cast<unsigned char>(a)) == b;
                             });
        const std::size_t end = at_ + word.size();
        return is_same && (end == text_.size() || std::isalnum(static_cast<unsigned char>(text_[end])) == 0);
    }
    bool take_word(std::string_view word) {
        if (!is_word(word)) {
            return false;
        }
        at_ += word.size();
        space();
        return true;
    }

    bool conjunction() { return take(",") || take_word("AND"); }

    // Operands are joined by one kind of operator; others need parentheses.
    bool constraint() {
        if (++depth_ > max_nesting || !operand()) {
            return false;
        }
        bool fits = true;
        if (is_at(":")) {
            take(":");
            fits = refinement();
        } else if (is_at(".")) {
            while (fits && take(".")) {
                fits = operand();
            }
        } else if (is_at(",") || is_word("AND")) {
            while (fits && conjunction()) {
                fits = operand();
            }
        } else if (is_word("OR")) {
            while (fits && take_word("OR")) {
                fits = operand();
            }
        } else if (take_word("MINUS")) {
            fits = operand();
        }
        --depth_;
        return fits;
    }

    bool operand() {
        take_any(hierarchy);
        if (take("^") && is_at("[") && !fields()) {
            return false;
        }
        const bool fits = take("(") ? constraint() && take(")") : take("*") || concept_reference();
        while (fits && is_at("{{")) {
            if (!filter()) {
                return false;
            }
        }
        return fits;
    }

    // ^ [ field, field ]
    bool fields() {
        const std::size_t end = text_.find(']', at_);
        if (end == std::string_view::npos) {
            return false;
        }
        at_ = end + 1;
        space();
        return true;
    }

    // 73211009 |Diabetes mellitus|, or SCHEME#code
    bool concept_reference() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            ++at_;
        }
        const std::size_t digits = at_ - begin;
        if (digits == 0) {
            return alternate_identifier();
        }
        if (digits < 6 || digits > 18 || text_[begin] == '0') {
            at_ = begin;
            return false;
        }
        space();
        return term();
    }

    bool alternate_identifier() {
        const std::size_t begin = at_;
        const auto is_of_scheme = [](char c) {
            return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '-';
        };
        const auto is_of_code = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
        };
        std::size_t end = begin;
        while (end < text_.size() && is_of_scheme(text_[end])) {
            ++end;
        }
        std::size_t code = end + 1;
        while (code < text_.size() && is_of_code(text_[code])) {
            ++code;
        }
        if (end == begin || end >= text_.size() || text_[end] != '#' || code == end + 1) {
            return false;
        }
        at_ = code;
        space();
        return term();
    }

    bool term() {
        if (!is_at("|")) {
            return true;
        }
        const std::size_t end = text_.find('|', at_ + 1);
        if (end == std::string_view::npos || end == at_ + 1) {
            return false;
        }
        at_ = end + 1;
        space();
        return true;
    }

    // {{ term = "heart" }}, {{ + HISTORY-MIN }}: each kind of filter has its own grammar, not checked.
    bool filter() {
        for (std::size_t at = at_ + 2; at < text_.size(); ++at) {
            if (text_[at] == '"') {
                at = text_.find('"', at + 1);
                if (at == std::string_view::npos) {
                    return false;
                }
            } else if (text_.substr(at).starts_with("}}")) {
                const bool has_content = text_.substr(at_ + 2, at - at_ - 2).find_first_not_of(" \t\r\n") !=
                                         std::string_view::npos;
                at_ = has_content ? at + 2 : at_;
                space();
                return has_content;
            }
        }
        return false;
    }

    // Attributes and groups of them; AND and OR are not mixed without parentheses.
    bool refinement() { return attributes(&Parser::group_or_attribute); }

    bool attributes(bool (Parser::*one)()) {
        if (!(this->*one)()) {
            return false;
        }
        const bool is_or = is_word("OR");
        while (is_or ? take_word("OR") : conjunction()) {
            if (!(this->*one)()) {
                return false;
            }
        }
        return true;
    }

    bool group_or_attribute() {
        if (!cardinality()) {
            return false;
        }
        if (take("{")) {
            return attributes(&Parser::attribute_of_group) && take("}");
        }
        if (take("(")) {
            return ++depth_ <= max_nesting && refinement() && take(")") && depth_-- > 0;
        }
        return attribute();
    }
    bool attribute_of_group() {
        if (!cardinality()) {
            return false;
        }
        if (take("(")) {
            return ++depth_ <= max_nesting && attributes(&Parser::attribute_of_group) && take(")") &&
                   depth_-- > 0;
        }
        return attribute();
    }

    // [1..3], [0..*]; or none
    bool cardinality() {
        if (!take("[")) {
            return true;
        }
        return number() && take("..") && (take("*") || number()) && take("]");
    }

    bool number() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            ++at_;
        }
        return at_ > begin;
    }

    bool attribute() {
        if (is_at("R") && at_ + 1 < text_.size() &&
            std::isalpha(static_cast<unsigned char>(text_[at_ + 1])) == 0) {
            take("R"); // reverse
        }
        return operand() && take_any(comparisons) && value();
    }

    bool value() {
        if (take("#")) {
            take("-") || take("+");
            if (!number()) {
                return false;
            }
            if (is_at(".")) {
                ++at_;
                if (!number()) {
                    return false;
                }
            }
            space();
            return true;
        }
        if (is_at("\"")) {
            const std::size_t end = text_.find('"', at_ + 1);
            if (end == std::string_view::npos) {
                return false;
            }
            at_ = end + 1;
            space();
            return true;
        }
        return take_word("TRUE") || take_word("FALSE") || operand();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

} // namespace

std::optional<std::size_t> ecl_error(std::string_view text) { return Parser(text).run(); }

} // namespace renkei::terminology
