#include "gateway/service/form_new.h"

#include "gateway/base/file.h"
#include "gateway/defs/defs.h"
#include "gateway/forms/reader.h"
#include "gateway/forms/tables.h"
#include "gateway/forms/text_pattern.h"
#include "gateway/service/example_text.h"
#include "gateway/service/form_text.h"
#include "product.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace renkei::service {
namespace {

namespace fs = std::filesystem;

// A folder with the product's mappings that can be added to.
class Mappings {
public:
    Mappings() { fs::copy(fs::path(RENKEI_SOURCE) / "mappings", folder_.path() / "mappings", fs::copy_options::recursive); }
    FormNewOptions options(const std::string& id, const fs::path& table) const {
        return {.id = id, .items = table, .mappings = folder_.path() / "mappings", .fixtures = folder_.path() / "fixtures"};
    }
    const fs::path& path() const { return folder_.path(); }

private:
    Folder folder_;
};

FormNewOptions bath(const Mappings& mappings) {
    const fs::path files = fs::path(RENKEI_SOURCE) / "tests/cases/files";
    FormNewOptions out = mappings.options("bath_note", files / "bath_note.tsv");
    out.codes = files / "bath_codes.tsv";
    out.title = "入浴連絡票";
    out.mark = "NYUYOKU";
    return out;
}

struct Loaded {
    std::string bytes;
    diag::Report report;
};

Loaded load(const FormNewOptions& options) {
    Loaded out;
    yaml::Files files;
    const auto folder = forms::read_folder(options.mappings, options.id, files);
    EXPECT_TRUE(folder) << (folder ? "" : diag::to_text(folder.error(), diag::Language::english));
    forms::Tables tables = forms::build_tables(*folder, out.report);
    tables.write();
    out.bytes = tables.blob.finish("form", forms::layout_version);
    return out;
}

std::string all_of(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

TEST(FormNew, what_it_writes_is_a_form) {
    const Mappings mappings;
    diag::Report report;
    const FormNewOptions options = bath(mappings);
    ASSERT_TRUE(form_new(options, report)) << all_of(report);
    EXPECT_TRUE(report.empty()) << all_of(report);
    const Loaded loaded = load(options);
    EXPECT_TRUE(loaded.report.empty()) << all_of(loaded.report);
    const forms::Form form = *forms::Form::open(loaded.bytes);
    EXPECT_EQ(form.syntaxes()[0].columns, 21);
    EXPECT_EQ(form.syntaxes()[0].standard, 20);
    EXPECT_TRUE(form.group("helper"));
    EXPECT_EQ(form.text(form.items()[*form.item("form_type")].literal), "NYUYOKU");
    EXPECT_EQ(form.items()[*form.item("helper.minutes")].type, forms::ItemType::integer);
}

TEST(FormNew, its_example_keeps_every_rule_of_the_form) {
    const Mappings mappings;
    diag::Report report;
    const FormNewOptions options = bath(mappings);
    ASSERT_TRUE(form_new(options, report));
    const Loaded loaded = load(options);
    const forms::Form form = *forms::Form::open(loaded.bytes);
    const std::string bytes = *base::read_file(options.fixtures / "bath_note/example.csv");
    forms::Reader reader(form, form.syntaxes()[0], bytes);
    forms::Record record(form);
    ASSERT_TRUE(reader.next(record, report));
    forms::Rules(form, &form.syntaxes()[0]).check(record, report, reader.places());
    // the mark is not yet in the list of form types: that is the author's to add
    EXPECT_EQ(std::ranges::count_if(report.findings(), [](const diag::Finding& finding) { return finding.item != "form_type"; }), 0) << all_of(report);
}

TEST(FormNew, never_overwrites) {
    const Mappings mappings;
    diag::Report report;
    FormNewOptions options = bath(mappings);
    options.id = "admission";
    const std::string before = *base::read_file(options.mappings / "admission/items.yaml");
    const auto made = form_new(options, report);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message, diag::Message::file_exists);
    EXPECT_EQ(*base::read_file(options.mappings / "admission/items.yaml"), before);
    EXPECT_FALSE(fs::exists(options.mappings / "codes/admission.yaml"));
}

TEST(FormNew, a_table_that_is_none_is_refused) {
    const Mappings mappings;
    const fs::path table = mappings.path() / "table.tsv";
    ASSERT_TRUE(base::write_file(table, "a\tb\n1\t2\n", base::Overwrite::no));
    diag::Report report;
    const auto made = form_new(mappings.options("tea", table), report);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message, diag::Message::table_wrong);
}

// The ministry's other tables begin forms too, CSV and JSON.
TEST(FormNew, the_tables_beside_the_tree_become_forms) {
    const fs::path spec = fs::path(RENKEI_SHARED) / "spec";
    if (!fs::exists(spec)) {
        GTEST_SKIP();
    }
    for (const char* const table : {"csv/insured_card", "csv/cert_survey", "json/nursing_order", "json/nursing_summary"}) {
        const Mappings mappings;
        FormNewOptions options = mappings.options(fs::path(table).filename().string(), spec / (std::string(table) + ".tsv"));
        options.codes = (spec / table).parent_path() / "codes.tsv";
        diag::Report report;
        const auto made = form_new(options, report);
        EXPECT_TRUE(made) << table << ": " << (made ? "" : diag::to_text(made.error(), diag::Language::english)) << all_of(report);
    }
}

TEST(ExampleText, keeps_every_format_of_the_product) {
    std::size_t tried = 0;
    for (const mapping::Plan& plan : product().plans()) {
        const forms::Form& form = plan.form();
        for (const forms::Format& format : form.formats()) {
            const std::string_view pattern = form.text(format.pattern);
            EXPECT_TRUE(forms::TextPattern(pattern).matches(text_of_pattern(pattern))) << pattern << " " << text_of_pattern(pattern);
            ++tried;
        }
    }
    EXPECT_GT(tried, 0U);
}

TEST(YamlScalar, is_read_back_as_the_same_text) {
    for (const std::string_view text : {"氏名", "a: b", "'", "\"", "$x", "->x", "# no", "- x", "", " x", "x ", "[a]", "a,b", "{x}", "~", "null", "1.0", "m10w21?", "[0-9]{3}-?", "\\d"}) {
        yaml::Files files;
        const auto node = yaml::read("key: " + yaml_scalar(text), "test", files, {});
        ASSERT_TRUE(node) << text << " " << yaml_scalar(text);
        EXPECT_EQ(node->text_of("key", "?"), text);
    }
}

}  // namespace
}  // namespace renkei::service
