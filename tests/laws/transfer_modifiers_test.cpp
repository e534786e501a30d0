// An entry of a foreign document type may bind a modifier to an item; then the transfer's `when:` decides. It
// says what modifiers.tsv says: a fact that is never read does not come in, one that holds does.
#include "gateway/forms/mapping/plan/qualifiers.h"

#include "tests/laws/all_forms.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::laws::transfer_modifiers_test {
namespace {

using form::ItemId;
using mapping::MatchKind;
using mapping::MatchNode;
using mapping::Plan;
using mapping::Treatment;
using transfer::Transfer;
using transfer::TransferTest;

// An item that holds a modifier, and the items that stand beside it.
struct Bound {
    ItemId status;
    const mapping::Qualifier* modifier;
    std::set<ItemId> facts;
};

class Binding {
public:
    explicit Binding(const Plan& plan) : plan_(plan) {}

    std::vector<Bound> run() {
        for (const mapping::EntryPlan& entry : plan_.entries()) {
            const auto types = plan_.types();
            const auto type = std::ranges::find_if(types, [&](const mapping::FhirType& each) {
                return !each.resource.empty() && plan_.text(each.resource) == plan_.text(entry.type);
            });
            object(plan_.nodes()[entry.node], types.id_of(*type));
        }
        return std::move(out_);
    }

private:
    void object(const MatchNode& node, mapping::FhirTypeId type) {
        std::set<ItemId> facts;
        collect(node, facts);
        for (const MatchNode& each : plan_.children(node)) {
            for (const mapping::FhirField& field : plan_.fields(plan_.types()[type])) {
                if (field.name != each.name) {
                    continue;
                }
                const bool is_modifier =
                    field.qualifier != mapping::none && plan_.qualifier(field.qualifier).is_context == 0;
                if (is_modifier && is_home(each)) {
                    const ItemId status = plan_.parts(plan_.hole(each.index))[0].item;
                    facts.erase(status);
                    out_.push_back({status, &plan_.qualifier(field.qualifier), facts});
                }
                if (field.type != mapping::none) {
                    below(each, field.type);
                }
            }
        }
    }

    void below(const MatchNode& node, mapping::FhirTypeId type) {
        if (node.kind == MatchKind::object) {
            object(node, type);
        } else if (node.kind == MatchKind::array) {
            for (const MatchNode& element : plan_.children(node)) {
                below(element, type);
            }
        }
    }

    bool is_home(const MatchNode& node) const {
        return node.kind == MatchKind::hole && !plan_.hole(node.index).derived;
    }

    // A unit by itself is no fact.
    void collect(const MatchNode& node, std::set<ItemId>& out) const {
        if (node.name != json::no_name && plan_.names().name(node.name) == "unit") {
            return;
        }
        if (is_home(node)) {
            for (const mapping::HolePart& part : plan_.parts(plan_.hole(node.index))) {
                out.insert(part.item);
            }
        }
        if (node.kind == MatchKind::object || node.kind == MatchKind::array) {
            for (const MatchNode& each : plan_.children(node)) {
                collect(each, out);
            }
        }
    }

