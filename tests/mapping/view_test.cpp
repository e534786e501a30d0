// Declared views: texts that are computed from items, written and compared.
#include "tests/mapping/checkup.h"
#include <gmock/gmock.h>

namespace renkei::mapping::view_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string identifier(std::string_view system, std::string_view value) {
    return R"("system":")" + std::string(system) + R"(","value":")" + std::string(value) + '"';
}

TEST(View, a_template_writes_the_first_alternative_whose_items_are_filled_and_fit) {
    const Checkup checkup;
    record::Record fits = checkup.record({{"office", "1370100013"}, {"note", "a"}});
    record::Record second = checkup.record({{"office", "9370100013"}, {"note", "a"}});
    record::Record none = checkup.record({{"office", "9370100013"}});
    EXPECT_THAT(checkup.filled(fits),
                HasSubstr(identifier("https://renkei.example.jp/fhir/IdSystem/visitor-no/1370100013",
                                     "1370100013:7")));
    EXPECT_THAT(checkup.filled(second), HasSubstr(identifier("urn:example:a", "9370100013:7")));
    EXPECT_THAT(checkup.filled(none), HasSubstr(R"({"type":{"text":"long"},"value":"9370100013:7"})"));
    EXPECT_EQ(checkup.come_back(fits), record::canonical_text(fits));
    EXPECT_EQ(checkup.come_back(none), record::canonical_text(none));
}

TEST(View, a_value_cannot_end_its_place_in_a_template) {
    const Checkup checkup;
    record::Record record =
        checkup.record({{"office", "9370100013"}, {"number", "7:8%/|\" 九"}, {"note", "a/b:c 九"}});
    EXPECT_THAT(checkup.filled(record), HasSubstr(identifier("urn:example:a%2Fb%3Ac%20%E4%B9%9D",
                                                             R"(9370100013:7%3A8%25%2F%7C\" 九)")));
    EXPECT_EQ(checkup.come_back(record), record::canonical_text(record));
}

// As they stand in file names, so nothing in them is percent-encoded.
TEST(View, days_and_moments_stand_in_a_template_as_digits) {
    const Checkup checkup;
    const auto name = [&](std::string_view day) {
        record::Record record =
            checkup.record({{"office", "9370100013"}, {"created", "2024-05-03T09:00:05+09:00"}});
        Checkup::set(record, record.add_row(record.root(), *checkup.form().group("visit")),
                     {{"visit.day", day}, {"visit.care", "入浴"}});
        EXPECT_EQ(checkup.come_back(record), record::canonical_text(record)) << day;
        return checkup.filled(record);
    };
    EXPECT_THAT(name("2024-05-02"),
                HasSubstr(identifier("urn:example:visit", "9370100013:20240502/20240503090005")));
    EXPECT_THAT(name(""), Not(HasSubstr("urn:example:visit")));
}

// R4: 24:00 is no time.
TEST(View, four_digits_are_a_time_up_to_2359) {
    const Checkup checkup;
    const auto filled = [&](std::string_view number, std::string_view note = "") {
        record::Record record = checkup.record({{"number", number}, {"note", note}});
        Checkup::set(record, record.add_row(record.root(), *checkup.form().group("visit")),
                     {{"visit.day", "2024-05-02"}});
        EXPECT_EQ(checkup.come_back(record), record::canonical_text(record)) << number;
        return checkup.filled(record);
    };
    EXPECT_THAT(filled("0930"), HasSubstr(R"("valueTime":"09:30:00")"));
    EXPECT_THAT(filled("2359"), HasSubstr(R"("valueTime":"23:59:00")"));
    EXPECT_THAT(filled("2400", "0615"), HasSubstr(R"("valueTime":"06:15:00")")) << "the first that is a time";
    EXPECT_THAT(filled("0930", "0615"), HasSubstr(R"("valueTime":"09:30:00")"));
    for (const char* text : {"2400", "2460", "0960", "930", "09:30", "九時"}) {
        EXPECT_THAT(filled(text), Not(HasSubstr("valueTime"))) << text;
    }
}

TEST(View, a_pattern_gives_the_text_of_the_first_that_the_whole_value_matches) {
    const Checkup checkup;
    const auto kind = [&](std::string_view number) {
        record::Record record = checkup.record({{"number", number}});
        const std::string bundle = checkup.filled(record);
        return bundle.substr(bundle.find(R"("type":{"text":")"), 23);
    };
    EXPECT_THAT(kind("123"), HasSubstr("\"short\""));
    EXPECT_THAT(kind("1234"), HasSubstr("\"long\""));
    EXPECT_THAT(kind("1234x"), HasSubstr("\"other\""));
}

// A day has no time, so it is compared with the day of the moment.
TEST(View, an_order_is_compared_at_the_precision_that_both_have) {
    const Checkup checkup;
    const auto status = [&](std::string_view day) {
        record::Record record = checkup.record({{"created", "2024-05-03T09:00:00+09:00"}});
        Checkup::set(record, record.add_row(record.root(), *checkup.form().group("visit")),
                     {{"visit.day", day}});
        EXPECT_EQ(checkup.come_back(record), record::canonical_text(record)) << day;
        return checkup.filled(record);
    };
    EXPECT_THAT(status("2024-05-02"), HasSubstr(R"("status":"finished")"));
    EXPECT_THAT(status("2024-05-03"), HasSubstr(R"("status":"in-progress")"));
    EXPECT_THAT(status("2024-05"), HasSubstr(R"("status":"in-progress")"));
    EXPECT_THAT(status("2024"), HasSubstr(R"("status":"in-progress")"));
    EXPECT_THAT(status("2023"), HasSubstr(R"("status":"finished")"));
    EXPECT_THAT(status("2024-06"), HasSubstr(R"("status":"planned")"));
}

TEST(View, a_text_that_the_record_contradicts_is_in_the_loss_report) {
    const Checkup checkup;
    record::Record record = checkup.record({});
    std::string bundle = checkup.filled(record);
    bundle.replace(bundle.find("1370100013:7"), 12, "1370100013:8");
    EXPECT_THAT(checkup.read(bundle),
                AllOf(StartsWith(record::canonical_text(record)), HasSubstr("derived-differs"),
                      HasSubstr("1370100013:7"), HasSubstr("1370100013:8")));
}

} // namespace
} // namespace renkei::mapping::view_test
