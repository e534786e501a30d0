// Cuts the text of an expression into tokens.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::fhirpath {

enum class TokenKind : std::uint8_t {
    end,
    name,      // identifiers and keywords alike: the parser knows which
    delimited, // `name`, without backticks and escapes
    string,
    number,
    long_number, // 5L
    date,        // 2015-02, without @
    date_time,
    time,     // 14:34, without @T
    variable, // %name
    dollar,   // $this
    symbol,
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text;   // the value: escapes resolved
    std::size_t at = 0; // bytes in the expression
    std::size_t size = 0;

    bool is_symbol(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
    bool is_word(std::string_view word) const { return kind == TokenKind::name && text == word; }
};

// Line and column of a place in an expression.
diag::Where place_in(std::string_view expression, std::size_t at);

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}
    diag::Result<Token> next();

private:
    diag::Result<void> skip_blanks();
    diag::Result<Token> moment(std::size_t from);
    diag::Result<Token> quoted(std::size_t from, TokenKind kind);
    diag::Result<void> escape(std::string& out);
    diag::Result<std::uint32_t> code_unit(std::size_t from);
    diag::Result<Token> marked(std::size_t from, TokenKind kind);
    Token number(std::size_t from);
    diag::Result<Token> symbol(std::size_t from);
    Token token(TokenKind kind, std::size_t from, std::string text) const;
    char here(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    void skip_digits();

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace renkei::fhirpath