    const Plan& plan_;
    std::vector<Bound> out_;
};

Treatment treatment(const Plan& plan, const mapping::Qualifier& modifier, std::string_view code) {
    Treatment of_any = Treatment::never;
    for (const mapping::AnswerRow& each : plan.answers(modifier)) {
        if (plan.text(each.answer) == code) {
            return each.treatment;
        }
        of_any = plan.text(each.answer) == "*" ? each.treatment : of_any;
    }
    return of_any;
}

// Does the row come in if the item says this, whatever else must hold?
bool may_come_in(const std::vector<TransferTest>& when, ItemId status, std::string_view value) {
    return std::ranges::all_of(when, [&](const TransferTest& test) {
        return test.way != transfer::Direction::in || test.item != status ||
               (std::ranges::find(test.values, value) != test.values.end()) == test.is_wanted;
    });
}

bool has(const transfer::TransferText& text, ItemId item) {
    return std::ranges::any_of(text.parts, [&](const auto& part) { return part.item == item; });
}

// Do the words that come in hold the modifier, as in "<95"? The first text that holds the fact counts.
bool is_said(const transfer::TransferRow& row, ItemId status) {
    const auto of_fact = std::ranges::find_if(
        row.texts, [&](const transfer::TransferText& text) { return has(text, row.foreign); });
    return of_fact != row.texts.end() && has(*of_fact, status);
}

// Do the words that come in have a text of their own beside the value, as "（暫定）"?
bool has_words(const transfer::TransferRow& row) {
    return !row.texts.empty() && std::ranges::all_of(row.texts, [](const transfer::TransferText& text) {
        return !text.tail.empty() ||
               std::ranges::any_of(text.parts, [](const auto& part) { return !part.before.empty(); });
    });
}

// Is this one of the codes that the row asks for?
bool asks_for(const std::vector<TransferTest>& when, ItemId status, std::string_view value) {
    return std::ranges::any_of(when, [&](const TransferTest& test) {
        return test.item == status && test.is_wanted &&
               std::ranges::find(test.values, value) != test.values.end();
    });
}

// Does some fact have words of its own in a row that asks for this code?
bool is_in_words(const Transfer& transfer, const Bound& bound, std::string_view value) {
    return std::ranges::any_of(transfer.rows, [&](const transfer::TransferRow& row) {
        return row.goes_in(transfer::Direction::in) && bound.facts.contains(row.foreign) &&
               asks_for(row.when, bound.status, value) && has_words(row);
    });
}

// Does the fact come in by one of its rows?
bool comes_in_at_all(const Transfer& transfer, const transfer::TransferRow& fact, ItemId status,
                     std::string_view value) {
    return std::ranges::any_of(transfer.rows, [&](const transfer::TransferRow& row) {
        return row.goes_in(transfer::Direction::in) && row.foreign == fact.foreign &&
               may_come_in(row.when, status, value);
    });
}

TEST(TransferModifiers, what_a_transfer_takes_in_is_what_the_table_reads) {
    std::size_t asked = 0;
    for (const Transfer& transfer : all_plans().transfers()) {
        const Plan& plan = all_plans().plan_of(*transfer.foreign);
        for (const Bound& bound : Binding(plan).run()) {
            const form::Item& status = plan.form().items()[bound.status];
            for (const transfer::TransferRow& row : transfer.rows) {
                if (!row.goes_in(transfer::Direction::in) || !bound.facts.contains(row.foreign) ||
                    is_said(row, bound.status)) {
                    continue;
                }
                const std::string where = std::string(plan.form().text(status.id)) + " of " +
                                          std::string(plan.form().text(plan.form().items()[row.foreign].id));
                std::vector<std::pair<std::string, std::string>> values; // of the form, of FHIR
                if (status.list != form::none) {
                    for (const form::CodeRow& code : plan.form().rows(plan.form().lists()[status.list])) {
                        values.emplace_back(plan.form().text(code.form), plan.form().text(code.fhir));
                    }
                } else {
                    values = {{"1", "true"}, {"0", "false"}};
                }
                for (const auto& [value, code] : values) {
                    ++asked;
                    const Treatment treated = treatment(plan, *bound.modifier, code);
                    const bool comes_in = may_come_in(row.when, bound.status, value);
                    EXPECT_FALSE(treated == Treatment::never && comes_in &&
                                 !is_in_words(transfer, bound, value))
                        << where << ": " << code << " comes in";
                    EXPECT_FALSE(treated == Treatment::same &&
                                 !comes_in_at_all(transfer, row, bound.status, value))
                        << where << ": " << code << " does not";
                }
            }
        }
    }
    EXPECT_GT(asked, 20U);
}

} // namespace
} // namespace renkei::laws::transfer_modifiers_test
