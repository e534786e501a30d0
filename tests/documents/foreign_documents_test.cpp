// FHIR documents of others: what a form of ours lacks is no reason to refuse them. They are kept, found and
// given back as they came.
#include "gateway/core/base/file.h"
#include "gateway/network/access/find_documents.h"
#include "generated/messages/documents.h"
#include "generated/messages/service.h"
#include "generated/messages/validate.h"

#include "tests/documents/letters.h"
#include <fmt/format.h>

namespace renkei::documents::foreign_documents_test {
namespace {

using policy::Identifier;

const std::string institutions = "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no";

std::string letter() { return summary("1.0", "経過"); }
// A letter that differs only in an element that no form here has a place for.
std::string letter_with_more(std::string_view more) {
    return replaced(letter(), R"("resourceType": "Bundle",)",
                    fmt::format(R"("resourceType": "Bundle", "language": "{}",)", more));
}

// A care plan summary: no form here has its type.
constexpr std::string_view plan =
    R"({"resourceType":"Bundle","identifier":{"system":"urn:x:bundles","value":"B-1"},"type":"document",)"
    R"("timestamp":"2026-02-13T09:00:00+09:00","entry":[)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a1","resource":{"resourceType":"Composition",)"
    R"("extension":[{"url":"http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber",)"
    R"("valueString":"1"}],"identifier":{"system":"urn:x:documents","value":"D-1"},"status":"final",)"
    R"("type":{"coding":[{"system":"http://x.jp/types","code":"56447-6"}]},)"
    R"("subject":{"reference":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a2"},"date":"2026-02-13",)"
    R"("author":[{"reference":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a3"}],"title":"計画書",)"
    R"("section":[{"title":"計画","text":{"status":"additional","div":)"
    R"("<div xmlns=\"http://www.w3.org/1999/xhtml\">減塩</div>"}}]}},)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a2","resource":{"resourceType":"Patient",)"
    R"("identifier":[{"system":"urn:x:patients","value":"P-1"}],"name":[{"text":"連携 花子"}]}},)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000a3","resource":{"resourceType":"Organization",)"
    R"("identifier":[{"system":"http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no",)"
    R"("value":"4910100016"}],"name":"架空総合病院"}}]})";

// Results without a document around them.
constexpr std::string_view results =
    R"({"resourceType":"Bundle","identifier":{"system":"urn:x:bundles","value":"R-1"},"type":"collection",)"
    R"("timestamp":"2026-02-13T09:00:00+09:00","entry":[)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000b1","resource":{"resourceType":"Patient",)"
    R"("identifier":[{"system":"urn:x:patients","value":"P-1"}]}},)"
    R"({"fullUrl":"urn:uuid:5d1e0001-0000-4000-8000-0000000000b2","resource":{"resourceType":"Observation",)"
    R"("status":"final","code":{"text":"K"},"subject":{"reference":"urn:uuid:5d1e0001-0000-4000-8000-0000000000b1"},)"
    R"("valueQuantity":{"value":4.1,"unit":"mmol/L"}}}]})";

// A summary whose custodian is another institution, and whose author is that of the ward.
std::string kept_by(std::string_view number) {
    std::string text =
        replaced(letter(), R"("author": [)",
                 R"("author": [{"reference": "urn:uuid:5d1e0002-0000-4000-8000-0000000000c1"},)");
    text = replaced(
        std::move(text),
        "\"custodian\": {\n          \"reference\": \"urn:uuid:5d1e0004-0000-4000-8000-000000000004\"",
        R"("custodian": {"reference": "urn:uuid:5d1e0002-0000-4000-8000-0000000000c2")");
    const std::size_t second = text.find(R"("fullUrl")", text.find(R"("fullUrl")") + 1);
    const std::size_t at = text.rfind('{', second); // behind the Composition
    const auto organisation = [](std::string_view id, std::string_view value) {
        return fmt::format(R"({{"fullUrl":"urn:uuid:5d1e0002-0000-4000-8000-0000000000{}","resource":)"
                           R"({{"resourceType":"Organization","identifier":[{{"system":"{}","value":"{}"}}],)"
                           R"("name":"架空"}}}},)",
                           id, institutions, value);
    };
    return text.insert(at, organisation("c1", "4910100016") + organisation("c2", number));
}

store::Version taken(const Receipt& receipt) { return receipt.documents.at(0).version; }

std::vector<Identifier> senders(Site& site, const store::Version& version) {
    return must(site.store().read_value<policy::Access>([&](const store::Snapshot& snapshot) {
               return snapshot.access(version.document, version.number);
           }))
        .senders;
}

