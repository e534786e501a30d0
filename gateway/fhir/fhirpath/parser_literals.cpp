// Values that are in an expression, and its variables.
#include "gateway/fhir/fhirpath/calendar_units.h"
#include "gateway/fhir/fhirpath/parser.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>
#include <charconv>

namespace renkei::fhirpath {
namespace {

constexpr std::pair<std::string_view, std::string_view> constants[] = {
    {"ucum", ucum::system_url},
    {"sct", "http://snomed.info/sct"},
    {"loinc", "http://loinc.org"},
};
constexpr std::pair<std::string_view, std::string_view> constant_prefixes[] = {
    {"vs-", "http://hl7.org/fhir/ValueSet/"},
    {"ext-", "http://hl7.org/fhir/StructureDefinition/"},
};
constexpr std::pair<std::string_view, OpCode> places[] = {
    {"context", OpCode::context},
    {"resource", OpCode::resource},
    {"rootResource", OpCode::root_resource},
};

} // namespace

// 5L
Parser::OpResult Parser::long_number() {
    const Token token = token_;
    std::int64_t value = 0;
    const auto read = std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
    if (read.ec != std::errc()) {
        return diag::fail(message::fhirpath_literal, place_in(program_->text, token.at),
                          {token.text, "Long", "9223372036854775807L"});
    }
    TRY_VOID(advance());
    return literal(Item::long_integer(value), token.at);
}

// 2, 2.5, 2 'mg', 2 days
Parser::OpResult Parser::number() {
    const Token number = token_;
    TRY_VOID(advance());
    const auto value = Decimal::parse(number.text);
    const bool is_decimal = number.text.find('.') != std::string::npos;
    const std::int64_t whole = value ? whole_number(*value).value_or(-1) : -1;
    const bool is_word = token_.kind == TokenKind::name && !calendar_unit(token_.text).empty();
    if (!value || (!is_decimal && whole < 0 && !is_word)) {
        return diag::fail(
            message::fhirpath_literal, place_in(program_->text, number.at),
            {number.text, is_decimal ? "Decimal" : "Integer", is_decimal ? "1.5" : "2147483647"});
    }
    if (is_word || token_.kind == TokenKind::string) {
        program_->quantities.push_back({.value = *value, .unit = keep(token_.text), .is_calendar = is_word});
        TRY_VOID(advance());
        return literal(Item::quantity(&program_->quantities.back()), number.at);
    }
    if (is_decimal) {
        return literal(Item::decimal(*value), number.at);
    }
    return literal(whole > INT32_MAX ? Item::long_integer(whole) : Item::integer(whole), number.at);
}

Parser::OpResult Parser::moment() {
    struct Row {
        TokenKind token;
        ItemKind kind;
        std::optional<Moment> (*read)(std::string_view);
        std::string_view example;
    };
    static constexpr Row rows[] = {
        {TokenKind::date, ItemKind::date, Moment::date, "@2015-02-04"},
        {TokenKind::date_time, ItemKind::date_time, Moment::date_time, "@2015-02-04T14:34:28+09:00"},
        {TokenKind::time, ItemKind::time, Moment::time, "@T14:34:28"},
    };
    const Token token = token_;
    const Row& row = *std::ranges::find(rows, token.kind, &Row::token);
    const auto value = row.read(token.text);
    if (!value) {
        return diag::fail(message::fhirpath_literal, place_in(program_->text, token.at),
                          {program_->text.substr(token.at, token.size), name_of(row.kind), row.example});
    }
    TRY_VOID(advance());
    return literal(Item::moment(row.kind, *value), token.at);
}

Parser::OpResult Parser::variable() {
    const Token token = token_;
    TRY_VOID(advance());
    for (const auto& [name, text] : constants) {
        if (token.text == name) {
            return text_literal(std::string(text), token.at);
        }
    }
    for (const auto& [prefix, text] : constant_prefixes) {
        if (token.text.starts_with(prefix)) {
            return text_literal(std::string(text) + token.text.substr(prefix.size()), token.at);
        }
    }
    Op op{.code = OpCode::variable, .at = static_cast<std::uint32_t>(token.at)};
    for (const auto& [name, code] : places) {
        op.code = token.text == name ? code : op.code;
    }
    if (op.code == OpCode::variable) {
        keep(token.text);
        op.row = static_cast<std::uint16_t>(program_->texts.size() - 1);
    }
    return add(op);
}

Parser::OpResult Parser::dollar() {
    static constexpr std::pair<std::string_view, OpCode> rows[] = {
        {"this", OpCode::self}, {"index", OpCode::index}, {"total", OpCode::total}};
    for (const auto& [name, code] : rows) {
        if (token_.text == name) {
            const auto at = static_cast<std::uint32_t>(token_.at);
            TRY_VOID(advance());
            return add({.code = code, .at = at});
        }
    }
    return unexpected("$this, $index or $total");
}

} // namespace renkei::fhirpath
