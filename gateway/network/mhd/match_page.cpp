#include "gateway/network/mhd/match_page.h"

#include <charconv>
#include <string_view>

namespace renkei::mhd {
namespace {

// Of a number four, in this order.
constexpr std::string_view number_system = "system";
constexpr std::string_view number_value = "value";
constexpr std::string_view within_system = "within-system";
constexpr std::string_view within_value = "within";
constexpr std::string_view name_parameter = "name";
constexpr std::string_view birth_date_parameter = "birthdate";
constexpr std::string_view gender_parameter = "gender";
constexpr std::string_view count_parameter = "count";

} // namespace

QueryPairs match_parameters(const MatchQuery& query) {
    QueryPairs out;
    for (const documents::PersonNumber& each : query.numbers) {
        out.emplace_back(number_system, each.number.system);
        out.emplace_back(number_value, each.number.value);
        out.emplace_back(within_system, each.within.system);
        out.emplace_back(within_value, each.within.value);
    }
    for (const std::string& each : query.person.names) {
        out.emplace_back(name_parameter, each);
    }
    out.emplace_back(birth_date_parameter, query.person.birth_date);
    out.emplace_back(gender_parameter, query.person.gender);
    out.emplace_back(count_parameter, std::to_string(query.count));
    return out;
}

MatchQuery match_query(const QueryPairs& parameters) {
    MatchQuery out;
    for (const auto& [name, value] : parameters) {
        if (name == number_system) {
            out.numbers.push_back({.number = {value, {}}, .within = {}});
        } else if (name == number_value) {
            out.numbers.back().number.value = value;
        } else if (name == within_system) {
            out.numbers.back().within.system = value;
        } else if (name == within_value) {
            out.numbers.back().within.value = value;
        } else if (name == name_parameter) {
            out.person.names.push_back(value);
        } else if (name == birth_date_parameter) {
            out.person.birth_date = value;
        } else if (name == gender_parameter) {
            out.person.gender = value;
        } else if (name == count_parameter) {
            std::from_chars(value.data(), value.data() + value.size(), out.count);
        }
    }
    return out;
}

} // namespace renkei::mhd
