// Reasons that name rows, or what is around a box: they stand where the value would.
#include "gateway/forms/record/value/record.h"

#include "kit.h"
#include <gtest/gtest.h>

namespace renkei::html::reasons_test {
namespace {

TEST(Reasons, says_in_its_place_why_there_are_no_rows) {
    const std::string plan = page_of("careplan4", form_file("fixtures/careplan4/states.json"));
    EXPECT_TRUE(has(plan, "<dt>会議出席者</dt><dd class=\"state\"><bdi>不明</bdi></dd>"));
    EXPECT_TRUE(has(plan, "<dt>送信先</dt><dd class=\"state\"><bdi>不明</bdi></dd>"));
    EXPECT_TRUE(has(plan, ">会議出席者　<span class=\"o\"><bdi>/meeting/attendees</bdi></span></td>"));
    EXPECT_FALSE(has(between(section(plan, "会議"), "届いていない欄：", "</p>"), "会議出席者"));
    const std::string care = page_of("care_record", form_file("fixtures/care_record/states.json"));
    EXPECT_TRUE(has(section(care, "排泄"), "<dt>排便</dt><dd class=\"state\"><bdi>未聴取</bdi></dd>"));
}

// A reason may name what is around a box, and a row within rows.
TEST(Reasons, says_in_its_place_why_nothing_in_an_object_has_a_value) {
    const auto page = [](std::string_view pointer) {
        return page_of("care_record", form_file("fixtures/care_record/states.json"),
                       [&](record::Record& record) {
                           const form::Form& form = record.form();
                           record::Row& row = record.add_row(record.root(), form.about().absent_group);
                           record.set(row, form.items()[*form.item("absent.pointer")], pointer);
                           record.set(row, form.items()[*form.item("absent.reason")], "unknown");
                       });
    };
    constexpr std::string_view doctor = "<dt>主治医氏名</dt><dd class=\"state\"><bdi>不明</bdi></dd>";
    constexpr std::string_view spo2 = "data-label=\"経皮的動脈血酸素飽和度（SpO2）\"><bdi>不明</bdi></td>";
    EXPECT_TRUE(has(page("/header/attendingDoctor"), doctor));
    EXPECT_FALSE(has(page("/header/attendingDoctors"), doctor));
    EXPECT_FALSE(has(page("/header/careManager"), doctor));
    const std::string row = page("/vitals/1");
    EXPECT_TRUE(has(row, spo2));
    EXPECT_EQ(row.find(spo2), row.rfind(spo2)) << "of the second row alone";
    EXPECT_FALSE(has(page("/vitals"), spo2)) << "there are rows";
}

} // namespace
} // namespace renkei::html::reasons_test
