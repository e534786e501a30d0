// Every row of the table of codecs, walked: a form that has one item for each, put where the row says, filled
// and read back.
#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"

#include "tests/mapping/checkup.h"
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

namespace renkei::mapping::codec_test {
namespace {

// An item of each type: how it is declared, a value, and a list if the type may have one.
struct Sample {
    form::ItemType item;
    std::string_view type;
    std::string_view value;
};
constexpr Sample samples[] = {
    {form::ItemType::text, "text", "連携 \"花子\""},
    {form::ItemType::token, "token(word)", "ab-1"},
    {form::ItemType::code, "code(yes_no)", "1"},
    {form::ItemType::codes, "codes(yes_no)", "1"},
    {form::ItemType::flag, "flag", "1"},
    {form::ItemType::date, "date", "2024-05-03"},
    {form::ItemType::month, "month", "2024-05"},
    {form::ItemType::time, "time", "09:30"},
    {form::ItemType::datetime, "datetime", "2024-05-03T09:30:00+09:00"},
    {form::ItemType::integer, "int", "12"},
    {form::ItemType::decimal, "dec", "36.50"},
};
static_assert(std::size(samples) == static_cast<std::size_t>(form::ItemType::decimal) + 1);

// A codec of one item at one FHIR type.
struct CodecRow {
    form::ItemType item;
    bool listed;
    std::string_view place;
    CodecId codec;
    bool derived_only;
};
std::vector<CodecRow> make_codec_rows() {
    std::vector<CodecRow> out;
    for (const Codec* const codec : codecs()) {
        for (const CodecPlace& place : codec->places) {
            // a narrative is no value of an extension: tests/service/transfer_test.cpp; the text of a moment
            // stands in ledger records alone: tests/laws/ledger_test.cpp
            const bool is_of_ledger =
                codec->id == CodecId::string && (place.type == "instant" || place.type == "dateTime");
            if (place.items.size() == 1 && codec->id != CodecId::xhtml && !is_of_ledger) {
                out.push_back({place.items[0], place.listed, place.type, codec->id, place.derived_only});
            }
        }
    }
    return out;
}
const std::vector<CodecRow>& codec_rows() {
    static const std::vector<CodecRow> rows = make_codec_rows();
    return rows;
}
CodecId codec_of(form::ItemType item, bool listed, std::string_view type, bool derived) {
    return codec_for(std::span(&item, 1), listed, type, derived);
}

const Sample& sample(const CodecRow& row) { return *std::ranges::find(samples, row.item, &Sample::item); }

constexpr std::string_view coding =
    R"({"system":"https://renkei.example.jp/fhir/CodeSystem/yes-no","code":"yes","display":"はい"})";
// What each codec writes.
std::string expected_json(const CodecRow& row) {
    const std::string value(sample(row).value);
    switch (row.codec) {
    case CodecId::string:
        return row.item == form::ItemType::text ? R"("連携 \"花子\"")" : "\"" + value + "\"";
    case CodecId::form_code:
    case CodecId::number_text:
    case CodecId::date:
    case CodecId::month:
    case CodecId::datetime: return "\"" + value + "\"";
    case CodecId::number: return value;
    case CodecId::boolean: return "true";
    case CodecId::time: return "\"09:30:00\"";
    case CodecId::code: return "\"yes\"";
    case CodecId::coding: return std::string(coding);
    case CodecId::concept_: return R"({"coding":[)" + std::string(coding) + "]}";
    case CodecId::none:
    case CodecId::count:
    case CodecId::codings:
    case CodecId::moment:
    case CodecId::day_of_month:
    case CodecId::span:
    case CodecId::moment_near:
    case CodecId::view:
    case CodecId::boolean_view:
    case CodecId::xhtml: break;
    }
    return "not a codec of one item and one place";
}

std::string field(const CodecRow& row) {
    std::string out(row.place);
    out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
    return "value" + out;
}

std::string id(std::size_t index) { return "i" + std::to_string(index); }

// The home of a row's item: the first place for its type where the item is not only repeated.
const CodecRow& home(const CodecRow& row) {
    return *std::ranges::find_if(codec_rows(), [&](const CodecRow& each) {
        return each.item == row.item && each.listed == row.listed && !each.derived_only;
    });
}

class EveryCodec {
public:
    EveryCodec() : root_(fs::temp_directory_path() / ("renkei-codecs-" + std::to_string(getpid()))) {
        fs::create_directories(root_ / "shared");
        fs::create_directories(root_ / "codes");
        fs::create_directories(root_ / "every");
        write("shared/prefixes.yaml",
              "kg: https://renkei.example.jp/fhir/\njp: http://jpfhir.jp/fhir/core/\nhl7: "
              "http://terminology.hl7.org/CodeSystem/\n");
        write("shared/formats.yaml", "word: {pattern: '.+', text: 語, english: a word}\n");
        write("codes/all.yaml",
              "yes_no:\n  name: はいいいえ\n  rows:\n    - [\"1\", yes, はい]\n    - [\"0\", no, いいえ]\n");
        write("every/form.yaml",
              "form: every\ntitle: 全部\nversion: \"1\"\nversion_item: version\ncreated_item: "
              "created\nidentity: {document: number}\ncodes: [codes/all]\nsyntax:\n  json: {kind: json}\n");
        std::string items = "items:\n  version: {name: 版, type: text, card: 1}\n  number: {name: 番号, "
                            "type: text, card: 1}\n  created: {name: 作成, type: datetime, card: 1}\n";
        std::string extensions;
        for (std::size_t i = 0; i < codec_rows().size(); ++i) {
            items += "  " + id(i) + ": {name: 項目, type: " + type(codec_rows()[i]) + "}\n";
            extensions += extension(i);
        }
        write("every/items.yaml", items);
        write("every/fhir.yaml",
              "composition:\n  resourceType: Composition\n  status: final\n  type: {coding: [{system: "
              "kg:CodeSystem/document-type, code: every}]}\n  date: \"2024-05-03\"\n"
              "  author: [{display: 試験}]\n  title: 全部\n  identifier: {system: kg:IdSystem/document, "
              "value: $number}\n  extension:\n"
              "    - {url: urn:test:version, valueString: $version}\n    - {url: urn:test:created, "
              "valueDateTime: $created}\n" +
                  extensions + "entries: []\n");
    }
    EveryCodec(const EveryCodec&) = delete;
    EveryCodec& operator=(const EveryCodec&) = delete;
    ~EveryCodec() { // the folder
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }
    const fs::path& root() const { return root_; }

private:
    void write(const std::string& file, const std::string& text) const {
        EXPECT_TRUE(base::write_file(root_ / file, text, base::Overwrite::yes)) << file;
    }

