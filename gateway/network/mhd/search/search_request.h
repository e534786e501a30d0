// A search as it was asked, read once: which person, which conditions, what else to give.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/search/search_value.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace renkei::mhd {

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

enum class Modifier : std::uint8_t { plain, negated, missing, exact, contains, identifier, type };

// One parameter of the request: its values are joined by "or", filters by "and".
struct Filter {
    const SearchParameter* parameter = nullptr;
    Modifier modifier = Modifier::plain;
    std::string type{};                // modifier type: of the target
    std::vector<std::string> values{}; // as written
    std::vector<TokenValue> tokens{};
    std::vector<DateValue> dates{};
    bool wants_missing = false;
};

// Names the person: any of these.
struct PersonFilter {
    const SearchParameter* parameter = nullptr; // whose path must lead to that person
    std::vector<TokenValue> identifiers{};      // each with a system and a number
    std::vector<TypedId> patients{};
};

struct Include {
    std::string type{};                         // of the resource that has the reference
    const SearchParameter* parameter = nullptr; // null: any of them
    std::string target{};                       // type of what it leads to; empty: any
};

struct SearchRequest {
    std::string type{};
    std::vector<PersonFilter> persons{};
    std::vector<Filter> filters{};
    std::vector<LogicalId> ids{}; // of _id, or of the resources that a parameter names (SearchUse::target)
    bool by_id = false;
    bool by_demographics = false; // what describes a person is asked for
    std::vector<Include> includes{};
    std::vector<Include> back_includes{};
    std::uint32_t count = 50;
    bool only_total = false; // _count=0, _summary=count
    QueryPairs used{};       // what was understood, for the self link
    diag::Report ignored{};  // what was not, or can find nothing
};

enum class Handling : std::uint8_t { lenient, strict }; // Prefer: handling=…

constexpr std::uint32_t max_per_page = 200;

// The part of a parameter's name that is ours, for callers that must not repeat text of a request:
// "subject" for "subject:Patient"; empty if the name is unknown.
std::string_view known_name(std::string_view type, std::string_view written);

// All that a search of this type may ask by, the request's own parameters last.
struct KnownParameter {
    std::string_view name;
    std::string_view expected; // what a value looks like
    bool may_repeat = false;   // every one counts: conditions by "and", inclusions each
    bool is_number = false;
};
std::vector<KnownParameter> known_parameters(std::string_view type);
std::span<const KnownParameter> parameters_of_the_answer(); // of them, those that a read has, too

diag::Result<SearchRequest> read_search(std::string_view type, const QueryPairs& parameters,
                                        Handling handling);

} // namespace renkei::mhd
