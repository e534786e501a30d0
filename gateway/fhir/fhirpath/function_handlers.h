// The functions of the table in functions.cpp, one file a family. See Handler.
#pragma once

#include "gateway/fhir/fhirpath/functions.h"

#include <cstddef>

namespace renkei::fhirpath::handlers {

// collection_functions.cpp
bool all_true(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool any_true(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool all_false(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool any_false(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool subset_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool superset_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool distinct(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool is_distinct(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool single(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool first(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool last(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool tail(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool skip(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool take(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool intersect(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool exclude(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool unite(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool combine(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool coalesce(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool children(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool descendants(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

// iteration_functions.cpp
bool where(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool select(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool repeat(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool repeat_all(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool sort(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool aggregate(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool iif(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool define_variable(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool trace(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool of_type(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool type(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

// aggregate_functions.cpp
bool sum(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool least(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool most(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool average(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

// string_functions.cpp
bool index_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool last_index_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool substring(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool starts_with(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool ends_with(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool contains(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool upper(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool lower(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool replace(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool matches(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool matches_full(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool replace_matches(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool length(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_chars(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool trim(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool split(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool join(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

// encoding_functions.cpp
bool encode(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool decode(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool escape(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool unescape(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

// number_functions.cpp
bool absolute(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool ceiling(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool floor(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool exponential(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool natural_logarithm(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool logarithm(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool power(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool round(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool square_root(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool truncate(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

// conversion_functions.cpp
bool to_boolean(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_integer(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_long(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_decimal(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_string(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_quantity(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_date(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_date_time(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool to_time(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_boolean(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_integer(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_long(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_decimal(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_string(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_quantity(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_date(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_date_time(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool converts_to_time(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

// date_functions.cpp
bool now(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool today(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool time_of_day(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool low_boundary(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool high_boundary(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool precision(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool comparable_to(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool year_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool month_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool day_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool hour_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool minute_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool second_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool millisecond_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool offset_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool date_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool time_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

// fhir_functions.cpp
bool extension(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool has_extension(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool get_value(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool resolve(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool member_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool conforms_to(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool html_checks(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool element_definition(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool slice(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool check_modifiers(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool subsumes(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);
bool subsumed_by(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

} // namespace renkei::fhirpath::handlers
