#include "gateway/network/mhd/search/search_table.h"

#include "gateway/core/text/tab_table.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <set>
#include <vector>

namespace renkei::mhd {
namespace {

constexpr std::string_view kind_words[] = {"token", "date", "reference", "string", "canonical"};
constexpr std::string_view use_words[] = {"", "demographic", "person", "about", "target"};

template <class Value>
Value value_of(std::span<const std::string_view> words, std::string_view word) {
    const auto found = std::ranges::find(words, word);
    assert(found != words.end());
    return static_cast<Value>(found - words.begin());
}

SearchParameter read_search_parameter(std::string_view line) {
    const auto next = [&line] { return text::next_part(line, '\t'); };
    return {.type = next(),
            .name = next(),
            .kind = value_of<SearchKind>(kind_words, next()),
            .path = next(),
            .definition = next(),
            .use = value_of<SearchUse>(use_words, next()),
            .base = next(),
            .system = next()};
}

} // namespace

std::string_view to_text(SearchKind kind) {
    return kind_words[static_cast<std::size_t>(kind == SearchKind::canonical ? SearchKind::reference : kind)];
}

std::span<const SearchParameter> search_parameters() {
    static const std::vector<SearchParameter> all = [] {
        std::vector<SearchParameter> out;
        std::ranges::transform(text::table_lines(search_parameters_table()), std::back_inserter(out),
                               read_search_parameter);
        return out;
    }();
    return all;
}

const SearchParameter* find_parameter(std::string_view type, std::string_view name) {
    const std::span<const SearchParameter> all = search_parameters();
    const auto found = std::ranges::find_if(all, [&](const SearchParameter& each) {
        return (each.type.empty() || each.type == type) && each.name == name;
    });
    return found == all.end() ? nullptr : &*found;
}

bool can_search(std::string_view type) { return std::ranges::binary_search(searchable_types(), type); }

std::span<const std::string_view> searchable_types() {
    static const std::vector<std::string_view> all = [] {
        std::set<std::string_view> types;
        for (const SearchParameter& each : search_parameters()) {
            types.insert(each.type);
        }
        types.erase("");
        return std::vector<std::string_view>(types.begin(), types.end());
    }();
    return all;
}

} // namespace renkei::mhd
