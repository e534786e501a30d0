#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/text_pattern.h"

#include <gtest/gtest.h>

namespace renkei::form::formats_test {
namespace {

struct Example {
    std::string_view format;
    std::string_view right;
    std::string_view wrong;
};
constexpr Example examples[] = {
    {"digits1", "7", "77"},
    {"digits2", "07", "7"},
    {"digits5_6", "12345", "1234"},
    {"digits6", "990010", "99001"},
    {"digits6_8", "1234567", "123456789"},
    {"digits6_or_8", "99001012", "9900101"},
    {"digits7", "1234567", "12345678"},
    {"digits8", "12345678", "1234567"},
    {"digits10", "9970100013", "997010001"},
    {"insured_no", "H123456789", "A123456789"},
    {"NNN-NNNN", "123-4567", "1234567"},
    {"postal", "1234567", "12-34567"},
    {"HHMM", "2400", "2401"},
    {"phone", "03-1234-5678", "03-1234-5678内線12"},
    {"phone_free", "(03) 1234-5678", "03 123x5678"},
    {"bits31", "0101010101010101010101010101010", "0101010101010101010101010101012"},
    {"service_code", "11A1B2", "11a1b2"},
    {"99.99", "12.34", "12.3"},
    {"99.9", "36.5", "136.5"},
    {"999.9", "165", "165.55"},
    {"9999.9", "1165.5", "11655.5"},
    {"99999.9", "11655.5", "1165.55"},
    {"digits4", "2022", "022"},
    {"year4", "2022", "0022"},
    {"999999.99999", "0.25", "0.123456"},
    {"month2", "11", "13"},
    {"day2", "31", "32"},
    {"file_mark", "2026-1", "2026_1"},
    {"icd10_with_point", "S72.0", "S720"},
    {"life_icf_code", "b210-229", "450"},
    {"life_support_code", "04", "4"},
    {"life_job_code", "080", "80"},
    {"software_09", "09B", "06A"},
    {"yyyymm", "202404", "202413"},
    {"json_pointer", "/plan/goal", "plan"},
    {"version3", "0.1.0", "0.1"},
    {"hot", "123456789", "12345678"},
    {"icd10", "I50.9", "I50 .9"},
    {"life_disease_code", "I63.9", "I63 .9"},
    {"life_drug_code", "610406391", "6104 0639"},
    {"disease_no", "8831234", "883123456"},
    {"term_code", "16001234", "1600 1234"},
    {"yj", "2149001F1023", "2149001F 102"},
    {"product_code", "00001-000010", "00001 000010"},
    {"code10", "9999999999", "99999999999"},
    {"code2", "01", "0-1"},
    {"phone15", "045(000)0001", "045（000）0001"},
    {"jlac10", "3A015000002327101", "3A01500000232710"},
    {"clins_name", "連携 花子", "連携　花子"},
    {"clins_public_id", "12345678::1234567:", "12345678:1:1234567:"},
    {"clins_member_id", "06139999:12-34:5678:01", "6139999:12-34:5678:01"},
    {"clins_institution_no", "1312345670", "9910100016"},
    {"clins_content_type", "application/pdf", "application / pdf"},
    {"clins_url", "https://example.jp/a.pdf", "https://example.jp/a b.pdf"},
};

yaml::Node formats_on_disk(yaml::Files& files) {
    return read_form_yaml(RENKEI_SOURCE "/mappings", "admission", files).value().formats;
}

TEST(Formats, each_accepts_its_right_and_refuses_its_wrong_example) {
    yaml::Files files;
    const yaml::Node formats = formats_on_disk(files);
    for (const Example& example : examples) {
        const yaml::Node* format = formats.get(example.format);
        ASSERT_NE(format, nullptr) << example.format;
        const TextPattern pattern(format->text_of("pattern"));
        EXPECT_TRUE(pattern.matches(example.right)) << example.format;
        EXPECT_FALSE(pattern.matches(example.wrong)) << example.format;
    }
}

TEST(Formats, have_an_example_each) {
    yaml::Files files;
    for (const std::string& name : formats_on_disk(files).keys) {
        const auto same = [&](const Example& example) { return example.format == name; };
        EXPECT_TRUE(std::any_of(std::begin(examples), std::end(examples), same)) << name;
    }
}

} // namespace
} // namespace renkei::form::formats_test
