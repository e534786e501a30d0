#include "gateway/core/base/base64.h"
#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/metadata/canonicals.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include "tests/mhd/transactions.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <filesystem>

namespace renkei::mhd::provided_test {
namespace {

TEST(ProvidedTransaction, that_keeps_the_rules_is_read) {
    for (const Json& bundle : {comprehensive(), minimal()}) {
        const ReadTransaction got = read(bundle);
        EXPECT_EQ(all_of(got.report), "");
        ASSERT_EQ(got.provision.documents.size(), 1U);
        EXPECT_EQ(got.provision.documents[0].media_type, "application/fhir+json");
        EXPECT_EQ(got.provision.roles, (std::vector<EntryRole>{EntryRole::submission_set,
                                                               EntryRole::reference, EntryRole::document}));
    }
}

TEST(Simplified, reports_the_place_of_an_unknown_or_foreign_replaced_document) {
    for (const char* const target :
         {"DocumentReference/1", "https://other.example/fhir/DocumentReference/1"}) {
        Json bundle = comprehensive();
        Json& resource = reference(bundle);
        resource["relatesTo"] = Json::array({{{"code", "replaces"}, {"target", {{"reference", target}}}}});
        json::Tree tree;
        const std::string text = resource.dump();
        ASSERT_TRUE(json::Parser().parse(text, tree));
        diag::Report report;
        read_simplified(tree, report);
        const auto found =
            std::ranges::find(report.findings(), message::mhd_target_unknown, &diag::Finding::message);
        ASSERT_NE(found, report.findings().end()) << all_of(report);
        EXPECT_EQ(found->where.path, "DocumentReference.relatesTo[0].target.reference");
    }
}

TEST(ProvidedTransaction, may_hold_a_fhir_document_without_hash_and_size) {
    Json bundle = comprehensive();
    bundle["entry"][2]["resource"] = Json::parse(fixture("admission/full.bundle.json"));
    bundle["entry"][2]["request"]["url"] = "Bundle";
    EXPECT_NE(all_of(read(bundle).report).find("content.attachment.hash"), std::string::npos);
    attachment(bundle).erase("hash");
    attachment(bundle).erase("size");
    const ReadTransaction got = read(bundle);
    EXPECT_EQ(all_of(got.report), "");
    EXPECT_EQ(Json::parse(got.provision.documents.at(0).bytes)["type"], "document");
    bundle["entry"][2]["resource"]["type"] = "collection";
    EXPECT_NE(all_of(read(bundle).report).find("Bundle.type: expected document"), std::string::npos);
}

TEST(ProvidedTransaction, may_hold_several_documents_and_a_patient) {
    Json bundle = comprehensive();
    Json more = bundle["entry"][1];
    more["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000003";
    more["resource"]["masterIdentifier"]["value"] = "urn:oid:1.2.3";
    more["resource"]["content"][0]["attachment"] = {{"contentType", "application/pdf"},
                                                    {"url", "urn:uuid:00000000-0000-4000-8000-000000000004"},
                                                    {"language", "ja"},
                                                    {"creation", "2026-02-01"}};
    const Json binary = {
        {"fullUrl", "urn:uuid:00000000-0000-4000-8000-000000000004"},
        {"resource",
         {{"resourceType", "Binary"}, {"contentType", "application/pdf"}, {"data", base::to_base64("%PDF")}}},
        {"request", {{"method", "POST"}, {"url", "Binary"}}}};
    bundle["entry"].push_back(more);
    bundle["entry"].push_back(binary);
    bundle["entry"].push_back({{"fullUrl", "urn:uuid:00000000-0000-4000-8000-000000000005"},
                               {"resource", {{"resourceType", "Patient"}}},
                               {"request", {{"method", "POST"}, {"url", "Patient"}}}});
    list(bundle)["entry"].push_back(
        {{"item", {{"reference", "urn:uuid:00000000-0000-4000-8000-000000000003"}}}});
    const ReadTransaction got = read(bundle);
    EXPECT_EQ(all_of(got.report), "");
    ASSERT_EQ(got.provision.documents.size(), 2U);
    EXPECT_EQ(got.provision.documents[1].bytes, "%PDF");
    EXPECT_EQ(got.provision.documents[1].unique_id, "urn:oid:1.2.3");
    EXPECT_EQ(got.provision.roles.back(), EntryRole::patient);
}

// So many documents, each with its DocumentReference, in one submission.
Json with_documents(std::size_t count) {
    Json bundle = minimal();
    const Json one = bundle["entry"][1];
    const Json binary = bundle["entry"][2];
    for (std::size_t i = 1; i < count; ++i) {
        const std::string reference_url = "urn:uuid:reference-" + std::to_string(i);
        const std::string document_url = "urn:uuid:document-" + std::to_string(i);
        bundle["entry"].push_back(one);
        bundle["entry"].back()["fullUrl"] = reference_url;
        bundle["entry"].back()["resource"]["content"][0]["attachment"]["url"] = document_url;
        bundle["entry"].push_back(binary);
        bundle["entry"].back()["fullUrl"] = document_url;
        list(bundle)["entry"].push_back({{"item", {{"reference", reference_url}}}});
    }
    return bundle;
}

TEST(ProvidedTransaction, may_hold_as_many_documents_as_the_limit_says) {
    const ReadTransaction got = read(with_documents(3), 3);
    EXPECT_EQ(all_of(got.report), "");
    EXPECT_EQ(got.provision.documents.size(), 3U);
}

TEST(ProvidedTransaction, of_more_documents_than_the_limit_is_refused_for_that_alone) {
    Json bundle = with_documents(4);
    bundle["type"] = "batch";
    const ReadTransaction got = read(bundle, 3);
    ASSERT_EQ(got.report.total(), 1U) << all_of(got.report);
    EXPECT_EQ(got.report.findings()[0].message, message::too_many_documents);
    EXPECT_TRUE(got.provision.documents.empty());
}

// Work that grows with the square of the number takes minutes here; work that grows with it, a second.
TEST(ProvidedTransaction, of_many_entries_costs_no_more_for_each) {
    constexpr std::size_t many = 30'000;
    Json bundle = minimal();
    const std::string text = "{\"fullUrl\":\"urn:uuid:n-%\",\"resource\":{\"resourceType\":\"Binary\","
                             "\"contentType\":\"text/plain\",\"data\":\"YQ==\"},"
                             "\"request\":{\"method\":\"POST\",\"url\":\"Binary\"}}";
    std::string more;
    for (std::size_t i = 0; i < many; ++i) {
        more += "," + text.substr(0, text.find('%')) + std::to_string(i) + text.substr(text.find('%') + 1);
    }
    const std::string whole = bundle.dump();
    const std::size_t end = whole.find(']', whole.rfind("\"fullUrl\""));
    ASSERT_NE(end, std::string::npos);
    json::Tree tree;
    const std::string grown = whole.substr(0, end) + more + whole.substr(end);
    ASSERT_TRUE(json::Parser().parse(grown, tree));
    diag::Report report;
    const std::clock_t before = std::clock();
    read_provision(tree, 1000, report);
    EXPECT_LT((std::clock() - before) / CLOCKS_PER_SEC, 5);
    EXPECT_EQ(report.total(), many) << "a Binary that nothing refers to, each";
}

TEST(ProvidedTransaction, for_more_receivers_than_can_be_is_refused) {
    Json bundle = minimal();
    for (int i = 0; i <= 100; ++i) {
        list(bundle)["extension"].push_back(
            {{"url", "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-intendedRecipient"},
             {"valueReference",
              {{"type", "Organization"}, {"identifier", {{"system", "s"}, {"value", std::to_string(i)}}}}}});
    }
    EXPECT_NE(all_of(read(bundle).report).find("intendedRecipient: expected 0..100"), std::string::npos)
        << all_of(read(bundle).report);
}

TEST(ProvidedTransaction, has_persons_and_senders_of_a_document_without_them) {
    const ReadTransaction got = read(comprehensive());
    const documents::ExtractedMetadata& metadata = got.provision.documents.at(0).metadata;
    ASSERT_FALSE(metadata.persons.empty());
    EXPECT_EQ(metadata.persons[0].reveal().number.value, "0000001016");
    ASSERT_FALSE(metadata.senders.empty());
    EXPECT_EQ(metadata.senders[0].value, "9970100013");
    EXPECT_EQ(metadata.type.value, "admission-info");
    EXPECT_EQ(metadata.date, "2026-01-12");
}

// The Patient is not stored, so all is done alike whether this person is here or not.
TEST(ProvidedTransaction, may_ask_that_its_own_patient_is_not_here_yet) {
    const auto asking = [](const std::string& condition, const std::string& method = "POST") {
        Json bundle = comprehensive();
        bundle["entry"].push_back(
            {{"fullUrl", "urn:uuid:88076908-7350-5a1b-b800-a8b2684f2557"},
             {"resource",
              {{"resourceType", "Patient"},
               {"identifier",
                {{{"system", "urn:a"}, {"value", "1"}},
                 {{"system", "urn:a"}, {"value", "2|3"}},
                 {{"value", "4"}}}}}},
             {"request", {{"method", method}, {"url", "Patient"}, {"ifNoneExist", condition}}}});
        return all_of(read(bundle).report);
    };
    for (const char* const own : {"identifier=urn:a|1", "identifier=urn%3Aa%7C1", "identifier=urn:a|2\\|3"}) {
        EXPECT_EQ(asking(own).find("condition-not-offered"), std::string::npos) << own << asking(own);
    }
    EXPECT_NE(asking("identifier=urn:a|1", "PUT").find("request.ifNoneExist"), std::string::npos);
    for (const char* const other :
         {"identifier=urn:a|5", "identifier=1", "identifier=urn:a|", "identifier=", "identifier=|4",
          "identifier=%", "name=a", "identifier=urn:a|1&active=true", "identifier=urn:a|1,urn:a|5", ""}) {
        EXPECT_NE(asking(other).find("request.ifNoneExist"), std::string::npos) << other;
    }
}

TEST(ProvidedTransaction, of_the_worked_example_is_read) {
    const std::filesystem::path example =
        std::filesystem::path(RENKEI_SHARED) / "design/examples/mhd-iti65-transaction.json";
    if (!std::filesystem::exists(example)) {
        GTEST_SKIP() << "the worked examples are not here";
    }
    const ReadTransaction got = read(Json::parse(*base::read_file(example)));
    EXPECT_EQ(all_of(got.report), "");
    EXPECT_EQ(got.provision.documents.size(), 1U);
}

// ---------------------------------------------------------------- ITI-105

Json simple() {
    return {{"resourceType", "DocumentReference"},
            {"masterIdentifier", {{"system", "urn:ietf:rfc:3986"}, {"value", "urn:oid:1.2.3"}}},
            {"status", "current"},
            {"subject", {{"identifier", {{"system", "s"}, {"value", "1"}}}}},
            {"content", Json::array({{{"attachment",
                                       {{"contentType", "text/csv; charset=Shift_JIS"},
                                        {"data", base::to_base64("a,b")}}}}})}};
}

std::string simple_errors(const Json& resource, ProvidedDocument* out = nullptr) {
    json::Tree tree;
    const std::string text = resource.dump();
    EXPECT_TRUE(json::Parser().parse(text, tree));
    diag::Report report;
    ProvidedDocument document = read_simplified(tree, report);
    if (out != nullptr) {
        *out = std::move(document);
    }
    return all_of(report);
}

TEST(Simplified, brings_the_document_in_the_reference) {
    ProvidedDocument document;
    EXPECT_EQ(simple_errors(simple(), &document), "");
    EXPECT_EQ(document.bytes, "a,b");
    EXPECT_EQ(document.media_type, "text/csv");
    EXPECT_EQ(document.charset, "shift_jis");
    EXPECT_EQ(document.metadata.persons.at(0).reveal().number.value, "1");
}

TEST(Simplified, keeps_rules_of_its_own) {
    const Violation wrong[] = {
        {"no data", [](Json& r) { r["content"][0]["attachment"].erase("data"); }, "content.attachment.data"},
        {"a url", [](Json& r) { r["content"][0]["attachment"]["url"] = "u"; }, "content.attachment.url"},
        {"no subject", [](Json& r) { r.erase("subject"); }, "subject"},
        {"no masterIdentifier", [](Json& r) { r.erase("masterIdentifier"); }, "masterIdentifier"},
        {"not current", [](Json& r) { r["status"] = "superseded"; }, "status"},
        {"an entryUUID",
         [](Json& r) {
             r["identifier"] = Json::array(
                 {{{"type",
                    {{"coding", Json::array({{{"system", identifier_types}, {"code", "entryUUID"}}})}}},
                   {"system", uri_system},
                   {"value", "urn:uuid:1"}}});
         },
         "entryUUID"},
    };
    for (const Violation& each : wrong) {
        Json resource = simple();
        each.edit(resource);
        EXPECT_NE(simple_errors(resource).find(each.expected), std::string::npos) << each.what;
    }
}

} // namespace
} // namespace renkei::mhd::provided_test
