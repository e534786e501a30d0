// A new form of a folder of own forms, and where the mark that a file is recognised by goes.
#include "gateway/core/base/file.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/newform/form_new.h"
#include "generated/messages/service.h"

#include "product.h"
#include <gtest/gtest.h>

namespace renkei::service::form_new_family_test {
namespace {

// A folder with the product's mappings that can be added to.
class Mappings {
public:
    Mappings() {
        fs::copy(fs::path(RENKEI_SOURCE) / "mappings", folder_.path() / "mappings",
                 fs::copy_options::recursive);
    }
    newform::FormNewOptions options(const std::string& id, const fs::path& table) const {
        return {.id = id,
                .items = table,
                .mappings = folder_.path() / "mappings",
                .fixtures = folder_.path() / "fixtures"};
    }
    const fs::path& path() const { return folder_.path(); }

private:
    Folder folder_;
};

newform::FormNewOptions bath(const Mappings& mappings) {
    const fs::path files = fs::path(RENKEI_SOURCE) / "tests/cases/files";
    newform::FormNewOptions out = mappings.options("bath_note", files / "bath_note.tsv");
    out.codes = files / "bath_codes.tsv";
    out.title = "入浴連絡票";
    out.mark = "NYUYOKU";
    return out;
}

struct Loaded {
    std::string bytes;
    diag::Report report;
};

Loaded load(const newform::FormNewOptions& options) {
    Loaded out;
    yaml::Files files;
    const auto folder = form::read_form_yaml(options.mappings, options.id, files);
    EXPECT_TRUE(folder) << (folder ? "" : diag::to_text(folder.error(), diag::Language::english));
    form::Tables tables = form::build_tables(*folder, out.report);
    tables.write();
    out.bytes = tables.blob.finish("form", form::layout_version);
    return out;
}

std::string all_of(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

// A folder of own forms has no shared files: it takes them, and the form to begin from, from the one above.
TEST(FormNewFamily, begins_like_a_form_of_the_folder_above_a_folder_of_own_forms) {
    const Mappings mappings;
    newform::FormNewOptions options = bath(mappings);
    options.mappings /= "region";
    fs::create_directory(options.mappings);
    options.like = "admission";
    diag::Report report;
    const auto made = newform::form_new(options, report);
    ASSERT_TRUE(made) << all_of(report);
    EXPECT_EQ(made->front(), options.mappings / "bath_note" / "form.yaml");
    const Loaded loaded = load(options);
    EXPECT_TRUE(loaded.report.empty()) << all_of(loaded.report);
    EXPECT_EQ(form::Form::open(loaded.bytes)->items().size() > 20, true);
}

TEST(FormNewFamily, says_which_forms_there_are_to_begin_from) {
    const Mappings mappings;
    newform::FormNewOptions options = bath(mappings);
    options.like = "admision";
    diag::Report report;
    const auto made = newform::form_new(options, report);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message, diag::message::table_like_unknown);
    EXPECT_EQ(made.error().args[1], "admission") << "the nearest";
    EXPECT_NE(made.error().args[2].find("careplan1, careplan2"), std::string::npos);
}

// A table whose header is not that of the family.
diag::Result<std::string> items_of_own_header(const std::string& mark_column, const std::string& mark) {
    const Mappings mappings;
    const fs::path file = mappings.path() / "table.tsv";
    EXPECT_TRUE(base::write_file(
        file,
        "no\tid\tgroup_ja\titem_ja\ttype\tmax_len\tcard\tcode_system\text\tprovenance\tnote\n" + mark_column +
            "\n2\tmy_name\t本人\t氏名\tstring\t20\t1..1\t\t\t\thead=NAME\n",
        base::Overwrite::no));
    newform::FormNewOptions options = mappings.options("own_header", file);
    options.like = "admission";
    options.mark = mark;
    options.fixtures.clear();
    diag::Report report;
    TRY(const auto made, newform::form_new(options, report));
    return base::read_file(made[1]);
}

TEST(FormNewFamily, gives_the_mark_a_place_in_a_header_of_its_own) {
    const auto by_list = items_of_own_header("1\tkind\t頭\t種別\tcode\t10\t1..1\tform_type\t\t\t", "HYO");
    ASSERT_TRUE(by_list);
    EXPECT_NE(by_list->find("literal: HYO"), std::string::npos) << *by_list;
    const auto by_note = items_of_own_header("1\tkind\t頭\t種別\tstring\t10\t1..1\t\t\t\tliteral=HYO", "HYO");
    ASSERT_TRUE(by_note);
    EXPECT_NE(by_note->find("literal: HYO"), std::string::npos) << *by_note;
}

TEST(FormNewFamily, refuses_a_mark_that_no_item_can_hold) {
    const std::string without = "1\tkind\t頭\t種別\tstring\t10\t1..1\t\t\t\t";
    const auto refused = items_of_own_header(without, "HYO");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, diag::message::table_no_mark);
    EXPECT_TRUE(items_of_own_header(without, "")) << "files are known by their line of names";
}

} // namespace
} // namespace renkei::service::form_new_family_test
