// Dates, times and quantities: what is known, and what follows from it.

#include "tests/fhirpath/asked.h"

namespace renkei::fhirpath::moments_test {
namespace {

void expect(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        EXPECT_EQ(answer(row.expression, patient().item()), row.result) << row.expression;
    }
}

TEST(Moments, precision_decides_what_can_be_compared) {
    expect({{"@2015 = @2015", "true"},
            {"@2015 = @2015-02", ""},
            {"@2015 = @2016-02", "false"},
            {"@2015-02 < @2015-03-01", "true"},
            {"@2015 < @2015-02", ""},
            {"@2015 ~ @2015-02", "false"},
            {"@2015-02-04T10:00:00 = @2015-02-04T10:00:00.000", "true"},
            {"@2015-02-04T10:00:00+09:00 = @2015-02-04T01:00:00Z", "true"},
            {"@2015-02-04T10:00:00+09:00 = @2015-02-04T10:00:00", ""},
            {"@2015-02-04T10:00:00+09:00 < @2015-02-06T10:00:00", "true"},
            {"@T10:00 < @T10:00:01", ""},
            {"@T10:00 = @2015", "false"},
            {"Patient.birthDate < today()", "true"}});
}

TEST(Moments, arithmetic_keeps_the_precision) {
    expect({{"@2024-01-31 + 1 month", "2024-02-29"},
            {"@2024-02-29 + 1 year", "2025-02-28"},
            {"@2024-12-31 + 1 day", "2025-01-01"},
            {"@2024-03-01 - 1 day", "2024-02-29"},
            {"@2024 + 24 months", "2026"},
            {"@2024-01 + 45 days", "2024-02"},
            {"@2024-01-01T23:59:59+09:00 + 1.5 seconds", "2024-01-02T00:00:00.500+09:00"},
            {"@T23:30 + 1 hour", "00:30"},
            {"@2024-01-01 + 1 'mo'", "fhirpath-operands"},
            {"@2024-01-01 + 1 'cm'", "fhirpath-operands"},
            {"@9999-12-31 + 1 day", ""}});
}

// N1, "Date/Time Arithmetic": a quantity that is more precise than the date is converted to its precision,
// without a fraction.
TEST(Moments, what_is_more_precise_than_the_moment_counts_in_whole_units) {
    expect({{"@2014 + 23 months", "2015"},
            {"@2014 - 23 months", "2013"},
            {"@2014 - 1 month", "2014"},
            {"@2016 + 365 days", "2017"},
            {"@2014 - 364 days", "2014"},
            {"@2024-03 - 29 days", "2024-03"},
            {"@2024-03 - 30 days", "2024-02"},
            {"@2024-03-01 - 23 hours", "2024-03-01"},
            {"@2024-03-01 - 1440 minutes", "2024-02-29"},
            {"@2024-03-01T10:30 - 59 seconds", "2024-03-01T10:30"},
            {"@2024-03-01T10:30 - 60 seconds", "2024-03-01T10:29"},
            {"@T10 - 59 minutes", "10"},
            {"@T00:30 - 31 minutes", "23:59"},
            {"@T10:30:00 - 999 milliseconds", "10:29:59.001"},
            {"@T23:59:23 + 5 milliseconds", "23:59:23.005"},
            {"@T23:59:59 + 5.5 seconds", "00:00:04.500"},
            {"@T23:59:23 + 1000 milliseconds", "23:59:24"},
            {"@T10:30 - 999 milliseconds", "10:30"},
            {"@T10:30:00 - 999 milliseconds = @T10:29:59.001", "true"},
            {"@2024-01-31 + 13 months", "2025-02-28"},
            {"@2024-02-29 - 4 years", "2020-02-29"},
            {"@2024-03-31 - 1 month", "2024-02-29"},
            {"@2024-01-01 + 1.9 years", "2025-01-01"},
            {"@2024-01-01 + 2 weeks", "2024-01-15"}});
}

TEST(Moments, a_leap_second_is_the_last_second_of_its_minute) {
    expect({{"@2016-12-31T23:59:60Z = @2016-12-31T23:59:59Z", "false"},
            {"@2016-12-31T23:59:60Z > @2016-12-31T23:59:59.999Z", "true"},
            {"@2016-12-31T23:59:60Z < @2017-01-01T00:00:00Z", "true"},
            {"@2017-01-01T08:59:60+09:00 = @2016-12-31T23:59:60Z", "true"},
            {"@2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"},
            {"@2016-12-31T23:59:60.500Z", "2016-12-31T23:59:60.500Z"},
            {"@2016-12-31T23:59:60Z.secondOf()", "60"},
            {"@2016-12-31T23:59:60Z + 1 day", "2017-01-01T23:59:59Z"},
            {"@2016-12-31T23:59:60Z - 1 month", "2016-11-30T23:59:59Z"},
            {"@2016-12-31T23:59:61Z", "fhirpath-literal"}});
}

TEST(Moments, have_boundaries_and_parts) {
    expect({{"1.5.lowBoundary()", "1.45000000"},
            {"1.5.highBoundary(1)", "1.6"},
            {"1.5.lowBoundary(40)", ""},
            {"@2024-02.highBoundary()", "2024-02-29"},
            {"@2024.lowBoundary(6)", "2024-01"},
            {"@2024-01-01T08.highBoundary(17)", "2024-01-01T08:59:59.999-12:00"},
            {"@T10.lowBoundary()", "10:00:00.000"},
            {"@2024-01.precision()", "6"},
            {"1.500.precision()", "3"},
            {"@2024-01-02T03:04:05.006+09:00.yearOf()", "2024"},
            {"@2024-01.dayOf()", ""},
            {"@2024-01-02T03:04:05.006+09:00.millisecondOf()", "6"},
            {"@2024-01-02T03:04+09:30.timezoneOffsetOf()", "9.5"},
            {"@2024-01-02T03:04.dateOf()", "2024-01-02"},
            {"@2024-01-02T03:04.timeOf()", "03:04"}});
}

TEST(Moments, now_is_the_time_in_the_options) {
    const Moment now = *Moment::date_time("2026-01-02T03:04:05.000+09:00");
    const EvaluatorOptions options{.now = now};
    EXPECT_EQ(asked("now()", {}, nullptr, options), "DateTime 2026-01-02T03:04:05.000+09:00");
    EXPECT_EQ(asked("today()", {}, nullptr, options), "Date 2026-01-02");
    EXPECT_EQ(asked("timeOfDay()", {}, nullptr, options), "Time 03:04:05.000");
}

// N1, "Math": the unit of the result is the most granular unit of either input.
TEST(Quantities, a_sum_has_the_most_granular_unit) {
    expect({{"1 year + 6 months", "18 months"},
            {"6 months + 1 year", "18 months"},
            {"1 year - 6 months", "6 months"},
            {"1 hour + 30 minutes", "90 minutes"},
            {"1 week + 1 day", "8 day"},
            {"1 minute + 1500 milliseconds", "61500 milliseconds"},
            {"1 year + 2 years", "3 year"},
            {"1 'h' + 30 minutes", "90 minutes"},
            {"3 'm' + 3 'cm'", "303 'cm'"},
            {"3 'cm' - 3 'm'", "-297 'cm'"},
            {"1 'L' + 1 'dm3'", "2 'L'"},
            {"1 year + 1 day", ""},
            {"1 year + 1 'a'", ""},
            {"1 month + 1", ""},
            {"@2024-01-01 + (1 year + 6 months)", "2025-07-01"},
            {"@2024-01-01T10:00 + (1 hour + 30 minutes)", "2024-01-01T11:30"},
            {"(1 year | 6 months).sum()", "18 months"}});
}

TEST(Quantities, a_number_times_a_calendar_quantity_is_one) {
    expect({{"2 * 1 month", "2 month"},
            {"1 month * 2", "2 month"},
            {"1.5 * 2 years", "3.0 years"},
            {"6 months / 2", "3 months"},
            {"@2024-01-31 + 2 * 1 month", "2024-03-31"},
            {"@2024-01-31 + -1 * 1 month", "2023-12-31"},
            {"-(1 month)", "-1 month"},
            {"6 months / 2 months", "3 '1'"},
            {"2 * 3 'cm'", "6 'cm'"},
            {"1 'a' * 2", "2 'a'"}});
}

TEST(Quantities, units_of_time_in_fhir_are_those_of_the_calendar) {
    const Document document(R"({"resourceType":"Observation","status":"final","code":{"text":"x"},
        "valueQuantity":{"value":2,"system":"http://unitsofmeasure.org","code":"h"}})");
    EXPECT_EQ(answer("@2024-01-01T10:00 + value", document.item()), "2024-01-01T12:00");
    EXPECT_EQ(answer("value + 30 minutes", document.item()), "150 minutes");
    EXPECT_EQ(answer("value = 120 'min'", document.item()), "true");
}

