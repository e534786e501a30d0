// A box that says that there is none, and a text beside it that names one.
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include "kit.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace renkei::html::contradictions_test {
namespace {

constexpr std::string_view admission_file =
    "fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV";
constexpr std::string_view stop = "<p class=\"stop";

// The page of an admission whose box and text about infections say this.
std::string infection(std::string_view box, std::string_view text) {
    return page_of("admission", form_file(admission_file), [&](record::Record& record) {
        set(record, "infection", box);
        set(record, "infection_text", text);
    });
}

TEST(Contradictions, of_a_box_and_a_text_stop_the_reader_at_the_top) {
    const std::string page = infection("2", "MRSA");
    const std::string_view box = between(page, stop, "</p>");
    EXPECT_TRUE(has(box, "「感染症」はなし・不明ですが、「感染症の内容」に記載があります")) << box;
    EXPECT_TRUE(has(box, "感染症：<bdi>なし</bdi>　感染症の内容：<bdi>MRSA</bdi>")) << box;
    EXPECT_LT(page.find(stop), page.find("レンケイ　ハナコ"));
}

TEST(Contradictions, of_restricted_answers_are_marked_and_may_be_left_out_on_paper) {
    const std::string page = infection("2", "MRSA");
    EXPECT_TRUE(has(page, "<p class=\"stop x\" role=\"note\"><span class=\"tag\">取扱注意</span>"));
    EXPECT_TRUE(has(page, "id=\"without\""));
}

TEST(Contradictions, are_none_where_the_text_names_nothing_or_the_box_is_unknown_or_says_that_there_is_one) {
    EXPECT_FALSE(has(infection("2", "特になし"), stop));
    EXPECT_FALSE(has(infection("2", ""), stop));
    EXPECT_FALSE(has(infection("9", "検査中：MRSA"), stop)) << "not known yet";
    EXPECT_FALSE(has(infection("1", "MRSA"), stop));
    EXPECT_FALSE(has(infection("", "MRSA"), stop));
}

TEST(Contradictions, of_what_is_not_shown_are_not_shown) {
    const mapping::Plan& plan = *product().find("admission");
    record::Record record(plan.form());
    set(record, "infection", "2");
    set(record, "infection_text", "MRSA");
    record.number_rows();
    EXPECT_TRUE(has(document_page(plan, record), stop));
    const PageOptions without{.shows = [](std::string_view id) { return id != "infection_text"; }};
    EXPECT_FALSE(has(document_page(plan, record, without), stop));
}

TEST(Contradictions, of_a_box_and_rows_name_the_rows) {
    const std::string page =
        page_of("nursing_plan", form_file("fixtures/nursing_plan/full.json"),
                [](record::Record& record) { set(record, "plan.supplies.needed", "0"); });
    EXPECT_TRUE(has(between(page, stop, "</p>"), "衛生材料等が必要な処置の有無：<bdi>無</bdi>　衛生材料等）"))
        << between(page, stop, "</p>");
}

// ---------------------------------------------------------------- every pair of every form
bool says_none(const form::Form& form, const form::Item& item, const form::CodeRow& row,
               const form::Wordings& wordings) {
    const form::Reading* const read = wordings.find("diseases")->of_text(form.text(row.display));
    return item.list != form::none && row.absent.empty() && read != nullptr &&
           read->says == form::Says::nothing;
}

std::vector<std::string> none_codes(const mapping::Plan& plan, const form::Item& item) {
    std::vector<std::string> out;
    const form::Form& form = plan.form();
    if (item.list == form::none || item.type != form::ItemType::code) {
        return out;
    }
    for (const form::CodeRow& row : form.rows(form.lists()[item.list])) {
        if (says_none(form, item, row, plan.wordings())) {
            out.emplace_back(form.text(row.form));
        }
    }
    return out;
}

// A rule by which both contradict each other, or one whose text is no more than an information: there the
// words may say why there is none.
bool is_ruled(const form::Form& form, form::ItemId box, const std::string& none, form::ItemId text) {
    return std::ranges::any_of(form.rules(), [&](const form::Rule& rule) {
        const auto values = form.values(rule);
        const auto targets = form.targets(rule);
        return rule.kind == form::RuleKind::empty_if && rule.subject == box &&
               std::ranges::any_of(values, [&](form::Str each) { return form.text(each) == none; }) &&
               std::ranges::find(targets, form::RuleTarget(text)) != targets.end() &&
               (rule.stop != 0 || rule.severity == static_cast<std::uint8_t>(diag::Severity::information));
    });
}

// Texts that say more than what there is, so that they stand beside なし, too.
const std::set<std::string> says_more{};

TEST(Contradictions, are_a_rule_with_stop_for_every_box_with_a_text_in_one_question) {
    std::size_t count = 0;
    for (const mapping::Plan& plan : product().plans()) {
        const form::Form& form = plan.form();
        for (const form::ItemId box : form.items().ids()) {
            const mapping::PageItem& asked = plan.page_item(box);
            for (const std::string& none : none_codes(plan, form.items()[box])) {
                for (const form::ItemId text : form.items().ids()) {
                    const bool is_detail = asked.answers != 0 && asked.question != form::none &&
                                           plan.page_item(text).question == asked.question && text != box &&
                                           form.items()[text].type == form::ItemType::text;
                    const std::string name =
                        fmt::format("{}.{}", form.id(), form.text(form.items()[text].id));
                    if (!is_detail || says_more.contains(name)) {
                        continue;
                    }
                    ++count;
                    EXPECT_TRUE(is_ruled(form, box, none, text))
                        << name << " beside " << form.text(form.items()[box].id) << " = " << none;
                }
            }
        }
    }
    EXPECT_GT(count, 15U);
}

// What stands at the top of a page as an answer and its words: allergies, infections.
TEST(Contradictions, with_a_stop_say_none_and_name_a_text_or_rows) {
    std::size_t count = 0;
    for (const mapping::Plan& plan : product().plans()) {
        const form::Form& form = plan.form();
        for (const form::Rule& rule : form.rules()) {
            const bool may_stop = rule.kind == form::RuleKind::empty_if && rule.subject != form::none;
            if (!may_stop || form.items()[rule.subject].type != form::ItemType::code) {
                continue;
            }
            const std::vector<std::string> none = none_codes(plan, form.items()[rule.subject]);
            const auto values = form.values(rule);
            const auto targets = form.targets(rule);
            const bool denies = std::ranges::any_of(values, [&](form::Str each) {
                return std::ranges::find(none, form.text(each)) != none.end();
            });
            const bool names = std::ranges::any_of(targets, [&](form::RuleTarget target) {
                return !target.is_group() && form.items()[target.item()].type == form::ItemType::text;
            });
            const bool is_only_said = rule.severity == static_cast<std::uint8_t>(diag::Severity::information);
            if (denies && names && !is_only_said) {
                ++count;
                EXPECT_NE(rule.stop, 0) << form.id() << " " << form.text(rule.id);
            }
        }
    }
    EXPECT_GT(count, 20U);
}

} // namespace
} // namespace renkei::html::contradictions_test
