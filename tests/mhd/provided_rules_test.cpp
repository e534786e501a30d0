#include "gateway/network/mhd/metadata/canonicals.h"
#include "generated/messages/mhd.h"

#include "tests/mhd/transactions.h"
#include <gtest/gtest.h>

namespace renkei::mhd::provided_rules_test {
namespace {

// What no level allows.
const Violation violations[] = {
    {"another type of bundle", [](Json& b) { b["type"] = "batch"; }, "Bundle.type"},
    {"no profile", [](Json& b) { b["meta"].erase("profile"); }, "Bundle.meta.profile"},
    {"a foreign profile", [](Json& b) { b["meta"]["profile"][0] = "http://example.org/x"; },
     "Bundle.meta.profile"},
    {"no SubmissionSet", [](Json& b) { b["entry"].erase(0); }, "SubmissionSet"},
    {"two SubmissionSets",
     [](Json& b) {
         Json again = b["entry"][0];
         again["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000001";
         b["entry"].push_back(again);
     },
     "SubmissionSet"},
    {"a Provenance",
     [](Json& b) {
         b["entry"].push_back({{"fullUrl", "urn:uuid:1"},
                               {"resource", {{"resourceType", "Provenance"}}},
                               {"request", {{"method", "POST"}, {"url", "Provenance"}}}});
     },
     "POST Provenance"},
    {"PUT of a DocumentReference", [](Json& b) { b["entry"][1]["request"]["method"] = "PUT"; },
     "PUT DocumentReference"},
    {"a fullUrl twice", [](Json& b) { b["entry"][2]["fullUrl"] = b["entry"][1]["fullUrl"]; },
     "entry.fullUrl"},
    {"no sourceId", [](Json& b) { list(b)["extension"].erase(1); }, "ihe-sourceId"},
    {"a sourceId that is no OID", [](Json& b) { list(b)["extension"][1]["valueIdentifier"]["value"] = "me"; },
     "sourceId"},
    {"a list that is no submission set", [](Json& b) { list(b)["code"]["coding"][0]["code"] = "folder"; },
     "submissionset"},
    {"a snapshot list", [](Json& b) { list(b)["mode"] = "snapshot"; }, "resource.mode"},
    {"a retired list", [](Json& b) { list(b)["status"] = "retired"; }, "resource.status"},
    {"no date", [](Json& b) { list(b).erase("date"); }, "date"},
    {"an encounter",
     [](Json& b) {
         list(b)["encounter"] = {{"reference", "Encounter/1"}};
     },
     "encounter"},
    {"a modifier extension",
     [](Json& b) {
         list(b)["modifierExtension"] = Json::array({{{"url", "u"}}});
     },
     "modifierExtension"},
    {"a flag",
     [](Json& b) {
         list(b)["entry"][0]["flag"] = {{"text", "x"}};
     },
     "entry.flag"},
    {"a uniqueId that is no OID", [](Json& b) { list(b)["identifier"][0]["value"] = "urn:uuid:1"; },
     "identifier.value"},
    {"an entryUUID that is no UUID", [](Json& b) { list(b)["identifier"][1]["value"] = "urn:oid:1"; },
     "identifier.value"},
    {"a document that the list does not name",
     [](Json& b) { list(b)["entry"][0]["item"]["reference"] = "urn:uuid:2"; }, "List.entry.item"},
    {"no masterIdentifier", [](Json& b) { reference(b).erase("masterIdentifier"); }, "masterIdentifier"},
    {"a masterIdentifier without type", [](Json& b) { reference(b)["masterIdentifier"].erase("type"); },
     "masterIdentifier.type"},
    {"a docStatus", [](Json& b) { reference(b)["docStatus"] = "final"; }, "docStatus"},
    {"a status that is not current", [](Json& b) { reference(b)["status"] = "entered-in-error"; }, "status"},
    {"two contents", [](Json& b) { reference(b)["content"].push_back(reference(b)["content"][0]); },
     "content"},
    {"data in the attachment", [](Json& b) { attachment(b)["data"] = "YQ=="; }, "content.attachment.data"},
    {"no url", [](Json& b) { attachment(b).erase("url"); }, "content.attachment.url"},
    {"a url to elsewhere", [](Json& b) { attachment(b)["url"] = "https://host/Binary/1"; },
     "content.attachment.url"},
    {"another hash", [](Json& b) { attachment(b)["hash"] = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="; }, "hash"},
    {"another size", [](Json& b) { attachment(b)["size"] = 1; }, "size"},
    {"a Binary of another type", [](Json& b) { b["entry"][2]["resource"]["contentType"] = "text/plain"; },
     "Binary.contentType"},
    {"a Binary that is no base64", [](Json& b) { b["entry"][2]["resource"]["data"] = "*"; }, "Binary.data"},
    {"a Binary that nothing refers to",
     [](Json& b) {
         Json more = b["entry"][2];
         more["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000002";
         b["entry"].push_back(more);
     },
     "00000000-0000-4000-8000-000000000002"},
    {"a replacement without PATCH",
     [](Json& b) {
         reference(b)["relatesTo"] =
             Json::array({{{"code", "replaces"},
                           {"target", {{"reference", std::string("DocumentReference/") + document_id_32}}}}});
     },
     "PATCH"},
    {"a replacement of what is not here",
     [](Json& b) {
         reference(b)["relatesTo"] =
             Json::array({{{"code", "replaces"}, {"target", {{"reference", "DocumentReference/1"}}}}});
     },
     "no document of this gateway has the reference \"DocumentReference/1\""},
    {"a replacement of nothing",
     [](Json& b) {
         reference(b)["relatesTo"] = Json::array({{{"code", "replaces"}, {"target", {{"display", "?"}}}}});
     },
     "relatesTo.target.reference: expected DocumentReference/ID, found -"},
};

// What comprehensive metadata ask for.
const Violation comprehensive_violations[] = {
    {"no designationType", [](Json& b) { list(b)["extension"].erase(0); }, "ihe-designationType"},
    {"no subject", [](Json& b) { list(b).erase("subject"); }, "subject: expected 1"},
    {"no type", [](Json& b) { reference(b).erase("type"); }, "type"},
    {"no category", [](Json& b) { reference(b).erase("category"); }, "category"},
    {"no subject of the document", [](Json& b) { reference(b).erase("subject"); }, "subject"},
    {"no securityLabel", [](Json& b) { reference(b).erase("securityLabel"); }, "securityLabel"},
    {"no language", [](Json& b) { attachment(b).erase("language"); }, "language"},
    {"no creation", [](Json& b) { attachment(b).erase("creation"); }, "creation"},
    {"no format", [](Json& b) { reference(b)["content"][0].erase("format"); }, "format"},
    {"no context", [](Json& b) { reference(b).erase("context"); }, "context"},
    {"no facilityType", [](Json& b) { reference(b)["context"].erase("facilityType"); }, "facilityType"},
    {"no practiceSetting", [](Json& b) { reference(b)["context"].erase("practiceSetting"); },
     "practiceSetting"},
    {"no sourcePatientInfo", [](Json& b) { reference(b)["context"].erase("sourcePatientInfo"); },
     "sourcePatientInfo"},
};

TEST(ProvidedTransaction, that_breaks_a_rule_names_it) {
    for (const Violation& each : violations) {
        EXPECT_NE(errors_after(comprehensive(), each.edit).find(each.expected), std::string::npos)
            << each.what << "\n"
            << errors_after(comprehensive(), each.edit);
        EXPECT_NE(errors_after(minimal(), each.edit).find(each.expected), std::string::npos) << each.what;
    }
}

TEST(ProvidedTransaction, that_calls_itself_comprehensive_must_be) {
    for (const Violation& each : comprehensive_violations) {
        EXPECT_NE(errors_after(comprehensive(), each.edit).find(each.expected), std::string::npos)
            << each.what;
        EXPECT_EQ(errors_after(minimal(), each.edit), "") << each.what << " is no error in a minimal one";
    }
}

TEST(ProvidedTransaction, that_is_comprehensive_contains_its_author_unless_it_is_uncontained) {
    const Edit refer = [](Json& b) { reference(b)["author"][0] = {{"reference", "Organization/1"}}; };
    EXPECT_NE(errors_after(comprehensive(), refer).find("author"), std::string::npos);
    Json uncontained = comprehensive();
    uncontained["meta"]["profile"][0] =
        std::string(structures) + "IHE.MHD.UnContained.Comprehensive.ProvideBundle";
    EXPECT_EQ(errors_after(uncontained, refer), "");
}

TEST(ProvidedTransaction, names_each_violation_by_its_place) {
    Json bundle = comprehensive();
    attachment(bundle)["data"] = "YQ==";
    list(bundle)["status"] = "retired";
    const ReadTransaction got = read(bundle);
    ASSERT_EQ(got.report.total(), 2U);
    EXPECT_EQ(got.report.findings()[0].where.path, "Bundle.entry[1].resource.content[0].attachment.data");
    EXPECT_EQ(got.report.findings()[1].where.path, "Bundle.entry[0].resource.status");
}

TEST(ProvidedTransaction, reports_the_place_of_an_unknown_replaced_document) {
    Json bundle = comprehensive();
    reference(bundle)["relatesTo"] =
        Json::array({{{"code", "replaces"}, {"target", {{"reference", "DocumentReference/1"}}}}});
    const ReadTransaction got = read(bundle);
    ASSERT_EQ(got.report.total(), 1U) << all_of(got.report);
    EXPECT_EQ(got.report.findings()[0].message, diag::message::mhd_target_unknown);
    EXPECT_EQ(got.report.findings()[0].where.path, "Bundle.entry[1].resource.relatesTo[0].target.reference");
    EXPECT_EQ(got.report.findings()[0].args, std::vector<std::string>{"DocumentReference/1"});
}

} // namespace
} // namespace renkei::mhd::provided_rules_test