TEST(ForeignDocument, that_lacks_what_the_form_asks_is_kept_and_the_receipt_names_it) {
    Site site({}, peers_with_ward());
    const std::string without_sex = replaced(letter(), R"("gender": "female",)", "");
    const Receipt receipt = site.submit(without_sex, "ward");
    EXPECT_TAKEN(receipt);
    EXPECT_FALSE(receipt.report.at_least(diag::Severity::error)) << recorded(receipt.report);
    EXPECT_NE(recorded(receipt.report).find("(patient.gender)"), std::string::npos);
    EXPECT_EQ(site.render(taken(receipt), "original").bytes, without_sex);
}

TEST(ForeignDocument, of_a_type_that_no_form_has_is_kept_found_and_given_as_it_came) {
    Site site({}, peers_with_ward());
    const Receipt receipt = site.submit(plan, "ward");
    EXPECT_TAKEN(receipt);
    ASSERT_EQ(site.documents(), 1U);
    const store::Version version = taken(receipt);
    EXPECT_TRUE(receipt.report.has(message::document_without_form));
    EXPECT_EQ(version.type_code, "56447-6");
    EXPECT_EQ(version.revision, "1");
    EXPECT_EQ(version.media_type, "application/fhir+json");
    EXPECT_EQ(site.render(version, "original").bytes, plan);
    EXPECT_EQ(senders(site, version), (std::vector<Identifier>{{institutions, "4910100016"}}));
    const auto found =
        must(site.store().read_value<store::DocumentPage>([&](const store::Snapshot& snapshot) {
            return snapshot.find(
                {.viewer = access::viewer_of(site.peer("ward")),
                 .persons = person_hashes(site.store().search_key(),
                                          {.number = {"urn:x:patients", "P-1"}, .within = {}})});
        }));
    EXPECT_EQ(found.versions.size(), 1U);
}

TEST(ForeignDocument, of_such_a_type_has_a_page_of_what_its_author_wrote) {
    Site site({}, peers_with_ward());
    const store::Version version = taken(site.submit(plan, "ward"));
    const std::string page = site.render(version, "html").bytes;
    EXPECT_NE(page.find("<h2 id=\"s1\"><bdi>計画</bdi></h2>\n<div class=\"nt\" dir=\"auto\"><div>減塩</div>"),
              std::string::npos)
        << page;
    EXPECT_NE(page.find("　版 1</p>"), std::string::npos);
    const store::Version bare = taken(site.submit(results, "ward"));
    EXPECT_NE(site.render(bare, "html").bytes.find("本文が一つもありません"), std::string::npos);
}

TEST(ForeignDocument, of_such_a_type_is_corrected_by_a_higher_version_and_by_no_other) {
    Site site({}, peers_with_ward());
    EXPECT_TAKEN(site.submit(plan, "ward"));
    EXPECT_EQ(site.submit(replaced(std::string(plan), "減塩", "減塩と運動"), "ward").refusal,
              Refusal::conflict);
    const Receipt newer = site.submit(replaced(replaced(std::string(plan), "減塩", "減塩と運動"),
                                               R"("valueString":"1")", R"("valueString":"2")"),
                                      "ward");
    EXPECT_TAKEN(newer);
    EXPECT_EQ(taken(newer).number, 2U);
}

TEST(ForeignDocument, is_a_bundle_of_results_too_and_its_sender_is_who_brings_it) {
    Site site({}, peers_with_ward());
    const Receipt receipt = site.submit(results, "ward");
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(senders(site, taken(receipt)), (std::vector<Identifier>{{institutions, "4910100016"}}));
}

TEST(ForeignDocument, with_an_unknown_modifier_extension_is_kept_as_it_came_and_the_receipt_names_it) {
    Site site({}, peers_with_ward());
    const std::string modified = replaced(
        letter(), R"("resourceType": "Condition",)",
        R"("resourceType": "Condition", "modifierExtension": [{"url": "urn:x:not", "valueBoolean": true}],)");
    const Receipt receipt = site.submit(modified, "ward");
    EXPECT_TAKEN(receipt);
    EXPECT_TRUE(receipt.report.has(message::validate_modifier_unknown));
    EXPECT_FALSE(receipt.report.at_least(diag::Severity::error)) << recorded(receipt.report);
    EXPECT_EQ(site.render(taken(receipt), "original").bytes, modified);
}

TEST(ForeignDocument, that_is_not_valid_is_refused) {
    Site site({}, peers_with_ward());
    EXPECT_EQ(
        site.submit(replaced(std::string(plan), R"("status":"final")", R"("status":"done")"), "ward").refusal,
        Refusal::invalid);
    EXPECT_EQ(site.documents(), 0U);
}

TEST(ForeignDocument, of_such_a_type_comes_from_those_who_create_documents_of_others) {
    Site site({}, peers_with_ward());
    const Receipt receipt = site.submit(plan, "manager");
    EXPECT_EQ(receipt.refusal, Refusal::invalid);
    EXPECT_TRUE(receipt.report.has(message::bundle_unknown));
}

