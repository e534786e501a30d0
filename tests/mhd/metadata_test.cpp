#include "gateway/core/json/parser.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/metadata/document_references.h"
#include "gateway/network/mhd/metadata/identifiers.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/metadata.h"
#include "gateway/network/mhd/metadata/provenance.h"
#include "gateway/network/mhd/provide/provide_bundle.h"

#include "kit.h"
#include <gtest/gtest.h>

namespace renkei::mhd::metadata_test {
namespace {

constexpr const char* documents_with_persons[] = {
    "admission/full.bundle.json",    "admission/minimal.bundle.json", "discharge/full.bundle.json",
    "opinion/full.bundle.json",      "nursing_plan/full.bundle.json", "nursing_report/full.bundle.json",
    "insured_card/full.bundle.json", "nursing_info/full.bundle.json"};

const std::string api = "https://host.example.jp/fhir";
const MetadataLinks links{.document_url = "https://host.example.jp/fhir/Binary/1"};

Json reference_of(const std::string& name) { return Json::parse(document_reference(*view_of(name), links)); }

json::Tree parsed(const std::string& text) {
    json::Tree out;
    EXPECT_TRUE(json::Parser().parse(text, out));
    return out;
}

TEST(Metadata, contains_type_title_and_dates_of_the_document) {
    const Json reference = reference_of("admission/full.bundle.json");
    EXPECT_EQ(reference["id"], document_id_32);
    EXPECT_EQ(reference["status"], "current");
    EXPECT_EQ(reference["type"]["coding"][0]["code"], "admission-info");
    EXPECT_EQ(reference["category"][0]["coding"][0]["code"], "care-transition");
    EXPECT_EQ(reference["category"][0]["coding"][1]["code"], "18761-7");
    EXPECT_EQ(reference["description"], "入院時情報提供書");
    EXPECT_EQ(reference["date"], "2026-02-18T00:00:00.000Z");
    EXPECT_EQ(reference["content"][0]["attachment"]["creation"], "2026-01-12");
    EXPECT_EQ(reference["content"][0]["attachment"]["language"], "ja");
    EXPECT_EQ(reference["subject"]["reference"], "Patient/" + logical_id(document_id, 1));
    EXPECT_EQ(reference["context"]["facilityType"]["coding"][0]["code"], "43");
    EXPECT_EQ(reference["securityLabel"][0]["coding"][0]["code"], "R");
}

TEST(Metadata, has_the_strictest_label_of_the_document) {
    Json bundle = Json::parse(fixture("admission/full.bundle.json"));
    bundle["entry"][0]["resource"]["confidentiality"] = "N";
    bundle["meta"]["security"] = Json::array({{{"code", "HTEST"}}, {{"code", "N"}}, {{"code", "V"}}});
    const std::string bytes = bundle.dump();
    const auto view = DocumentView::open(version_of(bundle, bytes), bytes);
    const Json label = Json::parse(document_reference(**view, links))["securityLabel"];
    EXPECT_EQ(label[0]["coding"][0]["code"], "V");
    EXPECT_EQ(label.size(), 1U);
}

TEST(Metadata, takes_the_practice_setting_from_the_author_the_encounter_or_the_service) {
    const auto setting = [](const Json& bundle) {
        const std::string bytes = bundle.dump();
        const auto view = DocumentView::open(version_of(bundle, bytes), bytes);
        return Json::parse(document_reference(**view, links))["context"]["practiceSetting"]["coding"][0];
    };
    Json bundle = Json::parse(fixture("admission/full.bundle.json"));
    const auto put = [&](const std::string& type, const std::string& element, const Json& value) {
        for (Json& entry : bundle["entry"]) {
            if (entry["resource"]["resourceType"] == type) {
                entry["resource"][element] = value;
            }
        }
    };
    const auto concept_of = [](const char* code) {
        return Json{{"coding", Json::array({{{"system", "urn:x"}, {"code", code}}})}};
    };
    EXPECT_EQ(setting(bundle)["code"], "43") << "the service of the custodian";
    put("Encounter", "serviceType", concept_of("by encounter"));
    EXPECT_EQ(setting(bundle)["code"], "by encounter");
    put("PractitionerRole", "specialty", Json::array({concept_of("by role")}));
    EXPECT_EQ(setting(bundle)["code"], "by role");
    bundle = Json::parse(fixture("admission/full.bundle.json"));
    put("Organization", "type", Json::array({concept_of("a service")}));
    EXPECT_EQ(setting(bundle)["code"], "a service");
    bundle = Json::parse(fixture("admission/full.bundle.json"));
    for (Json& entry : bundle["entry"]) {
        entry["resource"].erase(entry["resource"]["resourceType"] == "Organization" ? "type" : "");
    }
    EXPECT_EQ(setting(bundle)["code"], "UNK");
}

TEST(Metadata, gives_a_foreign_document_its_profile_as_format) {
    const std::string bytes = fixture("admission/full.bundle.json");
    const Json bundle = Json::parse(bytes);
    store::Version version = version_of(bundle, bytes);
    const auto format = [&] {
        return Json::parse(
            document_reference(**DocumentView::open(version, bytes), links))["content"][0]["format"];
    };
    EXPECT_EQ(format()["code"], "urn:renkei:a-form:202404");
    version.form.clear();
    EXPECT_EQ(format()["system"], "urn:ietf:rfc:3986");
    EXPECT_EQ(format()["code"], bundle["entry"][0]["resource"]["meta"]["profile"][0]);
}

TEST(Metadata, names_size_and_hash_of_the_original) {
    const std::string bytes = fixture("admission/full.bundle.json");
    const Json attachment = reference_of("admission/full.bundle.json")["content"][0]["attachment"];
    EXPECT_EQ(attachment["size"], bytes.size());
    EXPECT_EQ(attachment["hash"], documents::sha1_base64(bytes));
    EXPECT_EQ(attachment["url"], links.document_url);
}

TEST(Metadata, contains_the_author_behind_a_role_and_the_patient) {
    const Json reference = reference_of("admission/full.bundle.json");
    ASSERT_EQ(reference["contained"].size(), 3U);
    EXPECT_EQ(reference["contained"][0]["resourceType"], "Patient");
    EXPECT_EQ(reference["contained"][1]["resourceType"], "Practitioner");
    EXPECT_EQ(reference["contained"][2]["resourceType"], "Organization");
    EXPECT_EQ(reference["author"][0]["reference"], "#author1");
    EXPECT_EQ(reference["context"]["sourcePatientInfo"]["reference"], "#patient");
}

TEST(Metadata, of_what_has_no_fhir_is_minimal) {
    const Json reference = Json::parse(document_reference(*view_without_fhir(), links));
    EXPECT_EQ(reference["meta"]["profile"][0],
              "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.DocumentReference");
    EXPECT_FALSE(reference.contains("subject"));
    EXPECT_EQ(reference["content"][0]["attachment"]["contentType"], "application/pdf");
}

TEST(Metadata, gives_each_version_identifiers_of_its_own) {
    store::Version first{.document = document_id, .number = 1};
    store::Version second{.document = document_id, .number = 2};
    EXPECT_NE(unique_id(first), unique_id(second));
    EXPECT_NE(unique_id(first), entry_uuid(first));
    EXPECT_EQ(unique_id(first), unique_id(first));
    EXPECT_TRUE(submission_id(first).starts_with("urn:oid:2.25."));
    EXPECT_EQ(submission_id(first).find_first_not_of("0123456789.", 8), std::string::npos);
}

TEST(Metadata, keeps_the_rules_that_we_hold_others_to) {
    for (const char* name : documents_with_persons) {
        const auto view = view_of(name);
        diag::Report report;
        const std::string reference = document_reference(*view, links);
        const std::string list = submission_set(*view, links);
        const auto& reference_tree = parsed(reference);
        RequestFindings of_reference(reference_tree, report);
        check_provided(reference_tree, 0, ProvidedResource::document_reference, MetadataLevel::comprehensive,
                       of_reference);
        const auto& list_tree = parsed(list);
        RequestFindings of_list(list_tree, report);
        check_provided(list_tree, 0, ProvidedResource::submission_set, MetadataLevel::comprehensive, of_list);
        EXPECT_TRUE(report.empty()) << name << ": "
                                    << diag::to_text(report.findings().front(), diag::Language::english);
    }
}

TEST(Metadata, is_valid_fhir) {
    for (const char* name : documents_with_persons) {
        const auto view = view_of(name);
        EXPECT_EQ(errors_of(document_reference(*view, links)), "") << name;
        EXPECT_EQ(errors_of(submission_set(*view, links)), "") << name;
        EXPECT_EQ(errors_of(fhir_document_reference_of(*view, api)), "") << name;
        EXPECT_EQ(errors_of(provenance(*view, api)), "") << name;
    }
    EXPECT_EQ(errors_of(document_reference(*view_without_fhir(), links)), "");
    EXPECT_EQ(errors_of(submission_set(*view_without_fhir(), links)), "");
}

// The bytes are those of $document, and another version has others.
TEST(FhirDigests, are_those_of_the_document_as_it_is_given_and_are_computed_once) {
    const std::string bytes = fixture("admission/full.bundle.json");
    store::Version version = version_of(Json::parse(bytes), bytes);
    version.document = "01a20825-9c79-7000-b1b9-8ec6cdce0bbd"; // of this test alone
    FhirDigests digests(2);
    for (const std::uint32_t number : {1U, 1U, 2U}) {
        version.number = number;
        const auto view = DocumentView::open(version, bytes, "the file");
        ASSERT_TRUE(view);
        std::string given;
        (*view)->write_bundle(given);
        const FhirDigest digest = digests.of(**view);
        EXPECT_EQ(digest.size, given.size());
        EXPECT_EQ(digest.sha1, documents::sha1_base64(given));
        EXPECT_EQ(digests.count(), number);
        const Json attachment =
            Json::parse(fhir_document_reference_of(**view, api))["content"][0]["attachment"];
        EXPECT_EQ(attachment["size"], given.size());
        EXPECT_EQ(attachment["hash"], documents::sha1_base64(given));
    }
    version.number = 3;
    static_cast<void>(digests.of(**DocumentView::open(version, bytes, "the file")));
    EXPECT_EQ(digests.count(), 1U) << "and no more are remembered than was said";
}

TEST(Metadata, keeps_the_profiles_of_ihe) {
    if (!has_ihe_definitions()) {
        GTEST_SKIP() << "IHE's definitions are not here";
    }
    for (const char* name : documents_with_persons) {
        const auto view = view_of(name);
        EXPECT_EQ(ihe_errors_of(document_reference(*view, links)), "") << name;
        EXPECT_EQ(ihe_errors_of(submission_set(*view, links)), "") << name;
        EXPECT_EQ(ihe_errors_of(fhir_document_reference_of(*view, api)), "") << name;
    }
}

TEST(ProvideBundle, of_a_stored_version_passes_our_own_rules) {
    for (const char* name : documents_with_persons) {
        const auto view = view_of(name);
        const std::string bytes = fixture(name);
        const std::string bundle =
            provide_bundle(*view, {.bytes = bytes, .media_type = "application/fhir+json"});
        diag::Report report;
        const ProvidedTransaction provision = read_provision(parsed(bundle), 1000, report);
        EXPECT_TRUE(report.empty()) << name << ": "
                                    << diag::to_text(report.findings().front(), diag::Language::english);
        ASSERT_EQ(provision.documents.size(), 1U);
        EXPECT_EQ(provision.documents[0].bytes, bytes);
        EXPECT_EQ(errors_of(bundle), "") << name;
    }
}

TEST(ProvideBundle, keeps_the_profile_of_ihe) {
    if (!has_ihe_definitions()) {
        GTEST_SKIP() << "IHE's definitions are not here";
    }
    for (const char* name : documents_with_persons) {
        const std::string bytes = fixture(name);
        EXPECT_EQ(ihe_errors_of(provide_bundle(*view_of(name),
                                               {.bytes = bytes, .media_type = "application/fhir+json"})),
                  "")
            << name;
    }
}

TEST(ProvideBundle, names_the_receivers_that_the_document_does_not) {
    const std::vector<policy::Identifier> receivers{policy::identifier_of({"institution", "1319999981"}),
                                                    {"urn:oid:1.2.3", "r"}};
    const std::string bundle =
        provide_bundle(*view_of("admission/full.bundle.json"),
                       {.bytes = "a", .media_type = "text/csv", .receivers = receivers});
    diag::Report report;
    const ProvidedTransaction provision = read_provision(parsed(bundle), 1000, report);
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(provision.documents[0].metadata.receivers, receivers);
    EXPECT_EQ(errors_of(bundle), "");
    if (has_ihe_definitions()) {
        EXPECT_EQ(ihe_errors_of(bundle), "");
    }
}

TEST(ProvideBundle, replaces_what_the_receiver_has) {
    const std::string old = "DocumentReference/" + logical_id("01932b6e-0000-7000-8000-000000000001");
    const std::string bundle = provide_bundle(*view_of("admission/full.bundle.json"),
                                              {.bytes = "a", .media_type = "text/csv", .replaces = old});
    diag::Report report;
    const ProvidedTransaction provision = read_provision(parsed(bundle), 1000, report);
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(provision.documents[0].replaces, "01932b6e-0000-7000-8000-000000000001");
    EXPECT_EQ(provision.documents[0].media_type, "text/csv");
}

TEST(ProvideBundle, answer_has_one_entry_per_entry_in_order) {
    const std::string bundle =
        provide_bundle(*view_of("admission/full.bundle.json"), {.bytes = "a", .media_type = "text/csv"});
    diag::Report report;
    const ProvidedTransaction provision = read_provision(parsed(bundle), 1000, report);
    const std::vector<documents::StoredDocument> taken{
        {.version = {.document = document_id, .number = 3, .created = taken_at}}};
    const std::string text = transaction_response(provision, taken, "Patient/x", {});
    const Json answer = Json::parse(text);
    EXPECT_EQ(answer["type"], "transaction-response");
    const std::string behind = std::string("/") + document_id_32 + "/_history/3";
    ASSERT_EQ(answer["entry"].size(), 3U);
    EXPECT_EQ(answer["entry"][0]["response"]["location"], "List" + behind);
    EXPECT_EQ(answer["entry"][1]["response"]["location"], "DocumentReference" + behind);
    EXPECT_EQ(answer["entry"][2]["response"]["location"], "Binary" + behind);
    EXPECT_EQ(answer["entry"][2]["response"]["status"], "201 Created");
    EXPECT_EQ(errors_of(text), "");
    if (has_ihe_definitions()) {
        EXPECT_EQ(ihe_errors_of(text), "");
    }
}

} // namespace
} // namespace renkei::mhd::metadata_test
