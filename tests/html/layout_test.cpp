// Rows, choices and grids as on the paper form, and the law that every text stands on the page once.
#include "gateway/forms/html/html.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include "kit.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::html::layout_test {
namespace {

using form::GroupKind;
using form::ItemType;
using record::Row;

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + part.size())) {
        ++out;
    }
    return out;
}

std::string form_page(std::string_view form, const Change& change = {}) {
    return page_of(form, form_file(fmt::format("fixtures/{}/full.json", form)), change);
}

// Every text of two rows of each group says something else.
void fill(record::Record& record, Row& row, std::vector<std::string>& texts) {
    const form::Form& form = record.form();
    for (const form::Item& item : form.items()) {
        if (item.group == row.group && item.type == ItemType::text && item.list == form::none &&
            item.literal.empty() && !item.is(form::implied)) {
            texts.push_back(fmt::format("値{}番", texts.size() + 1));
            record.set(row, item, record.arena().keep(texts.back()));
        }
    }
    for (const form::GroupId group : form.groups().ids(1)) {
        const GroupKind kind = form.groups()[group].kind;
        if (form.groups()[group].parent != row.group || kind == GroupKind::codes ||
            kind == GroupKind::carried || kind == GroupKind::absent || kind == GroupKind::blank) {
            continue;
        }
        for (int i = 0; i < 2; ++i) {
            fill(record, record.add_row(row, group), texts);
        }
    }
}

TEST(Layout, shows_every_text_of_every_form_once) {
    for (const mapping::Plan& plan : product().plans()) {
        record::Record record(plan.form());
        std::vector<std::string> texts;
        fill(record, record.root(), texts);
        record.number_rows();
        const std::string page = document_page(plan, record);
        const std::size_t sections = std::min(page.find("<section aria-labelledby"), page.size());
        const std::string_view body = std::string_view(page).substr(sections);
        for (const std::string& text : texts) {
            EXPECT_GE(count(page, text), 1U) << plan.form().id() << " " << text;
            EXPECT_LE(count(body, text), 1U) << plan.form().id() << " " << text;
        }
    }
}

TEST(Layout, shows_rows_within_rows_as_one_table) {
    const std::string page = form_page("careplan2");
    const std::string_view table = between(page, "<caption>課題</caption>", "</table>");
    EXPECT_EQ(count(table, "<tr role=\"row\">"), 6U) << "two lines of heads, four of rows";
    EXPECT_TRUE(has(table,
                    "<th role=\"rowheader\" rowspan=\"3\" data-label=\"生活全般の解決すべき課題（ニーズ）\">"
                    "<bdi>転ばずに家の中を歩きたい</bdi><span class=\"src\">"))
        << table;
    EXPECT_TRUE(has(table, "scope=\"colgroup\" colspan=\"4\">目標</th>"));
    EXPECT_TRUE(has(page, "<body class=\"broad-sheet\">"));
}

TEST(Layout, shows_a_week_as_one) {
    const std::string page = form_page("careplan3");
    const std::string_view week = between(page, "<table class=\"week\">", "</table>");
    EXPECT_TRUE(has(week, "<td class=\"ev\" rowspan=\"15\"><b><bdi>通所介護</bdi></b>9:30～16:40</td>"))
        << week;
    EXPECT_TRUE(has(week, "<b><bdi>就寝</bdi></b>21:00</td>"));
    EXPECT_FALSE(has(week, "通院"));
    EXPECT_TRUE(has(page, "通院（月１回）、福祉用具貸与（歩行器）")) << "below the week";
}

TEST(Layout, puts_what_overlaps_into_one_box_and_what_has_no_time_below_the_week) {
    const std::string page = form_page("careplan3", [](record::Record& record) {
        const form::Form& form = record.form();
        const record::Rows& rows = record.rows(record.root(), form::GroupId(1));
        const auto set_in = [&](std::size_t row, std::string_view id, std::string_view value) {
            for (const form::Item& item : form.items()) {
                if (form.text(item.id) == id) {
                    record.set(*rows.rows[row], item, value);
                }
            }
        };
        set_in(1, "line.weekday", "1"); // 9:30 to 16:40 beside 9:00 to 9:30
        set_in(1, "line.service_start", "0915");
        set_in(2, "line.service_start", "2200"); // over midnight
        set_in(2, "line.service_end", "0630");
        set_in(4, "line.service_start", "2570"); // no time
    });
    const std::string_view week = between(page, "<table class=\"week\">", "</table>");
    EXPECT_TRUE(has(week,
                    "<td class=\"ev\" rowspan=\"16\"><b><bdi>訪問介護</bdi></b>9:00～9:30<br><b><bdi>通所介護"
                    "</bdi></b>9:15～16:40</td>"))
        << week;
    EXPECT_TRUE(has(week, "<b><bdi>訪問介護</bdi></b>22:00～6:30</td>"));
    EXPECT_TRUE(has(week, "<b><bdi>訪問介護</bdi></b>（前日の続き）～6:30</td>"));
    EXPECT_EQ(count(page, "2570"), 1U);
    EXPECT_FALSE(has(week, "2570"));
}

