#include "gateway/core/base/file.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/newform/example_text.h"
#include "gateway/forms/newform/form_new.h"
#include "gateway/forms/newform/form_text.h"
#include "gateway/forms/newform/numbered_columns.h"
#include "gateway/forms/record/reader.h"
#include "generated/messages/base.h"
#include "generated/messages/service.h"

#include "product.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::service::form_new_test {
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

TEST(FormNew, what_it_writes_is_a_form) {
    const Mappings mappings;
    diag::Report report;
    const newform::FormNewOptions options = bath(mappings);
    ASSERT_TRUE(newform::form_new(options, report)) << all_of(report);
    EXPECT_TRUE(report.empty()) << all_of(report);
    const Loaded loaded = load(options);
    EXPECT_TRUE(loaded.report.empty()) << all_of(loaded.report);
    const form::Form form = *form::Form::open(loaded.bytes);
    EXPECT_EQ(form.syntaxes()[0].columns, 21);
    EXPECT_EQ(form.syntaxes()[0].standard, 20);
    EXPECT_TRUE(form.group("helper"));
    EXPECT_EQ(form.text(form.items()[*form.item("form_type")].literal), "NYUYOKU");
    EXPECT_EQ(form.items()[*form.item("helper.minutes")].type, form::ItemType::integer);
}

struct JsonForm {
    std::string form;  // form.yaml
    std::string items; // items.yaml
};

// A JSON form with the header of another one: `lines` of its table have path, name and type, and more if
// needed.
JsonForm json_form(const std::vector<std::string>& lines, const std::string& mark = "") {
    const Mappings mappings;
    std::string table =
        "path\titem_ja\ttype\tmax_len\tcard\tid\tgroup_ja\tcode_system\text\tprovenance\tnote\n";
    for (const std::string& line : lines) {
        table += line + "\n";
    }
    const fs::path file = mappings.path() / "table.tsv";
    EXPECT_TRUE(base::write_file(file, table, base::Overwrite::no));
    newform::FormNewOptions options = mappings.options("tea_note", file);
    options.like = "nursing_info";
    options.mark = mark;
    options.fixtures.clear();
    diag::Report report;
    const auto made = newform::form_new(options, report);
    EXPECT_TRUE(made) << all_of(report);
    const auto text = [&](const char* name) {
        return made ? *base::read_file(options.mappings / "tea_note" / name) : "";
    };
    return {.form = text("form.yaml"), .items = text("items.yaml")};
}

TEST(FormNew, takes_over_who_creates_such_documents_and_the_day_of_the_header) {
    for (const char* const line :
         {"header.createdDate\t作成年月日\tdate\t\t1..1", "tea.kind\t茶\tstring\t9\t1..1"}) {
        const std::string form = json_form({line}).form;
        EXPECT_NE(form.find("\ncreators: [visiting_nurse, hospital, clinic]"), std::string::npos) << form;
        EXPECT_NE(form.find("\ncreated_day: header.createdDate\n"), std::string::npos) << form;
    }
}

TEST(FormNew, of_a_json_form_is_recognised_by_a_rule_for_the_mark) {
    const std::string tea = "tea.kind\t茶\tstring\t9\t1..1";
    const std::string by_table = "header.formType\t帳票種別\tcode\t32\t1..1\t\t\tform_type\t\t\tconst=cha";
    const auto rule = [](const std::string& mark) {
        return "{id: form_type, rule: value, if: header.formType, is: [" + mark + "], severity: error,";
    };
    EXPECT_NE(json_form({tea}, "ocha").items.find(rule("ocha")), std::string::npos);
    EXPECT_NE(json_form({by_table, tea}, "ocha").items.find(rule("ocha")), std::string::npos);
    EXPECT_NE(json_form({tea}).items.find(rule("tea_note")), std::string::npos) << "its id";
    const std::string items = json_form({by_table, tea}).items;
    EXPECT_NE(items.find(rule("cha")), std::string::npos) << items;
    EXPECT_EQ(items.find("formType_fixed"), std::string::npos) << items;
}

TEST(FormNew, adds_items_to_a_group_of_the_header_without_declaring_it_again) {
    const std::string items = json_form({"header.authors[].licence\t免許\tstring\t9\t0..1"}).items;
    EXPECT_NE(items.find("  header.authors.licence:"), std::string::npos) << items;
    EXPECT_EQ(items.find("  header.authors: "), std::string::npos) << items;
}