TEST(Quantities, units_convert) {
    expect({{"4 'g' = 4000 'mg'", "true"},
            {"1 'L' = 1 'dm3'", "true"},
            {"1 '[lb_av]' = 453.59237 'g'", "true"},
            {"1 'att' = 1 'kgf/cm2'", "true"},
            {"1 'st' = 1 'm3'", "true"},
            {"1 '[yd_i]' = 3 '[ft_i]'", "true"},
            {"1 'g/(8.h){shift}' = 1 'g/(8.h)'", "true"},
            {"37 'Cel' > 98 '[degF]'", "true"},
            {"120 'mm[Hg]' < 20 'kPa'", "true"},
            {"1 'mmol/L' = 1 'mol/m3'", "true"},
            {"1 'cm' = 1 's'", ""},
            {"1 'x' = 2 's'", ""},
            {"1 '[iU]' = 1 '[arb\\'U]'", ""},
            {"1 'k[iU]' = 1000 '[iU]'", "true"},
            {"7 days = 1 'wk'", "true"},
            {"1 year = 12 months", "true"},
            {"1 year = 1 'a'", ""},
            {"1 year ~ 1 'a'", "true"},
            {"2.0 'cm' * 2.0 'm' = 0.040 'm2'", "true"},
            {"4 'g' / 2 'm' = 2 'g/m'", "true"},
            {"1 'm' + 1 'cm'", "101 'cm'"},
            {"1 'm' + 1 's'", ""},
            {"(-5.5 'mg').abs()", "5.5 'mg'"},
            {"1 'cm'.comparable(1 '[in_i]')", "true"},
            {"1 'cm'.comparable(1 's')", "false"},
            {"extension('urn:weight').value = 50500 'g'", "true"},
            {"extension('urn:age').value > 74 years", "true"}});
}

// UCUM: a special unit is no factor of another one, so that they compare and do not add up.
TEST(Quantities, special_units_convert_by_their_function) {
    expect({{"7 '[pH]' = 0.0000001 'mol/L'", "true"},
            {"20 'dB' = 100", "true"},
            {"2 'B' = 20 'dB'", "true"},
            {"37 'Cel' = 98.6 '[degF]'", "true"},
            {"0 'Cel' = 273.15 'K'", "true"},
            {"7 '[pH]' + 1 'mol/L'", ""},
            {"2 'B' + 1 'dB'", "21 'dB'"},
            {"7 '[pH]'.comparable(1 'mol/L')", "true"},
            {"7 '[pH]'.comparable(1 'g')", "false"}});
}

} // namespace
} // namespace renkei::fhirpath::moments_test
