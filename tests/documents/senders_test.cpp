// Whose a document is: what the form itself calls its sender, in the number system that its mapping writes,
// and nothing else.
#include "generated/messages/policy.h"

#include "tests/documents/inputs.h"

#include <algorithm>

namespace renkei::documents::senders_test {
namespace {

using policy::Identifier;

const std::string insurers = "https://renkei.example.jp/fhir/IdSystem/kaigo-insurer-no";
const std::string offices = "https://renkei.example.jp/fhir/IdSystem/kaigo-office-no";

policy::Peer city(std::string id, std::vector<policy::Number> numbers) {
    return {.id = std::move(id), .role = policy::Role::municipality, .numbers = std::move(numbers)};
}

// The usual peers, and cities.
std::vector<policy::Peer> with_cities() {
    auto out = usual_peers();
    out.push_back(city("city", {{"insurer", "990010"}, {"municipality", "990010"}}));
    out.push_back(city("neighbour", {{"insurer", "990028"}}));
    // another one, whose code reads like the city's insurer number
    out.push_back(city("same-digits", {{"municipality", "990010"}}));
    out.push_back(city("with-office", {{"insurer", "990010"}, {"office", "9970199999"}}));
    return out;
}

// From the insurer 990010; no number of an office.
std::string card() { return file("insured_card/minimal.csv"); }
std::string card_in_fhir() { return file("insured_card/minimal.bundle.json"); }
// CP932 of what is changed is ASCII.
std::string card_from_office(std::string_view number) {
    return replaced(card(), "20260301090000,,", "20260301090000," + std::string(number) + ",");
}

policy::Access access_of(Site& site, const store::Version& version) {
    return must(site.store().read_value<policy::Access>(
        [&](const store::Snapshot& snapshot) { return snapshot.access(version.document, version.number); }));
}

std::vector<std::string> said(const Receipt& receipt) {
    const auto& findings = receipt.report.findings();
    const auto found = std::ranges::find(findings, message::not_the_sender, &diag::Finding::message);
    return found == findings.end() ? std::vector<std::string>{} : found->args;
}

TEST(Sender, is_the_insurer_where_the_form_says_so_and_no_office_is_named) {
    for (const std::string& document : {card(), card_in_fhir()}) {
        Site site({}, with_cities());
        const Receipt receipt = site.submit(document, "city");
        ASSERT_EQ(receipt.refusal, Refusal::none) << recorded(receipt.report);
        EXPECT_EQ(access_of(site, receipt.documents.front().version).senders,
                  (std::vector<Identifier>{{insurers, "990010"}}));
    }
}

TEST(Sender, is_the_same_whether_the_form_or_its_bundle_came) {
    Site site({}, with_cities());
    EXPECT_TAKEN(site.submit(card(), "city"));
    const Receipt again = site.submit(card_in_fhir(), "city");
    EXPECT_TAKEN(again);
    EXPECT_EQ(again.documents.front().outcome, DocumentOutcome::unchanged);
    EXPECT_EQ(site.documents(), 1U);
}

TEST(Sender, is_no_other_city_not_even_one_with_the_same_digits_of_another_kind) {
    Site site({}, with_cities());
    for (const std::string_view peer : {"neighbour", "same-digits"}) {
        for (const std::string& document : {card(), card_in_fhir()}) {
            const Receipt receipt = site.submit(document, peer);
            EXPECT_EQ(receipt.refusal, Refusal::forbidden) << peer << recorded(receipt.report);
        }
    }
    EXPECT_EQ(said(site.submit(card(), "same-digits")),
              (std::vector<std::string>{"same-digits", "municipality:990010", "insurer:990010"}));
    EXPECT_EQ(site.documents(), 0U);
}

TEST(Sender, is_the_office_alone_where_one_is_named) {
    Site site({}, with_cities());
    const std::string from_office = card_from_office("9970199999");
    const Receipt receipt = site.submit(from_office, "with-office");
    ASSERT_EQ(receipt.refusal, Refusal::none) << recorded(receipt.report);
    EXPECT_EQ(access_of(site, receipt.documents.front().version).senders,
              (std::vector<Identifier>{{offices, "9970199999"}}));
    EXPECT_EQ(site.submit(from_office, "city").refusal, Refusal::forbidden)
        << "the person's insurer did not send it";
    EXPECT_EQ(said(site.submit(from_office, "city")),
              (std::vector<std::string>{"city", "insurer:990010, municipality:990010", "office:9970199999"}));
}

// The caller must have the numbers of all senders; the custodian of a bundle is a sender, too, although the
// form names another one.
TEST(Sender, that_a_bundle_names_beside_the_form_must_be_the_caller_too) {
    Site site({}, with_cities());
    const std::string name = R"("name": "見本市介護保険課")";
    const std::string bundle = replaced(card_in_fhir(), name, R"("identifier": [
      {
       "system": "https://renkei.example.jp/fhir/IdSystem/nursing-station-no",
       "value": "9900001"
      }
     ],
     )" + name);
    const Receipt receipt = site.submit(bundle, "city");
    EXPECT_EQ(receipt.refusal, Refusal::forbidden) << recorded(receipt.report);
    EXPECT_EQ(said(receipt),
              (std::vector<std::string>{"city", "insurer:990010, municipality:990010", "station:9900001"}));
    EXPECT_EQ(site.documents(), 0U);
}

// The plan FIX-MINIMAL of the office 9960000009, and of the medical institution that has the same digits.
std::string plan_of_office() { return file("nursing_plan/minimal.json"); }
std::string plan_of_institution() {
    return replaced(plan_of_office(), "officeNumber", "medicalInstitutionCode");
}

std::vector<policy::Peer> with_ward() {
    auto out = usual_peers();
    out.push_back(
        {.id = "ward", .role = policy::Role::visiting_nurse, .numbers = {{"institution", "9960000009"}}});
    return out;
}

TEST(Sender, with_the_digits_of_another_kind_of_number_has_documents_of_its_own) {
    using Sent = std::pair<std::string, std::string>;
    const Sent office{plan_of_office(), "nurse"};
    const Sent institution{plan_of_institution(), "ward"};
    for (const auto& [first, second] : {std::pair(office, institution), std::pair(institution, office)}) {
        Site site({}, with_ward());
        std::vector<std::string> documents;
        for (const auto& [bytes, peer] : {first, second, first, second}) {
            const Receipt receipt = site.submit(bytes, peer);
            ASSERT_EQ(receipt.refusal, Refusal::none) << peer << " " << recorded(receipt.report);
            documents.push_back(receipt.documents.front().version.document);
        }
        EXPECT_EQ(documents[2], documents[0]);
        EXPECT_EQ(documents[3], documents[1]);
        EXPECT_NE(documents[0], documents[1]);
        EXPECT_EQ(site.documents(), 2U);
        const std::string name = R"("name": "連携 花子")";
        EXPECT_EQ(site.submit(replaced(second.first, name, R"("name": "連携 花枝")"), second.second).refusal,
                  Refusal::conflict)
            << "with its own plan";
        const Receipt passed_on = site.submit(second.first, "network");
        EXPECT_EQ(passed_on.documents.front().version.document, documents[1]);
    }
}

// Documents that came before another sender with the same digits was admitted keep these keys.
TEST(Sender, is_identified_by_its_digits_alone_while_they_are_unique) {
    Site site({}, with_ward());
    EXPECT_TAKEN(site.submit(plan_of_office(), "nurse"));
    const store::Hash& key = site.store().search_key();
    const store::DocumentKey plain{seal::keyed_hash(key, {"sender", "9960000009"}),
                                   seal::keyed_hash(key, {"document", "nursing_plan", "FIX-MINIMAL"})};
    const auto found = [&] {
        return must(site.store().read_value<std::optional<std::string>>(
            [&](const store::Snapshot& it) { return it.document_id(plain); }));
    };
    const std::optional<std::string> document = found();
    EXPECT_TRUE(document.has_value());
    EXPECT_TAKEN(site.submit(plan_of_institution(), "ward"));
    EXPECT_EQ(found(), document);
}

TEST(Sender, is_never_the_insurer_of_a_person_in_a_form_that_others_send) {
    Site site({}, with_cities());
    const Receipt receipt = site.submit(admission());
    ASSERT_EQ(receipt.refusal, Refusal::none) << recorded(receipt.report);
    const store::Version& version = receipt.documents.front().version;
    EXPECT_EQ(access_of(site, version).senders, (std::vector<Identifier>{{offices, "9970100013"}}));
    EXPECT_EQ(
        policy::may_read(site.peer("city"), {.newest = 1, .versions = {{1, access_of(site, version)}}}, 1),
        policy::VersionAccess::not_a_party);
    EXPECT_EQ(policy::may_withdraw(site.peer("city"), access_of(site, version)),
              policy::AccessDecision::not_a_party);
}

TEST(Sender, of_a_forwarded_document_is_the_insurer_and_may_withdraw_it) {
    Site site({}, with_cities());
    const Receipt receipt = site.submit(card(), "network");
    ASSERT_EQ(receipt.refusal, Refusal::none) << recorded(receipt.report);
    const policy::Access access = access_of(site, receipt.documents.front().version);
    EXPECT_EQ(policy::may_withdraw(site.peer("city"), access), policy::AccessDecision::allowed);
    EXPECT_EQ(policy::may_read(site.peer("same-digits"), {.newest = 1, .versions = {{1, access}}}, 1),
              policy::VersionAccess::not_a_party);
}

TEST(Sender, that_is_refused_gets_the_numbers_of_its_own_document) {
    Site site;
    const Receipt receipt = site.submit(admission(), "stranger");
    EXPECT_EQ(said(receipt),
              (std::vector<std::string>{"stranger", "office:9970199999", "office:9970100013"}));
}

TEST(Sender, of_a_stored_document_is_not_disclosed_to_another_caller) {
    Site site;
    EXPECT_TAKEN(site.submit(admission("1")));
    const Receipt receipt = site.submit(admission("2"), "network");
    EXPECT_EQ(receipt.refusal, Refusal::forbidden);
    ASSERT_TRUE(receipt.report.has(message::sender_is_another)) << recorded(receipt.report);
    EXPECT_EQ(recorded(receipt.report).find("9970100013"), std::string::npos) << recorded(receipt.report);
}

} // namespace
} // namespace renkei::documents::senders_test
