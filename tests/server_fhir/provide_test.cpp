#include "gateway/core/base/base64.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/mhd/provide_bundle.h"

#include "tests/server_fhir/kit.h"
#include "tests/support/held_writer.h"
#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace renkei::server::provide_test {
namespace {

using documents::admission;

constexpr std::string_view fhir_type = "application/fhir+json";

std::string in_xml(const std::string& json) {
    service::Workspace worker(*documents::loaded()->catalogue);
    diag::Report report;
    return documents::must(
        service::written_as(service::FhirSyntax::xml, worker, json, service::Layout::compact, report));
}

std::string id_in(const Json& response, std::size_t entry) {
    const std::string location = response["entry"][entry]["response"]["location"];
    return mhd::logical_id(mhd::parse_reference(location)->id.document);
}

TEST(ProvideBundle, with_a_form_is_the_same_as_sending_the_form) {
    Site site;
    const Response answer =
        site.post("/fhir", transaction(admission(), "text/csv; charset=Shift_JIS").dump(), fhir_type);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const Json response = json_of(answer);
    EXPECT_EQ(response["type"], "transaction-response");
    ASSERT_EQ(response["entry"].size(), 3U);
    EXPECT_EQ(response["entry"][0]["response"]["status"], "201 Created");
    EXPECT_EQ(mhd::errors_of(answer.body), "");
    const std::string id = id_in(response, 2);
    EXPECT_EQ(site.get("/fhir/Binary/" + id).body, admission());
    EXPECT_EQ(json_of(site.get("/fhir/Bundle/" + id, "hospital"))["type"], "document");
    EXPECT_EQ(site.submit(admission()), id) << "the same document by another way";
}

TEST(ProvideBundle, takes_every_syntax_of_a_form) {
    const std::string bundle = documents::file("admission/full.bundle.json");
    struct Way {
        std::string bytes;
        std::string_view type;
    };
    for (const Way& way : {Way{bundle, fhir_type}, Way{in_xml(bundle), "application/fhir+xml"},
                           Way{admission(), "text/csv"}}) {
        Site site;
        const Response answer = site.post("/fhir", transaction(way.bytes, way.type).dump(), fhir_type);
        EXPECT_EQ(answer.status, 200) << way.type << answer.body;
        EXPECT_EQ(site.documents(), 1U);
    }
}

TEST(ProvideBundle, may_be_sent_to_the_base_with_a_slash) {
    Site site;
    EXPECT_EQ(site.post("/fhir/", transaction(admission(), "text/csv").dump(), fhir_type).status, 200);
}

TEST(ProvideBundle, may_come_as_xml_and_be_answered_as_xml) {
    Site site;
    const Response answer =
        site.post("/fhir", in_xml(transaction(admission(), "text/csv").dump()), "application/fhir+xml",
                  "manager", {{"Accept", "application/fhir+xml"}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.media_type, "application/fhir+xml");
    EXPECT_EQ(mhd::errors_of(answer.body), "");
    EXPECT_EQ(site.documents(), 1U);
}

TEST(ProvideBundle, takes_a_fhir_document_as_a_bundle) {
    Site site;
    Json bundle = transaction("x", fhir_type);
    bundle["entry"][2]["resource"] = Json::parse(documents::file("admission/full.bundle.json"));
    bundle["entry"][2]["request"]["url"] = "Bundle";
    Json& attachment = bundle["entry"][1]["resource"]["content"][0]["attachment"];
    attachment.erase("hash");
    attachment.erase("size");
    const Response answer = site.post("/fhir", bundle.dump(), fhir_type);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(site.documents(), 1U);
}

TEST(ProvideBundle, that_breaks_a_rule_stores_nothing) {
    Site site;
    Json bundle = transaction(admission(), "text/csv");
    bundle["entry"][1]["resource"]["content"][0]["attachment"]["hash"] = "2jmj7l5rSw0yVb/vlWAYkK/YBwk=";
    const Response answer = site.post("/fhir", bundle.dump(), fhir_type);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(problem(answer), "mhd-hash-differs");
    EXPECT_EQ(json_of(answer)["issue"][0]["expression"][0],
              "Bundle.entry[1].resource.content[0].attachment.hash");
    EXPECT_EQ(site.documents(), 0U);
}

TEST(ProvideBundle, of_more_documents_than_the_gateway_takes_at_once_stores_nothing) {
    Site site;
    Json bundle = transaction(admission(), "text/csv");
    const Json one = bundle["entry"][1];
    for (std::size_t i = 0; i < site.gateway().intake().limits().documents; ++i) {
        bundle["entry"].push_back(one);
        bundle["entry"].back()["fullUrl"] = fmt::format("urn:uuid:00000000-0000-4000-8000-{:012}", i);
    }
    const Response answer = site.post("/fhir", bundle.dump(), fhir_type);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(problem(answer), "too-many-documents");
    EXPECT_EQ(site.documents(), 0U);
}

TEST(ProvideBundle, that_is_no_valid_fhir_stores_nothing) {
    Site site;
    Json bundle = transaction(admission(), "text/csv");
    bundle["entry"][1]["resource"]["status"] = "foo";
    EXPECT_EQ(site.post("/fhir", bundle.dump(), fhir_type).status, 422);
    EXPECT_EQ(site.post("/fhir", "{\"resourceType\":", fhir_type).status, 400);
    EXPECT_EQ(site.post("/fhir", "<Bundle", "application/fhir+xml").status, 400);
    EXPECT_EQ(site.post("/fhir", "a,b", "text/csv").status, 415);
    EXPECT_EQ(site.post("/fhir", "", fhir_type).status, 400);
    EXPECT_EQ(site.documents(), 0U);
}

TEST(ProvideBundle, whose_form_breaks_its_rules_stores_nothing) {
    Site site;
    const Response answer = site.post(
        "/fhir", transaction(documents::replaced(admission(), ",990010,", ",990011,"), "text/csv").dump(),
        fhir_type);
    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_EQ(site.documents(), 0U);
}

TEST(ProvideBundle, of_another_senders_document_is_forbidden) {
    Site site;
    EXPECT_EQ(site.post("/fhir", transaction(admission(), "text/csv").dump(), fhir_type, "stranger").status,
              403);
    EXPECT_EQ(site.documents(), 0U);
}

Json with_pdf(Json bundle) {
    const std::string reference = "urn:uuid:00000000-0000-4000-8000-000000000003";
    const std::string binary = "urn:uuid:00000000-0000-4000-8000-000000000004";
    Json more = bundle["entry"][1];
    more["fullUrl"] = reference;
    more["resource"]["masterIdentifier"]["value"] = "urn:oid:1.2.3";
    more["resource"].erase("identifier");
    more["resource"]["content"][0]["attachment"] = {{"contentType", "application/pdf"},
                                                    {"url", binary},
                                                    {"language", "ja"},
                                                    {"creation", "2026-02-01"},
                                                    {"title", "写真"}};
    bundle["entry"].push_back(more);
    bundle["entry"].push_back({{"fullUrl", binary},
                               {"resource",
                                {{"resourceType", "Binary"},
                                 {"contentType", "application/pdf"},
                                 {"data", base::to_base64("%PDF")}}},
                               {"request", {{"method", "POST"}, {"url", "Binary"}}}});
    bundle["entry"][0]["resource"]["entry"].push_back({{"item", {{"reference", reference}}}});
    return bundle;
}

TEST(ProvideBundle, may_hold_a_form_and_an_attachment) {
    Site site;
    const Response answer =
        site.post("/fhir", with_pdf(transaction(admission(), "text/csv")).dump(), fhir_type);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(site.documents(), 2U);
    const Json response = json_of(answer);
    const std::string pdf = id_in(response, 4);
    EXPECT_NE(pdf, id_in(response, 2));
    const Response bytes = site.get("/fhir/Binary/" + pdf);
    EXPECT_EQ(bytes.media_type, "application/pdf");
    EXPECT_EQ(bytes.body, "%PDF");
    EXPECT_EQ(mhd::errors_of(site.get("/fhir/DocumentReference/" + pdf).body), "");
    const std::string document = fmt::format("{}-{}-{}-{}-{}", pdf.substr(0, 8), pdf.substr(8, 4),
                                             pdf.substr(12, 4), pdf.substr(16, 4), pdf.substr(20));
    const Response set = site.get("/documents/" + document + "/set");
    EXPECT_EQ(set.status, 406) << "it has no FHIR: " << set.body;
    EXPECT_NE(set.body.find("application/pdf"), std::string::npos);
    EXPECT_EQ(entries(site.get("/fhir/DocumentReference?patient.identifier=" + person())).size(), 3U)
        << "the form as it came, the form as FHIR, and the attachment";
}

TEST(ProvideBundle, stores_all_or_nothing) {
    Site site;
    const Json good = with_pdf(transaction(admission(), "text/csv"));
    const Json bad =
        with_pdf(transaction(documents::replaced(admission(), ",990010,", ",990011,"), "text/csv"));
    EXPECT_EQ(site.post("/fhir", bad.dump(), fhir_type).status, 422);
    EXPECT_EQ(site.documents(), 0U);
    EXPECT_EQ(site.post("/fhir", good.dump(), fhir_type).status, 200);
}

TEST(ProvideBundle, replaces_by_relation_and_patch) {
    Site site;
    const std::string id = site.submit(admission());
    const std::string url = "DocumentReference/" + id;
    const std::string bundle = mhd::provide_bundle(
        *mhd::view_of("admission/full.bundle.json"),
        {.bytes = admission("2", "00-0000-9999"), .media_type = "text/csv", .replaces = url});
    const Response answer = site.post("/fhir", bundle, fhir_type);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const Json response = json_of(answer);
    EXPECT_EQ(id_in(response, 1), id);
    EXPECT_EQ(response["entry"][3]["response"]["status"], "200 OK");
    EXPECT_EQ(json_of(site.get("/fhir/" + url))["meta"]["versionId"], "2");
    EXPECT_EQ(json_of(site.get("/fhir/" + url + "/_history/1"))["status"], "superseded");
}

// IHE MHD, ITI-65, table 2:3.65.4.1.3-1
TEST(ProvideBundle, is_taken_with_relations_that_are_not_stored_and_reported) {
    for (const auto& [code, warning] : {std::pair{"appends", "PartialAppendContentNotProcessed"},
                                        std::pair{"transforms", "PartialTransformContentNotProcessed"},
                                        std::pair{"signs", "PartialRelationshipContentNotProcessed"}}) {
        Site site;
        Json bundle = transaction(admission(), "text/csv");
        bundle["entry"][1]["resource"]["relatesTo"] = relation(code, "elsewhere");
        const Response answer = site.post("/fhir", bundle.dump(), fhir_type);
        ASSERT_EQ(answer.status, 200) << answer.body;
        const Json entries = json_of(answer)["entry"];
        const Json issue = entries[1]["response"]["outcome"]["issue"][0];
        EXPECT_EQ(issue["severity"], "warning");
        EXPECT_NE(issue["diagnostics"].get<std::string>().find(warning), std::string::npos) << issue;
        EXPECT_FALSE(entries[0]["response"].contains("outcome") ||
                     entries[2]["response"].contains("outcome"));
        EXPECT_EQ(mhd::errors_of(answer.body), "");
        EXPECT_EQ(site.documents(), 1U);
    }
}

TEST(ProvideBundle, takes_what_this_gateway_would_send) {
    Site site;
    const std::string bytes = documents::file("admission/full.bundle.json");
    EXPECT_EQ(site.post("/fhir", transaction(bytes, fhir_type).dump(), fhir_type).status, 200);
}

TEST(ProvideBundle, a_second_time_changes_nothing) {
    Site site;
    const std::string bundle = transaction(admission(), "text/csv").dump();
    const Json first = json_of(site.post("/fhir", bundle, fhir_type));
    const Json second = json_of(site.post("/fhir", bundle, fhir_type));
    EXPECT_EQ(first["entry"][1]["response"]["location"], second["entry"][1]["response"]["location"]);
    EXPECT_EQ(second["entry"][1]["response"]["status"], "200 OK");
    EXPECT_EQ(site.documents(), 1U);
}

TEST(CreateDocument, takes_a_document_bundle_in_json_and_xml) {
    const std::string bundle = documents::file("admission/full.bundle.json");
    Site site;
    const Response answer = site.post("/fhir/Bundle", bundle, fhir_type);
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(json_of(answer)["resourceType"], "OperationOutcome");
    EXPECT_EQ(site.post("/fhir/Bundle", in_xml(bundle), "application/fhir+xml").status, 200)
        << "the same again";
    EXPECT_EQ(site.documents(), 1U);
}

TEST(CreateDocument, refuses_what_is_no_document_of_a_form) {
    Site site;
    for (const char* other :
         {R"({"resourceType":"Bundle","type":"collection"})", R"({"resourceType":"Patient"})", "{"}) {
        const Response answer = site.post("/fhir/Bundle", other, fhir_type);
        EXPECT_EQ(answer.status, 422) << other;
        EXPECT_EQ(problem(answer), "fhir-document-not-supported") << other;
    }
    const std::string unknown =
        documents::replaced(documents::file("admission/full.bundle.json"), "admission-info", "other-info");
    EXPECT_GE(site.post("/fhir/Bundle", unknown, fhir_type).status, 400);
    EXPECT_EQ(site.documents(), 0U);
}

TEST(Provided, documents_release_their_worker_before_they_wait_for_the_commit) {
    for (const bool simply : {false, true}) {
        Site site;
        auto one = site.gateway().lease_worker({}); // one is left
        test::HeldWriter writer(site.store());
        const auto idle = site.store().health().waiting;
        Response answer;
        std::thread sender([&] {
            answer = simply ? site.post("/fhir/DocumentReference", simplified(admission(), "text/csv").dump(),
                                        fhir_type)
                            : site.post("/fhir", transaction(admission(), "text/csv").dump(), fhir_type);
        });
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (site.store().health().waiting == idle && std::chrono::steady_clock::now() < until) {
            std::this_thread::yield();
        }
        EXPECT_GT(site.store().health().waiting, idle) << "the sender waits for the commit";
        EXPECT_TRUE(site.gateway().workers().acquire(std::chrono::milliseconds(0))) << simply;
        writer.let_go();
        sender.join();
        EXPECT_EQ(answer.status, simply ? 201 : 200) << answer.body;
    }
}

TEST(Busy, is_audited_for_every_route) {
    Site site;
    const std::string id = site.submit(admission());
    const auto one = site.gateway().lease_worker({});
    const auto other = site.gateway().lease_worker({});
    ASSERT_TRUE(one && other);
    std::size_t reported = site.events().size();
    const auto is_busy = [&](const Response& answer, const std::string& what) {
        EXPECT_EQ(answer.status, 503) << what;
        EXPECT_TRUE(std::ranges::any_of(answer.headers, [](const auto& header) {
            return header.first == "Retry-After";
        })) << what;
        EXPECT_EQ(site.events().size(), ++reported) << what;
    };
    is_busy(site.post("/fhir", transaction(admission(), "text/csv").dump(), fhir_type), "ITI-65");
    is_busy(site.post("/fhir/DocumentReference", simplified(admission(), "text/csv").dump(), fhir_type),
            "ITI-105");
    is_busy(site.post("/fhir/Bundle", documents::file("admission/full.bundle.json"), fhir_type), "document");
    is_busy(site.get("/fhir/Binary/" + id), "ITI-68");
}

TEST(Writes, of_single_resources_are_refused_with_the_right_route) {
    Site site;
    const std::string id = site.submit(admission());
    for (const char* method : {"PUT", "PATCH", "DELETE"}) {
        for (const std::string& path :
             {"/fhir/Patient/" + id + ".1", "/fhir/DocumentReference/" + id, std::string("/fhir/Patient")}) {
            const Response answer =
                site.send(method, path, "{}", {{"Content-Type", std::string(fhir_type)}}, "manager");
            EXPECT_EQ(answer.status, 405) << method << path;
            EXPECT_EQ(problem(answer), "write-not-offered");
        }
    }
    EXPECT_EQ(site.post("/fhir/Patient", "{\"resourceType\":\"Patient\"}", fhir_type).status, 405);
    EXPECT_EQ(site.post("/fhir", "{\"resourceType\":\"Patient\"}", fhir_type).status, 405);
}

} // namespace
} // namespace renkei::server::provide_test
