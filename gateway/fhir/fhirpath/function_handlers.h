// The functions of the table in functions.cpp, one file a family. See Handler.
#pragma once

#include "gateway/fhir/fhirpath/functions.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::fhirpath::handlers {

// A handler that is `function` with further arguments.
template <auto function, auto... arguments>
bool with(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return function(machine, op, scope, mark, arguments...);
}

template <class... Arguments>
using HandlerOf = bool(Machine& machine, const Op& op, const Scope& scope, std::size_t mark, Arguments...);
using Plain = HandlerOf<>;

// collection_functions.cpp
HandlerOf<bool, bool> test_all; // the Boolean that is wanted, whether one of them suffices
HandlerOf<bool> keep_if;        // whether items are kept that are in the argument, or those that are not
Plain subset_of, superset_of, distinct, is_distinct, single, first, last, tail, skip, take;
Plain intersect, unite, combine, coalesce, children, descendants;

// iteration_functions.cpp
HandlerOf<bool> repeated; // whether equal results count once
Plain where, select, sort, aggregate, iif, define_variable, trace, of_type, type;

// aggregate_functions.cpp
HandlerOf<Order> extreme;
Plain sum, average;

// string_functions.cpp
HandlerOf<bool> place_of;   // whether of the last
HandlerOf<bool> test_regex; // whether the whole text must match
HandlerOf<std::string (*)(std::string_view)> change_text;
std::string trimmed(std::string_view text);
Plain substring, starts_with, ends_with, contains, replace, replace_matches, length, to_chars, split, join;

// encoding_functions.cpp
Plain encode, decode, escape, unescape;

// number_functions.cpp
HandlerOf<Rounding> to_whole;
HandlerOf<long double (*)(long double)> compute;
long double exponential(long double x);
long double natural_logarithm(long double x);
long double square_root(long double x);
Plain absolute, logarithm, power, round;

// conversion_functions.cpp
using Convert = std::optional<Item>(Machine& machine, const Item& value);
Convert boolean, integer, long_integer, decimal, string, quantity, date, date_time, time;
HandlerOf<Convert*, bool> converted; // whether it is only asked if the input can be converted

// date_functions.cpp
HandlerOf<Boundary> give_boundary;
HandlerOf<Precision> give_part;
Plain now, today, time_of_day, precision, comparable_to, offset_of, date_of, time_of;

// fhir_functions.cpp
HandlerOf<bool> compare_concepts; // whether the argument is asked to subsume the input
Plain extension, has_extension, get_value, resolve, member_of, conforms_to, html_checks;
Plain element_definition, slice, check_modifiers;

} // namespace renkei::fhirpath::handlers
