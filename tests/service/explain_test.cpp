#include "gateway/core/json/writer.h"
#include "gateway/forms/service/explain.h"

#include "product.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::service::explain_test {
namespace {

Explanation explained(const Input& input) {
    Workspace workspace(product());
    const ExplainOutcome out = explain(workspace, input, {});
    EXPECT_EQ(out.outcome.status, OutcomeStatus::done);
    EXPECT_EQ(out.documents.size(), 1U);
    return out.documents.at(0);
}

const ExplainedItem& line(const Explanation& explanation, const std::string& item) {
    static const ExplainedItem none;
    const auto found = std::ranges::find(explanation.lines, item, &ExplainedItem::item);
    EXPECT_NE(found, explanation.lines.end()) << item;
    return found == explanation.lines.end() ? none : *found;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Explain, distinguishes_value_unknown_blank_and_not_stated) {
    Input input = file_of_cases("record2.json");
    input.bytes = replaced(input.bytes, "\"pulse\": 104", "\"pulse\": null");
    const Explanation out = explained(input);
    EXPECT_EQ(line(out, "header.patient.name").state, ItemState::filled);
    EXPECT_EQ(line(out, "visits.vitals.pulse").state, ItemState::blank);
    EXPECT_EQ(line(out, "header.confidentiality").state, ItemState::not_stated);
    const auto unknown = std::ranges::find_if(out.lines, [](const ExplainedItem& each) {
        return each.item == "visits.vitals.temperature" && each.state == ItemState::unknown;
    });
    ASSERT_NE(unknown, out.lines.end());
    EXPECT_EQ(unknown->code, "not-performed");
    EXPECT_EQ(unknown->value, "未実施");
}

TEST(Explain, a_code_is_shown_by_its_text) {
    const Explanation out = explained(file_of_cases("admission.csv"));
    const ExplainedItem& gender = line(out, "gender");
    EXPECT_EQ(gender.value, "男性");
    EXPECT_EQ(gender.code, "1");
}

// A row of the group, within a row of each group above it.
record::Row& row_of(record::Record& record, form::GroupId group) {
    if (group == form::document_group) {
        return record.root();
    }
    record::Row& parent = row_of(record, record.form().groups()[group].parent);
    const auto& rows = record.rows(parent, group);
    return rows.count == 0 ? record.add_row(parent, group) : *rows.rows[0];
}

TEST(Explain, every_item_of_every_form_has_its_line) {
    for (const mapping::Plan& plan : product().plans()) {
        const form::Form& form = plan.form();
        record::Record record(form);
        for (const form::GroupId group : form.groups().ids(1)) {
            if (form.groups()[group].kind == form::GroupKind::array ||
                form.groups()[group].kind == form::GroupKind::numbered ||
                form.groups()[group].kind == form::GroupKind::level) {
                row_of(record, group);
            }
        }
        record.number_rows();
        std::set<std::string> explained_items;
        for (const ExplainedItem& each : explain(record).lines) {
            explained_items.insert(each.item);
        }
        for (const form::Item& item : form.items()) {
            const form::GroupKind kind = form.groups()[item.group].kind;
            const bool is_extra = kind == form::GroupKind::carried || kind == form::GroupKind::absent ||
                                  kind == form::GroupKind::blank;
            if (!is_extra && !item.is(form::implied)) {
                EXPECT_TRUE(explained_items.contains(std::string(form.text(item.id))))
                    << form.id() << " " << form.text(item.id);
            }
        }
    }
}

} // namespace
} // namespace renkei::service::explain_test
