
#include "person_kit.h"
#include "shown.h"
#include <gtest/gtest.h>

namespace renkei::pages::eligibility_page_test {
namespace {

using mhd::EligibilityState;
using mhd::EligibilityValue;
using mhd::Holds;

constexpr std::string_view without_period = "期間の記載がなく、この日に有効か分かりません";

EligibilityValue value(std::string text, Holds holds, mhd::SummaryTime period = {}) {
    return {.text = std::move(text), .period = std::move(period), .holds = holds, .sources = {0}};
}

// The row of the answer with this text.
std::string_view row_of(std::string_view page, std::string_view text) {
    const std::size_t at = page.find("<bdi>" + std::string(text) + "</bdi>");
    if (at == std::string_view::npos) {
        return {};
    }
    const std::size_t begin = page.rfind("<tr", at);
    return page.substr(begin, page.find("</tr>", at) - begin);
}

std::string page_of_field(EligibilityState state, std::vector<EligibilityValue> values) {
    const mhd::Eligibility eligibility{
        .day = *time::parse_date("2026-03-01"),
        .fields = {
            {.id = "care_level", .name = "要介護状態区分", .state = state, .values = std::move(values)}}};
    return eligibility_page(eligibility, content({}), sections, "/documents");
}

TEST(EligibilityPage, marks_the_row_without_a_period_and_not_the_one_with_a_period) {
    const std::string page = page_of_field(
        EligibilityState::undated, {value("要介護3", Holds::unknown),
                                    value("要介護2", Holds::no, {.from = "2024-04-01", .to = "2025-03-31"})});
    EXPECT_TRUE(has(row_of(page, "要介護3"), without_period)) << page;
    EXPECT_FALSE(has(row_of(page, "要介護2"), "class=\"tag\""));
}

TEST(EligibilityPage, says_of_a_period_without_its_end_that_it_does_not_tell) {
    const std::string page = page_of_field(
        EligibilityState::undated, {value("要介護3", Holds::unknown, {.from = "2025-04-01", .to = ""})});
    EXPECT_FALSE(has(page, without_period));
    EXPECT_TRUE(has(row_of(page, "要介護3"), "この期間では、この日に有効か分かりません"));
}

TEST(EligibilityPage, marks_as_contradicting_only_what_may_hold_on_the_day) {
    EligibilityValue sure = value("要介護3", Holds::yes, {.from = "2025-04-01", .to = "2027-03-31"});
    EligibilityValue other = value("要介護4", Holds::unknown);
    sure.contradicts = other.contradicts = true;
    const std::string page = page_of_field(
        EligibilityState::differs, {sure, other, value("要介護5", Holds::unknown),
                                    value("要介護2", Holds::no, {.from = "2024-04-01", .to = "2025-03-31"})});
    EXPECT_TRUE(has(row_of(page, "要介護3"), "食い違い"));
    EXPECT_TRUE(has(row_of(page, "要介護4"), "食い違い"));
    EXPECT_FALSE(has(row_of(page, "要介護2"), "食い違い"));
    EXPECT_FALSE(has(row_of(page, "要介護5"), "食い違い")) << "older than the sure one: it took no part";
}

TEST(EligibilityPage, marks_as_unknown_only_the_row_that_says_so) {
    EligibilityValue unknown = value("", Holds::yes);
    const std::string page =
        page_of_field(EligibilityState::unknown,
                      {unknown, value("要介護2", Holds::no, {.from = "2024-04-01", .to = "2025-03-31"})});
    EXPECT_TRUE(has(page, "不明と記載"));
    EXPECT_FALSE(has(row_of(page, "要介護2"), "不明と記載"));
}

TEST(EligibilityPage, says_why_there_is_no_value_and_which_law_sets_one) {
    EligibilityValue none = value("", Holds::unknown);
    none.reason = "再調査";
    const std::string without = page_of_field(EligibilityState::unknown, {none});
    EXPECT_TRUE(has(without, "値なし（<bdi>再調査</bdi>）")) << without;
    EligibilityValue limit = value("16765 単位", Holds::yes, {.from = "2026-04-01", .to = "2027-03-31"});
    limit.limit = form::limit_of("21", "2026-06-15");
    const std::string page = page_of_field(EligibilityState::stated, {limit});
    EXPECT_TRUE(has(row_of(page, "16765 単位"), "告示第33号")) << page;
    EXPECT_TRUE(has(row_of(page, "16765 単位"), "<span class=\"d\">2019年10月1日</span>～")) << page;
}

TEST(EligibilityPage, says_of_a_field_without_answers_why) {
    EXPECT_TRUE(has(page_of_field(EligibilityState::blank, {}), "証に記載がありません"));
    EXPECT_TRUE(has(page_of_field(EligibilityState::not_asked, {}), "読める証か、読める欄がありません"));
    EXPECT_TRUE(has(page_of_field(EligibilityState::not_valid,
                                  {value("要介護2", Holds::no, {.from = "2024-04-01", .to = "2025-03-31"})}),
                    "この日に有効な記載がありません"));
}

} // namespace
} // namespace renkei::pages::eligibility_page_test
