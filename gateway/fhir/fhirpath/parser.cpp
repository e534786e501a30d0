#include "gateway/fhir/fhirpath/parser.h"

#include "generated/messages/fhirpath.h"

#include <algorithm>

namespace renkei::fhirpath {
namespace {

// FHIRPath's operators by how strongly they bind.
struct BinaryRow {
    std::string_view text;
    TokenKind kind;
    int power;
    OpCode code;
};
constexpr BinaryRow binary_rows[] = {
    {"implies", TokenKind::name, 1, OpCode::implies},
    {"or", TokenKind::name, 2, OpCode::logical_or},
    {"xor", TokenKind::name, 2, OpCode::logical_xor},
    {"and", TokenKind::name, 3, OpCode::logical_and},
    {"in", TokenKind::name, 4, OpCode::in},
    {"contains", TokenKind::name, 4, OpCode::contains},
    {"=", TokenKind::symbol, 5, OpCode::equal},
    {"!=", TokenKind::symbol, 5, OpCode::not_equal},
    {"~", TokenKind::symbol, 5, OpCode::equivalent},
    {"!~", TokenKind::symbol, 5, OpCode::not_equivalent},
    {"<", TokenKind::symbol, 6, OpCode::less},
    {"<=", TokenKind::symbol, 6, OpCode::less_or_equal},
    {">", TokenKind::symbol, 6, OpCode::greater},
    {">=", TokenKind::symbol, 6, OpCode::greater_or_equal},
    {"|", TokenKind::symbol, 7, OpCode::unite},
    {"is", TokenKind::name, 8, OpCode::is},
    {"as", TokenKind::name, 8, OpCode::as},
    {"+", TokenKind::symbol, 9, OpCode::add},
    {"-", TokenKind::symbol, 9, OpCode::subtract},
    {"&", TokenKind::symbol, 9, OpCode::concatenate},
    {"*", TokenKind::symbol, 10, OpCode::multiply},
    {"/", TokenKind::symbol, 10, OpCode::divide},
    {"div", TokenKind::name, 10, OpCode::divide_whole},
    {"mod", TokenKind::name, 10, OpCode::modulo},
};
constexpr int sign_power = 11;

// Words that cannot begin a path.
constexpr std::string_view reserved[] = {"and", "or", "xor", "implies", "div", "mod"};

const BinaryRow* binary_row(const Token& token) {
    const auto* found = std::ranges::find_if(
        binary_rows, [&](const BinaryRow& row) { return row.kind == token.kind && row.text == token.text; });
    return found == std::end(binary_rows) ? nullptr : found;
}

bool is_type_word(std::string_view text) {
    return !text.empty() && text.front() >= 'A' && text.front() <= 'Z';
}

std::string counted(const Function& function) {
    return function.least == function.most
               ? std::to_string(function.least)
               : std::to_string(function.least) + "–" + std::to_string(function.most);
}

} // namespace

Parser::Parser(std::string_view text, const definitions::R4Definitions& r4, const CompileOptions& options)
    : r4_(r4),
      options_(options),
      program_(std::make_unique<Program>()),
      lexer_(program_->text) {
    program_->text = text;
    program_->r4 = &r4;
    lexer_ = Lexer(program_->text);
}

diag::Result<std::unique_ptr<Program>> Parser::parse() {
    if (program_->text.size() > options_.max_bytes) {
        return diag::fail(message::fhirpath_too_long, {},
                          {std::to_string(program_->text.size()), std::to_string(options_.max_bytes)});
    }
    TRY_VOID(advance());
    TRY(program_->root, expression(0));
    if (token_.kind != TokenKind::end) {
        return unexpected("an operator or the end");
    }
    return std::move(program_);
}

diag::Result<void> Parser::advance() {
    TRY(token_, lexer_.next());
    return {};
}

tl::unexpected<diag::Error> Parser::unexpected(std::string_view wanted) const {
    const std::string found = token_.kind == TokenKind::end ? "end of the expression"
                                                            : program_->text.substr(token_.at, token_.size);
    return diag::fail(message::fhirpath_expected, place_in(program_->text, token_.at), {wanted, found});
}

diag::Result<void> Parser::expect(std::string_view symbol) {
    if (!token_.is_symbol(symbol)) {
        return unexpected(symbol);
    }
    return advance();
}

std::string_view Parser::keep(std::string text) { return program_->texts.emplace_back(std::move(text)); }

Parser::OpResult Parser::add(Op op) {
    const auto depth_of = [&](OpId id) { return id == no_op ? std::uint16_t{0} : program_->ops[id].depth; };
    std::uint16_t below = std::max(depth_of(op.input), depth_of(op.right));
    for (const OpId argument : program_->arguments_of(op)) {
        below = std::max(below, depth_of(argument));
    }
    if (below >= options_.max_depth || program_->ops.size() >= UINT16_MAX) {
        return diag::fail(message::fhirpath_too_deep, place_in(program_->text, op.at),
                          {std::to_string(options_.max_depth)});
    }
    op.depth = static_cast<std::uint16_t>(below + 1);
    program_->ops.push_back(op);
    return static_cast<OpId>(program_->ops.size() - 1);
}

Parser::OpResult Parser::literal(Item item, std::size_t at) {
    program_->literals.push_back(item);
    return add({.code = OpCode::literal,
                .row = static_cast<std::uint16_t>(program_->literals.size() - 1),
                .at = static_cast<std::uint32_t>(at)});
}

Parser::OpResult Parser::text_literal(std::string text, std::size_t at) {
    return literal(Item::string(keep(std::move(text))), at);
}

Parser::OpResult Parser::expression(int power) {
    if (++depth_ > options_.max_depth) {
        return diag::fail(message::fhirpath_too_deep, place_in(program_->text, token_.at),
                          {std::to_string(options_.max_depth)});
    }
    TRY(OpId left, prefix());
    while (const BinaryRow* row = binary_row(token_)) {
        if (row->power <= power) {
            break;
        }
        const std::size_t at = token_.at;
        TRY_VOID(advance());
        if (row->code == OpCode::is || row->code == OpCode::as) {
            TRY(left, type_test(row->code, left, at));
            continue;
        }
        TRY(const OpId right, expression(row->power));
        TRY(left,
            add({.code = row->code, .input = left, .right = right, .at = static_cast<std::uint32_t>(at)}));
    }
    --depth_;
    return left;
}

Parser::OpResult Parser::type_test(OpCode code, OpId input, std::size_t at) {
    TRY(const std::uint16_t type, type_name());
    return add({.code = code, .row = 1, .type = type, .input = input, .at = static_cast<std::uint32_t>(at)});
}

Parser::OpResult Parser::prefix() {
    if (token_.is_symbol("+") || token_.is_symbol("-")) {
        const Op op{.code = token_.text == "-" ? OpCode::negative : OpCode::positive,
                    .at = static_cast<std::uint32_t>(token_.at)};
        TRY_VOID(advance());
        TRY(const OpId operand, expression(sign_power));
        Op signed_op = op;
        signed_op.input = operand;
        return add(signed_op);
    }
    TRY(OpId out, term());
    while (token_.is_symbol(".") || token_.is_symbol("[")) {
        if (token_.is_symbol("[")) {
            TRY(out, indexer(out));
            continue;
        }
        TRY_VOID(advance());
        TRY(out, after_dot(out));
    }
    return out;
}

Parser::OpResult Parser::indexer(OpId input) {
    const std::size_t at = token_.at;
    TRY_VOID(advance());
    TRY(const OpId index, expression(0));
    TRY_VOID(expect("]"));
    return add(
        {.code = OpCode::indexer, .input = input, .right = index, .at = static_cast<std::uint32_t>(at)});
}

Parser::OpResult Parser::term() {
    const Token token = token_;
    switch (token.kind) {
    case TokenKind::name:
    case TokenKind::delimited: return name_term();
    case TokenKind::number: return number();
    case TokenKind::date:
    case TokenKind::date_time:
    case TokenKind::time: return moment();
    case TokenKind::variable: return variable();
    case TokenKind::dollar: return dollar();
    case TokenKind::string: TRY_VOID(advance()); return text_literal(token.text, token.at);
    case TokenKind::long_number: return long_number();
    case TokenKind::symbol:
    case TokenKind::end: break;
    }
    if (token.is_symbol("(")) {
        TRY_VOID(advance());
        TRY(const OpId inside, expression(0));
        TRY_VOID(expect(")"));
        return inside;
    }
    if (token.is_symbol("{")) {
        TRY_VOID(advance());
        TRY_VOID(expect("}"));
        return add({.code = OpCode::empty, .at = static_cast<std::uint32_t>(token.at)});
    }
    return unexpected("a name, a value, ( or {}");
}

Parser::OpResult Parser::name_term() {
    const Token name = token_;
    if (name.kind == TokenKind::name && std::ranges::find(reserved, name.text) != std::end(reserved)) {
        return unexpected("a name, a value, ( or {}");
    }
    TRY_VOID(advance());
    if (token_.is_symbol("(")) {
        return call(no_op, name);
    }
    if (name.is_word("true") || name.is_word("false")) {
        return literal(Item::boolean(name.text == "true"), name.at);
    }
    return member(OpCode::start, no_op, name);
}

Parser::OpResult Parser::after_dot(OpId input) {
    const Token name = token_;
    if (name.kind == TokenKind::dollar) {
        return unexpected("a name or a function");
    }
    if (name.kind != TokenKind::name && name.kind != TokenKind::delimited) {
        return unexpected("a name or a function");
    }
    TRY_VOID(advance());
    return token_.is_symbol("(") ? call(input, name) : member(OpCode::member, input, name);
}

std::uint16_t Parser::step(const std::string& name) {
    Step step{.text = name, .name = r4_.names().find(name)};
    if (is_type_word(name)) {
        step.type = r4_.type(name);
    }
    for (std::size_t type = 0;
         step.name == json::no_name && step.choice == nullptr && type < r4_.types().size(); ++type) {
        for (const definitions::Element& element : r4_.elements(r4_.id_of(r4_.types()[type]))) {
            if (element.is_choice() && r4_.choice(element) == name) {
                step.choice = &element;
                break;
            }
        }
    }
    program_->steps.push_back(std::move(step));
    return static_cast<std::uint16_t>(program_->steps.size() - 1);
}

Parser::OpResult Parser::member(OpCode code, OpId input, const Token& name) {
    return add(
        {.code = code, .row = step(name.text), .input = input, .at = static_cast<std::uint32_t>(name.at)});
}

Parser::OpResult Parser::call(OpId input, const Token& name) {
    const Function* function = find_function(name.text);
    if (function == nullptr) {
        return diag::fail(message::fhirpath_function_unknown, place_in(program_->text, name.at),
                          {name.text, nearest_function(name.text)});
    }
    Op op{.code = function->code,
          .row = static_cast<std::uint16_t>(function - functions().data()),
          .input = input,
          .at = static_cast<std::uint32_t>(name.at)};
    TRY_VOID(advance());
    if (function->argument_mode == ArgumentMode::type && !token_.is_symbol(")")) {
        TRY(op.type, type_name());
        TRY_VOID(expect(")"));
        op.row = op.code == OpCode::function ? op.row : std::uint16_t{0};
        return add(op);
    }
    TRY(const std::vector<OpId> given, arguments(*function, name));
    op.first_argument = static_cast<std::uint32_t>(program_->arguments.size());
    op.arguments = static_cast<std::uint32_t>(given.size());
    program_->arguments.insert(program_->arguments.end(), given.begin(), given.end());
    return add(op);
}

diag::Result<std::vector<OpId>> Parser::arguments(const Function& function, const Token& name) {
    std::vector<OpId> out;
    while (!token_.is_symbol(")")) {
        if (!out.empty()) {
            TRY_VOID(expect(","));
        }
        TRY(const OpId argument,
            function.argument_mode == ArgumentMode::sort ? sort_argument() : expression(0));
        out.push_back(argument);
    }
    TRY_VOID(advance());
    if (out.size() < function.least || out.size() > function.most) {
        return diag::fail(message::fhirpath_arguments, place_in(program_->text, name.at),
                          {name.text, counted(function), std::to_string(out.size())});
    }
    return out;
}

// -key, key asc, key desc
Parser::OpResult Parser::sort_argument() {
    const bool has_minus = token_.is_symbol("-");
    if (has_minus) {
        TRY_VOID(advance());
    }
    TRY(const OpId key, expression(0));
    const bool is_descending = has_minus || token_.is_word("desc");
    if (token_.is_word("asc") || token_.is_word("desc")) {
        TRY_VOID(advance());
    }
    Op op{
        .code = OpCode::positive, .is_descending = is_descending, .input = key, .at = program_->ops[key].at};
    return add(op);
}

diag::Result<std::string> Parser::identifier() {
    if (token_.kind != TokenKind::name && token_.kind != TokenKind::delimited) {
        return unexpected("the name of a type");
    }
    std::string out = token_.text;
    TRY_VOID(advance());
    return out;
}

diag::Result<std::uint16_t> Parser::type_name() {
    const std::size_t at = token_.at;
    TypeName type;
    TRY(type.text, identifier());
    std::string space;
    if ((type.text == "System" || type.text == "FHIR") && token_.is_symbol(".")) {
        space = std::move(type.text);
        type.is_qualified = true;
        TRY_VOID(advance());
        TRY(type.text, identifier());
    }
    while (token_.is_symbol(".") && (r4_.type(type.text) || type.text.find('.') != std::string::npos)) {
        const Lexer before = lexer_; // Patient.contact is a type, Quantity.unit an element
        const Token dot = token_;
        TRY_VOID(advance());
        if (token_.kind != TokenKind::name || !r4_.type(type.text + "." + token_.text)) {
            lexer_ = before;
            token_ = dot;
            break;
        }
        type.text += "." + token_.text;
        TRY_VOID(advance());
    }
    for (auto kind = ItemKind::boolean; kind < ItemKind::type_info;
         kind = static_cast<ItemKind>(static_cast<int>(kind) + 1)) {
        if (space != "FHIR" && name_of(kind) == type.text) {
            type.system = kind;
        }
    }
    type.fhir = space == "System" ? definitions::TypeId{} : r4_.type(type.text);
    if (!type.fhir && type.system == ItemKind::node && space != "System") {
        return diag::fail(message::fhirpath_type_unknown, place_in(program_->text, at), {type.text});
    }
    program_->types.push_back(std::move(type));
    return static_cast<std::uint16_t>(program_->types.size() - 1);
}

} // namespace renkei::fhirpath