TEST(FormNew, its_example_keeps_every_rule_of_the_form) {
    const Mappings mappings;
    diag::Report report;
    const newform::FormNewOptions options = bath(mappings);
    ASSERT_TRUE(newform::form_new(options, report));
    const Loaded loaded = load(options);
    const form::Form form = *form::Form::open(loaded.bytes);
    const std::string bytes = *base::read_file(options.fixtures / "bath_note/example.csv");
    record::Reader reader(form, form.syntaxes()[0], bytes);
    record::Record record(form);
    ASSERT_TRUE(reader.next(record, report));
    record::Rules(form, &form.syntaxes()[0]).check(record, report, reader.places());
    EXPECT_TRUE(report.empty()) << all_of(report);
}

// A table with the header that the product's CSV forms share, and rows of one's own behind it.
fs::path table_with(const Mappings& mappings, const std::string& rows, const std::string& from = "",
                    const std::string& to = "") {
    std::string text = *base::read_file(fs::path(RENKEI_SOURCE) / "tests/cases/files/bath_note.tsv");
    text.resize(text.find("\n12\tbath_kind") + 1);
    if (!from.empty()) {
        EXPECT_NE(text.find(from), std::string::npos) << from;
        text.replace(text.find(from), from.size(), to);
    }
    const fs::path out = mappings.path() / "table.tsv";
    EXPECT_TRUE(base::write_file(out, text + rows, base::Overwrite::yes));
    return out;
}

std::string items_of(const Mappings& mappings, const fs::path& table, diag::Report& report) {
    const newform::FormNewOptions options = mappings.options("tea_note", table);
    const auto made = newform::form_new(options, report);
    EXPECT_TRUE(made) << all_of(report);
    return made ? *base::read_file(options.mappings / "tea_note/items.yaml") : "";
}

std::string line_with(const std::string& text, const std::string& word) {
    const std::size_t at = text.find(word);
    const std::size_t begin = at == std::string::npos ? at : text.rfind('\n', at) + 1;
    return at == std::string::npos ? "" : text.substr(begin, text.find('\n', at) - begin);
}

TEST(FormNew, the_table_decides_whether_a_header_item_is_required) {
    const Mappings mappings;
    diag::Report report;
    const fs::path table =
        table_with(mappings, "", "sender_office_no\t共通ヘッダ\t送信元事業所番号\t\tstring\t10\t0..1",
                   "sender_office_no\t共通ヘッダ\t送信元事業所番号\t\tstring\t10\t1..1");
    const std::string items = items_of(mappings, table, report);
    EXPECT_NE(line_with(items, "sender_office_no:").find("card: 1"), std::string::npos) << items;
    EXPECT_EQ(line_with(items, "receiver_office_no:").find("card: 1"), std::string::npos) << items;
}

TEST(FormNew, a_table_with_the_shared_header_uses_it_and_adds_what_it_asks_for) {
    const Mappings mappings;
    diag::Report report;
    std::string text = *base::read_file(fs::path(RENKEI_SOURCE) / "mappings/example/items.tsv");
    text.resize(text.find("\n32\t") + 1); // what follows has a code list of its own
    const std::string optional = "sender_person\t共通ヘッダ\t送信元担当者氏名\tstring\t60\t0..1";
    ASSERT_NE(text.find(optional), std::string::npos);
    text.replace(text.find(optional) + optional.size() - 4, 4, "1..1");
    const fs::path table = mappings.path() / "table.tsv";
    ASSERT_TRUE(base::write_file(table, text, base::Overwrite::yes));
    const std::string items = items_of(mappings, table, report);
    EXPECT_EQ(line_with(items, "form_type:"), "  form_type:                     {literal: tea_note}")
        << items;
    EXPECT_EQ(line_with(items, "sender_person:"), "  sender_person:                 {card: 1}") << items;
    EXPECT_EQ(line_with(items, "sender_name:"), "") << items;
    EXPECT_EQ(line_with(items, "carried"), "") << items;
}

