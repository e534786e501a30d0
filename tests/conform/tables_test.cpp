// The tables of the exported kit: a reader finds every item, in the files and in the bundles.
#include "gateway/forms/conform/kit/conform_export.h"

#include "tests/conform/kit.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::tables_test {
namespace {

const std::map<std::string, std::string>& tables() {
    static const auto made = conform::kit_tables(test::catalogue());
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
        const form::Syntax& syntax = plan.form().syntaxes().front();
        if (syntax.kind != form::SyntaxKind::wide) {
            continue;
        }
        ++forms;
        std::vector<std::string> expected;
        for (int i = 1; i <= syntax.columns; ++i) {
            expected.push_back(std::to_string(i));
        }
        std::vector<std::string> columns =
            column(fmt::format("forms/{}-{}/items-csv.tsv", plan.form().id(), plan.form().version()), 0);
        std::erase(columns, ""); // items that stand in the name of the file
        EXPECT_EQ(columns, expected);
    }
    EXPECT_GT(forms, 0U);
}

TEST(KitTables, have_the_items_that_stand_in_the_name_of_the_file_only) {
    const std::string table = "forms/careplan1-202407/items-csv.tsv";
    const auto ids = column(table, 2);
    const auto stamp = std::ranges::find(ids, "stamp");
    ASSERT_NE(stamp, ids.end());
    const auto at = static_cast<std::size_t>(stamp - ids.begin());
    EXPECT_EQ(column(table, 1)[at], "file-name");
    EXPECT_EQ(column(table, 17)[at], "F") << "provenance";
    const auto values = column("forms/careplan1-202407/exchange.tsv", 1);
    for (const char* const value : {"care_manager", "careplan2", "202504"}) {
        EXPECT_NE(std::ranges::find(values, value), values.end()) << value;
    }
}

TEST(KitTables, write_lists_in_the_paths_of_a_json_form) {
    const auto paths = column("forms/nursing_record2-0.1.0/items-json.tsv", 0);
    for (const char* path : {"header.patient.name", "visits[].vitals.temperature", "visits[].staff[].name"}) {
        EXPECT_NE(std::ranges::find(paths, path), paths.end()) << path;
    }
}

// "stay[1].name" → "stay.name"
std::string without_row(std::string item) {
    if (const std::size_t open = item.find('['); open != std::string::npos) {
        item.erase(open, item.find(']') + 1 - open);
    }
    return item;
}

// Several offices and several people stand in one document: the place says which one an item is about.
TEST(KitTables, distinguish_offices_and_people) {
    std::size_t places = 0;
    for (const auto& [name, table] : tables()) {
        if (name.find("/items-") == std::string::npos) {
            continue;
        }
        std::map<std::string, std::set<std::string>> items; // by place
        const std::vector<std::string> ids = column(name, 2);
        const std::vector<std::string> homes = column(name, 15);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (homes[i].find("ofType(Organization)") != std::string::npos ||
                homes[i].find("ofType(Practitioner)") != std::string::npos) {
                items[homes[i]].insert(without_row(ids[i]));
            }
        }
        for (const auto& [home, sharing] : items) {
            EXPECT_EQ(sharing.size(), 1U)
                << name << ": " << *sharing.begin() << " and " << *sharing.rbegin() << ": " << home;
        }
        places += items.size();
    }
    EXPECT_GT(places, 0U);
}

TEST(KitTables, leave_out_the_documents_of_others) {
    const auto forms = column("forms/forms.tsv", 0);
    for (const mapping::Plan& plan : test::catalogue().plans()) {
        const bool is_there = std::ranges::find(forms, plan.form().id()) != forms.end();
        EXPECT_EQ(is_there, !plan.form().is_foreign()) << plan.form().id();
    }
}

} // namespace
} // namespace renkei::tables_test
