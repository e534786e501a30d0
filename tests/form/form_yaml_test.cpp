#include "gateway/forms/form/form_yaml.h"
#include "generated/messages/base.h"
#include "generated/messages/forms.h"
#include "generated/messages/yaml.h"

#include "tests/form/form_in_yaml.h"

namespace renkei::form::form_yaml_test {
namespace {

// A mapping folder with the form `a` and its other version `a@2`.
class TwoVersions {
public:
    TwoVersions() {
        folder.write("shared/prefixes.yaml", "kg: https://renkei.example.jp/fhir/\n");
        folder.write("shared/formats.yaml",
                     "digits3: {pattern: '[0-9]{3}', text: 三桁, english: 3 digits}\n");
        folder.write("shared/header.yaml", "items: {header: {name: 帳票, type: text}}\n");
        folder.write("a/form.yaml", "form: a\ntitle: い\nversion: \"1\"\nuse: [shared/header]\nsyntax: {csv: "
                                    "{kind: wide, columns: 1, columns_file: own}}\n");
        folder.write("a/items.yaml",
                     "items: {first: {name: 一, type: text}, gone: {name: 古い, type: text}}\n");
        folder.write("a/own.yaml", "columns: {\"1\": first}\n");
        folder.write("a/fhir.yaml", "entries: []\n");
        folder.write(
            "a@2/form.yaml",
            "form: a\ntitle: い\nversion: \"2\"\nbase: a\nwithout: [gone]\nsyntax: {json: {kind: json}}\n");
    }
    diag::Result<FormYaml> read(const std::string& name) {
        return read_form_yaml(folder.path(), name, files);
    }

    test::MappingFolder folder;
    yaml::Files files;
};

TEST(FormYaml, reads_shared_files_items_columns_and_fhir_in_this_order) {
    TwoVersions mappings;
    const FormYaml folder = mappings.read("a").value();
    ASSERT_EQ(folder.parts.size(), 4U);
    EXPECT_TRUE(folder.parts[0].where().file.ends_with("shared/header.yaml"));
    EXPECT_TRUE(folder.parts[1].where().file.ends_with("a/items.yaml"));
    EXPECT_TRUE(folder.parts[2].where().file.ends_with("a/own.yaml"));
    EXPECT_TRUE(folder.parts[3].where().file.ends_with("a/fhir.yaml"));
    EXPECT_EQ(folder.column_files, std::vector<std::string>{"csv"});
    EXPECT_EQ(folder.column_file_parts, std::vector<std::size_t>{2});
}

TEST(FormYaml, remembers_every_file_it_read) {
    TwoVersions mappings;
    EXPECT_EQ(mappings.read("a").value().sources.size(), 7U);
}

TEST(FormYaml, of_a_version_takes_what_it_lacks_from_its_base) {
    TwoVersions mappings;
    const FormYaml folder = mappings.read("a@2").value();
    ASSERT_EQ(folder.parts.size(), 2U);
    EXPECT_TRUE(folder.parts[0].where().file.ends_with("a/items.yaml"));
    EXPECT_TRUE(folder.parts[1].where().file.ends_with("a/fhir.yaml"));
}

TEST(FormYaml, of_a_version_prefers_its_own_files) {
    TwoVersions mappings;
    mappings.folder.write("a@2/items.yaml", "items: {first: {name: 新しい, type: text}}\n");
    const FormYaml folder = mappings.read("a@2").value();
    EXPECT_TRUE(folder.parts[0].where().file.ends_with("a@2/items.yaml"));
}

TEST(FormYaml, of_a_version_leaves_out_the_items_it_is_without) {
    TwoVersions mappings;
    diag::Report report;
    const Tables tables = build_tables(mappings.read("a@2").value(), report);
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(tables.item_ids.rows(), std::vector<std::string>{"first"});
    EXPECT_TRUE(tables.without.contains("gone"));
}

TEST(FormYaml, names_the_file_that_is_missing) {
    TwoVersions mappings;
    const auto folder = mappings.read("b");
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().message, diag::message::file_unreadable);
    EXPECT_TRUE(folder.error().where.file.ends_with("b/form.yaml"));
}

TEST(FormYaml, names_the_line_that_is_no_yaml) {
    TwoVersions mappings;
    mappings.folder.write("a/items.yaml", "items:\n  a: &x {name: い}\n");
    const auto folder = mappings.read("a");
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().message, diag::message::yaml_anchor);
    EXPECT_EQ(folder.error().where.line, 2U);
}

TEST(FormYaml, of_a_folder_without_shared_files_takes_those_of_the_folder_above) {
    TwoVersions mappings;
    mappings.folder.write("codes/lists.yaml", "sex: {rows: [[\"1\", 男]]}\n");
    mappings.folder.write("own/codes/own.yaml", "why: {rows: [[a, 理由]]}\n");
    mappings.folder.write("own/b/form.yaml",
                          "form: b\ntitle: ろ\nversion: \"1\"\nuse: [shared/header]\ncodes: "
                          "[codes/lists, codes/own]\nsyntax: {json: {kind: json}}\n");
    mappings.folder.write("own/b/items.yaml", "items: {second: {name: 二, type: text}}\n");
    mappings.folder.write("own/b/fhir.yaml", "entries: []\n");
    const std::filesystem::path own = mappings.folder.path() / "own";
    const auto folder = read_form_yaml(own, "b", mappings.files);
    ASSERT_TRUE(folder) << diag::to_text(folder.error(), diag::Language::english);
    diag::Report report;
    EXPECT_EQ(build_tables(*folder, report).item_ids.rows(), (std::vector<std::string>{"header", "second"}));
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(form_folders(mappings.folder.path()), (std::vector<std::string>{"a", "a@2"}));

    mappings.folder.write("own/shared/prefixes.yaml", "kg: https://other.example/fhir/\n");
    EXPECT_FALSE(mappings_above(own));
    EXPECT_FALSE(read_form_yaml(own, "b", mappings.files)); // now it must have its own
}

TEST(FormYaml, needs_the_canonical_base) {
    TwoVersions mappings;
    mappings.folder.write("shared/prefixes.yaml", "jp: http://jpfhir.jp/fhir/core/\n");
    EXPECT_EQ(mappings.read("a").error().message, diag::message::key_missing);
}

TEST(FormYaml, names_are_those_with_a_form_sorted) {
    TwoVersions mappings;
    EXPECT_EQ(form_folders(mappings.folder.path()), (std::vector<std::string>{"a", "a@2"}));
    EXPECT_TRUE(form_folders(mappings.folder.path() / "none").empty());
}

} // namespace
} // namespace renkei::form::form_yaml_test