TEST(FormNew, numbers_of_rows_go_from_printed_names_and_groups_keep_their_order) {
    const Mappings mappings;
    diag::Report report;
    std::string rows;
    rows += "12\tzeal_1_ratio\t欄\t負担の割合1\t\tinteger\t3\t0..1\t\t\tD\t\trep=zeal[1]/2\n";
    rows += "13\tzeal_1_day\t欄\t期間1 開始日\t\tdate\t8\t0..1\t\t\tD\t\trep=zeal[1]/2\n";
    rows += "14\tzeal_2_ratio\t欄\t負担の割合2\t\tinteger\t3\t0..1\t\t\tD\t\trep=zeal[2]/2\n";
    rows += "15\tzeal_2_day\t欄\t期間2 開始日\t\tdate\t8\t0..1\t\t\tD\t\trep=zeal[2]/2\n";
    rows += "16\tame_1_name\t欄\t飴1 名称\t\tstring\t9\t0..1\t\t\tD\t\trep=ame[1]/2\n";
    rows += "17\tame_2_name\t欄\t飴2 名称\t\tstring\t9\t0..1\t\t\tD\t\trep=ame[2]/2\n";
    const std::string items = items_of(mappings, table_with(mappings, rows), report);
    EXPECT_LT(items.find("  zeal: {rows: 2, at: 12, stride: 2, name: 負担の割合}"),
              items.find("  ame: {rows: 2, at: 16, stride: 1, name: 飴}"))
        << items;
    EXPECT_NE(line_with(items, "zeal.ratio:").find("name: 負担の割合,"), std::string::npos) << items;
    EXPECT_NE(line_with(items, "zeal.day:").find("name: 期間 開始日,"), std::string::npos) << items;
    EXPECT_NE(line_with(items, "ame.name:").find("name: 名称,"), std::string::npos) << items;
}

TEST(FormNew, a_value_outside_of_the_type_says_that_there_is_none) {
    const Mappings mappings;
    diag::Report report;
    const std::string rows =
        "12\tstart\t欄\t開始時刻\t\tstring\t4\t1..1\t\t\tF\t\tfmt=HHMM; allow=9999 (no time)\n";
    const std::string items = items_of(mappings, table_with(mappings, rows), report);
    EXPECT_NE(line_with(items, "start:").find("type: time, none: 9999, from: F"), std::string::npos) << items;
}

TEST(FormNew, comparisons_in_notes_become_rules) {
    const Mappings mappings;
    diag::Report report;
    std::string rows;
    rows += "12\tbegin\t欄\t開始日\t\tdate\t8\t0..1\t\t\tD\t\t<= middle\n";
    rows += "13\tmiddle\t欄\t中日\t\tdate\t8\t0..1\t\t\tD\t\t\n";
    rows += "14\tend\t欄\t終了日\t\tdate\t8\t0..1\t\t\tD\t\tfirst words; >= begin and more words\n";
    const std::string items = items_of(mappings, table_with(mappings, rows), report);
    EXPECT_NE(items.find("{id: middle_after_begin, rule: order, first: begin, then: [middle], severity: "
                         "error, text: 中日は開始日以降でなければなりません}"),
              std::string::npos)
        << items;
    EXPECT_NE(items.find("{id: end_after_begin, rule: order, first: begin, then: [end], severity: error, "
                         "text: 終了日は開始日以降でなければなりません}"),
              std::string::npos)
        << items;
}

TEST(FormNew, a_comparison_that_cannot_be_a_rule_is_reported) {
    const Mappings mappings;
    diag::Report report;
    std::string rows;
    rows += "12\tbegin\t欄\t開始日\t\tdate\t8\t0..1\t\t\tD\t\t<= nowhere\n";
    rows += "13\tend\t欄\t終了日\t\tdate\t8\t0..1\t\t\tD\t\t>= patient_name\n";
    const std::string items = items_of(mappings, table_with(mappings, rows), report);
    EXPECT_EQ(items.find("rules:"), std::string::npos) << items;
    ASSERT_EQ(report.total(), 2U) << all_of(report);
    EXPECT_EQ(report.findings()[0].message, diag::message::table_order_wrong);
    EXPECT_EQ(report.findings()[0].where.line, 13U);
    EXPECT_EQ(report.findings()[1].args, (std::vector<std::string>{"end", "patient_name"}));
}

