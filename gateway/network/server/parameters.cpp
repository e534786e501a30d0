#include "gateway/network/server/parameters.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/header_values.h"
#include "gateway/core/text/words.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <vector>

namespace renkei::server {
namespace {

std::set<std::string_view> repeated(const Pairs& query) {
    std::set<std::string_view> seen;
    std::set<std::string_view> out;
    for (const auto& [name, value] : query) {
        if (!seen.insert(name).second) {
            out.insert(name);
        }
    }
    return out;
}

diag::Result<void> given_twice(std::string_view name) {
    return diag::fail(diag::message::parameter_twice, {}, {name});
}

// Without its quotes. What stands behind a semicolon are parameters of the preference.
std::optional<std::string_view> value_in(std::string_view preferences, std::string_view name) {
    while (!preferences.empty()) {
        std::string_view one = text::next_piece(preferences, ',');
        std::string_view value = text::next_piece(one, ';');
        if (text::same_word(text::trim(text::next_part(value, '=')), name)) {
            return text::unquoted(text::trim(value));
        }
    }
    return std::nullopt;
}

} // namespace

diag::Result<void> check_repeats(ServerContext& gateway, const Request& request,
                                 QueryParameters (*known)(ServerContext&)) {
    const std::set<std::string_view> names = repeated(request.query);
    if (names.empty()) { // most requests: the table is not made for them
        return {};
    }
    for (const QueryParameter& each : known(gateway)) {
        if (!each.may_repeat && names.contains(each.name)) {
            return given_twice(each.name);
        }
    }
    return {};
}

diag::Result<void> check_known(ServerContext& gateway, const Request& request,
                               QueryParameters (*known)(ServerContext&)) {
    if (request.query.empty()) {
        return {};
    }
    const QueryParameters table = known(gateway);
    const auto is_not_modified = [&](const Pairs::value_type& asked) {
        return std::ranges::find(table, asked.first, &QueryParameter::name) != table.end();
    };
    const auto strange = std::ranges::find_if_not(request.query, is_not_modified);
    if (strange == request.query.end()) {
        return {};
    }
    std::vector<std::string_view> names;
    std::ranges::transform(table, std::back_inserter(names), &QueryParameter::name);
    return diag::fail(diag::message::search_parameter_unknown, {},
                      {strange->first, names.empty() ? "-" : fmt::format("{}", fmt::join(names, ", "))});
}

QueryParameters no_parameters(ServerContext&) { return {}; }

diag::Result<void> check_known_if_strict(ServerContext& gateway, const Request& request,
                                         QueryParameters (*known)(ServerContext&)) {
    const bool asks = !request.query.empty() && prefers(request, "handling", "strict");
    return asks ? check_known(gateway, request, known) : diag::Result<void>();
}

QueryParameters answer_parameters() {
    QueryParameters out;
    for (const mhd::KnownParameter& each : mhd::parameters_of_the_answer()) {
        out.push_back({.name = std::string(each.name), .expected = std::string(each.expected)});
    }
    return out;
}

diag::Result<void> check_beside_page(const Pairs& asked, const Pairs& of_page) {
    for (const auto& [name, value] : asked) {
        const auto of_answer = mhd::parameters_of_the_answer();
        const bool is_known =
            name == page_link_parameter ||
            std::ranges::find(of_answer, name, &mhd::KnownParameter::name) != of_answer.end() ||
            std::ranges::find(of_page, std::pair(name, value)) != of_page.end();
        if (!is_known) {
            return diag::fail(diag::message::parameter_wrong, {}, {name, value, page_link_form});
        }
    }
    return {};
}

diag::Result<void> check_once(const Request& request, std::string_view name) {
    return std::ranges::count(request.query, name, &Pairs::value_type::first) > 1 ? given_twice(name)
                                                                                  : diag::Result<void>();
}

std::string form_of(const PageSize& size) { return fmt::format("1, 2, 3 … (> {0} → {0})", size.most); }

QueryParameter count_parameter(const PageSize& size) {
    return {.name = std::string(count_name), .expected = form_of(size), .is_number = true};
}

std::uint32_t read_number(const std::string& text) {
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() ? out : 0;
}

std::optional<std::uint32_t> read_count(std::string_view text, const PageSize& size) {
    if (text.empty() || !std::ranges::all_of(text, base::is_digit)) {
        return std::nullopt;
    }
    std::uint32_t count = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), count).ec != std::errc()) {
        return size.most; // a number all the same
    }
    return count == 0 ? std::nullopt : std::optional(std::min(count, size.most));
}

bool prefers(const Request& request, std::string_view name, std::string_view value) {
    for (const auto& [field, preferences] : request.headers) {
        if (!text::same_word(field, "Prefer")) {
            continue;
        }
        if (const std::optional<std::string_view> preferred = value_in(preferences, name)) {
            return text::same_word(*preferred, value);
        }
    }
    return false;
}

} // namespace renkei::server