    static std::string type(const CodecRow& row) {
        return row.listed && row.item == form::ItemType::flag ? "flag(yes_no)"
                                                              : std::string(sample(row).type);
    }
    static std::string extension(std::size_t index) {
        const CodecRow& row = codec_rows()[index];
        const std::string each = row.item == form::ItemType::codes ? "each: " + id(index) + ", " : "";
        const std::string place = "    - {" + each + "url: urn:test:" + id(index) + ", " + field(row) + ": " +
                                  (row.derived_only ? "~" : "$") + id(index) + "}\n";
        return row.derived_only ? place + "    - {url: urn:test:home-" + id(index) + ", " + field(home(row)) +
                                      ": $" + id(index) + "}\n"
                                : place;
    }
    fs::path root_;
};

record::Record one_of_each(const form::Form& form) {
    record::Record out(form);
    const auto set = [&](std::string_view item_id, std::string_view text) {
        const form::Item& item = form.items()[*form.item(item_id)];
        out.set(item.group == form::document_group ? out.root() : out.add_row(out.root(), item.group), item,
                text);
    };
    set("version", "1");
    set("number", "7");
    set("created", "2024-05-03T09:00:00+09:00");
    for (std::size_t i = 0; i < codec_rows().size(); ++i) {
        set(id(i), sample(codec_rows()[i]).value);
    }
    return out;
}

TEST(CodecRows, write_and_read_what_they_say) {
    const EveryCodec mapping;
    const catalogue::Catalogue catalogue = compiled(mapping.root());
    ASSERT_EQ(catalogue.plans().size(), 1U);
    const Plan& plan = catalogue.plans().front();
    record::Record record = one_of_each(plan.form());
    base::Buffer bundle;
    diag::Report loss;
    Fill(plan).run(record, bundle, loss);
    for (std::size_t i = 0; i < codec_rows().size(); ++i) {
        const CodecRow& row = codec_rows()[i];
        const std::string written =
            "{\"url\":\"urn:test:" + id(i) + "\",\"" + field(row) + "\":" + expected_json(row) + "}";
        EXPECT_NE(bundle.view().find(written), std::string_view::npos) << written << "\n" << bundle.view();
    }
    json::Parser parser(plan.names());
    json::Tree tree;
    ASSERT_TRUE(parser.parse(bundle.view(), tree));
    record::Record back(plan.form());
    ASSERT_TRUE(Matcher(plan).run(tree, back, loss));
    EXPECT_TRUE(loss.empty());
    EXPECT_EQ(record::canonical_text(back), record::canonical_text(record));
}

TEST(CodecRows, name_types_of_fhir_and_occur_once) {
    for (const CodecRow& row : codec_rows()) {
        EXPECT_TRUE(r4().type(row.place)) << row.place;
        EXPECT_EQ(codec_of(row.item, row.listed, row.place, true), row.codec) << row.place;
        EXPECT_EQ(codec_of(row.item, row.listed, row.place, false),
                  row.derived_only ? CodecId::none : row.codec)
            << row.place;
    }
}

TEST(CodecRows, refuse_what_is_not_in_the_table) {
    EXPECT_EQ(codec_of(form::ItemType::code, true, "date", false), CodecId::none);
    EXPECT_EQ(codec_of(form::ItemType::text, false, "code", false), CodecId::none);
    EXPECT_EQ(codec_of(form::ItemType::flag, false, "Coding", false), CodecId::none);
}

} // namespace
} // namespace renkei::mapping::codec_test
