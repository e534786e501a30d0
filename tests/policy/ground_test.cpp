#include "gateway/network/policy/ground.h"

#include <gtest/gtest.h>

#include <vector>

namespace renkei::policy::ground_test {
namespace {

struct Noted {
    std::string_view decided;
    bool is_allowed;
};
constexpr Noted denied{"2026-03-18/consent_missing", false};
constexpr Noted allowed{"2026-03-18/reads_without_consent/plan_maker/emergency", true};
constexpr Noted without{"2026-03-18/reads_with_consent/plan_maker/emergency/consent_withdrawn", true};

std::string text_of(const std::vector<Noted>& all) {
    Ground out;
    for (const Noted& each : all) {
        out.note(each.decided, each.is_allowed);
    }
    return out.text();
}

TEST(Ground, says_what_was_read_without_the_consent_whatever_was_read_before) {
    EXPECT_EQ(text_of({denied, allowed, without}), without.decided);
    EXPECT_EQ(text_of({without, allowed, denied}), without.decided);
    EXPECT_EQ(text_of({denied, allowed}), allowed.decided);
    EXPECT_EQ(text_of({allowed, denied}), allowed.decided);
    EXPECT_EQ(text_of({denied}), denied.decided);
    EXPECT_EQ(text_of({}), "");
}

} // namespace
} // namespace renkei::policy::ground_test