TEST(Layout, shows_a_month_as_one) {
    const std::string page = page_of(
        "careplan6_plan",
        form_file("fixtures/careplan6_plan/UPPLAN_202602_9970100013_43_9970100047_15_20260301091500.CSV"));
    const std::string_view month = between(page, "<table class=\"month\">", "</table>");
    EXPECT_TRUE(has(month, "2026年2月</caption>"));
    EXPECT_TRUE(has(month, "<th scope=\"col\">28</th>") ||
                has(month, "<th scope=\"col\" class=\"off\">28</th>"));
    EXPECT_FALSE(has(month, ">29</th>"));
    EXPECT_TRUE(has(month, "<td class=\"tot\">2</td>")) << month;
    EXPECT_TRUE(has(month, "通所介護　<span class=\"o\"><bdi>151111")) << "what its code begins with";
    EXPECT_TRUE(has(form_page("careplan7"), "<bdi>999999</bdi>")) << "of no service";
}

// What is for programs stands elsewhere, with the same rows.
TEST(Layout, counts_rows_where_the_column_that_names_them_is_not_there) {
    const std::string page = form_page("careplan7");
    const std::string_view technical = between(page, "<details>", "</details>");
    EXPECT_TRUE(has(technical, "scope=\"col\">番号</th>")) << technical;
    EXPECT_TRUE(has(technical, "<th role=\"rowheader\" scope=\"row\">2</th>"));
    EXPECT_FALSE(has(technical, "data-label=\"事業所\"")) << "an office's number is not its name";
}

// Risks and devices that a form names: what stands behind them is in words, and a box that is not ticked is
// none.
TEST(Layout, warns_of_falls_swallowing_and_devices) {
    const auto alerts = [](const std::string& page) {
        return std::string(between(page, "<ul class=\"alerts\"", "</ul>"));
    };
    const auto set_in = [](std::string_view id, std::string_view value) {
        return [=](record::Record& record) {
            const form::ItemId item = *record.form().item(id);
            record.set(record.root(), record.form().items()[item], value);
        };
    };
    EXPECT_TRUE(has(alerts(form_page("opinion", set_in("opinion.risk.fall", "1"))), "転倒・骨折"));
    EXPECT_FALSE(has(alerts(form_page("opinion", set_in("opinion.risk.fall", "0"))), "転倒・骨折"));
    EXPECT_TRUE(
        has(alerts(form_page("admission", set_in("swallowing", "2"))), "<b><bdi>時々むせる</bdi></b>"));
    EXPECT_FALSE(has(alerts(form_page("admission", set_in("swallowing", "1"))), "むせ"));
    EXPECT_TRUE(has(alerts(form_page("discharge", set_in("choking", "1"))), "<b><bdi>むせる</bdi></b>"));
    EXPECT_FALSE(has(alerts(form_page("discharge", set_in("choking", "2"))), "むせ"));
    EXPECT_TRUE(has(alerts(form_page("admission", set_in("proc_oxygen", "1"))), "酸素療法"));
    EXPECT_FALSE(has(alerts(form_page("admission", set_in("proc_oxygen", "0"))), "酸素療法"));
}

TEST(Layout, shows_a_month_once_and_no_table_without_rows) {
    const std::string page = form_page("careplan6_plan");
    EXPECT_EQ(count(page, "<table class=\"month\">"), 1U);
    EXPECT_FALSE(has(page, "<tbody role=\"rowgroup\">\n</tbody>"));
}

TEST(Layout, shows_boxes_with_the_same_answers_as_a_scale) {
    const std::string page = page_of(
        "admission", form_file("fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV"));
    const std::string_view scale = between(section(page, "ADL"), "<table class=\"scale\">", "</table>");
    EXPECT_TRUE(has(scale, "<th scope=\"col\">見守り</th>")) << scale;
    EXPECT_TRUE(has(
        scale, "<tr><th scope=\"row\">ADL 移動</th><td></td><td class=\"at\">● <span>見守り</span></td>"));
}

TEST(Layout, shows_all_answers_where_the_form_does) {
    const std::string page = form_page("opinion");
    EXPECT_TRUE(
        has(page, "<span class=\"picks\"><span>☐ 安定</span> <b>☑ 不安定</b> <span>☐ 不明</span></span>"));
    EXPECT_FALSE(has(form_page("nursing_summary"), "☐ 死亡"));
}

TEST(Layout, writes_amounts_with_separators_and_yen) {
    const std::string page = form_page("careplan7");
    EXPECT_TRUE(has(page, "<bdi>107,650</bdi> 円"));
    EXPECT_TRUE(has(page, "<bdi>12,086</bdi> 単位"));
    for (const mapping::Plan& plan : product().plans()) { // a year is none
        record::Record record(plan.form());
        for (const form::ItemId i : plan.form().items().ids()) {
            const form::Item& item = plan.form().items()[i];
            if (item.group == form::document_group && plan.text(plan.page_item(i).unit).starts_with("年")) {
                record.set(record.root(), item, "2026");
                EXPECT_TRUE(has(document_page(plan, record), "<bdi>2026</bdi> 年")) << plan.form().id();
            }
        }
    }
}

TEST(Layout, names_the_person_whose_name_is_asked_in_two_parts_at_the_top) {
    const std::string page =
        page_of("life310_user", form_file("fixtures/life310_user/SERVICE_USER_INFO_1_20260501.csv"));
    const std::string box = page.substr(page.find("<section class=\"who\""), 700);
    EXPECT_NE(box.find("<small><bdi>ﾚﾝｹｲ</bdi> <bdi>ﾊﾅｺ</bdi></small><bdi>連携</bdi> <bdi>花子</bdi> 様"),
              std::string::npos)
        << box;
    EXPECT_NE(box.find("1938年5月12日"), std::string::npos) << box;
}

} // namespace
} // namespace renkei::html::layout_test
