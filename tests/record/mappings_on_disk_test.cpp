#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/tables.h"

#include "tests/record/known_forms.h"
#include <gtest/gtest.h>

namespace renkei::mappings_on_disk_test {
namespace {

void expect_no_findings(const std::filesystem::path& mappings) {
    EXPECT_FALSE(form::form_folders(mappings).empty());
    for (const std::string& name : form::form_folders(mappings)) {
        yaml::Files files;
        const auto folder = form::read_form_yaml(mappings, name, files);
        if (!folder) {
            ADD_FAILURE() << diag::to_text(folder.error(), diag::Language::english);
            continue;
        }
        diag::Report report;
        form::build_tables(*folder, report);
        for (const diag::Finding& each : report.findings()) {
            ADD_FAILURE() << diag::to_text(each, diag::Language::english);
        }
    }
}

TEST(MappingsOnDisk, have_tables_without_findings) { expect_no_findings(RENKEI_SOURCE "/mappings"); }

TEST(MappingsOnDisk, the_worked_example_has_tables_without_findings) {
    expect_no_findings(RENKEI_SOURCE "/mappings/example");
}

// The first syntax is what programs take for the file of the form.
TEST(MappingsOnDisk, every_form_has_json_behind_the_csv_of_the_ministry) {
    for (const form::Form* form : test::known_forms()) {
        const form::Syntax* const json = form->syntax("json");
        ASSERT_NE(json, nullptr) << form->id();
        EXPECT_EQ(json->kind, form::SyntaxKind::json) << form->id();
        EXPECT_TRUE(form->syntax("csv") == nullptr || form->syntax("csv") == &form->syntaxes().front())
            << form->id();
    }
}

} // namespace
} // namespace renkei::mappings_on_disk_test
