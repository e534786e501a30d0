// The tables of the exported kit: a reader finds every item, in the files and in the bundles.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/fhirpath/evaluator.h"
#include "gateway/forms/mapping/item_paths.h"
#include "gateway/forms/service/kit_tables.h"

#include "tests/conform/kit.h"
#include "tests/conform/scenarios.h"
#include "tests/definitions/open_r4.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::tables_test {
namespace {

const std::map<std::string, std::string>& tables() {
    static const auto made = service::kit_tables(test::catalogue(), definitions::r4());
    return made;
}

// The values of one column, below its head.
std::vector<std::string> column(const std::string& table, std::size_t number) {
    std::vector<std::string> out;
    const std::string& text = tables().at(table);
    for (std::size_t at = text.find('\n') + 1; at < text.size(); at = text.find('\n', at) + 1) {
        std::size_t cell = at;
        for (std::size_t i = 0; i < number; ++i) {
            cell = text.find('\t', cell) + 1;
        }
        out.push_back(text.substr(cell, text.find_first_of("\t\n", cell) - cell));
    }
    return out;
}

TEST(KitTables, have_each_column_of_a_csv_form_once_and_in_order) {
    std::size_t forms = 0;
    for (const mapping::Plan& plan : test::catalogue().plans()) {
        const model::Syntax& syntax = plan.form().syntaxes().front();
        if (syntax.kind != model::SyntaxKind::wide) {
            continue;
        }
        ++forms;
        std::vector<std::string> expected;
        for (int i = 1; i <= syntax.columns; ++i) {
            expected.push_back(std::to_string(i));
        }
        EXPECT_EQ(
            column(fmt::format("forms/{}-{}/items-csv.tsv", plan.form().id(), plan.form().version()), 0),
            expected);
    }
    EXPECT_GT(forms, 0U);
}

TEST(KitTables, write_lists_in_the_paths_of_a_json_form) {
    const auto paths = column("forms/nursing_record2-0.1.0/items-json.tsv", 0);
    for (const char* path : {"header.patient.name", "visits[].vitals.temperature", "visits[].staff[].name"}) {
        EXPECT_NE(std::ranges::find(paths, path), paths.end()) << path;
    }
}

TEST(KitTables, leave_out_the_documents_of_others) {
    const auto forms = column("forms/forms.tsv", 0);
    for (const mapping::Plan& plan : test::catalogue().plans()) {
        const bool is_there = std::ranges::find(forms, plan.form().id()) != forms.end();
        EXPECT_EQ(is_there, !plan.form().is_foreign()) << plan.form().id();
    }
}

// The values of the full document that no place of the table finds in its bundle.
std::string not_found(const mapping::Plan& plan, const service::ConformCase& about) {
    const auto paths = mapping::item_paths(plan, definitions::r4());
    json::Parser parser(definitions::r4().names());
    json::Tree bundle;
    const std::string bytes = test::read(test::kit().folder / about.bundle); // the tree looks into them
    EXPECT_TRUE(parser.parse(bytes, bundle));
    std::set<std::string> items;
    for (const auto& [place, value] : test::lines_of(test::read(test::kit().folder / about.record))) {
        items.insert(test::without_indices(place));
    }
    std::string out;
    fhirpath::Evaluator evaluator(definitions::r4());
    for (const std::string& id : items) {
        const auto item = plan.form().item(id);
        const model::GroupKind kind =
            item ? plan.form().groups()[plan.form().items()[*item].group].kind : model::GroupKind::carried;
        if (kind == model::GroupKind::carried || kind == model::GroupKind::blank ||
            kind == model::GroupKind::absent) {
            continue; // what no item of the form holds
        }
        const bool is_found = std::ranges::any_of(paths[*item], [&](const std::string& path) {
            const auto expression = fhirpath::compile(
                path, definitions::r4(),
                {.checks = fhirpath::Checks::names, .context = definitions::r4().type("Bundle")});
            EXPECT_TRUE(expression) << path << ": "
                                    << diag::to_text(expression.error(), diag::Language::english);
            if (!expression) {
                return false;
            }
            const auto found = evaluator.evaluate(
                *expression, {.context = fhirpath::resource_item(definitions::r4(), bundle)});
            return found && !found->empty();
        });
        out += is_found ? "" : id + "\n";
    }
    return out;
}

TEST(ItemPaths, lead_to_every_value_of_the_full_documents) {
    std::size_t documents = 0;
    for (const service::ConformCase& about : test::kit().cases) {
        if (about.id.ends_with("-full") && !about.bundle.empty() &&
            about.direction == service::CaseDirection::forward) {
            ++documents;
            EXPECT_EQ(not_found(*test::catalogue().find(about.form, about.version), about), "") << about.id;
        }
    }
    EXPECT_GE(documents, 16U);
}

} // namespace
} // namespace renkei::tables_test
