// How texts of allergies, medicines and diseases are read: wordings.tsv lists them, with their readings.
#include "gateway/core/text/words.h"

#include "tests/support/wordings.h"

#include <set>

namespace renkei::mapping::wordings_test {
namespace {

struct Row {
    std::string text;
    std::string allergies;
    std::string medicines;
};

std::vector<Row> rows() {
    const std::string file = *base::read_file(RENKEI_SOURCE "/tests/mapping/wordings.tsv");
    std::vector<Row> out;
    for (std::string_view rest = file; !rest.empty();) {
        std::string_view line = text::next_part(rest, '\n');
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        Row row{.text = std::string(text::next_part(line, '\t')), .allergies = {}, .medicines = {}};
        row.allergies = text::next_part(line, '\t');
        row.medicines = line;
        for (std::size_t at = row.text.find("\\n"); at != std::string::npos; at = row.text.find("\\n")) {
            row.text.replace(at, 2, "\n");
        }
        out.push_back(std::move(row));
    }
    return out;
}

std::string_view reading(std::string_view wording, std::string_view text) {
    return form::name_of(test::wordings().find(wording)->of_text(text));
}

TEST(Wordings, are_read_as_the_table_says) {
    ASSERT_GT(rows().size(), 150U);
    for (const Row& row : rows()) {
        EXPECT_EQ(reading("allergies", row.text), row.allergies) << row.text;
        EXPECT_EQ(reading("medicines", row.text), row.medicines) << row.text;
    }
}

TEST(Wordings, have_an_example_of_each_reading) {
    std::set<std::string> allergies;
    std::set<std::string> medicines;
    for (const Row& row : rows()) {
        allergies.insert(row.allergies);
        medicines.insert(row.medicines);
    }
    for (const form::Reading& each : test::wordings().find("allergies")->readings()) {
        EXPECT_TRUE(allergies.contains(each.name)) << each.name;
    }
    for (const form::Reading& each : test::wordings().find("medicines")->readings()) {
        EXPECT_TRUE(medicines.contains(each.name)) << each.name;
    }
}

// A name that a hospital writes is no statement that there is none, whatever syllables it ends with.
TEST(Wordings, of_none_are_no_part_of_a_longer_text) {
    for (const Row& row : rows()) {
        if (row.allergies == "words" || row.allergies == "question") {
            continue;
        }
        EXPECT_EQ(reading("allergies", row.text + "と卵"), "words") << row.text;
        EXPECT_EQ(reading("allergies", "ペニシリンで発疹。" + row.text), "words") << row.text;
    }
}

TEST(Wordings, do_not_depend_on_width_case_and_blanks) {
    EXPECT_EQ(reading("allergies", " ＮＫＤＡ　"), "none-medicine");
    EXPECT_EQ(reading("allergies", "ｱﾚﾙｷﾞｰ ﾅｼ"), "none");
    EXPECT_EQ(reading("medicines", "\n処方　なし\n"), "none");
}

TEST(Wordings, of_results_say_what_was_found_and_what_was_measured) {
    for (const std::string_view text : {"陽性", "弱陽性", "（＋）", "2+", "陽性(1+)", "Positive"}) {
        EXPECT_EQ(reading("results", text), "positive") << text;
    }
    for (const std::string_view text : {"陰性", "(-)", "－", "Negative", "検出せず"}) {
        EXPECT_EQ(reading("results", text), "negative") << text;
    }
    for (const std::string_view text : {"陽性ではない", "±", "12+3", "判定保留"}) {
        EXPECT_EQ(reading("results", text), "words") << text;
    }
    for (const std::string_view text :
         {"HBs抗原(判定)", "ＨＣＶ抗体", "HIV抗原・抗体", "梅毒TP抗体", "MRSA", "SARS-CoV-2 核酸"}) {
        EXPECT_EQ(reading("infection-tests", text), "agent") << text;
    }
    for (const std::string_view text : {"HBs抗体", "風疹IgG", "SARS-CoV-2抗体"}) {
        EXPECT_EQ(reading("infection-tests", text), "immunity") << text;
    }
    for (const std::string_view text : {"総蛋白（TP）", "CRE", "CRP", "癌胎児性抗原", "抗DNA抗体"}) {
        EXPECT_EQ(reading("infection-tests", text), "words") << text;
    }
    EXPECT_EQ(reading("measures", "体重"), "weight");
    EXPECT_EQ(reading("measures", "Body Weight"), "weight");
    EXPECT_EQ(reading("measures", "身長（cm）"), "height");
    EXPECT_EQ(reading("measures", "ＳｐＯ２"), "oxygen");
    EXPECT_EQ(reading("measures", "収縮期血圧"), "systolic");
    EXPECT_EQ(reading("measures", "血圧"), "pressure");
    EXPECT_EQ(reading("measures", "体重減少"), "words");
}

TEST(Wordings, of_diseases_tell_doubt_and_none) {
    EXPECT_EQ(reading("diseases", "胃癌の疑い"), "suspected");
    EXPECT_EQ(reading("diseases", "肺炎 ｓ／ｏ"), "suspected");
    EXPECT_EQ(reading("diseases", "特になし"), "none");
    EXPECT_EQ(reading("diseases", "不明"), "unknown");
    EXPECT_EQ(reading("diseases", "不明熱"), "words");
    EXPECT_EQ(reading("diseases", "無痛性甲状腺炎"), "words");
}

TEST(Wordings, have_the_codes_that_others_write) {
    constexpr std::string_view ips = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";
    const form::Wording& allergies = *test::wordings().of_type("AllergyIntolerance");
    const form::Wording& medicines = *test::wordings().of_type("MedicationRequest");
    EXPECT_EQ(form::name_of(allergies.of_code("http://snomed.info/sct", "716186003")), "none");
    EXPECT_EQ(form::name_of(allergies.of_code(ips, "no-known-food-allergies")), "none-food");
    EXPECT_EQ(form::name_of(allergies.of_code("http://snomed.info/sct", "91936005")), "words");
    EXPECT_EQ(form::name_of(medicines.of_code(ips, "no-known-medications")), "none");
    EXPECT_EQ(allergies.element_of("AllergyIntolerance"), "code");
    EXPECT_EQ(test::wordings().of_type("Patient"), nullptr);
}

// The signs of a reading only spare its pattern: without them each text is read as the same. With every text
// of the table, each of them cut at each byte, and what is no text at all.
TEST(Wordings, are_read_as_without_signs) {
    for (const form::Wording& wording : test::wordings().all()) {
        std::vector<form::Reading> plain(wording.readings().begin(), wording.readings().end());
        std::size_t with_signs = 0;
        for (form::Reading& each : plain) {
            with_signs += each.signs.empty() ? 0 : 1;
            each.signs.clear();
        }
        EXPECT_EQ(with_signs, plain.size()) << wording.name() << ": a reading that any text may match";
        const form::Wording without("", "", std::move(plain));
        for (const Row& row : rows()) {
            for (std::size_t i = 0; i < row.text.size(); ++i) {
                for (const std::string& text : {row.text.substr(i), row.text.substr(0, i)}) {
                    EXPECT_EQ(form::name_of(wording.of_text(text)), form::name_of(without.of_text(text)))
                        << wording.name() << ": " << text;
                }
            }
        }
    }
}

// What a code says is put in words that are read as the same.
TEST(Wordings, are_made_that_are_read_so) {
    for (const form::Wording& wording : test::wordings().all()) {
        for (const form::Reading& each : wording.readings()) {
            const form::Reading* const read = wording.of_text(each.words);
            if (each.says == form::Says::question && !each.words.empty()) {
                EXPECT_TRUE(read != nullptr && read->says == each.says) << each.words;
            } else if (!each.words.empty() && each.name != "denied") {
                EXPECT_EQ(form::name_of(read), each.name) << each.words;
            }
        }
    }
}

} // namespace
} // namespace renkei::mapping::wordings_test
