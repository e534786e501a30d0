#include "gateway/core/json/parser.h"

#include "gateway/core/json/syntax_error.h"
#include "gateway/core/json/tree_builder.h"
#include "generated/messages/json.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>

namespace renkei::json {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

} // namespace

struct Parser::State {
    NameTable names;
    ParserOptions options;
    std::unique_ptr<simdjson::internal::dom_parser_implementation> tokens;
    std::size_t capacity = 0;
    BuilderMemory memory;

    bool reserve(std::size_t bytes) {
        if (bytes <= capacity) {
            return true;
        }
        const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(bytes, 16 * 1024));
        constexpr std::size_t tape_depth = 1; // simdjson's tree is not used
        capacity = simdjson::get_active_implementation()->create_dom_parser_implementation(
                       wanted, tape_depth, tokens) == simdjson::SUCCESS
                       ? wanted
                       : 0;
        return capacity != 0;
    }

    std::optional<SyntaxErrorAt> parse(std::string_view input, Tree& tree);
};

std::optional<SyntaxErrorAt> Parser::State::parse(std::string_view input, Tree& tree) {
    const auto refuse = [](SyntaxError refusal) { return SyntaxErrorAt{std::move(refusal), {}}; };
    TreeBuilder builder(tree, memory, input, names, options);
    if (input.size() > std::min<std::size_t>(options.max_bytes, 0xFFFFFFF0)) {
        return refuse(
            {message::json_too_large, 0, {std::to_string(input.size()), std::to_string(options.max_bytes)}});
    }
    if (input.starts_with(byte_order_mark)) {
        return refuse({message::json_bom});
    }
    if (input.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return refuse({message::json_empty});
    }
    if (!reserve(input.size())) {
        return refuse({message::json_memory, 0, {std::to_string(input.size())}});
    }
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(input.data());
    if (tokens->stage1(bytes, input.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) {
        return refuse(find_token_error(input));
    }
    // most values take two tokens at least, so this never refuses fewer than that many
    if (tokens->n_structural_indexes / 2 > options.max_values) {
        return refuse({message::json_too_many_values, 0, {std::to_string(options.max_values)}});
    }
    return builder.build({tokens->structural_indexes.get(), tokens->n_structural_indexes + std::size_t{1}});
}

Parser::Parser(NameTable names, ParserOptions options) : state_(std::make_unique<State>()) {
    state_->names = names;
    state_->options = options;
}
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;
Parser::~Parser() = default;

std::size_t Parser::capacity() const { return state_->capacity; }

diag::Result<void> Parser::parse(std::string_view input, Tree& tree) {
    if (auto refused = state_->parse(input, tree)) {
        return tl::make_unexpected(error_of(refused->refusal, input, std::move(refused->path)));
    }
    return {};
}

std::optional<Line> Lines::next_line() {
    while (at_ < input_.size()) {
        const std::size_t begin = at_;
        const std::size_t end = std::min(input_.find('\n', begin), input_.size());
        at_ = end + 1;
        ++number_;
        std::string_view text = input_.substr(begin, end - begin);
        if (text.ends_with('\r')) {
            text.remove_suffix(1);
        }
        if (text.find_first_not_of(" \t") != std::string_view::npos) {
            return Line{text, begin, number_, true};
        }
    }
    return std::nullopt;
}

} // namespace renkei::json
