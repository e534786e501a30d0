#include "gateway/fhir/fhirpath/lexer.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/place.h"
#include "gateway/core/text/utf8.h"
#include "generated/messages/fhirpath.h"

#include <array>

namespace renkei::fhirpath {
namespace {

using base::is_digit;

bool begins_name(char c) { return base::is_letter(c) || c == '_'; }

bool is_in_name(char c) { return begins_name(c) || is_digit(c); }

constexpr std::array<std::string_view, 22> symbols = {"<=", ">=", "!=", "!~", "(", ")", "[", "]",
                                                      "{",  "}",  ".",  ",",  "+", "-", "*", "/",
                                                      "&",  "|",  "<",  ">",  "=", "~"};

std::string_view first_character(std::string_view text, std::size_t at) {
    return text.substr(at, text::code_point_at(text, at).size);
}

} // namespace

diag::Where place_in(std::string_view expression, std::size_t at) {
    const json::Position position = json::position(expression, at);
    return {.offset = at, .line = position.line, .column = position.column};
}

Token Lexer::token(TokenKind kind, std::size_t from, std::string text) const {
    return {.kind = kind, .text = std::move(text), .at = from, .size = at_ - from};
}

void Lexer::skip_digits() {
    while (is_digit(here())) {
        ++at_;
    }
}

diag::Result<void> Lexer::skip_blanks() {
    while (at_ < text_.size()) {
        const char c = here();
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++at_;
        } else if (c == '/' && here(1) == '/') {
            at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
        } else if (c == '/' && here(1) == '*') {
            const std::size_t end = text_.find("*/", at_ + 2);
            if (end == std::string_view::npos) {
                return diag::fail(message::fhirpath_unclosed, place_in(text_, at_), {"/*", "*/"});
            }
            at_ = end + 2;
        } else {
            break;
        }
    }
    return {};
}

diag::Result<Token> Lexer::next() {
    TRY_VOID(skip_blanks());
    const std::size_t from = at_;
    const char c = here();
    if (from == text_.size()) {
        return token(TokenKind::end, from, "");
    }
    if (begins_name(c)) {
        while (is_in_name(here())) {
            ++at_;
        }
        return token(TokenKind::name, from, std::string(text_.substr(from, at_ - from)));
    }
    if (is_digit(c)) {
        return number(from);
    }
    switch (c) {
    case '@': return moment(from);
    case '\'': return quoted(from, TokenKind::string);
    case '`': return quoted(from, TokenKind::delimited);
    case '%': return marked(from, TokenKind::variable);
    case '$': return marked(from, TokenKind::dollar);
    default: return symbol(from);
    }
}

Token Lexer::number(std::size_t from) {
    skip_digits();
    if (here() == 'L' && !is_in_name(here(1))) {
        const std::string digits(text_.substr(from, at_ - from));
        ++at_;
        return token(TokenKind::long_number, from, digits);
    }
    if (here() == '.' && is_digit(here(1))) {
        ++at_;
        skip_digits();
    }
    return token(TokenKind::number, from, std::string(text_.substr(from, at_ - from)));
}

diag::Result<Token> Lexer::symbol(std::size_t from) {
    for (const std::string_view symbol : symbols) {
        if (text_.substr(from).starts_with(symbol)) {
            at_ += symbol.size();
            return token(TokenKind::symbol, from, std::string(symbol));
        }
    }
    return diag::fail(message::fhirpath_expected, place_in(text_, from),
                      {"FHIRPath", first_character(text_, from)});
}

// %name, %`name`, %'name', $this
diag::Result<Token> Lexer::marked(std::size_t from, TokenKind kind) {
    ++at_;
    if (kind == TokenKind::variable && (here() == '`' || here() == '\'')) {
        TRY(Token out, quoted(from + 1, TokenKind::delimited));
        return token(kind, from, std::move(out.text));
    }
    while (is_in_name(here())) {
        ++at_;
    }
    if (at_ == from + 1) {
        return diag::fail(
            message::fhirpath_expected, place_in(text_, from),
            {kind == TokenKind::dollar ? "$this, $index, $total" : "%name", text_.substr(from, 1)});
    }
    return token(kind, from, std::string(text_.substr(from + 1, at_ - from - 1)));
}

// Takes all characters that can belong to a date or time; the parser finds out whether they are one.
diag::Result<Token> Lexer::moment(std::size_t from) {
    ++at_;
    const std::size_t begin = at_;
    TokenKind kind = TokenKind::date;
    while (is_digit(here()) || (here() == '-' && is_digit(here(1)))) {
        ++at_;
    }
    std::size_t first = begin;
    if (here() == 'T') {
        kind = at_ == begin ? TokenKind::time : TokenKind::date_time;
        ++at_;
        first = kind == TokenKind::time ? at_ : begin;
        while (is_digit(here()) || (here() == ':' && is_digit(here(1))) ||
               (here() == '.' && is_digit(here(1)))) {
            ++at_;
        }
        if (kind == TokenKind::date_time && at_ > begin && is_digit(text_[at_ - 1])) {
            if (here() == 'Z') {
                ++at_;
            } else if ((here() == '+' || here() == '-') && is_digit(here(1)) && is_digit(here(2)) &&
                       here(3) == ':') {
                at_ += 4;
                skip_digits();
            }
        }
    }
    return token(kind, from, std::string(text_.substr(first, at_ - first)));
}

diag::Result<std::uint32_t> Lexer::code_unit(std::size_t from) {
    std::uint32_t out = 0;
    for (int n = 0; n < 4; ++n, ++at_) {
        const char c = here();
        static constexpr std::string_view digits = "0123456789abcdef";
        const std::size_t digit = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
        if (digit == std::string_view::npos) {
            return diag::fail(message::fhirpath_escape, place_in(text_, from),
                              {text_.substr(from, at_ - from)});
        }
        out = out * 16 + static_cast<std::uint32_t>(digit);
    }
    return out;
}

diag::Result<void> Lexer::escape(std::string& out) {
    static constexpr std::string_view letters = "'\"`\\/fnrt";
    static constexpr std::string_view values = "'\"`\\/\f\n\r\t";
    const std::size_t from = at_++;
    const char c = here();
    if (const std::size_t known = letters.find(c); c != '\0' && known != std::string_view::npos) {
        out.push_back(values[known]);
        ++at_;
        return {};
    }
    if (c != 'u') {
        return diag::fail(message::fhirpath_escape, place_in(text_, from), {text_.substr(from, 2)});
    }
    ++at_;
    TRY(std::uint32_t value, code_unit(from));
    if (value >= 0xD800 && value < 0xDC00 && here() == '\\' && here(1) == 'u') {
        at_ += 2;
        TRY(const std::uint32_t low, code_unit(from));
        value = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((value - 0xD800) << 10U) + (low - 0xDC00) : 0xD800;
    }
    if (value >= 0xD800 && value < 0xE000) {
        return diag::fail(message::fhirpath_escape, place_in(text_, from), {text_.substr(from, at_ - from)});
    }
    text::append(out, value);
    return {};
}

diag::Result<Token> Lexer::quoted(std::size_t from, TokenKind kind) {
    const char quote = here();
    ++at_;
    std::string out;
    while (at_ < text_.size() && here() != quote) {
        if (here() == '\\') {
            TRY_VOID(escape(out));
        } else {
            out.push_back(here());
            ++at_;
        }
    }
    if (at_ == text_.size()) {
        return diag::fail(message::fhirpath_unclosed, place_in(text_, from),
                          {text_.substr(from, 20), std::string(1, quote)});
    }
    ++at_;
    return token(kind, from, std::move(out));
}

} // namespace renkei::fhirpath
