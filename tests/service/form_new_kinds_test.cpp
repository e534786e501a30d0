// Kinds of files that a table begins a form of: lines of names, items in the names of files, levels, arrays
// in arrays. What is written is a form, and its example comes back byte for byte.
#include "gateway/core/base/file.h"
#include "gateway/core/text/cp932.h"
#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/newform/form_new.h"
#include "gateway/forms/newform/numbered_columns.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/writer.h"

#include "product.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace renkei::service::form_new_kinds_test {
namespace {

using testing::HasSubstr;

std::string said(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

std::string in_cp932(const std::string& utf8) {
    std::string out;
    std::vector<text::EncodeNote> notes;
    text::encode_cp932(utf8, out, notes);
    EXPECT_TRUE(notes.empty());
    return out;
}

// The table with a kind for every number; those of the ministry have no such word.
std::string with_kinds(const std::string& table) {
    std::istringstream lines(table);
    std::string out;
    for (std::string line; std::getline(lines, line);) {
        const bool is_number = line.find("\tinteger\t") != std::string::npos ||
                               line.find("\tdecimal\t") != std::string::npos ||
                               line.find("fmt=99") != std::string::npos;
        out += line + (is_number ? "; plausible=row_number\n" : "\n");
    }
    return out;
}

// A new form in a copy of the product's mappings, without those that are `left_out`.
class Begun {
public:
    explicit Begun(const std::string& table, newform::FormNewOptions options,
                   const std::vector<std::string>& left_out = {}) {
        fs::copy(fs::path(RENKEI_SOURCE) / "mappings", folder_.path() / "mappings",
                 fs::copy_options::recursive);
        for (const std::string& form : left_out) {
            fs::remove_all(folder_.path() / "mappings" / form);
        }
        const fs::path file = folder_.path() / "table.tsv";
        EXPECT_TRUE(base::write_file(file, with_kinds(table), base::Overwrite::no));
        options.items = file;
        options.mappings = folder_.path() / "mappings";
        options.fixtures = folder_.path() / "fixtures";
        id_ = options.id;
        diag::Report report;
        const auto made = newform::form_new(options, report);
        EXPECT_TRUE(made) << (made ? "" : diag::to_text(made.error(), diag::Language::english))
                          << said(report) << file_text("items.yaml") << file_text("form.yaml");
        EXPECT_FALSE(report.at_least(diag::Severity::error)) << said(report);
        if (made) {
            example_ = made->back();
        }
        load();
    }

    std::string file_text(const char* name) const {
        return base::read_file(folder_.path() / "mappings" / id_ / name).value_or("");
    }
    const fs::path& example() const { return example_; }
    form::Form form() const { return *form::Form::open(bytes_); }

    // What the file says when it is read and written again; the report has what was found on the way.
    std::string there_and_back(const std::string& bytes, const std::string& name, diag::Report& report,
                               std::optional<text::Encoding> encoding = {}) const {
        const form::Form form = this->form();
        const form::Syntax& syntax = form.syntaxes().front();
        record::ReadOptions options;
        options.file = name;
        options.encoding = encoding;
        record::Reader reader(form, syntax, bytes, options);
        record::Writer writer(form, syntax);
        record::Record record(form);
        std::string out;
        documents_ = 0;
        while (reader.next(record, report)) {
            writer.write(record, out, report);
            ++documents_;
        }
        return out;
    }

    void expect_example_to_come_back() const {
        const std::string bytes = *base::read_file(example_);
        diag::Report report;
        EXPECT_EQ(there_and_back(bytes, example_.filename().string(), report), bytes);
        EXPECT_TRUE(report.empty()) << said(report);
        EXPECT_EQ(documents_, 1U);
    }

    std::size_t documents() const { return documents_; }

private:
    void load() {
        yaml::Files files;
        const auto folder = form::read_form_yaml(folder_.path() / "mappings", id_, files);
        ASSERT_TRUE(folder);
        diag::Report report;
        form::Tables tables = form::build_tables(*folder, report);
        EXPECT_TRUE(report.empty()) << said(report) << file_text("items.yaml") << file_text("form.yaml");
        tables.write();
        bytes_ = tables.blob.finish("form", form::layout_version);
    }

    Folder folder_;
    std::string id_;
    std::string bytes_;
    fs::path example_;
    mutable std::size_t documents_ = 0;
};

constexpr const char* titles =
    "no\tid\tgroup_ja\titem_ja\ttype\tmax_len\tcard\tcode_system\text\tprovenance\tnote\n";

// A list of weights: who writes it and when stands in the name of the file only, the first line has names.
std::string weights() {
    return std::string(titles) + //
           "\tsender_office_no\tファイル名\t送信元事業所番号\tstring\t10\t1..1\t\t\tD\tfmt=digits10; file=2\n"
           "\tstamp\tファイル名\tファイル連番\tdatetime\t14\t1..1\t\t\tD\tfile=4\n"
           "\tward\tファイル名\t病棟\tinteger\t2\t0..1\t\t\tD\tfile=3|none\n"
           "\tform_type\tファイル名\t種別\tcode\t10\t1..1\tform_type\t\tD\tliteral=WEIGHTS; file=1\n"
           "1\trecord_no\t利用者\t管理番号\tstring\t20\t1..1\t\t\tD\thead=management_number\n"
           "2\taim\t利用者\t目標\tstring\t40\t0..1\t\t\tD\t\n"
           "3\tweighing_1_day\t測定\t測定1 日\tdate\t\t0..1\t\t\tD\trep=weighing[1]/2; head=day_01\n"
           "4\tweighing_1_weight\t測定\t測定1 体重\tdecimal\t\t0..1\t\t\tD\trep=weighing[1]/2\n"
           "5\tweighing_2_day\t測定\t測定2 日\tdate\t\t0..1\t\t\tD\trep=weighing[2]/2; head=day_02\n"
           "6\tweighing_2_weight\t測定\t測定2 体重\tdecimal\t\t0..1\t\t\tD\trep=weighing[2]/2\n";
}

TEST(FormNewKinds, a_line_of_names_and_items_in_the_name_of_the_file) {
    const Begun begun(weights(),
                      {.id = "weights", .title = "体重の一覧", .mark = "WEIGHTS", .like = "careplan1"});
    EXPECT_EQ(begun.example().filename().string(), "WEIGHTS_1111111116_1_20260115103000.CSV")
        << begun.file_text("form.yaml");
    const std::string example = *base::read_file(begun.example());
    EXPECT_TRUE(
        example.starts_with("management_number,aim,day_01,weighing_1_weight,day_02,weighing_2_weight\r\n"))
        << example;
    EXPECT_TRUE(begun.form().group("weighing"));
    EXPECT_THAT(begun.file_text("form.yaml"),
                HasSubstr("header: names, file: [form_type, sender_office_no, ward|none, stamp]"));
    begun.expect_example_to_come_back();
}

TEST(FormNewKinds, levels_of_lines) {
    const std::string table =
        std::string(titles) +
        "1\tcsv_version\t鑑\tCSVバージョン\tyearmonth\t6\t1..1\t\t\tD\t\n"
        "2\tinsurer_no\t鑑\t保険者番号\tstring\t6\t1..1\t\t\tD\tfmt=digits6; check=m10w21\n"
        "3\tinsured_no\t鑑\t被保険者番号\tstring\t10\t1..1\t\t\tD\tfmt=insured_no\n"
        "4\tplan_date\t鑑\t計画作成日\tdate\t8\t1..1\t\t\tD\t\n"
        "5\twish\t課題\t望み\ttext\t\t0..1\t\t\tD\tlevel=wish\n"
        "6\twish_no\t課題\t望みの番号\tinteger\t2\t0..1\t\t\tD\tlevel=wish; key\n"
        "7\tstep_no\t手順\t手順の番号\tinteger\t2\t0..1\t\t\tD\tlevel=wish.step\n"
        "8\tstart\t手順\t開始日\tdate\t8\t0..1\t\t\tD\tlevel=wish.step; >= plan_date; <= end\n"
        "9\tend\t手順\t終了日\tdate\t8\t0..1\t\t\tD\tlevel=wish.step; >= start\n"
        "10\tupdater\t管理\t更新者\tstring\t9\t0..1\t\t\tD\t\n";
    const Begun begun(table, {.id = "wishes", .title = "望みの表", .mark = "WISHES", .like = "careplan1"});
    const std::string items = begun.file_text("items.yaml");
    EXPECT_THAT(items, HasSubstr("  wish: {level: [wish.no], name: 課題}"));
    EXPECT_THAT(items, HasSubstr("  wish.step: {level: [wish.step.no], name: 手順}"));
    EXPECT_THAT(items, HasSubstr("first: wish.step.start, then: [wish.step.end]"));
    EXPECT_THAT(items, HasSubstr("first: plan_date, then: [wish.step.start]"));
    EXPECT_THAT(begun.file_text("form.yaml"), HasSubstr("kind: nested"));
    EXPECT_THAT(begun.file_text("form.yaml"), HasSubstr("levels: [wish, wish.step]"));
    begun.expect_example_to_come_back();
    const std::string lines = "202407,990010,0000001016,20260115,\"甲\",1,1,20260120,20260121,\"x\"\r\n"
                              "202407,990010,0000001016,20260115,,1,2,20260122,20260123,\"x\"\r\n"
                              "202407,990010,0000001016,20260115,\"乙\",2,1,20260124,20260125,\"x\"\r\n";
    diag::Report report;
    const std::string cp932 = in_cp932(lines);
    EXPECT_EQ(begun.there_and_back(cp932, begun.example().filename().string(), report), cp932)
        << said(report);
    EXPECT_EQ(begun.documents(), 1U);
}

TEST(FormNewKinds, json_arrays_in_arrays) {
    const std::string table =
        "path\tid\tgroup_ja\titem_ja\ttype\tmax_len\tcard\tcode_system\text\tprovenance\tnote\n"
        "visits[].date\tx\t訪問\t訪問日\tdate\t\t1..1\t\t\tD\t\n"
        "visits[].staff[].name\tx\t訪問者\t氏名\tstring\t40\t1..1\t\t\tD\t\n"
        "visits[].staff[].visas[].no\tx\t資格\t番号\tstring\t9\t0..1\t\t\tD\t\n";
    const Begun begun(table,
                      {.id = "visits_note", .title = "訪問の記録", .mark = "visits", .like = "nursing_plan"});
    const std::string example = *base::read_file(begun.example());
    EXPECT_THAT(
        example,
        HasSubstr(R"("visits":[{"date":"2026-01-15","staff":[{"name":"氏名","visas":[{"no":"番号"}]}]}])"));
    EXPECT_TRUE(begun.form().group("visits.staff.visas"));
    begun.expect_example_to_come_back();
}

TEST(FormNewKinds, items_of_the_header_that_the_table_lacks_are_named_and_not_guessed) {
    const std::string table =
        std::string(titles) + "1\trecord_no\t利用者\t管理番号\tstring\t20\t1..1\t\t\tD\t\n";
    const Begun begun(table, {.id = "numbers", .title = "番号", .like = "admission", .has_names = true});
    const std::string form = begun.file_text("form.yaml");
    EXPECT_THAT(form, HasSubstr("# created_item: name the item; the table has no created_at\n"));
    EXPECT_THAT(form, HasSubstr("# identity: name its items; the table has none of"));
    EXPECT_THAT(form, HasSubstr("header: names"));
}

TEST(HeadPattern, is_found_where_the_number_stands) {
    using newform::head_pattern;
    EXPECT_EQ(head_pattern({"day_01", "day_02"}), "day_<row:2>");
    EXPECT_EQ(head_pattern({"p1_1_x", "p1_2_x"}), "p1_<row>_x");
    EXPECT_EQ(head_pattern({"day_1", "day_3"}), "");
    EXPECT_EQ(head_pattern({"first", "second"}), "");
}

// A ministry's table as it stands beside the tree, with words about levels that a person would add: of the
// items from `first` to `last`.
struct Level {
    const char* name;
    const char* first;
    const char* last;
    const char* key;
};
struct Ministry {
    const char* table;
    const char* form;
    const char* like;
    const char* sample;
    std::vector<Level> levels;
    std::vector<std::string> numbers; // items that the table calls texts and that stand bare in files
};

std::string with_words(const std::string& text, const std::vector<Level>& levels,
                       const std::vector<std::string>& numbers) {
    std::string out;
    const Level* open = nullptr;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        begin = end + 1;
        const std::size_t first_tab = line.find('\t');
        const std::string id = line.substr(first_tab + 1, line.find('\t', first_tab + 1) - first_tab - 1);
        const auto begins = std::ranges::find_if(levels, [&](const Level& each) { return id == each.first; });
        open = begins == levels.end() ? open : &*begins;
        if (open != nullptr) {
            line += std::string("; level=") + open->name + (id == open->key ? "; key" : "");
            open = id == open->last ? nullptr : open;
        }
        line += std::ranges::find(numbers, id) == numbers.end() ? "" : "; fmt=code10";
        out += line + "\n";
    }
    return out;
}

// The samples are UTF-8 and have line feeds within texts.
std::string as_sent(const std::string& sample) {
    std::string out;
    for (const char c : sample) {
        out += c == '\n' && !out.ends_with('\r') ? "\r\n" : std::string(1, c);
    }
    return in_cp932(out);
}

TEST(FormNewKinds, the_care_plan_tables_beside_the_tree_read_the_samples_there) {
    const fs::path spec = fs::path(RENKEI_SHARED) / "spec/csv";
    if (!fs::exists(spec)) {
        GTEST_SKIP();
    }
    const Ministry all[] = {
        {"careplan1",
         "careplan1",
         "careplan2",
         "UP1KYO_9970100013_43_9970101011_11_20260120093000.CSV",
         {},
         {}},
        {"careplan2",
         "careplan2",
         "careplan1",
         "UP2KYO_9970100013_43_9970101011_11_20260120093000.CSV",
         {{"need", "need_no", "need", "need_no"},
          {"need.goal", "goal_no", "short_period", "goal_no"},
          {"need.goal.content", "content_no", "period", "content_no"}},
         {}},
        {"careplan3",
         "careplan3",
         "careplan1",
         "UP3KYO_9970100013_43_9970101011_11_20260120093000.CSV",
         {{"line", "service", "other_service", "service"}},
         {}},
        {"careplan6",
         "careplan6_plan",
         "careplan6_result",
         "UPPLAN_202602_9970100013_43_9970101011_11_20260121100000.CSV",
         {{"line", "units", "over_30_days", "service_date"}},
         {}},
        {"careplan7",
         "careplan7",
         "careplan6_plan_deletion",
         "UPSIKYU_202602_9970100013_43_9970101011_11_20260121100000.CSV",
         {{"line", "provider_name", "input_person_no", "service_code"}},
         {"office_no", "input_person_no"}},
    };
    for (const Ministry& each : all) {
        SCOPED_TRACE(each.table);
        const form::Form& ours = product().find(each.form)->form();
        const form::Item& mark = ours.items()[*ours.item("form_type")];
        const std::string table = *base::read_file(spec / (std::string(each.table) + ".tsv"));
        const Begun begun(with_words(table, each.levels, each.numbers),
                          {.id = each.form,
                           .title = std::string(ours.text(ours.about().title)),
                           .mark = std::string(ours.text(mark.literal)),
                           .like = each.like,
                           .codes = spec / "codes.tsv"},
                          {each.form});
        begun.expect_example_to_come_back();
        const std::string sample = as_sent(*base::read_file(spec / "samples" / each.sample));
        diag::Report report;
        EXPECT_EQ(begun.there_and_back(sample, each.sample, report), sample);
        EXPECT_TRUE(report.empty()) << said(report);
        EXPECT_GT(begun.documents(), 0U);
    }
}

TEST(FormNewKinds, the_tables_of_life_beside_the_tree_read_the_samples_there) {
    const fs::path spec = fs::path(RENKEI_SHARED) / "spec/csv";
    if (!fs::exists(spec)) {
        GTEST_SKIP();
    }
    const std::pair<const char*, const char*> all[] = {
        {"life310_user", "SERVICE_USER_INFO_1_20260401.csv"},
        {"life310_adl", "ADL_MAINTENANCE_ADDITION_2024_1_20260501.csv"}};
    for (const auto& [table, sample] : all) {
        SCOPED_TRACE(table);
        std::string text = *base::read_file(spec / (std::string(table) + ".tsv"));
        const std::string unknown = "fmt=hankana"; // no format of ours
        for (std::size_t at = text.find(unknown); at != std::string::npos; at = text.find(unknown)) {
            text.erase(at, unknown.size());
        }
        const Begun begun(text,
                          {.id = table,
                           .title = table,
                           .like = "admission",
                           .has_names = true,
                           .codes = spec / "codes.tsv"},
                          {table});
        diag::Report report;
        begun.there_and_back(*base::read_file(spec / "samples" / sample), sample, report,
                             text::Encoding::utf8);
        EXPECT_FALSE(report.at_least(diag::Severity::error)) << said(report);
        EXPECT_EQ(begun.documents(), 3U);
    }
}

} // namespace
} // namespace renkei::service::form_new_kinds_test
