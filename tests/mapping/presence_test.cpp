// When entries and elements are written: each case was wrong or missing in a prototype of the language.
#include "tests/mapping/checkup.h"
#include <gmock/gmock.h>

namespace renkei::mapping::presence_test {
namespace {

using testing::HasSubstr;
using testing::Not;

// Defect 1 of the second prototype: the second interview came back as the first.
TEST(Presence, a_gap_between_numbered_rows_stays_where_it_is) {
    const Checkup checkup;
    record::Record record = checkup.record({});
    record::Row& second = record.add_row(record.root(), *checkup.form().group("visit"));
    Checkup::set(record, second, {{"visit.day", "2024-05-09"}, {"visit.place", "2"}});
    EXPECT_EQ(checkup.come_back(record), record::canonical_text(record));
    EXPECT_THAT(record::canonical_text(record), HasSubstr("visit[0].place = 2"));
}

// Defect 2: a ticked box "none" became a procedure "none". What a flag makes live follows that flag alone.
TEST(Presence, a_derived_entry_is_live_only_when_its_flag_is_yes) {
    const Checkup checkup;
    record::Record yes = checkup.record({{"tube", "1"}});
    record::Record no = checkup.record({{"tube", "0"}});
    record::Record not_stated = checkup.record({});
    EXPECT_THAT(checkup.filled(yes), HasSubstr("\"resourceType\":\"Procedure\""));
    EXPECT_THAT(checkup.filled(no), Not(HasSubstr("\"resourceType\":\"Procedure\"")));
    EXPECT_THAT(checkup.filled(not_stated), Not(HasSubstr("\"resourceType\":\"Procedure\"")));
    EXPECT_EQ(checkup.come_back(no), record::canonical_text(no));
}

// A resource of a `when:` entry, and whether it is written; expect() checks that the record comes back, too.
struct Written {
    std::string_view type;
    bool stands;
};
void expect(const Checkup& checkup, Values values, std::initializer_list<Written> all) {
    record::Record record = checkup.record(values);
    const std::string bundle = checkup.filled(record);
    for (const Written& each : all) {
        const std::string type = "\"resourceType\":\"" + std::string(each.type) + "\"";
        EXPECT_EQ(bundle.find(type) != std::string::npos, each.stands) << each.type;
    }
    EXPECT_EQ(checkup.come_back(record), record::canonical_text(record));
}

TEST(Presence, all_conditions_of_a_derived_entry_must_hold) {
    const Checkup checkup;
    expect(checkup, {{"appetite", "2"}}, {{"Condition", true}});
    expect(checkup, {{"appetite", "9"}}, {{"Condition", true}});
    expect(checkup, {{"appetite", "1"}}, {{"Condition", false}});
    expect(checkup, {}, {{"Condition", false}});
    expect(checkup, {{"appetite", "2"}, {"note", "胃痛"}}, {{"Condition", false}});
}

// The derived entry has the code and the type of the note's entry, and one constant more.
TEST(Presence, what_a_derived_entry_says_is_no_value_of_another_entry) {
    const Checkup checkup;
    record::Record record = checkup.record({{"tube", "0"}});
    EXPECT_THAT(checkup.filled(record), HasSubstr(R"("valueString":"なし")"));
    EXPECT_EQ(checkup.come_back(record), record::canonical_text(record));
}

TEST(Presence, none_of_the_codes_means_another_one) {
    const Checkup checkup;
    expect(checkup, {{"appetite", "1"}}, {{"Basic", true}});
    expect(checkup, {{"appetite", "9"}}, {{"Basic", false}});
    expect(checkup, {}, {{"Basic", false}});
}

TEST(Presence, a_condition_may_ask_whether_a_group_has_rows) {
    const Checkup checkup;
    expect(checkup, {{"weight", "36.5"}}, {{"Task", true}});
    expect(checkup, {}, {{"Task", false}});
    record::Record visited = checkup.record({{"weight", "36.5"}});
    Checkup::set(visited, visited.add_row(visited.root(), *checkup.form().group("visit")),
                 {{"visit.day", "2024-05-09"}});
    EXPECT_THAT(checkup.filled(visited), Not(HasSubstr("\"resourceType\":\"Task\"")));
}

// Defect 3: a weight that was not taken had neither value nor reason.
TEST(Presence, constants_replace_an_empty_item_while_its_object_is_live) {
    const Checkup checkup;
    record::Record empty = checkup.record({});
    EXPECT_THAT(
        checkup.filled(empty),
        HasSubstr(
            R"("dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown"}]})"));
    EXPECT_EQ(checkup.come_back(empty), record::canonical_text(empty));
    record::Record taken = checkup.record({{"weight", "36.50"}});
    EXPECT_THAT(checkup.filled(taken), HasSubstr(R"("valueQuantity":{"value":36.50,"unit":"kg"})"));
    EXPECT_THAT(checkup.filled(taken), Not(HasSubstr("dataAbsentReason")));
}

// Defect 4: an answer that means "no value" is said as one, and comes back as the answer it was.
TEST(Presence, a_code_that_means_no_value_is_a_reason) {
    const Checkup checkup;
    record::Record record = checkup.record({{"appetite", "9"}});
    EXPECT_THAT(
        checkup.filled(record),
        HasSubstr(
            R"("dataAbsentReason":{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/appetite","code":"9","display":"不明"})"));
    EXPECT_EQ(checkup.come_back(record), record::canonical_text(record));
}

// Defect 6: date and time are one dateTime, and either can be taken apart again.
TEST(Presence, a_time_needs_its_date_and_a_date_no_time) {
    const Checkup checkup;
    record::Record with_time = checkup.record({{"time", "09:30"}});
    EXPECT_THAT(checkup.filled(with_time), HasSubstr("\"effectiveDateTime\":\"2024-05-02T09:30:00+09:00\""));
    EXPECT_EQ(checkup.come_back(with_time), record::canonical_text(with_time));
    record::Record without = checkup.record({});
    EXPECT_THAT(checkup.filled(without), HasSubstr("\"effectiveDateTime\":\"2024-05-02\""));
}

TEST(Presence, a_translation_follows_the_local_code) {
    const Checkup checkup;
    record::Record record = checkup.record({{"appetite", "1"}});
    EXPECT_THAT(
        checkup.filled(record),
        HasSubstr(
            R"("code":"1","display":"あり"},{"system":"urn:example:appetite","code":"good","display":"Good"}])"));
}

} // namespace
} // namespace renkei::mapping::presence_test
