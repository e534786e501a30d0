// Members of records by their names, as texts.
#include "gateway/network/sharing/member_text.h"
#include "gateway/network/sharing/record_members.h"

#include "tests/sharing/states.h"
#include <gtest/gtest.h>

namespace renkei::sharing::member_text_test {
namespace {

Registration registered() {
    Registration out = test::a_registration("2026-05-01");
    out.id = "r1";
    out.office = {"office", "9970100013"};
    out.identity = IdentityCheck{.method = IdentityMethod::four_items, .at = test::at("2026-05-01")};
    out.until = test::day("2027-04-30");
    out.last_service_month = time::Date{.year = 2026, .month = 6};
    out.makes_plan = true;
    return out;
}

TEST(MemberTexts, are_read_as_they_are_shown) {
    Registration registration = registered();
    const std::pair<std::string_view, std::string_view> texts[] = {{"office", "office:9970100013"},
                                                                   {"until", "2027-04-30"},
                                                                   {"last_service_month", "2026-06"},
                                                                   {"makes_plan", "yes"},
                                                                   {"identity/method", "four_items"}};
    for (const auto& [name, text] : texts) {
        EXPECT_EQ(member_text(registration, name), text) << name;
        EXPECT_TRUE(set_member("registration", registration, name, text)) << name;
    }
    EXPECT_EQ(registration, registered());
    EXPECT_FALSE(member_text(registration, "fax"));
}

TEST(MemberTexts, of_lists_and_numbers_and_of_nothing) {
    Consent consent = test::a_consent();
    EXPECT_TRUE(set_member("consent", consent, "purposes", "care,needed"));
    EXPECT_EQ(consent.purposes, (std::vector{Purpose::care, Purpose::needed}));
    EXPECT_EQ(member_text(consent, "purposes"), "care,needed");
    EXPECT_TRUE(set_member("consent", consent, "purposes", ""));
    EXPECT_TRUE(consent.purposes.empty());
    Registration registration = registered();
    EXPECT_TRUE(set_member("registration", registration, "until", ""));
    EXPECT_EQ(registration.until, std::nullopt);
    EXPECT_EQ(member_text(registration, "until"), "");
    Insurer insurer;
    EXPECT_TRUE(set_member("insurer", insurer, "settings/grace_months", "7"));
    EXPECT_EQ(insurer.settings.grace_months, 7U);
}

TEST(MemberTexts, that_are_wrong_are_refused_and_change_nothing) {
    Registration registration = registered();
    const std::pair<std::string_view, std::string_view> wrongs[] = {
        {"from", ""},        {"from", "2026-05"},          {"office", "office:1"},
        {"makes_plan", "1"}, {"identity/method", "voice"}, {"identity/fax", "1"},
        {"fax", "1"}};
    for (const auto& [name, text] : wrongs) {
        EXPECT_FALSE(set_member("registration", registration, name, text)) << name;
    }
    EXPECT_EQ(registration, registered());
}

} // namespace
} // namespace renkei::sharing::member_text_test
