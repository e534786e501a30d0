#include "gateway/core/json/parser.h"

#include "tests/documents/kit.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::documents::extracted_metadata_test {
namespace {

using policy::Identifier;

constexpr std::string_view kaigo_office = "https://renkei.example.jp/fhir/IdSystem/kaigo-office-no";
constexpr std::string_view insured_system = "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no";
constexpr std::string_view insurer = "https://renkei.example.jp/fhir/IdSystem/kaigo-insurer-no";

ExtractedMetadata facts_of(const std::string& bundle) {
    json::Parser parser;
    json::Tree tree;
    must(parser.parse(bundle, tree));
    resources::BundleIndex index;
    index.build(tree);
    return extract_metadata(tree, index);
}

std::vector<std::string> forms_on_disk() {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(RENKEI_KIT))) {
        if (std::filesystem::exists(entry.path() / "full.bundle.json")) {
            out.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(out);
    return out;
}

class FactsOf : public testing::TestWithParam<std::string> {};

TEST_P(FactsOf, a_full_document_name_sender_receiver_type_and_person) {
    const ExtractedMetadata metadata = facts_of(file(GetParam() + "/full.bundle.json"));
    EXPECT_FALSE(metadata.senders.empty());
    // files that one system collects name no receiver
    const bool is_collected = GetParam().starts_with("life310_") || GetParam() == "cert_judgement";
    EXPECT_EQ(metadata.receivers.empty(), is_collected);
    EXPECT_FALSE(metadata.type.system.empty());
    EXPECT_FALSE(metadata.type.value.empty());
    EXPECT_FALSE(metadata.title.empty());
    EXPECT_FALSE(metadata.date.empty());
    EXPECT_FALSE(metadata.status.empty());
    ASSERT_FALSE(metadata.persons.empty());
    for (const auto& person : metadata.persons) {
        EXPECT_FALSE(person.reveal().number.system.empty());
        EXPECT_FALSE(person.reveal().within.value.empty()) << person.reveal().number.system;
    }
}
INSTANTIATE_TEST_SUITE_P(Every, FactsOf, testing::ValuesIn(forms_on_disk()),
                         [](const auto& about) { return about.param; });

TEST(ExtractedMetadata, name_all_numbers_of_the_receiving_organisation) {
    const ExtractedMetadata metadata = facts_of(file("admission/full.bundle.json"));
    EXPECT_EQ(metadata.senders, (std::vector<Identifier>{{std::string(kaigo_office), "9970100013"}}));
    ASSERT_EQ(metadata.receivers.size(), 2U);
    EXPECT_EQ(metadata.receivers[0], (Identifier{std::string(kaigo_office), "9910100016"}));
    EXPECT_EQ(metadata.receivers[1].value, "9910100016");
}

TEST(ExtractedMetadata, place_an_insured_number_within_the_payor_of_its_coverage) {
    for (const std::string form : {"admission", "insured_card"}) { // payor named by identifier, by reference
        const ExtractedMetadata metadata = facts_of(file(form + "/full.bundle.json"));
        EXPECT_EQ(
            metadata.persons.front().reveal(),
            (PersonNumber{{std::string(insured_system), "0000001016"}, {std::string(insurer), "990010"}}))
            << form;
    }
}

TEST(ExtractedMetadata, place_a_patient_number_within_its_assigner_under_each_of_its_numbers) {
    const ExtractedMetadata metadata = facts_of(file("admission/full.bundle.json"));
    ASSERT_EQ(metadata.persons.size(), 3U);
    EXPECT_EQ(metadata.persons[1].reveal().number, metadata.persons[2].reveal().number);
    EXPECT_EQ(metadata.persons[1].reveal().within.value, "9910100016");
    EXPECT_NE(metadata.persons[1].reveal().within.system, metadata.persons[2].reveal().within.system);
}

// A bundle as others write it.
std::string bundle(std::string_view composition, std::string_view entries = "") {
    return fmt::format(
        R"({{"resourceType":"Bundle","type":"document","entry":[{{"fullUrl":"urn:c","resource":{{"resourceType":"Composition",{}}}}}{}]}})",
        composition, entries);
}

// Its subscriberId, whose payor is named by this identifier or by a name alone.
std::vector<PersonNumber> insured(std::string_view number, std::string_view payor) {
    std::vector<PersonNumber> out;
    for (const auto& each :
         facts_of(bundle(R"("subject":{"reference":"Patient/1"})",
                         fmt::format(R"(,{{"resource":{{"resourceType":"Patient","id":"1"}}}})"
                                     R"(,{{"resource":{{"resourceType":"Coverage","subscriberId":"{}",)"
                                     R"("beneficiary":{{"reference":"Patient/1"}},"payor":[{}]}}}})",
                                     number, payor)))
             .persons) {
        out.push_back(each.reveal());
    }
    return out;
}

TEST(ExtractedMetadata, have_the_insured_number_of_the_coverage_where_the_patient_has_none) {
    const PersonNumber alone{{std::string(insured_system), "0000001016"}, {}};
    const PersonNumber within{alone.number, {std::string(insurer), "990010"}};
    EXPECT_EQ(insured("0000001016",
                      R"({"identifier":{"system":")" + std::string(insurer) + R"(","value":"990010"}})"),
              std::vector{within});
    EXPECT_EQ(insured("0000001016", R"({"display":"見本市"})"), std::vector{alone});
    EXPECT_EQ(insured("1234567", R"({"display":"見本市"})"), std::vector<PersonNumber>{})
        << "of another kind of insurance";
    EXPECT_EQ(insured("0000001016", R"({"identifier":{"system":"urn:health","value":"01130012"}})"),
              std::vector<PersonNumber>{});
}

std::vector<PersonNumber> persons_of(std::string_view entries) {
    std::vector<PersonNumber> out;
    for (const auto& each : facts_of(bundle(R"("subject":{"reference":"Patient/1"})", entries)).persons) {
        out.push_back(each.reveal());
    }
    return out;
}

std::string patient(std::string_view id, std::string_view identifiers = "") {
    return fmt::format(R"(,{{"resource":{{"resourceType":"Patient","id":"{}","identifier":[{}]}}}})", id,
                       identifiers);
}
std::string coverage(std::string_view number, std::string_view town, std::string_view beneficiary) {
    return fmt::format(R"(,{{"resource":{{"resourceType":"Coverage","subscriberId":"{}",{}"payor":[{{)"
                       R"("identifier":{{"system":"{}","value":"{}"}}}}]}}}})",
                       number, beneficiary, insurer, town);
}

TEST(ExtractedMetadata, have_no_number_of_another_person_in_the_document) {
    const PersonNumber own{{std::string(insured_system), "0000001016"}, {std::string(insurer), "990010"}};
    const std::string_view of_subject = R"("beneficiary":{"reference":"Patient/1"},)";
    const std::string_view of_spouse = R"("beneficiary":{"reference":"Patient/2"},)";
    const std::string both = patient("1") + patient("2");
    EXPECT_EQ(persons_of(both + coverage("0000001016", "990010", of_subject) +
                         coverage("0000002024", "990010", of_spouse)),
              std::vector{own});
    EXPECT_EQ(persons_of(both + coverage("0000001016", "990010", "")), std::vector<PersonNumber>{})
        << "it does not say whose it is";
    EXPECT_EQ(persons_of(patient("1") + coverage("0000001016", "990010", "")), std::vector{own});
    EXPECT_EQ(persons_of(patient("1") +
                         coverage("0000001016", "990010",
                                  R"("beneficiary":{"identifier":{"system":"urn:x","value":"spouse"}},)")),
              std::vector<PersonNumber>{});
    const std::string numbered =
        patient("1", fmt::format(R"({{"system":"{}","value":"0000001016"}})", insured_system));
    EXPECT_EQ(persons_of(numbered + patient("2") + coverage("0000001016", "990028", of_spouse)),
              (std::vector<PersonNumber>{{own.number, {}}}))
        << "the spouse's insurer is not hers";
}

TEST(ExtractedMetadata, have_the_insured_number_also_where_another_number_is_equal) {
    const PersonNumber insured_person{{std::string(insured_system), "0000001016"},
                                      {std::string(insurer), "990010"}};
    const std::string user_system = "https://renkei.example.jp/fhir/IdSystem/office-user-no";
    const std::vector<PersonNumber> found =
        persons_of(patient("1", fmt::format(R"({{"system":"{}","value":"0000001016"}})", user_system)) +
                   coverage("0000001016", "990010", R"("beneficiary":{"reference":"Patient/1"},)"));
    EXPECT_EQ(found, (std::vector<PersonNumber>{{{user_system, "0000001016"}, {}}, insured_person}));
}

TEST(ExtractedMetadata, have_so_many_numbers_of_the_person_and_say_that_there_are_more) {
    const auto identifiers = [](std::size_t count) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) {
            out += fmt::format(R"({}{{"system":"urn:x","value":"{}"}})", i == 0 ? "" : ",", i);
        }
        return out;
    };
    const auto facts = [&](const std::string& entries) {
        return facts_of(bundle(R"("subject":{"reference":"Patient/1"})", entries));
    };
    const ExtractedMetadata all = facts(patient("1", identifiers(max_person_numbers)));
    EXPECT_EQ(all.persons.size(), max_person_numbers);
    EXPECT_FALSE(all.has_more_persons);
    const ExtractedMetadata some = facts(patient("1", identifiers(100'000)));
    EXPECT_EQ(some.persons.size(), max_person_numbers);
    EXPECT_TRUE(some.has_more_persons);
    std::string coverages = patient("1");
    for (int i = 0; i < 1000; ++i) {
        coverages +=
            coverage(fmt::format("{:010}", i), "990010", R"("beneficiary":{"reference":"Patient/1"},)");
    }
    EXPECT_EQ(facts(coverages).persons.size(), max_person_numbers);
    EXPECT_TRUE(facts(coverages).has_more_persons);
}

TEST(ExtractedMetadata, contain_what_a_document_replaces_but_not_what_it_appends) {
    EXPECT_EQ(facts_of(file("opinion/full.bundle.json")).replaces, "FIX-EARLIER");
    EXPECT_EQ(facts_of(file("discharge/full.bundle.json")).replaces, std::nullopt);
}

TEST(ExtractedMetadata, take_the_authors_organisation_where_there_is_no_custodian) {
    const ExtractedMetadata metadata = facts_of(bundle(
        R"("author":[{"reference":"PractitionerRole/1"},{"reference":"Organization/2"}])",
        R"(,{"resource":{"resourceType":"PractitionerRole","id":"1","organization":{"reference":"Organization/1"}}})"
        R"(,{"resource":{"resourceType":"Organization","id":"1","identifier":[{"system":"s","value":"one"}]}})"
        R"(,{"resource":{"resourceType":"Organization","id":"2","identifier":[{"system":"s","value":"two"}]}})"));
    EXPECT_EQ(metadata.senders, (std::vector<Identifier>{{"s", "one"}, {"s", "two"}}));
}

TEST(ExtractedMetadata, follow_a_contained_organisation_and_one_named_by_identifier_only) {
    const ExtractedMetadata metadata = facts_of(bundle(
        R"("contained":[{"resourceType":"Organization","id":"o","identifier":[{"system":"s","value":"inside"}]}],)"
        R"("custodian":{"reference":"#o"},)"
        R"("extension":[{"url":"urn:x/information-recipient","valueReference":{"identifier":{"system":"s","value":"named"}}}])"));
    EXPECT_EQ(metadata.senders, (std::vector<Identifier>{{"s", "inside"}}));
    EXPECT_EQ(metadata.receivers, (std::vector<Identifier>{{"s", "named"}}));
}

TEST(ExtractedMetadata, of_a_bundle_that_is_no_document_are_empty) {
    EXPECT_EQ(facts_of(R"({"resourceType":"Patient"})").senders.size(), 0U);
    EXPECT_EQ(
        facts_of(
            R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Composition","custodian":7,"subject":[],"author":{}}}]})")
            .persons.size(),
        0U);
}

TEST(ExtractedMetadata, end_where_roles_lead_in_a_circle) {
    const ExtractedMetadata metadata = facts_of(bundle(
        R"("author":[{"reference":"PractitionerRole/1"}])",
        R"(,{"resource":{"resourceType":"PractitionerRole","id":"1","organization":{"reference":"PractitionerRole/2"}}})"
        R"(,{"resource":{"resourceType":"PractitionerRole","id":"2","organization":{"reference":"PractitionerRole/1"}}})"));
    EXPECT_TRUE(metadata.senders.empty());
}

TEST(PersonNumber, is_read_with_its_insurer_or_with_its_system) {
    EXPECT_EQ(parse_person("insurer:990010|0000001016"),
              (PersonNumber{{std::string(insured_system), "0000001016"}, {std::string(insurer), "990010"}}));
    EXPECT_EQ(parse_person("urn:x|7"), (PersonNumber{{"urn:x", "7"}, {}}));
    EXPECT_TRUE(parse_person("insurer:990010|H000001016"));
    EXPECT_TRUE(parse_person("office:9970100013|利用者7")) << "its own numbers are as it likes";
    for (const std::string_view wrong :
         {"", "|", "7", "urn:x|", "|7", "insurer:99|7", "municipality:990010|7"}) {
        EXPECT_EQ(parse_person(wrong), std::nullopt) << wrong;
    }
}

TEST(PersonNumber, that_no_person_can_have_is_rejected) {
    for (const std::string wrong :
         {"shop:990010|0000001016", "insurer|0000001016", "insurer:|0000001016",
          "insurer:９９００１０|0000001016", "insurer:990010|００００００１０１６",
          "insurer:990010|000001016", "insurer:990010|00000010160", "insurer:990010|X000001016",
          "insurer：990010|0000001016", "kaigo-insured-person-no|0000001016", "https://a b|7"}) {
        EXPECT_EQ(parse_person(wrong), std::nullopt) << wrong;
    }
    EXPECT_EQ(parse_person(std::string(insured_system) + "|1016"), std::nullopt);
}

TEST(PersonNumber, is_shown_by_its_shape_alone) {
    EXPECT_EQ(shape_of_person("insurer:99001|1016"), "insurer:NNNNN|NNNN");
    EXPECT_EQ(shape_of_person("insurer:990010|１０Ａ"), "insurer:NNNNNN|ＮＮx");
    EXPECT_EQ(shape_of_person("花子 1940/05"), "xx NNNN/NN");
    EXPECT_EQ(shape_of_person(""), "\"\"");
    EXPECT_LE(shape_of_person(std::string(1000, '7')).size(), 100U);
    EXPECT_EQ(shape_of_identifier(std::nullopt, "0000001016"), "NNNNNNNNNN");
    EXPECT_EQ(shape_of_identifier(std::nullopt, "https://example.jp/no"), "https://example.jp/no")
        << "the bar was forgotten";
    EXPECT_EQ(shape_of_identifier("", "1016"), "|NNNN");
    EXPECT_EQ(shape_of_identifier("https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no", ""),
              "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|");
    EXPECT_EQ(shape_of_identifier("https://example.jp/no", "1016"), "https://example.jp/no|NNNN");
    EXPECT_EQ(shape_of_identifier("https://example.jp/1016", "x"), "xxxxx://xxxxxxx.xx/NNNN|x")
        << "it may be somebody's";
    EXPECT_EQ(shape_of_identifier("花子", "1016"), "xx|NNNN");
}

TEST(PersonHashes, differ_for_the_same_number_of_two_insurers_and_share_the_number_alone) {
    const store::Hash key = seal::sha256("key");
    const auto a = person_hashes(key, {{"s", "1"}, {"i", "1"}});
    const auto b = person_hashes(key, {{"s", "1"}, {"i", "2"}});
    const auto alone = person_hashes(key, {{"s", "1"}, {}});
    ASSERT_EQ(a.size(), 2U);
    ASSERT_EQ(alone.size(), 1U);
    EXPECT_NE(a[0], b[0]);
    EXPECT_EQ(a[1], b[1]);
    EXPECT_EQ(a[1], alone[0]);
}

TEST(Creators, of_every_form_are_roles) {
    for (const mapping::Plan& plan : loaded()->catalogue->plans()) {
        EXPECT_FALSE(plan.form().creators().empty()) << plan.form().id();
        for (const form::Str role : plan.form().creators()) {
            EXPECT_TRUE(policy::role_of(plan.form().text(role)))
                << plan.form().id() << ": " << plan.form().text(role);
        }
    }
}

} // namespace
} // namespace renkei::documents::extracted_metadata_test
