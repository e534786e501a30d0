#include "gateway/network/audit/query_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::audit {
namespace {

constexpr std::size_t digits_of_hash = 64;
constexpr std::size_t least_digits = 16; // of a hash that a query names

// Calls `visit` with each name in "a,b(+3)".
template <class Visit>
void for_each_named(std::string_view list, const Visit& visit) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        visit(list.substr(0, std::min(list.find('('), end)));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

void add_parameter(std::string_view parameter, QueryText& out) {
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string_view name = parameter.substr(0, equals);
    const std::string_view list = parameter.substr(std::min(equals + 1, parameter.size()));
    if (name == "documents") {
        for_each_named(list, [&out](std::string_view id) { out.documents.push_back(id); });
    } else if (name == "found") {
        std::uint64_t found = 0;
        (void)std::from_chars(list.data(), list.data() + list.size(), found);
        out.found = found;
    } else if (name == "persons" || name == "person") {
        for_each_named(list, [&out](std::string_view hash) {
            if (is_person_hash(hash)) {
                out.persons.push_back(hash);
            }
        });
    }
}

} // namespace

bool is_person_hash(std::string_view text) {
    return text.size() >= least_digits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

QueryText read_query(std::string_view query) {
    QueryText out;
    if (query.size() == digits_of_hash && is_person_hash(query)) {
        out.persons.push_back(query);
        return out;
    }
    const std::string_view first = query.substr(0, query.find('&'));
    out.type = first.find('=') == std::string_view::npos ? first : std::string_view();
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        add_parameter(query.substr(0, end), out);
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return out;
}

std::string to_text(const QueryText& query) {
    std::string out(query.type);
    const auto add = [&out](std::string_view name, const std::vector<std::string_view>& values) {
        if (!values.empty()) {
            out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, fmt::join(values, ","));
        }
    };
    add("persons", query.persons);
    add("documents", query.documents);
    return out;
}

} // namespace renkei::audit