TEST(ForeignDocument, of_such_a_type_names_its_bringer_as_sender) {
    Site site({}, peers_with_ward());
    EXPECT_EQ(site.submit(replaced(std::string(plan), "4910100016", "4910100024"), "ward").refusal,
              Refusal::forbidden);
}

TEST(ForeignDocument, with_other_content_under_the_same_version_is_a_conflict_whatever_differs) {
    Site site({}, peers_with_ward());
    EXPECT_TAKEN(site.submit(letter_with_more("ja"), "ward"));
    EXPECT_EQ(site.submit(letter_with_more("en"), "ward").refusal, Refusal::conflict);
    EXPECT_EQ(site.submit(letter_with_more("ja") + "\n", "ward").refusal,
              Refusal::none); // laid out otherwise
    EXPECT_EQ(site.documents(), 1U);
}

TEST(ForeignDocument, may_be_sent_by_its_author_although_another_one_keeps_it) {
    Site site({}, peers_with_ward());
    const Receipt receipt = site.submit(kept_by("4910100099"), "ward");
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(senders(site, taken(receipt)), (std::vector<Identifier>{{institutions, "4910100016"}}));
}

TEST(ForeignDocument, may_be_sent_by_its_custodian_who_is_its_sender) {
    auto peers = peers_with_ward();
    peers.push_back(
        {.id = "keeper", .role = policy::Role::hospital, .numbers = {{"institution", "4910100099"}}});
    Site site({}, std::move(peers));
    const Receipt receipt = site.submit(kept_by("4910100099"), "keeper");
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(senders(site, taken(receipt)), (std::vector<Identifier>{{institutions, "4910100099"}}));
}

TEST(ForeignDocument, may_not_be_sent_by_who_is_neither) {
    auto peers = peers_with_ward();
    peers.push_back(
        {.id = "other", .role = policy::Role::hospital, .numbers = {{"institution", "4910100024"}}});
    Site site({}, std::move(peers));
    EXPECT_EQ(site.submit(kept_by("4910100099"), "other").refusal, Refusal::forbidden);
}

TEST(ForeignDocument, for_a_receiver_of_files_is_delivered_and_its_sender_sees_it) {
    auto peers = peers_with_ward();
    peers.push_back({.id = "files",
                     .role = policy::Role::care_office,
                     .numbers = {{"office", "9970100021"}},
                     .delivery_method = policy::DeliveryMethod::folder,
                     .address = "/nowhere",
                     .syntax = "csv"});
    Site site({}, std::move(peers));
    const Receipt receipt = site.submit(
        {.bytes = plan,
         .receivers = {Identifier{std::string(policy::number_kind("office")->system), "9970100021"}}},
        "ward");
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.at(0).deliveries, 1U);
    EXPECT_TRUE(receipt.report.has(message::given_as_it_came));
}

TEST(OwnDocument, that_lacks_what_its_form_asks_is_still_refused) {
    auto peers = usual_peers();
    peers.push_back({.id = "city", .role = policy::Role::municipality, .numbers = {{"insurer", "990010"}}});
    Site site({}, std::move(peers));
    const std::string card = file("insured_card/minimal.bundle.json");
    EXPECT_TAKEN(site.submit(card, "city"));
    const std::string without =
        replaced(card, R"("birthDate":)", R"("_birthDate":{"id":"b"},"deceasedDateTime":)");
    EXPECT_EQ(site.submit(without, "city").refusal, Refusal::invalid);
}

// The guide's own documents, sent by a peer that has the numbers in them.
TEST(ForeignDocument, of_the_public_guide_is_stored) {
    const fs::path folder = fs::path(RENKEI_SHARED) / "jp";
    if (!fs::exists(folder)) {
        GTEST_SKIP() << folder << " is not here";
    }
    std::size_t stored = 0;
    for (const std::string_view part :
         {"clins-1.10-examples", "jp-clins-1.11-documents", "clins-1.5-examples"}) {
        for (const auto& entry : fs::directory_iterator(folder / part)) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with("Bundle")) {
                continue;
            }
            auto peers = usual_peers();
            peers.push_back({.id = "hospital-of-guide",
                             .role = policy::Role::hospital,
                             .numbers = {{"institution", "1311234567"},
                                         {"institution", "1318814790"},
                                         {"institution", "1319876543"}}});
            Site site({}, std::move(peers));
            const std::string document = must(base::read_file(entry.path()));
            const Receipt receipt = site.submit(document, "hospital-of-guide");
            EXPECT_EQ(receipt.refusal, Refusal::none) << name << "\n" << recorded(receipt.report);
            if (receipt.refusal == Refusal::none) {
                EXPECT_EQ(site.render(taken(receipt), "original").bytes, document) << name;
                ++stored;
            }
        }
    }
    EXPECT_GE(stored, 8U);
}

} // namespace
} // namespace renkei::documents::foreign_documents_test
