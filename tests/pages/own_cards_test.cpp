// The insurance on a person's own page: what holds today, and what does not.
#include "gateway/core/time/date.h"
#include "gateway/network/pages/own_page.h"

#include "person_kit.h"
#include <gtest/gtest.h>

namespace renkei::pages::own_cards_test {
namespace {

mhd::EligibilityValue on_card(std::string text, std::string from, std::string until, mhd::Holds holds) {
    return {.text = std::move(text),
            .period = {.from = std::move(from), .to = std::move(until)},
            .holds = holds,
            .sources = {0}};
}

std::string page_with_cards(std::vector<mhd::EligibilityField> fields) {
    constexpr auto language = diag::Language::japanese;
    const mhd::OwnSections own =
        mhd::read_own_sections(mhd::own_page_table(), mhd::Audience::person, language);
    const mhd::SummaryContent all = content({});
    return own_page({.own = own,
                     .content = &all,
                     .sections = sections,
                     .eligibility = {.day = *time::parse_date("2026-06-15"), .fields = std::move(fields)},
                     .form = "token"},
                    language);
}

TEST(OwnPage, has_cards_with_their_periods_of_what_holds_today) {
    using mhd::Holds;
    const std::string page =
        page_with_cards({{.id = "care_level",
                          .state = mhd::EligibilityState::stated,
                          .values = {on_card("要介護２", "2026-04-01", "2027-03-31", Holds::yes)}},
                         {.id = "limit_units",
                          .state = mhd::EligibilityState::stated,
                          .values = {on_card("19705 単位", "2026-04-01", "", Holds::yes)}}});
    EXPECT_TRUE(has(between(page, "</h1>", "</div>"), "要介護度：<bdi>要介護２</bdi></p>")) << page;
    EXPECT_TRUE(has(page,
                    "<h3>要介護度</h3><p class=\"big\"><bdi>要介護２</bdi></p><p><span "
                    "class=\"d\">2026年4月1日</span>～<span "
                    "class=\"d\">2027年3月31日</span><span class=\"src\">出典：<bdi>退院記録 病院</bdi>"))
        << page;
    EXPECT_TRUE(has(page, "<bdi>19,705 単位</bdi></p><p><span class=\"d\">2026年4月1日</span>～<span"))
        << page;
    EXPECT_FALSE(has(page, "終わりました"));
}

TEST(OwnPage, says_which_law_sets_the_limit_and_for_which_services) {
    using mhd::Holds;
    mhd::EligibilityValue limit = on_card("16765 単位", "2026-04-01", "2027-03-31", Holds::yes);
    limit.limit = form::limit_of("21", "2026-06-15");
    const std::string page =
        page_with_cards({{.id = "limit_units", .state = mhd::EligibilityState::stated, .values = {limit}}});
    const auto card = between(page, "<h3>在宅サービスを1か月に使える上限（単位）</h3>", "</div>");
    EXPECT_TRUE(has(card, "<bdi>16,765 単位</bdi></p><p><span class=\"d\">2026年4月1日</span>～")) << page;
    EXPECT_TRUE(has(card, "告示第33号") && has(card, "2019年10月1日")) << card;
    EXPECT_FALSE(has(card, "退院記録")) << "no document says the number";
}

TEST(OwnPage, says_of_a_card_that_documents_disagree_where_one_has_no_period) {
    using mhd::Holds;
    mhd::EligibilityValue other = on_card("要介護４", "", "", Holds::unknown);
    other.period = {};
    other.contradicts = true;
    const std::string page =
        page_with_cards({{.id = "care_level",
                          .state = mhd::EligibilityState::differs,
                          .values = {on_card("要介護２", "2026-04-01", "2027-03-31", Holds::yes), other}}});
    EXPECT_TRUE(has(page, "<bdi>要介護２</bdi>") && has(page, "<bdi>要介護４</bdi>")) << page;
    EXPECT_TRUE(has(between(page, "</h1>", "</div>"), "文書によって違います")) << "nothing is said as sure";
}

TEST(OwnPage, says_of_a_card_that_it_has_ended_and_never_shows_it_as_one_that_holds) {
    using mhd::Holds;
    const std::vector ended{on_card("２割", "2024-08-01", "2025-07-31", Holds::no)};
    const std::string page =
        page_with_cards({{.id = "copay",
                          .state = mhd::EligibilityState::stated,
                          .values = {on_card("１割", "2025-08-01", "2026-07-31", Holds::yes), ended[0],
                                     on_card("３割", "2026-08-01", "2027-07-31", Holds::no)}}});
    EXPECT_FALSE(has(between(page, "<div class=\"cards\">", "</div>\n</div>"), "２割")) << page;
    EXPECT_TRUE(has(page, "<bdi>２割</bdi>　<span class=\"d\">2024年8月1日</span>～<span "
                          "class=\"d\">2025年7月31日</span> <span "
                          "class=\"tag\">終わりました</span>"))
        << page;
    EXPECT_TRUE(has(between(page, "<bdi>３割</bdi>", "</li>"), "これから")) << page;
    const std::string alone =
        page_with_cards({{.id = "copay", .state = mhd::EligibilityState::not_valid, .values = ended}});
    EXPECT_TRUE(has(between(alone, "</h1>", "</div>"), "今日有効なものは、届いていません")) << alone;
    EXPECT_FALSE(has(alone, "class=\"big\"")) << alone;
}

TEST(OwnPage, says_what_is_left_and_what_was_used_as_the_newest_document_states_it) {
    using mhd::Holds;
    const auto amount = [](std::string text, std::size_t source) {
        mhd::EligibilityValue out = on_card(std::move(text), "", "", Holds::unknown);
        out.period = {};
        out.sources = {source};
        return out;
    };
    const std::string page = page_with_cards(
        {{.id = "work_remaining",
          .state = mhd::EligibilityState::differs,
          .values = {amount("124000 円", 0), amount("200000 円", 1)}},
         {.id = "work_used", .state = mhd::EligibilityState::undated, .values = {amount("76000 円", 0)}}});
    EXPECT_TRUE(has(page, "<bdi>124,000 円</bdi></p><p>これまでに使った額：<bdi>76,000 円</bdi><span"))
        << page;
    EXPECT_FALSE(has(page, "200,000")) << "an older document";
}

TEST(OwnPage, says_of_a_card_without_a_period_that_none_is_stated) {
    mhd::EligibilityValue undated = on_card("１割", "", "", mhd::Holds::unknown);
    undated.period = {};
    EXPECT_TRUE(has(page_with_cards({{.id = "copay", .values = {undated}}}), "有効な期間は書かれていません"));
}

} // namespace
} // namespace renkei::pages::own_cards_test
