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
constexpr std::string_view stop = "食い違い</p>";

// The page of an admission whose box and text about infections say this.
std::string infection(std::string_view box, std::string_view text) {
    return page_of("admission", form_file(admission_file), [&](record::Record& record) {
        set(record, "infection", box);
        set(record, "infection_text", text);
    });
}

TEST(Contradictions, of_a_box_and_a_text_stop_the_reader_at_the_top) {
    const std::string page = infection("2", "MRSA");
    const std::string_view box = between(page, stop, "</li>");
    EXPECT_TRUE(has(box, "「感染症」はなしですが、「感染症の内容」に記載があります")) << box;
    EXPECT_TRUE(has(box, "感染症：<bdi>なし</bdi>　感染症の内容：<bdi>MRSA</bdi>")) << box;
    EXPECT_LT(page.find(stop), page.find("<h2"));
}

TEST(Contradictions, of_restricted_answers_are_marked_and_may_be_left_out_on_paper) {
    const std::string page = infection("2", "MRSA");
    EXPECT_TRUE(has(page, "<p class=\"k\"><span class=\"tag sens\">取扱注意</span> 食い違い</p>"));
    EXPECT_TRUE(has(page, "id=\"without\""));
}

TEST(Contradictions, are_none_where_the_text_names_nothing_or_the_box_is_unknown_or_says_that_there_is_one) {
    EXPECT_FALSE(has(infection("2", "特になし"), stop));
    EXPECT_FALSE(has(infection("2", ""), stop));
    EXPECT_FALSE(has(infection("9", "検査中：MRSA"), stop)) << "not known yet";
    EXPECT_FALSE(has(infection("1", "MRSA"), stop));
    EXPECT_FALSE(has(infection("", "MRSA"), stop));
}

// What wards write beside a box that says none, and what they write where the box is wrong.
struct Beside {
    std::string_view box;
    std::string_view text;
    std::string_view says;
    bool stops;
};
constexpr Beside beside[] = {
    {"infection", "infection_text", "HBs抗原（－）、HCV（－）、梅毒（－）", false},
    {"infection", "infection_text", "ＨＢｓ抗原陰性　ＨＣＶ抗体陰性", false},
    {"infection", "infection_text", "HBs抗原・HCV抗体・梅毒いずれも陰性", false},
    {"infection", "infection_text", "MRSA陰性", false},
    {"infection", "infection_text", "MRSA：（ー）、ESBL：検出されず", false},
    {"infection", "infection_text", "結核の既往なし", false},
    {"infection", "infection_text", "疥癬　治癒", false},
    {"infection", "infection_text", "Ｃ型肝炎（治療済、治癒）", true},
    {"infection", "infection_text", "MRSA検査中", false},
    {"infection", "infection_text", "感染症なし", false},
    {"infection", "infection_text", "MRSA", true},
    {"infection", "infection_text", "MRSA（＋）", true},
    {"infection", "infection_text", "MRSA（－）、HCV（＋）", true},
    {"infection", "infection_text", "MRSA陰性（HCV＋）", true},
    {"infection", "infection_text", "MRSA　HCV（－）", true},
    {"infection", "infection_text", "HBs抗原、HCV抗体（－）", true},
    {"infection", "infection_text", "疥癬　未治癒", true},
    {"infection", "infection_text", "Ｂ型肝炎既往", true},
    {"allergy", "allergy_text", "洋なし", true},
    {"allergy", "allergy_text", "そば", true},
    {"oral_medicine", "oral_medicine_text", "インスリン注射のみ", false},
    {"oral_medicine", "oral_medicine_text", "内服なし、インスリン注射のみ", false},
    {"oral_medicine", "oral_medicine_text", "アムロジピン、インスリン注射のみ自己管理", true},
};

