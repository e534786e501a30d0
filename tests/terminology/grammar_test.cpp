// Code systems that are a grammar.
#include "gateway/fhir/terminology/ecl.h"
#include "gateway/fhir/terminology/grammar.h"

#include "tests/terminology/definitions.h"
#include <gtest/gtest.h>

namespace renkei::terminology::grammar_test {
namespace {

TEST(A_language_tag, is_checked_by_its_form) {
    for (const std::string_view good :
         {"ja", "en-US", "de-CH-1996", "zh-Hant-TW", "zh-cmn-Hans-CN", "es-419", "x-care", "en-a-bbb-x-a-ccc",
          "sl-rozaj-biske", "i-klingon", "sgn-BE-FR", "JA-jp"}) {
        EXPECT_TRUE(is_language_tag(good)) << good;
    }
    for (const std::string_view bad : {"", "j", "ja_JP", "ja-", "-ja", "en-US-", "a-DE", "ja--JP", "en-x",
                                       "en-a", "toolonglanguage", "日本語", "de-419-DE", "1a"}) {
        EXPECT_FALSE(is_language_tag(bad)) << bad;
    }
}

// RFC 5646, 2.2.9: every subtag is in IANA's registry, none occurs twice
TEST(A_language_tag, has_registered_subtags) {
    for (const std::string_view good : {"ja",
                                        "JA",
                                        "zu",
                                        "aa",
                                        "iw",
                                        "sh",
                                        "yue",
                                        "YUE",
                                        "ain",
                                        "ryu",
                                        "qaa",
                                        "qtz",
                                        "zh-yue",
                                        "sgn-jsl",
                                        "ja-Latn",
                                        "ja-hira",
                                        "en-Qaax",
                                        "ja-JP",
                                        "en-AA",
                                        "en-ZZ",
                                        "en-QM",
                                        "en-XK",
                                        "es-419",
                                        "en-001",
                                        "ja-Latn-hepburn",
                                        "ja-Latn-hepburn-heploc",
                                        "de-1996",
                                        "cel-gaulish",
                                        "zh-min-nan",
                                        "art-lojban"}) {
        EXPECT_TRUE(is_language_tag(good)) << good;
    }
    for (const std::string_view bad :
         {"zz",       "zz-ZZ",   "xx",          "qq-JP",   "jp",       "jpn",   "zzz",
          "zzz-Latn", "qua-qua", "quz-quz",     "en-zzz",  "ja-Zzzx",  "en-EN", "en-JJ",
          "ja-392",   "en-999",  "ja-hepburn1", "de-1997", "japanese", "japn"}) {
        EXPECT_FALSE(is_language_tag(bad)) << bad;
    }
    for (const std::string_view twice :
         {"de-1996-1996", "ja-Latn-hepburn-HEPBURN", "en-a-bbb-a-ccc", "en-a-bbb-A-ccc"}) {
        EXPECT_FALSE(is_language_tag(twice)) << twice;
    }
}

// SNOMED CT's Expression Constraint Language 2.2
TEST(An_expression_constraint, is_read) {
    for (const std::string_view good :
         {"73211009",
          "*",
          "<< 73211009",
          "<<73211009",
          "< 73211009 |Diabetes mellitus|",
          "<! 73211009",
          "!!> 73211009",
          ">> 73211009",
          "^ 700043003",
          "^ [referencedComponentId] 700043003",
          "<< 73211009 OR < 404684003",
          "< 73211009 AND < 404684003 AND < 39057004",
          "< 73211009, < 404684003",
          "< 404684003 MINUS < 73211009",
          "(<< 73211009)",
          "(< 73211009 OR < 404684003) AND < 39057004",
          "< 404684003 : 363698007 = << 39057004",
          "< 404684003: 363698007 |Finding site| = << 39057004, 116676008 = << 415582006",
          "< 404684003 : { 363698007 = << 39057004 , 116676008 = << 415582006 }",
          "< 404684003 : [1..3] 127489000 = < 105590001",
          "< 404684003 : [0..*] { [1..1] 127489000 != < 105590001 } OR { 363698007 = * }",
          "< 105590001 : R 127489000 = < 404684003",
          "< 373873005 : 1142135004 >= #10.5",
          "< 373873005 : 209309000 = \"X\"",
          "< 373873005 : 209309000 = true",
          "< 125605004 . 363698007",
          "< 64572001 {{ term = \"heart\" }}",
          "<< 73211009 {{ + HISTORY-MIN }}",
          "/* all */ << 73211009",
          "< 404684003 : 363698007 = (< 39057004 OR < 415582006)",
          "< 404684003 : (363698007 = << 39057004 OR 116676008 = << 415582006)",
          "LOINC#8867-4"}) {
        EXPECT_EQ(ecl_error(good), std::nullopt) << good;
    }
}

TEST(An_expression_constraint, reports_the_offset_of_a_fault) {
    const std::pair<std::string_view, std::size_t> bad[] = {{"", 0},
                                                            {"  ", 2},
                                                            {"<< << 73211009", 3},
                                                            {"foo bar", 0},
                                                            {"(<< 73211009", 12},
                                                            {"<< 7", 3},
                                                            {"<< 73211009 |x", 12},
                                                            {"<< 73211009 ||", 12},
                                                            {"<< 73211009 OR", 14},
                                                            {"<< 73211009 )", 12},
                                                            {"< 404684003 : 363698007", 23},
                                                            {"< 404684003 : { 363698007 = * ", 30},
                                                            {"< 404684003 {{ }}", 12}};
    for (const auto& [text, place] : bad) {
        EXPECT_EQ(ecl_error(text), place) << text;
    }
    // kinds of operators are not mixed
    EXPECT_TRUE(ecl_error("< 73211009 AND < 404684003 OR < 39057004"));
    EXPECT_TRUE(ecl_error("< 73211009 MINUS < 404684003 MINUS < 39057004"));
    EXPECT_TRUE(ecl_error(std::string(100'000, '(')));
}

TEST(A_media_type, is_checked_by_its_form) {
    for (const std::string_view good :
         {"text/plain", "application/fhir+json", "text/plain; charset=UTF-8",
          "text/html;charset=\"utf-8\";level=1", "image/svg+xml", "application/vnd.ms-excel"}) {
        EXPECT_TRUE(is_media_type(good)) << good;
    }
    for (const std::string_view bad : {"", "text", "text/", "/plain", "text/plain;", "text/pl ain",
                                       "text/plain; x", "text/plain/x", "テキスト/平文"}) {
        EXPECT_EQ(is_media_type(bad), bad == "text/plain;") << bad;
    }
}

TEST(Units, are_checked_by_their_grammar) {
    constexpr std::string_view all =
        "{'resourceType':'ValueSet','url':'http://x.jp/units','compose':{'include':[{"
        "'system':'http://unitsofmeasure.org'}]}}";
    const Coding kilogram{.system = "http://unitsofmeasure.org", .code = "kg"};
    const Coding wrong{.system = "http://unitsofmeasure.org", .code = "kilo"};
    const TestLibrary units = library_of({all});
    EXPECT_EQ(units->validate("http://x.jp/units", kilogram).member, Tristate::yes);
    EXPECT_EQ(units->validate("http://x.jp/units", kilogram).code.exists, Tristate::yes);
    EXPECT_EQ(units->validate("http://x.jp/units", wrong).member, Tristate::no);
    EXPECT_EQ(units->in_code_system(wrong).exists, Tristate::no);
}

TEST(R4s_sets_of_languages_and_media_types, are_checked_by_grammar) {
    const auto member = [](std::string_view set, std::string_view code) {
        return r4()->validate_code("http://hl7.org/fhir/ValueSet/" + std::string(set), code).member;
    };
    EXPECT_EQ(member("mimetypes", "application/pdf"), Tristate::yes);
    EXPECT_EQ(member("mimetypes", "application pdf"), Tristate::no);
    EXPECT_EQ(member("all-languages", "ja-JP"), Tristate::yes);
    EXPECT_EQ(member("all-languages", "日本語"), Tristate::no);
    EXPECT_EQ(member("languages", "ja"), Tristate::yes);
    EXPECT_EQ(member("languages", "tlh"), Tristate::no); // a language, but not a common one
}

TEST(R4s_expansions, decide_where_a_settled_list_is_not_here_and_nowhere_else) {
    const auto member = [](std::string_view set, std::string_view system, std::string_view code) {
        return r4()
            ->validate("http://hl7.org/fhir/ValueSet/" + std::string(set), {.system = system, .code = code})
            .member;
    };
    EXPECT_EQ(member("currencies", "urn:iso:std:iso:4217", "JPY"), Tristate::yes);
    EXPECT_NE(member("currencies", "urn:iso:std:iso:4217", "YEN"), Tristate::yes);
    EXPECT_EQ(member("route-codes", "http://snomed.info/sct", "26643006"), Tristate::yes);
    EXPECT_EQ(member("route-codes", "http://snomed.info/sct", "73211009"), Tristate::unknown);
    EXPECT_EQ(member("route-codes", "http://snomed.info/sct", "73211008"), Tristate::no); // its check digit
    EXPECT_EQ(r4()->in_code_system({.system = "http://loinc.org", .code = "85354-9"}).exists,
              Tristate::unknown);
    EXPECT_EQ(r4()->in_code_system({.system = "http://loinc.org", .code = "85354-8"}).exists, Tristate::no);
    EXPECT_EQ(r4()->in_code_system({.system = "urn:iso:std:iso:4217", .code = "XYZ"}).exists, Tristate::no);
}

TEST(Systems_that_are_not_here, still_rule_out_what_has_not_their_shape) {
    EXPECT_TRUE(could_be("urn:iso:std:iso:3166", "JP"));
    EXPECT_TRUE(could_be("urn:iso:std:iso:3166", "392"));
    EXPECT_FALSE(could_be("urn:iso:std:iso:3166", "Japan"));
    EXPECT_TRUE(could_be("urn:iso:std:iso:3166:-2", "JP-13"));
    EXPECT_FALSE(could_be("urn:iso:std:iso:3166:-2", "JP"));
    EXPECT_FALSE(could_be("urn:iso:std:iso:4217", "円"));
    EXPECT_FALSE(could_be("http://snomed.info/sct", "anything"));
    EXPECT_TRUE(could_be("http://x.jp/unknown", "anything"));
}

struct ShapeRow {
    std::string_view system;
    std::vector<std::string_view> good;
    std::vector<std::string_view> bad;
};

TEST(Systems_whose_codes_have_a_form, rule_out_what_has_another) {
    const std::vector<ShapeRow> rows{
        {"http://loinc.org",
         {"8480-6", "85354-9", "11506-3", "LA33-6", "LA6576-8", "LP7753-9", "LP29693-6", "MTHU000001"},
         {"8480-7", "85354", "LA33-5", "LP7753-8", "LX33-6", "x", "", "8480-6 ", "８480-6", "85354-", "-6"}},
        {"http://snomed.info/sct",
         {"73211009", "900000000000207008", "73211009|Diabetes|", "<<< 73211009",
          "73211009 : 363698007 = 39057004"},
         {"73211008", "1", "0732110", "73211009x", "2462010",
          "12345678901234567890"}}, // 2462010: a description
        {"http://hl7.org/fhir/sid/icd-10",
         {"E11", "E11.9", "E119", "M00.01", "A17.0+", "G01*", "A00-A09", "XXI", "E11.-", "U07.1", "M8140/3"},
         {"11.9", "E1", "E11.", "e11.9", "E11.9999", "123456", "E11.A", "", "E11.9 ", "A00-A", "M8140/"}},
        {"http://hl7.org/fhir/sid/icd-10-cm",
         {"E11", "E11.9", "C7A.00", "S52.521A", "M1A.0110", "T36.0X1A", "O9A.111"},
         {"E11.", "S52.521AB", "152.5", "E1", "s52.521A"}},
        {"urn:iso:std:iso:4217",
         {"JPY", "EUR", "SLE", "DEM", "XTS", "GGP"},
         {"YEN", "jpy", "JP", "JPYE", "ABC"}}};
    for (const ShapeRow& row : rows) {
        for (const std::string_view code : row.good) {
            EXPECT_TRUE(could_be(row.system, code)) << row.system << "#" << code;
        }
        for (const std::string_view code : row.bad) {
            EXPECT_FALSE(could_be(row.system, code)) << row.system << "#" << code;
        }
    }
}

TEST(A_code_by_a_template, is_a_code_of_its_system) {
    struct Row {
        std::string_view system;
        std::string_view code;
        Tristate exists;
    };
    for (const Row& row : {Row{"v2-0203", "NNJPN", Tristate::yes}, Row{"v2-0203", "NNxxx", Tristate::yes},
                           Row{"v2-0203", "NNJP", Tristate::no}, Row{"v2-0203", "NNJJJ", Tristate::no},
                           Row{"v2-0203", "NN392", Tristate::no}, Row{"v2-0203", "NN", Tristate::no},
                           Row{"v2-0396", "HL70001", Tristate::yes}, Row{"v2-0396", "HL71", Tristate::no},
                           Row{"v2-0335", "Q6H", Tristate::yes}, Row{"v2-0335", "QH", Tristate::no},
                           Row{"v2-0335", "PRNQ6H", Tristate::yes}}) {
        const std::string system = "http://terminology.hl7.org/CodeSystem/" + std::string(row.system);
        const std::string set = "http://terminology.hl7.org/ValueSet/" + std::string(row.system);
        const Coding coding{.system = system, .code = row.code};
        EXPECT_EQ(r4()->in_code_system(coding).exists, row.exists) << row.system << " " << row.code;
        EXPECT_EQ(r4()->validate(set, coding).member, row.exists) << row.system << " " << row.code;
    }
}

} // namespace
} // namespace renkei::terminology::grammar_test