TEST(FormNew, a_missing_code_list_is_reported_once_at_its_first_use) {
    const Mappings mappings;
    diag::Report report;
    std::string rows;
    for (const char* const id : {"12\tone", "13\ttwo", "14\tthree"}) {
        rows += std::string(id) + "\t欄\t茶\t\tcode\t1\t0..1\tno_such_list\t\tD\t\t\n";
    }
    newform::FormNewOptions options = mappings.options("tea_note", table_with(mappings, rows));
    options.fixtures.clear();
    ASSERT_TRUE(newform::form_new(options, report)) << all_of(report);
    ASSERT_EQ(report.total(), 1U) << all_of(report);
    EXPECT_EQ(report.findings()[0].message, diag::message::table_code_list_missing);
    EXPECT_EQ(report.findings()[0].where.line, 13U);
}

TEST(SplitAtNumber, takes_the_number_of_the_first_row_and_its_counter_out) {
    struct Case {
        const char* name;
        const char* before;
        const char* behind;
    };
    constexpr Case cases[] = {{"家族1 氏名", "家族", "氏名"},
                              {"利用者負担の割合1", "利用者負担の割合", ""},
                              {"１サービス種類コード", "", "サービス種類コード"},
                              {"疾患の状況 ①", "疾患の状況", ""},
                              {"1回目 聞き取り日", "", "聞き取り日"},
                              {"10割 1 氏名", "10割", "氏名"},
                              {"氏名", "氏名", ""}};
    for (const Case& each : cases) {
        const newform::NumberedName parts = newform::split_at_number(each.name);
        EXPECT_EQ(parts.before, each.before) << each.name;
        EXPECT_EQ(parts.behind, each.behind) << each.name;
    }
}

TEST(FormNew, never_overwrites) {
    const Mappings mappings;
    diag::Report report;
    newform::FormNewOptions options = bath(mappings);
    options.id = "admission";
    const std::string before = *base::read_file(options.mappings / "admission/items.yaml");
    const auto made = newform::form_new(options, report);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message, diag::message::file_there);
    EXPECT_EQ(*base::read_file(options.mappings / "admission/items.yaml"), before);
    EXPECT_FALSE(fs::exists(options.mappings / "codes/admission.yaml"));
}

TEST(FormNew, an_invalid_table_is_refused) {
    const Mappings mappings;
    const fs::path table = mappings.path() / "table.tsv";
    ASSERT_TRUE(base::write_file(table, "a\tb\n1\t2\n", base::Overwrite::no));
    diag::Report report;
    const auto made = newform::form_new(mappings.options("tea", table), report);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message, diag::message::table_wrong);
}

// The ministry's other tables begin forms too, CSV and JSON.
TEST(FormNew, the_tables_beside_the_tree_become_forms) {
    const fs::path spec = fs::path(RENKEI_SHARED) / "spec";
    if (!fs::exists(spec)) {
        GTEST_SKIP();
    }
    for (const char* const table :
         {"csv/careplan_request", "csv/cert_survey", "json/nursing_order", "json/nursing_summary"}) {
        const Mappings mappings;
        newform::FormNewOptions options = mappings.options("begun", spec / (std::string(table) + ".tsv"));
        options.codes = (spec / table).parent_path() / "codes.tsv";
        diag::Report report;
        const auto made = newform::form_new(options, report);
        EXPECT_TRUE(made) << table << ": "
                          << (made ? "" : diag::to_text(made.error(), diag::Language::english))
                          << all_of(report);
    }
}

TEST(ExampleText, keeps_every_format_of_the_product) {
    std::size_t tried = 0;
    for (const mapping::Plan& plan : product().plans()) {
        const form::Form& form = plan.form();
        for (const form::Format& format : form.formats()) {
            const std::string_view pattern = form.text(format.pattern);
            EXPECT_TRUE(form::TextPattern(pattern).matches(newform::text_of_pattern(pattern)))
                << pattern << " " << newform::text_of_pattern(pattern);
            ++tried;
        }
    }
    EXPECT_GT(tried, 0U);
}

TEST(YamlScalar, is_read_back_as_the_same_text) {
    for (const std::string_view text :
         {"氏名", "a: b", "'",   "\"",  "$x", "->x",  "# no", "- x",     "",           " x",
          "x ",   "[a]",  "a,b", "{x}", "~",  "null", "1.0",  "m10w21?", "[0-9]{3}-?", "\\d"}) {
        yaml::Files files;
        const auto node = yaml::read("key: " + newform::yaml_scalar(text), "test", files, {});
        ASSERT_TRUE(node) << text << " " << newform::yaml_scalar(text);
        EXPECT_EQ(node->text_of("key", "?"), text);
    }
}

} // namespace
} // namespace renkei::service::form_new_test