TEST(Contradictions, are_none_beside_words_that_name_nothing_of_what_is_asked) {
    for (const Beside& each : beside) {
        const std::string page = page_of("admission", form_file(admission_file), [&](record::Record& record) {
            set(record, each.box, "2");
            set(record, each.text, each.says);
        });
        EXPECT_EQ(has(page, stop), each.stops) << each.box << ": " << each.says;
    }
}

TEST(Contradictions, of_an_operation_are_none_beside_another_treatment) {
    for (const auto& [text, stops] :
         {std::pair("保存的治療", false), std::pair("手術はせず保存的加療", false),
          std::pair("ペースメーカー", true), std::pair("人工骨頭置換術", true)}) {
        const std::string page = page_of(
            "discharge", form_file("fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV"),
            [&](record::Record& record) {
                set(record, "surgery", "2");
                set(record, "surgery_text", text);
                set(record, "surgery_date", "");
            });
        EXPECT_EQ(has(page, "「手術の有無」は無ですが"), stops) << text;
    }
}

TEST(Contradictions, of_one_box_stand_together_once) {
    const std::string page =
        page_of("life_pressure_ulcer", form_file("fixtures/life_pressure_ulcer/full.json"),
                [](record::Record& record) {
                    set(record, "ulcer.isBedsore", "0");
                    set(record, "ulcer.bedsorePartOther", "1");
                    set(record, "ulcer.bedsoreDateOfOnset", "2026-02-01");
                    set(record, "ulcer.depthEvaluation", "0");
                });
    const std::string_view box = between(page, stop, "</li>");
    EXPECT_TRUE(has(box, "褥瘡の有無（現在）：<bdi>無</bdi>　主な褥瘡部位（現在）：<bdi>仙骨部</bdi>"))
        << box;
    EXPECT_TRUE(has(box, "褥瘡発生日：")) << box;
    EXPECT_EQ(page.find("褥瘡の有無（現在）：<bdi>無"), page.rfind("褥瘡の有無（現在）：<bdi>無"));
    EXPECT_FALSE(has(page, "深さが記入されています")) << "d0 says that there is none";
}

TEST(Contradictions, of_ulcers_that_are_said_not_to_be_name_their_sites_and_depth) {
    const std::string page =
        page_of("life_pressure_ulcer", form_file("fixtures/life_pressure_ulcer/full.json"),
                [](record::Record& record) {
                    set(record, "ulcer.isBedsore", "0");
                    set(record, "ulcer.depthEvaluation", "4");
                    set(record, "ulcer.isPastBedsore", "0");
                    set(record, "ulcer.pastBedsorePartHeel", "1");
                });
    EXPECT_TRUE(has(page, "深さ：<bdi>D4 皮下組織を越える損傷</bdi>"));
    EXPECT_TRUE(has(page, "褥瘡部位（踵部）：<bdi>有</bdi>"));
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
    EXPECT_TRUE(
        has(between(page, stop, "</li>"), "衛生材料等が必要な処置の有無：<bdi>無</bdi>　衛生材料等）"))
        << between(page, stop, "</li>");
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

constexpr std::string_view ends_of_none[] = {"なし", "：ない", "用いていない"};

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

// A flag that says なし by its name.
TEST(Contradictions, are_a_rule_with_stop_for_every_flag_of_none) {
    std::size_t count = 0;
    for (const mapping::Plan& plan : product().plans()) {
        const form::Form& form = plan.form();
        for (const form::ItemId flag : form.items().ids()) {
            const std::string_view name = form.text(form.items()[flag].name);
            const bool says_none =
                std::ranges::any_of(ends_of_none, [&](std::string_view end) { return name.ends_with(end); });
            if (form.items()[flag].type != form::ItemType::flag || !says_none) {
                continue;
            }
            ++count;
            EXPECT_TRUE(std::ranges::any_of(
                form.rules(), [&](const form::Rule& rule) { return rule.subject == flag && rule.stop != 0; }))
                << form.id() << " " << form.text(form.items()[flag].id);
        }
    }
    EXPECT_GT(count, 8U);
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
