#include "gateway/fhir/fhirpath/functions.h"

#include "gateway/fhir/fhirpath/equivalent_text.h"
#include "gateway/fhir/fhirpath/function_handlers.h"

#include <algorithm>
#include <vector>

namespace renkei::fhirpath {
namespace {

// The words of the table; they are of no use elsewhere.
namespace function_table {

using enum ArgumentMode;
using enum InputKind;
namespace h = handlers;
constexpr auto function = OpCode::function;
constexpr std::uint8_t many = 255;

// clang-format off
constexpr Function rows[] = {
    // name, arguments, what they are, input, result, needs order, operation, handler
    {"abs",                0, 0, values, number, ResultKind::number, false, function, h::absolute},
    {"aggregate",          1, 2, each, any, ResultKind::unknown, false, function, h::aggregate},
    {"all",                1, 1, each, any, ResultKind::boolean, false, OpCode::all, nullptr},
    {"allFalse",           0, 0, values, any, ResultKind::boolean, false, function, h::with<h::test_all, false, false>},
    {"allTrue",            0, 0, values, any, ResultKind::boolean, false, function, h::with<h::test_all, true, false>},
    {"anyFalse",           0, 0, values, any, ResultKind::boolean, false, function, h::with<h::test_all, false, true>},
    {"anyTrue",            0, 0, values, any, ResultKind::boolean, false, function, h::with<h::test_all, true, true>},
    {"as",                 1, 1, ArgumentMode::type, any, ResultKind::type, false, OpCode::as, nullptr},
    {"avg",                0, 0, values, any, ResultKind::decimal, false, function, h::average},
    {"ceiling",            0, 0, values, number, ResultKind::integer, false, function, h::with<h::to_whole, Rounding::up>},
    {"checkModifiers",     0, many, values, any, ResultKind::input, false, function, h::check_modifiers},
    {"children",           0, 0, values, any, ResultKind::unordered, false, function, h::children},
    {"coalesce",           1, many, values, any, ResultKind::unknown, false, function, h::coalesce},
    {"combine",            1, 2, values, any, ResultKind::both, false, function, h::combine},
    {"comparable",         1, 1, values, any, ResultKind::boolean, false, function, h::comparable_to},
    {"conformsTo",         1, 1, values, any, ResultKind::boolean, false, function, h::conforms_to},
    {"contains",           1, 1, values, text, ResultKind::boolean, false, function, h::contains},
    {"convertsToBoolean",  0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::boolean, true>},
    {"convertsToDate",     0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::date, true>},
    {"convertsToDateTime", 0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::date_time, true>},
    {"convertsToDecimal",  0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::decimal, true>},
    {"convertsToInteger",  0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::integer, true>},
    {"convertsToLong",     0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::long_integer, true>},
    {"convertsToQuantity", 0, 1, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::quantity, true>},
    {"convertsToString",   0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::string, true>},
    {"convertsToTime",     0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::time, true>},
    {"count",              0, 0, values, any, ResultKind::integer, false, OpCode::count, nullptr},
    {"dateOf",             0, 0, values, any, ResultKind::date, false, function, h::date_of},
    {"dayOf",              0, 0, values, any, ResultKind::integer, false, function, h::with<h::give_part, Precision::day>},
    {"decode",             1, 1, values, text, ResultKind::string, false, function, h::decode},
    {"defineVariable",     1, 2, values, any, ResultKind::input, false, function, h::define_variable},
    {"descendants",        0, 0, values, any, ResultKind::unordered, false, function, h::descendants},
    {"distinct",           0, 0, values, any, ResultKind::input, false, function, h::distinct},
    {"elementDefinition",  0, 0, values, any, ResultKind::unknown, false, function, h::element_definition},
    {"empty",              0, 0, values, any, ResultKind::boolean, false, OpCode::is_empty, nullptr},
    {"encode",             1, 1, values, text, ResultKind::string, false, function, h::encode},
    {"endsWith",           1, 1, values, text, ResultKind::boolean, false, function, h::ends_with},
    {"escape",             1, 1, values, text, ResultKind::string, false, function, h::escape},
    {"exclude",            1, 1, values, any, ResultKind::input, false, function, h::with<h::keep_if, false>},
    {"exists",             0, 1, each, any, ResultKind::boolean, false, OpCode::exists, nullptr},
    {"exp",                0, 0, values, number, ResultKind::decimal, false, function, h::with<h::compute, h::exponential>},
    {"extension",          1, 1, values, any, ResultKind::extension, false, function, h::extension},
    {"first",              0, 0, values, any, ResultKind::input, true, function, h::first},
    {"floor",              0, 0, values, number, ResultKind::integer, false, function, h::with<h::to_whole, Rounding::down>},
    {"getValue",           0, 0, values, any, ResultKind::unknown, false, function, h::get_value},
    {"hasExtension",       1, 1, values, any, ResultKind::boolean, false, function, h::has_extension},
    {"hasValue",           0, 0, values, any, ResultKind::boolean, false, OpCode::has_value, nullptr},
    {"highBoundary",       0, 1, values, temporal_or_number, ResultKind::input, false, function, h::with<h::give_boundary, Boundary::high>},
    {"hourOf",             0, 0, values, any, ResultKind::integer, false, function, h::with<h::give_part, Precision::hour>},
    {"htmlChecks",         0, 0, values, any, ResultKind::boolean, false, function, h::html_checks},
    {"iif",                2, 3, each, any, ResultKind::unknown, false, function, h::iif},
    {"indexOf",            1, 1, values, text, ResultKind::integer, false, function, h::with<h::place_of, false>},
    {"intersect",          1, 1, values, any, ResultKind::input, false, function, h::intersect},
    {"is",                 1, 1, ArgumentMode::type, any, ResultKind::boolean, false, OpCode::is, nullptr},
    {"isDistinct",         0, 0, values, any, ResultKind::boolean, false, function, h::is_distinct},
    {"join",               0, 1, values, any, ResultKind::string, false, function, h::join},
    {"last",               0, 0, values, any, ResultKind::input, true, function, h::last},
    {"lastIndexOf",        1, 1, values, text, ResultKind::integer, false, function, h::with<h::place_of, true>},
    {"length",             0, 0, values, text, ResultKind::integer, false, function, h::length},
    {"ln",                 0, 0, values, number, ResultKind::decimal, false, function, h::with<h::compute, h::natural_logarithm>},
    {"log",                1, 1, values, number, ResultKind::decimal, false, function, h::logarithm},
    {"lowBoundary",        0, 1, values, temporal_or_number, ResultKind::input, false, function, h::with<h::give_boundary, Boundary::low>},
    {"lower",              0, 0, values, text, ResultKind::string, false, function, h::with<h::change_text, lower_case>},
    {"matches",            1, 2, values, text, ResultKind::boolean, false, function, h::with<h::test_regex, false>},
    {"matchesFull",        1, 2, values, text, ResultKind::boolean, false, function, h::with<h::test_regex, true>},
    {"max",                0, 0, values, any, ResultKind::input, false, function, h::with<h::extreme, Order::greater>},
    {"memberOf",           1, 1, values, any, ResultKind::boolean, false, function, h::member_of},
    {"millisecondOf",      0, 0, values, any, ResultKind::integer, false, function, h::with<h::give_part, Precision::millisecond>},
    {"min",                0, 0, values, any, ResultKind::input, false, function, h::with<h::extreme, Order::less>},
    {"minuteOf",           0, 0, values, any, ResultKind::integer, false, function, h::with<h::give_part, Precision::minute>},
    {"monthOf",            0, 0, values, any, ResultKind::integer, false, function, h::with<h::give_part, Precision::month>},
    {"not",                0, 0, values, any, ResultKind::boolean, false, OpCode::negation, nullptr},
    {"now",                0, 0, values, any, ResultKind::date_time, false, function, h::now},
    {"ofType",             1, 1, ArgumentMode::type, any, ResultKind::type, false, function, h::of_type},
    {"power",              1, 1, values, number, ResultKind::number, false, function, h::power},
    {"precision",          0, 0, values, temporal_or_number, ResultKind::integer, false, function, h::precision},
    {"repeat",             1, 1, each, any, ResultKind::unknown, false, function, h::with<h::repeated, true>},
    {"repeatAll",          1, 1, each, any, ResultKind::unknown, false, function, h::with<h::repeated, false>},
    {"replace",            2, 2, values, text, ResultKind::string, false, function, h::replace},
    {"replaceMatches",     2, 3, values, text, ResultKind::string, false, function, h::replace_matches},
    {"resolve",            0, 0, values, any, ResultKind::unknown, false, function, h::resolve},
    {"round",              0, 1, values, number, ResultKind::decimal, false, function, h::round},
    {"secondOf",           0, 0, values, any, ResultKind::integer, false, function, h::with<h::give_part, Precision::second>},
    {"select",             1, 1, each, any, ResultKind::argument, false, function, h::select},
    {"single",             0, 0, values, any, ResultKind::input, false, function, h::single},
    {"skip",               1, 1, values, any, ResultKind::input, true, function, h::skip},
    {"slice",              2, 2, values, any, ResultKind::input, false, function, h::slice},
    {"sort",               0, many, sort, any, ResultKind::input, false, function, h::sort},
    {"split",              1, 1, values, text, ResultKind::string, false, function, h::split},
    {"sqrt",               0, 0, values, number, ResultKind::decimal, false, function, h::with<h::compute, h::square_root>},
    {"startsWith",         1, 1, values, text, ResultKind::boolean, false, function, h::starts_with},
    {"subsetOf",           1, 1, values, any, ResultKind::boolean, false, function, h::subset_of},
    {"substring",          1, 2, values, text, ResultKind::string, false, function, h::substring},
    {"subsumedBy",         1, 1, values, any, ResultKind::boolean, false, function, h::with<h::compare_concepts, true>},
    {"subsumes",           1, 1, values, any, ResultKind::boolean, false, function, h::with<h::compare_concepts, false>},
    {"sum",                0, 0, values, any, ResultKind::input, false, function, h::sum},
    {"supersetOf",         1, 1, values, any, ResultKind::boolean, false, function, h::superset_of},
    {"tail",               0, 0, values, any, ResultKind::input, true, function, h::tail},
    {"take",               1, 1, values, any, ResultKind::input, true, function, h::take},
    {"timeOf",             0, 0, values, any, ResultKind::time, false, function, h::time_of},
    {"timeOfDay",          0, 0, values, any, ResultKind::time, false, function, h::time_of_day},
    {"timezoneOffsetOf",   0, 0, values, any, ResultKind::decimal, false, function, h::offset_of},
    {"toBoolean",          0, 0, values, any, ResultKind::boolean, false, function, h::with<h::converted, h::boolean, false>},
    {"toChars",            0, 0, values, text, ResultKind::string, false, function, h::to_chars},
    {"toDate",             0, 0, values, any, ResultKind::date, false, function, h::with<h::converted, h::date, false>},
    {"toDateTime",         0, 0, values, any, ResultKind::date_time, false, function, h::with<h::converted, h::date_time, false>},
    {"toDecimal",          0, 0, values, any, ResultKind::decimal, false, function, h::with<h::converted, h::decimal, false>},
    {"toInteger",          0, 0, values, any, ResultKind::integer, false, function, h::with<h::converted, h::integer, false>},
    {"toLong",             0, 0, values, any, ResultKind::integer, false, function, h::with<h::converted, h::long_integer, false>},
    {"toQuantity",         0, 1, values, any, ResultKind::quantity, false, function, h::with<h::converted, h::quantity, false>},
    {"toString",           0, 0, values, any, ResultKind::string, false, function, h::with<h::converted, h::string, false>},
    {"toTime",             0, 0, values, any, ResultKind::time, false, function, h::with<h::converted, h::time, false>},
    {"today",              0, 0, values, any, ResultKind::date, false, function, h::today},
    {"trace",              1, 2, each, any, ResultKind::input, false, function, h::trace},
    {"trim",               0, 0, values, text, ResultKind::string, false, function, h::with<h::change_text, h::trimmed>},
    {"truncate",           0, 0, values, number, ResultKind::integer, false, function, h::with<h::to_whole, Rounding::towards_zero>},
    {"type",               0, 0, values, any, ResultKind::unknown, false, function, h::type},
    {"unescape",           1, 1, values, text, ResultKind::string, false, function, h::unescape},
    {"union",              1, 1, values, any, ResultKind::both, false, function, h::unite},
    {"upper",              0, 0, values, text, ResultKind::string, false, function, h::with<h::change_text, upper_case>},
    {"where",              1, 1, each, any, ResultKind::input, false, function, h::where},
    {"yearOf",             0, 0, values, any, ResultKind::integer, false, function, h::with<h::give_part, Precision::year>},
};
// clang-format on
static_assert(std::ranges::is_sorted(rows, {}, &Function::name));

} // namespace function_table

// How many letters must be changed, added or taken to make one name of the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t n = 0; n < row.size(); ++n) {
        row[n] = n;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

} // namespace

std::span<const Function> functions() { return function_table::rows; }

const Function* find_function(std::string_view name) {
    const auto* found = std::ranges::lower_bound(function_table::rows, name, {}, &Function::name);
    return found != std::end(function_table::rows) && found->name == name ? found : nullptr;
}

std::string_view nearest_function(std::string_view name) {
    name = name.substr(0, 40);
    return std::ranges::min_element(function_table::rows, {},
                                    [&](const Function& row) { return distance(name, row.name); })
        ->name;
}

} // namespace renkei::fhirpath
