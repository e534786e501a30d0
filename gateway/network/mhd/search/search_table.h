// search-parameters.tsv: what can be searched by what. It drives searching, _include, and the
// CapabilityStatement.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace renkei::mhd {

// `canonical`: R4 calls it a reference, but its value is a URL, with or without a version.
enum class SearchKind : std::uint8_t { token, date, reference, string, canonical };
std::string_view to_text(SearchKind kind); // the type that R4 gives it

enum class SearchUse : std::uint8_t {
    filter,      // the resource's own elements
    demographic, // the same; by it alone a person may be searched among what the caller may read
    person,      // names the person whose documents are searched
    about,       // names the person by an identifier
    target,      // names resources, and with them the documents that are searched
};

struct SearchParameter {
    std::string_view type; // of resources; empty: all
    std::string_view name;
    SearchKind kind;
    std::string_view path;       // see path.h
    std::string_view definition; // id in http://hl7.org/fhir/SearchParameter/, or a whole URL, or empty
    SearchUse use = SearchUse::filter;
    std::string_view base{};   // a chained one: the parameter whose target it asks
    std::string_view system{}; // of the element that a token parameter asks, where that is a code alone
};

std::string_view search_parameters_table();

std::span<const SearchParameter> search_parameters();
const SearchParameter* find_parameter(std::string_view type, std::string_view name);
bool can_search(std::string_view type);
std::span<const std::string_view> searchable_types(); // sorted

} // namespace renkei::mhd
