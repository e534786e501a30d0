#include "gateway/core/base/file.h"
#include "gateway/forms/html/side_by_side_page.h"
#include "gateway/forms/record/reader.h"
#include "generated/messages/beside.h"

#include "kit.h"
#include <gtest/gtest.h>

namespace renkei::html::side_by_side_test {
namespace {

const std::vector<SideBySide>& all_sides() {
    static const std::vector<SideBySide> all = [] {
        auto read = read_side_by_side(side_by_side_table());
        EXPECT_TRUE(read);
        return read.value_or(std::vector<SideBySide>());
    }();
    return all;
}

const SideBySide& months() { return all_sides().at(0); }

constexpr std::string_view head = "202407,990010,0000001016,20260121,202602,9970100013,,";
std::string line(std::string_view day, std::string_view start, std::string_view end, std::string_view times,
                 std::string_view provider = "9970100047") {
    return std::string(head) + "658,,202602" + std::string(day) + ",," + std::string(start) + "," +
           std::string(end) + "," + std::string(times) + ",111111,,,,," + std::string(provider) +
           ",,,0,,\r\n";
}

std::optional<DocumentBeside> document(std::size_t place, const std::string& file) {
    const mapping::Plan& plan = *product().find(months().forms.at(place));
    const form::Syntax& syntax = plan.form().syntaxes().front();
    const std::string name = place == 0 ? "UPPLAN_202602_9970100013_43_9970100047_15_20260301091500.CSV"
                                        : "UPJSK_202602_9970100047_15_9970100013_43_20260301091500.CSV";
    record::Record record(plan.form());
    diag::Report report;
    record::Reader reader(plan.form(), syntax, file, {.name = name});
    EXPECT_TRUE(reader.next(record, report)) << file;
    record.number_rows();
    return read_beside(months(), place, plan, record, 0);
}

std::string page(const std::string& planned, const std::string& done) {
    std::array<std::optional<DocumentBeside>, 2> both;
    if (!planned.empty()) {
        both[0] = document(0, planned);
    }
    if (!done.empty()) {
        both[1] = document(1, done);
    }
    return side_by_side_page(months(), both,
                             {.way_back = {{"/documents", "文書の一覧"}}, .stylesheet = "/style"});
}

std::size_t marked(std::string_view page) {
    std::size_t out = 0;
    for (std::size_t at = page.find("class=\"ne\""); at != std::string_view::npos;
         at = page.find("class=\"ne\"", at + 1)) {
        ++out;
    }
    return out;
}

// What the table names is in both forms: a change of an item there would empty the page.
TEST(SideBySideTable, names_items_that_both_forms_have) {
    ASSERT_FALSE(all_sides().empty());
    for (const SideBySide& each : all_sides()) {
        for (std::size_t place = 0; place < each.forms.size(); ++place) {
            ASSERT_NE(product().find(each.forms[place]), nullptr) << each.forms[place];
            const form::Form& form = product().find(each.forms[place])->form();
            std::vector<std::string> items{each.month, each.day, each.count, each.office,
                                           place == 0 ? each.office_of_document.first
                                                      : each.office_of_document.second};
            items.insert(items.end(), each.same.begin(), each.same.end());
            for (const std::vector<std::string>& shown : each.shown) {
                items.insert(items.end(), shown.begin(), shown.end());
            }
            for (const ItemPair& pair : each.pairs) {
                items.push_back(place == 0 ? pair.first : pair.second);
            }
            for (const std::string& item : items) {
                EXPECT_TRUE(form.item(item)) << each.forms[place] << " " << item;
            }
        }
    }
}

TEST(SideBySideTable, that_lacks_a_column_is_refused) {
    const auto read = read_side_by_side("# head\na\tb\tc\n");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().message, diag::message::side_by_side_wrong);
    EXPECT_EQ(read.error().args.at(0), "2");
}

TEST(SideBySide, equal_documents_do_not_differ) {
    const std::string file = line("03", "0900", "1000", "1") + line("10", "0900", "1000", "2");
    const std::string both = page(file, file);
    EXPECT_TRUE(has(both, "予定と実績で、日ごとの回数に違いはありません。"));
    EXPECT_EQ(marked(both), 0U);
    EXPECT_TRUE(has(both, "<bdi>09:00</bdi>～<bdi>10:00</bdi>")) << both;
    EXPECT_TRUE(has(both, "<td class=\"tot\">3</td></tr>")) << "the sum of the month";
}

TEST(SideBySide, a_day_that_differs_is_marked_in_both_rows_and_listed) {
    const std::string planned = line("03", "0900", "1000", "1") + line("10", "0900", "1000", "1");
    const std::string both = page(planned, line("03", "0900", "1000", "1") + line("11", "0900", "1000", "1"));
    EXPECT_TRUE(has(both, "回数の違い：2 か所"));
    EXPECT_EQ(marked(both), 4U) << "the 10th and the 11th; the sums are equal";
    EXPECT_TRUE(has(both, "data-label=\"日\">10日</td>"));
    EXPECT_TRUE(has(both, "data-label=\"日\">11日</td>"));
}

// Lines of one service on one day count together; another time is another service, as on paper.
TEST(SideBySide, lines_of_a_day_count_together) {
    const std::string twice = line("03", "0900", "1000", "1") + line("03", "0900", "1000", "1");
    EXPECT_EQ(marked(page(twice, line("03", "0900", "1000", "2"))), 0U);
    EXPECT_EQ(marked(page(line("03", "0900", "1000", "1"), line("03", "0930", "1030", "1"))), 4U + 4U);
}

// The plan names the services of all offices, the result those of one.
TEST(SideBySide, other_offices_are_not_compared) {
    const std::string own = line("03", "0900", "1000", "1");
    const std::string both = page(own + line("04", "0900", "1000", "1", "9970101011"), own);
    EXPECT_TRUE(has(both, "予定と実績で、日ごとの回数に違いはありません。"));
    EXPECT_TRUE(has(both, "ほかの事業所・サービス種類のサービス"));
}

TEST(SideBySide, one_document_alone_is_not_compared) {
    const std::string alone = page(line("03", "0900", "1000", "1"), "");
    EXPECT_EQ(marked(alone), 0U);
    EXPECT_TRUE(has(alone, "もう一方の文書がないため、比べていません"));
    EXPECT_TRUE(has(page("", line("03", "0900", "1000", "1")), "もう一方の文書がないため"));
}

TEST(SideBySide, the_month_has_its_days) {
    const std::string file = line("28", "0900", "1000", "1");
    const std::string both = page(file, file);
    EXPECT_TRUE(has(both, "<th scope=\"col\" class=\"off\">28</th>")) << "a Saturday";
    EXPECT_FALSE(has(both, ">29</th>"));
}

} // namespace
} // namespace renkei::html::side_by_side_test
