// What a form shows above all others or at the top of its page (deaths, allergies, infections, care levels)
// stands on the person's page and in Patient/$summary, too: for every such item of every form.
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/workspace.h"

#include "gathered.h"
#include "tests/support/must.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace renkei::mhd::must_be_seen_test {
namespace {

using form::ItemType;
using record::Row;
using test::must;

constexpr std::string_view word = "ＭＲＳＡ様";

const catalogue::Catalogue& forms() { return all_forms(); }

// The first code that says something.
std::string_view code_of(const form::Form& form, const form::Item& item) {
    for (const form::CodeRow& row : form.rows(form.lists()[item.list])) {
        if (row.absent.empty()) {
            return form.text(row.form);
        }
    }
    return {};
}

std::string_view some_value(const form::Form& form, const form::Item& item) {
    if (!item.literal.empty()) {
        return form.text(item.literal);
    }
    if (item.list != form::none) {
        return code_of(form, item);
    }
    switch (item.type) {
    case ItemType::date: return "2026-02-03";
    case ItemType::month: return "2026-02";
    case ItemType::datetime: return "2026-02-03T04:05:00+09:00";
    case ItemType::time: return "04:05";
    case ItemType::integer:
    case ItemType::decimal:
    case ItemType::flag:
    case ItemType::token: return "1";
    case ItemType::text:
    case ItemType::code:
    case ItemType::codes: break;
    }
    return word;
}

void fill_required(const form::Form& form, record::Record& record, Row& row) {
    for (const form::ItemId id : form.items().ids()) {
        const form::Item& item = form.items()[id];
        const bool is_asked = item.is(form::required) || id == form.about().created_item;
        if (item.group == row.group && is_asked && item.type != ItemType::codes) {
            record.set(row, item, some_value(form, item));
        }
    }
}

// The row that has the item; what must be filled in it and above it is.
Row& row_for(const form::Form& form, record::Record& record, form::GroupId group) {
    if (group == form::document_group) {
        return record.root();
    }
    Row& parent = row_for(form, record, form.groups()[group].parent);
    const record::Rows& rows = record.rows(parent, group);
    if (rows.count > 0) {
        return **rows.begin();
    }
    Row& out = record.add_row(parent, group);
    fill_required(form, record, out);
    return out;
}

// What the sections of a table show of a document that says this value, or of one that says nothing to the
// item.
std::multiset<std::string> shown(const mapping::Plan& plan, std::string_view table, form::ItemId item,
                                 std::string_view value) {
    const form::Form& form = plan.form();
    record::Record record(form);
    fill_required(form, record, record.root());
    const form::Item& asked = form.items()[item];
    Row& row = row_for(form, record, asked.group);
    value.empty() ? record.unset(row, asked) : record.set(row, asked, record.arena().keep(value));
    record.number_rows();
    service::Workspace workspace(forms());
    diag::Report loss;
    std::string bundle = service::to_bundle(workspace, plan, record, loss);
    const SummaryContent content =
        gathered(std::move(bundle), sections_with_person(table), std::string(form.id()));
    std::multiset<std::string> out;
    for (const SummaryEntry& entry : content.entries) {
        out.insert((entry.of_person == PersonStatement::death ? "†" : "") + words_of(entry));
    }
    return out;
}

// Does the table show the value, or that the person died?
bool is_seen(const mapping::Plan& plan, std::string_view table, form::ItemId item, std::string_view value) {
    const form::Form& form = plan.form();
    const form::Item& asked = form.items()[item];
    const std::string said(asked.list != form::none ? form::text_of_code(form, asked.list, value) : value);
    const std::multiset<std::string> with = shown(plan, table, item, value);
    const std::multiset<std::string> without = shown(plan, table, item, {});
    return std::ranges::any_of(with, [&](const std::string& each) {
        const std::string_view day = std::string_view(said).substr(0, std::string_view("2026-02-03").size());
        const bool says = asked.type == ItemType::flag || // in a list of boxes, or by its own resource
                          each.find(asked.type == ItemType::datetime ? day : said) != std::string::npos;
        return with.count(each) > without.count(each) && (says || each.starts_with("†"));
    });
}

struct MustItem {
    form::ItemId item;
    std::string value;
};

std::vector<MustItem> must_items(const mapping::Plan& plan) {
    std::vector<MustItem> out;
    const form::Form& form = plan.form();
    for (const mapping::PageFact& fact : plan.page_facts()) {
        out.push_back({fact.item, std::string(some_value(form, form.items()[fact.item]))});
    }
    for (const mapping::PageAlert& alert : plan.page_alerts()) {
        const std::string_view value = plan.text(alert.value);
        out.push_back(
            {alert.item, std::string(value.empty() ? some_value(form, form.items()[alert.item]) : value)});
    }
    return out;
}

TEST(MustBeSeen, what_stands_at_the_top_of_a_form_stands_on_the_persons_page_and_in_the_summary) {
    std::size_t count = 0;
    for (const mapping::Plan& plan : forms().plans()) {
        if (!plan.form().deletes().empty()) {
            continue; // at its top stands which document it deletes
        }
        for (const MustItem& each : must_items(plan)) {
            const std::string name =
                fmt::format("{}.{}", plan.form().id(), plan.form().text(plan.form().items()[each.item].id));
            ++count;
            for (const auto& [where, table] : {std::pair("the person's page", person_page_table()),
                                               std::pair("$summary", summary_table())}) {
                EXPECT_TRUE(is_seen(plan, table, each.item, each.value))
                    << name << " = " << each.value << " stands at the top of its page, not on " << where
                    << ": add a row to profiles/";
            }
        }
    }
    EXPECT_GT(count, 40U);
}

TEST(MustBeSeen, is_not_what_no_row_finds) {
    const mapping::Plan& plan = *forms().find("nursing_summary");
    constexpr std::string_view contacts = "連絡先\t\tRelatedPerson\t";
    EXPECT_FALSE(is_seen(plan, contacts, *plan.form().item("summary.infection"), word));
    EXPECT_TRUE(is_seen(plan, summary_table(), *plan.form().item("summary.infection"), word));
}

} // namespace
} // namespace renkei::mhd::must_be_seen_test
