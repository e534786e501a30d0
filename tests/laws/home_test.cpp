// The place that a finding names for an item is where its value stands.
#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/forms/mapping/fill/item_home.h"

#include "tests/definitions/open_r4.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace renkei::laws::home_test {
namespace {

using form::ItemId;

// A code that means "no value" is written as a reason, not at the home.
bool may_be_a_reason(const form::Form& form, const form::Item& item) {
    return item.list != form::none &&
           std::ranges::any_of(form.rows(form.lists()[item.list]),
                               [](const form::CodeRow& row) { return !row.absent.empty(); });
}

class Homes {
public:
    // Items with a value for which the expression finds nothing, one a line.
    std::string not_found(const mapping::Plan& plan, const record::Record& record, std::string_view bundle) {
        if (!parser_.parse(bundle, tree_)) {
            return "no JSON\n";
        }
        std::string out;
        visit(plan, record, record.root(), out);
        return out;
    }

private:
    void visit(const mapping::Plan& plan, const record::Record& record, const record::Row& row,
               std::string& out) {
        const form::Form& form = plan.form();
        for (const ItemId id : form.items().ids()) {
            const form::Item& item = form.items()[id];
            const bool is_filled = item.group == row.group && !record.value(row, item).text().empty();
            if (is_filled && !may_be_a_reason(form, item) && !finds(plan, id)) {
                out += std::string(plan.text(item.id)) + ": " + mapping::home_of(plan, id) + "\n";
            }
        }
        for (const form::GroupId group : form.groups().ids()) {
            if (group != form::document_group && form.groups()[group].parent == row.group) {
                for (const record::Row* below : record.rows(row, group)) {
                    visit(plan, record, *below, out);
                }
            }
        }
    }

    bool finds(const mapping::Plan& plan, ItemId item) {
        const std::string home = mapping::home_of(plan, item);
        if (home.empty()) {
            return plan.form().items()[item].is(form::implied);
        }
        auto known = expressions_.find(home);
        if (known == expressions_.end()) {
            auto compiled = fhirpath::compile(
                home, definitions::r4(),
                {.checks = fhirpath::Checks::names, .context = definitions::r4().type("Bundle")});
            EXPECT_TRUE(compiled) << home << ": " << diag::to_text(compiled.error(), diag::Language::english);
            if (!compiled) {
                return false;
            }
            known = expressions_.emplace(home, std::move(*compiled)).first;
        }
        const auto found = evaluator_.evaluate(
            known->second, {.context = fhirpath::resource_item(definitions::r4(), tree_)});
        return found && !found->empty();
    }

    std::map<std::string, fhirpath::Expression> expressions_;
    json::Parser parser_{definitions::r4().names()};
    json::Tree tree_;
    fhirpath::Evaluator evaluator_{definitions::r4()};
};

TEST(Home, an_item_that_is_filled_is_found_where_it_is_said_to_be) {
    Homes homes;
    holds(
        [&](Lens& lens, record::Record& record, Random&) {
            const std::string bundle = lens.fill(record);
            return homes.not_found(*lens.loaded().plan, record, bundle);
        },
        {.every = 40});
}

} // namespace
} // namespace renkei::laws::home_test
