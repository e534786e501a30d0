#include "gateway/forms/record/value/record.h"

#include "tests/form/form_in_yaml.h"

#include <type_traits>

namespace renkei::record::record_test {
namespace {

const test::Pieces visits{.items = R"(
groups:
  visits: {name: 訪問}
  visits.staff: {name: 訪問者}
items:
  title: {name: 表題, type: text}
  visits.date: {name: 訪問日, type: date}
  visits.staff.name: {name: 氏名, type: text}
)"};

// An id of one table where another's is wanted does not compile.
static_assert(std::is_invocable_v<decltype(&Record::add_row), Record&, Row&, form::GroupId>);
static_assert(!std::is_invocable_v<decltype(&Record::add_row), Record&, Row&, form::ItemId>);
static_assert(!std::is_invocable_v<decltype(&Record::add_row), Record&, Row&, int>);
static_assert(!std::is_convertible_v<form::ItemId, form::CodeRowId>);
static_assert(!std::is_convertible_v<form::ListId, form::CodeRowId>);

const form::Item& item(const form::Form& form, std::string_view id) {
    return form.items()[form.item(id).value()];
}

TEST(Record, prints_its_values_in_the_forms_order) {
    const test::FormInYaml yaml(visits);
    const form::Form& form = yaml.form();
    Record record(form);
    record.set(record.root(), item(form, "title"), "一行目\n二行目\\");
    Row& visit = record.add_row(record.root(), form.group("visits").value());
    Row& staff = record.add_row(visit, form.group("visits.staff").value());
    record.set(staff, item(form, "visits.staff.name"), "連携 花子");
    record.set_absent(visit, item(form, "visits.date"), {"unable", "不在"});
    EXPECT_EQ(
        canonical_text(record),
        "title = 一行目\\n二行目\\\\\nvisits[0].date = !unable 不在\nvisits[0].staff[0].name = 連携 花子\n");
}

TEST(Record, keeps_no_empty_text) {
    const test::FormInYaml yaml(visits);
    Record record(yaml.form());
    record.set(record.root(), item(yaml.form(), "title"), "");
    EXPECT_FALSE(record.root().has(item(yaml.form(), "title").slot));
}

TEST(Record, numbers_rows_through_the_document) {
    const test::FormInYaml yaml(visits);
    const form::Form& form = yaml.form();
    const form::GroupId group = form.group("visits").value();
    const form::GroupId staff = form.group("visits.staff").value();
    Record record(form);
    for (int i = 0; i < 6; ++i) {
        Row& visit = record.add_row(record.root(), group);
        record.add_row(visit, staff);
        record.add_row(visit, staff);
    }
    record.number_rows();
    EXPECT_EQ(record.row_count(staff), 12U);
    const Row& last = *record.rows(*record.rows(record.root(), group).rows[5], staff).rows[1];
    EXPECT_EQ(last.index, 1U);
    EXPECT_EQ(last.number, 11U);
}

TEST(Record, prunes_rows_from_the_leaves_up) {
    const test::FormInYaml yaml(visits);
    const form::Form& form = yaml.form();
    const form::GroupId group = form.group("visits").value();
    Record record(form);
    record.add_row(record.add_row(record.root(), group), form.group("visits.staff").value());
    record.set(record.add_row(record.root(), group), item(form, "visits.date"), "2026-01-13");
    EXPECT_TRUE(record.prune());
    EXPECT_EQ(canonical_text(record), "visits[0].date = 2026-01-13\n");
    EXPECT_FALSE(record.prune());
}

TEST(Record, is_equal_by_items_rows_and_reasons) {
    const test::FormInYaml yaml(visits);
    const form::Item& title = item(yaml.form(), "title");
    Record a(yaml.form());
    Record b(yaml.form());
    a.set(a.root(), title, "表題", 12);
    b.set(b.root(), title, "表題", 99);
    EXPECT_TRUE(equal(a, b));
    b.set_absent(b.root(), title, {"unknown", ""});
    EXPECT_FALSE(equal(a, b));
    a.set_absent(a.root(), title, {"unknown", "補足"});
    EXPECT_FALSE(equal(a, b));
    a.clear();
    b.unset(b.root(), title);
    EXPECT_TRUE(equal(a, b));
    a.add_row(a.root(), yaml.form().group("visits").value());
    EXPECT_FALSE(equal(a, b));
}

} // namespace
} // namespace renkei::record::record_test
