#include "tests/server_audit/samples.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/forms/html/page.h"
#include "gateway/network/mhd/metadata/logical_id.h"

#include "tests/server_audit/record_bodies.h"
#include "tests/server_fhir/kit.h"

#include <algorithm>

namespace renkei::server {
namespace {

using documents::admission;
using documents::admission_named;

constexpr std::string_view no_document = "00000000-0000-7000-8000-000000000000";
constexpr std::string_view eligibility_request =
    R"({"resourceType":"CoverageEligibilityRequest","purpose":["benefits"],"patient":{"identifier":{"system":"insurer:990010","value":"0000001016"}}})";
constexpr std::string_view patient = R"({"resourceType":"Patient","id":"p"})";
constexpr std::string_view records_tag = "_tag=https://renkei.example.jp/fhir/CodeSystem/record%7Csharing";
constexpr std::string_view asked_member =
    "_tag=https://renkei.example.jp/fhir/CodeSystem/record%7Csharing&patient.identifier=https://"
    "renkei.example.jp/fhir/IdSystem/kaigo-member-id%7C990010:0000001016";

sharing::Consent older_consent() {
    sharing::Consent out = stored_consent();
    out.given_at -= 1000;
    return out;
}

sharing::Consent withdrawn_consent() {
    sharing::Consent out = stored_consent();
    out.withdrawn = sharing::Withdrawal{};
    return out;
}

sharing::Registration later_registration() {
    sharing::Registration out = stored_registration();
    out.until = time::day_in_japan(day_of_kit);
    return out;
}

} // namespace

sharing::Registration stored_registration() {
    return {.office = {"office", "9970100013"},
            .service_type = "43",
            .identity = sharing::IdentityCheck{.at = day_of_kit, .user = "suzuki"},
            .from = time::day_in_japan(day_of_kit)};
}

sharing::Consent stored_consent() { return {.taker = {"office", "9970100013"}, .given_at = day_of_kit}; }

std::vector<Sample> allowed() {
    const std::string search = "/fhir/DocumentReference?patient.identifier=" + person();
    return {
        {"GET", "/", "/", 303},
        {"POST", "/documents", "/documents", 201, admission_named("A-2"), "text/csv"},
        {"GET", "/documents", "/documents?form=admission", 200},
        {"POST", "/documents/_search", "/documents/_search", 200, "form=admission", form_type},
        {"GET", "/documents/{id}", "/documents/{document}", 200},
        {"DELETE", "/documents/{id}", "/documents/{document}", 200},
        {"GET", "/documents/{id}/person", "/documents/{document}/person", 200},
        {"GET", "/documents/{id}/eligibility", "/documents/{document}/eligibility?date=2026-04-01", 200},
        {"GET", "/documents/{id}/side-by-side", "/documents/{result}/side-by-side", 200},
        {"POST", "/eligibility/_search", "/eligibility/_search", 200,
         "person=insurer:990010%7C0000001016&date=2026-04-01", form_type},
        {"GET", "/documents/{id}/deliveries", "/documents/{document}/deliveries", 200},
        {"GET", "/documents/{id}/set", "/documents/{document}/set", 200},
        {"GET", "/documents/{id}/versions", "/documents/{document}/versions", 200},
        {"GET", "/documents/{id}/versions/{number}", "/documents/{document}/versions/1", 200},
        {"POST", "/withdrawals", "/withdrawals", 200, R"({"status":"withdrawn","deliveries":["key-1"]})",
         "application/json"},
        {"GET", "/mailbox", "/mailbox", 200, "", "", "hospital"},
        {"GET", "/mailbox/{id}", "/mailbox/{delivery}", 200, "", "", "hospital"},
        {"DELETE", "/mailbox/{id}", "/mailbox/{delivery}", 204, "", "", "hospital"},
        {"POST", "/fhir/Consent", "/fhir/Consent", 201, consent_body(older_consent()), fhir_type},
        {"GET", "/fhir/Consent/{id}", "/fhir/Consent/{consent}", 200},
        {"PUT", "/fhir/Consent/{id}", "/fhir/Consent/{consent}", 200,
         consent_body(withdrawn_consent(), "{consent}"), fhir_type},
        {"GET", "/fhir/Consent", "/fhir/Consent?patient.identifier=" + person(), 200},
        {"POST", "/fhir/Consent/_search", "/fhir/Consent/_search", 200, std::string(asked_member), form_type},
        {"POST", "/fhir/EpisodeOfCare", "/fhir/EpisodeOfCare", 201,
         registration_body(stored_registration(), {}, "990010:0000002002"), fhir_type},
        {"GET", "/fhir/EpisodeOfCare/{id}", "/fhir/EpisodeOfCare/{registration}", 200},
        {"PUT", "/fhir/EpisodeOfCare/{id}", "/fhir/EpisodeOfCare/{registration}", 200,
         registration_body(later_registration(), "{registration}"), fhir_type},
        {"POST", "/fhir/EpisodeOfCare/_search", "/fhir/EpisodeOfCare/_search", 200, std::string(asked_member),
         form_type},
        {"POST", "/fhir/Communication", "/fhir/Communication", 201, plan_delivery_body(), fhir_type},
        {"GET", "/fhir/Communication/{id}", "/fhir/Communication/{plan-delivery}", 200},
        {"PUT", "/fhir/Communication/{id}", "/fhir/Communication/{plan-delivery}", 200,
         plan_delivery_body("{plan-delivery}"), fhir_type},
        {"POST", "/fhir/Communication/_search", "/fhir/Communication/_search", 200, std::string(asked_member),
         form_type},
        {"POST", "/fhir/Task", "/fhir/Task", 201, application_body(), fhir_type, "town"},
        {"GET", "/fhir/Task/{id}", "/fhir/Task/{request}", 200, "", "", "clinic"},
        {"PUT", "/fhir/Task/{id}", "/fhir/Task/{request}", 200, opinion_request_body("{request}"), fhir_type,
         "town"},
        {"POST", "/fhir/Basic", "/fhir/Basic", 201, relation_body(), fhir_type, "town"},
        {"GET", "/fhir/Basic/{id}", "/fhir/Basic/{relation}", 200, "", "", "town"},
        {"PUT", "/fhir/Basic/{id}", "/fhir/Basic/{relation}", 200, relation_body("{relation}"), fhir_type,
         "town"},
        {"POST", "/fhir/Basic/_search", "/fhir/Basic/_search", 200, std::string(asked_member), form_type,
         "town"},
        {"GET", "/fhir/Task", "/fhir/Task?" + std::string(records_tag), 200, "", "", "clinic"},
        {"POST", "/fhir/Task/_search", "/fhir/Task/_search", 200, std::string(asked_member), form_type},
        {"GET", "/work", "/work", 200},
        {"POST", "/work/_search", "/work/_search", 200, "kind=registration&page=1", form_type},
        {"GET", "/records", "/records", 200},
        {"POST", "/records/_search", "/records/_search", 200, "insurer=990010&person=0000001016", form_type},
        {"POST", "/records/act", "/records/act", 200,
         "kind=registration&act=add&insurer=990010&person=0000001016", form_type},
        {"GET", "/metadata", "/metadata", 200},
        {"GET", "/fhir/metadata", "/fhir/metadata", 200},
        {"GET", "/openapi.json", "/openapi.json", 200},
        {"GET", "/style/{name}", fmt::format("/style/{}", html::stylesheet_name()), 200},
        {"GET", "/fhir/OperationDefinition/{id}", "/fhir/OperationDefinition/renkei-convert", 200},
        {"POST", "/fhir", "/fhir", 200, transaction(admission_named("A-2"), "text/csv").dump(), fhir_type},
        {"POST", "/fhir/", "/fhir/", 200, transaction(admission_named("A-2"), "text/csv").dump(), fhir_type},
        {"POST", "/fhir/DocumentReference", "/fhir/DocumentReference", 201,
         simplified(admission_named("A-2"), "text/csv").dump(), fhir_type},
        {"POST", "/fhir/Bundle", "/fhir/Bundle", 200, documents::file("admission/full.bundle.json"),
         fhir_type},
        {"POST", "/fhir/$validate", "/fhir/$validate", 200, std::string(patient), fhir_type},
        {"POST", "/fhir/{type}/$validate", "/fhir/Patient/$validate", 200, std::string(patient), fhir_type},
        {"POST", "/fhir", "/fhir", 200, documents::file("admission/full.bundle.json"), fhir_type},
        {"POST", "/fhir/{type}/{id}/$validate", "/fhir/Bundle/{resource}/$validate", 200, "", fhir_type},
        {"POST", "/fhir/$convert", "/fhir/$convert", 200, admission(), "text/csv"},
        {"GET", "/fhir/Composition/{id}/$document", "/fhir/Composition/{resource}.0/$document", 200},
        {"GET", "/fhir/Patient/$ihe-pix",
         "/fhir/Patient/$ihe-pix?sourceIdentifier=insurer:990010%7C0000001016", 200},
        {"POST", "/fhir/Patient/$ihe-pix", "/fhir/Patient/$ihe-pix", 200,
         R"({"resourceType":"Parameters","parameter":[{"name":"sourceIdentifier","valueString":"insurer:990010|0000001016"}]})",
         fhir_type},
        {"POST", "/fhir/Patient/$match", "/fhir/Patient/$match", 200,
         R"({"resourceType":"Patient","identifier":[{"system":"urn:x","value":"7"}]})", fhir_type},
        {"GET", "/fhir/Patient/$match", "/fhir/Patient/$match?_page={match-page}", 200},
        {"GET", "/fhir/Patient/$summary", "/fhir/Patient/$summary?identifier=" + person(), 200},
        {"POST", "/fhir/Patient/$summary", "/fhir/Patient/$summary", 200,
         R"({"resourceType":"Parameters","parameter":[{"name":"identifier","valueString":"insurer:990010|0000001016"}]})",
         fhir_type},
        {"GET", "/fhir/Patient/{id}/$summary", "/fhir/Patient/{resource}.1/$summary", 200},
        {"POST", "/fhir/Patient/{id}/$summary", "/fhir/Patient/{resource}.1/$summary", 200, "", fhir_type},
        {"POST", "/fhir/CoverageEligibilityRequest/$submit", "/fhir/CoverageEligibilityRequest/$submit", 200,
         std::string(eligibility_request), fhir_type},
        {"GET", "/fhir/Binary/{id}", "/fhir/Binary/{resource}", 200},
        {"GET", "/fhir/Binary/{id}/_history/{version}", "/fhir/Binary/{resource}/_history/1", 200},
        {"GET", "/fhir/{type}/{id}", "/fhir/Bundle/{resource}", 200},
        {"GET", "/fhir/{type}/{id}/_history/{version}", "/fhir/Bundle/{resource}/_history/1", 200},
        {"GET", "/fhir/{type}/{id}/_history", "/fhir/Bundle/{resource}/_history", 200},
        {"GET", "/fhir/{type}", search, 200},
        {"GET", "/fhir/{type}", "/fhir/Condition?patient.identifier=" + person(), 200},
        {"POST", "/fhir/{type}/_search", "/fhir/DocumentReference/_search", 200,
         "patient.identifier=" + person(), form_type},
        {"GET", "/my", "/my", 200, "", "", "portal"},
        {"GET", "/my/access", "/my/access", 200, "", "", "portal"},
        {"POST", "/my/consent", "/my/consent", 303, "form={form}&act=give&sure=yes", form_type, "portal"},
        {"POST", "/my/consent", "/my/consent", 303, "form={form}&act=withdraw&sure=yes", form_type, "portal"},
    };
}

std::vector<Sample> refused() {
    const std::string none(no_document);
    const std::string nothing = mhd::logical_id(none);
    std::vector<Sample> out{
        {"POST", "/documents", "/documents", 415, admission_named("A-2"), "text/plain"},
        {"POST", "/documents", "/documents", 403, admission_named("A-2"), "text/csv", "stranger"},
        {"POST", "/documents", "/documents", 400, "", "text/csv"},
        {"POST",
         "/documents",
         "/documents",
         400,
         admission_named("A-2"),
         "text/csv",
         "manager",
         {{"Idempotency-Key", std::string(300, 'k')}}},
        {"GET", "/documents", "/documents?form=none", 400},
        {"POST", "/documents/_search", "/documents/_search", 400, "person=1", form_type},
        {"GET", "/style/{name}", "/style/none.css", 404},
        {"GET", "/documents/{id}", "/documents/" + none, 404},
        {"GET", "/documents/{id}", "/documents/no-id", 404},
        {"GET", "/documents/{id}", "/documents/{document}?x=1", 400},
        {"GET", "/documents/{id}", "/documents/{document}", 406, "", "", "manager", {{"Accept", "a/b"}}},
        {"GET", "/documents/{id}", "/documents/{document}", 404, "", "", "stranger"},
        {"DELETE", "/documents/{id}", "/documents/" + none, 404},
        {"DELETE", "/documents/{id}", "/documents/{document}", 403, "", "", "hospital"},
        {"DELETE",
         "/documents/{id}",
         "/documents/{document}",
         412,
         "",
         "",
         "manager",
         {{"If-Match", "\"x\""}}},
        {"GET", "/documents/{id}/person", "/documents/" + none + "/person", 404},
        {"GET", "/documents/{id}/person", "/documents/{document}/person", 404, "", "", "stranger"},
        {"GET", "/documents/{id}/person", "/documents/{document}/person?x=1", 400},
        {"GET", "/documents/{id}/side-by-side", "/documents/" + none + "/side-by-side", 404},
        {"GET", "/documents/{id}/side-by-side", "/documents/{document}/side-by-side", 404},
        {"GET", "/documents/{id}/side-by-side", "/documents/{result}/side-by-side", 404, "", "", "stranger"},
        {"GET", "/documents/{id}/side-by-side", "/documents/{result}/side-by-side?x=1", 400},
        {"GET", "/documents/{id}/eligibility", "/documents/" + none + "/eligibility", 404},
        {"GET", "/documents/{id}/eligibility", "/documents/{document}/eligibility", 404, "", "", "stranger"},
        {"GET", "/documents/{id}/eligibility", "/documents/{document}/eligibility?date=2026", 400},
        {"POST", "/eligibility/_search", "/eligibility/_search", 404, "person=insurer:990010%7C0000009999",
         form_type},
        {"POST", "/eligibility/_search", "/eligibility/_search", 404, "person=insurer:990010%7C0000001016",
         form_type, "stranger"},
        {"POST", "/eligibility/_search", "/eligibility/_search", 400, "person=x", form_type},
        {"GET", "/documents/{id}/deliveries", "/documents/" + none + "/deliveries", 404},
        {"GET", "/documents/{id}/deliveries", "/documents/{document}/deliveries", 404, "", "", "hospital"},
        {"GET", "/documents/{id}/deliveries", "/documents/{document}/deliveries?x=1", 400},
        {"GET", "/documents/{id}/set", "/documents/" + none + "/set", 404},
        {"GET", "/documents/{id}/set", "/documents/{document}/set", 404, "", "", "stranger"},
        {"GET", "/documents/{id}/set", "/documents/{document}/set?x=1", 400},
        {"GET", "/documents/{id}/set", "/documents/{document}/set?_format=csv", 406},
        {"GET", "/documents/{id}/set", "/documents/" + none + "/set?_format=html", 404},
        {"GET", "/documents/{id}/versions", "/documents/" + none + "/versions", 404},
        {"GET", "/documents/{id}/versions", "/documents/{document}/versions?x=1", 400},
        {"GET", "/documents/{id}/versions/{number}", "/documents/{document}/versions/7", 404},
        {"GET", "/documents/{id}/versions/{number}", "/documents/{document}/versions/x", 404},
        {"POST", "/withdrawals", "/withdrawals", 400, "[]", "application/json"},
        {"GET", "/mailbox", "/mailbox?x=1", 400, "", "", "hospital"},
        {"GET", "/mailbox/{id}", "/mailbox/{delivery}", 404},
        {"GET", "/mailbox/{id}", "/mailbox/{delivery}?x=1", 400, "", "", "hospital"},
        {"GET", "/mailbox/{id}", "/mailbox/{delivery}", 406, "", "", "hospital", {{"Accept", "a/b"}}},
        {"DELETE", "/mailbox/{id}", "/mailbox/{delivery}", 404},
        {"POST", "/fhir/Consent", "/fhir/Consent", 403, consent_body(stored_consent()), fhir_type,
         "stranger"},
        {"POST", "/fhir/Consent", "/fhir/Consent", 422, std::string(patient), fhir_type},
        {"GET", "/fhir/Consent/{id}", "/fhir/Consent/" + none, 404},
        {"GET", "/fhir/Consent/{id}", "/fhir/Consent/{consent}", 404, "", "", "stranger"},
        {"PUT", "/fhir/Consent/{id}", "/fhir/Consent/{consent}", 404,
         consent_body(withdrawn_consent(), "{consent}"), fhir_type, "stranger"},
        {"PUT",
         "/fhir/Consent/{id}",
         "/fhir/Consent/{consent}",
         412,
         consent_body(withdrawn_consent(), "{consent}"),
         fhir_type,
         "manager",
         {{"If-Match", "W/\"x\""}}},
        {"GET", "/fhir/Consent", "/fhir/Consent?" + std::string(asked_member), 400},
        {"POST", "/fhir/Consent/_search", "/fhir/Consent/_search", 400, "", form_type},
        {"POST", "/fhir/EpisodeOfCare", "/fhir/EpisodeOfCare", 403, registration_body(stored_registration()),
         fhir_type, "stranger"},
        {"GET", "/fhir/EpisodeOfCare/{id}", "/fhir/EpisodeOfCare/" + none, 404},
        {"PUT", "/fhir/EpisodeOfCare/{id}", "/fhir/EpisodeOfCare/" + none, 404,
         registration_body(later_registration(), none), fhir_type},
        {"GET", "/fhir/EpisodeOfCare", "/fhir/EpisodeOfCare?" + std::string(asked_member), 400},
        {"POST", "/fhir/EpisodeOfCare/_search", "/fhir/EpisodeOfCare/_search", 400, "patient.identifier=1",
         form_type},
        {"POST", "/fhir/Communication", "/fhir/Communication", 403, plan_delivery_body(), fhir_type,
         "stranger"},
        {"GET", "/fhir/Communication/{id}", "/fhir/Communication/" + none, 404},
        {"PUT", "/fhir/Communication/{id}", "/fhir/Communication/" + none, 404, plan_delivery_body(none),
         fhir_type},
        {"GET", "/fhir/Communication", "/fhir/Communication?" + std::string(asked_member), 400},
        {"POST", "/fhir/Communication/_search", "/fhir/Communication/_search", 400,
         std::string(records_tag) + "&patient.identifier=1", form_type},
        {"POST", "/fhir/Task", "/fhir/Task", 403, application_body(), fhir_type},
        {"PUT", "/fhir/Task/{id}", "/fhir/Task/" + none, 404, opinion_request_body(none), fhir_type, "town"},
        {"PUT", "/fhir/Task/{id}", "/fhir/Task/{request}", 404, opinion_request_body("{request}"), fhir_type},
        {"POST", "/fhir/Basic", "/fhir/Basic", 403, relation_body(), fhir_type},
        {"GET", "/fhir/Basic/{id}", "/fhir/Basic/{relation}", 404},
        {"PUT", "/fhir/Basic/{id}", "/fhir/Basic/{relation}", 404, relation_body("{relation}"), fhir_type},
        {"GET", "/fhir/Basic", "/fhir/Basic?" + std::string(asked_member), 400},
        {"POST", "/fhir/Basic/_search", "/fhir/Basic/_search", 400, "patient.identifier=1", form_type},
        {"GET", "/fhir/Task/{id}", "/fhir/Task/" + none, 404},
        {"GET", "/fhir/Task/{id}", "/fhir/Task/{request}", 404},
        {"GET", "/fhir/Task", "/fhir/Task?" + std::string(asked_member), 400},
        {"POST", "/fhir/Task/_search", "/fhir/Task/_search", 400, std::string(asked_member) + "&status=x",
         form_type},
        {"GET", "/work", "/work?name=x", 400},
        {"GET", "/work", "/work", 406, "", "", "manager", {{"Accept", "a/b"}}},
        {"POST", "/work/_search", "/work/_search", 400, "x=1", form_type},
        {"GET", "/records", "/records?x=1", 400},
        {"GET", "/records", "/records", 406, "", "", "manager", {{"Accept", "a/b"}}},
        {"POST", "/records/_search", "/records/_search", 400, "person=1", form_type},
        {"POST", "/records/act", "/records/act", 400, "kind=registration&act=fly", form_type},
        {"GET", "/my", "/my", 403},
        {"GET", "/my", "/my", 406, "", "", "portal", {{"Accept", "a/b"}}},
        {"GET", "/my/access", "/my/access", 403},
        {"GET", "/my/access", "/my/access?page=0", 400, "", "", "portal"},
        {"POST", "/my/consent", "/my/consent", 403, "form=1.x&act=give&sure=yes", form_type, "portal"},
        {"POST", "/my/consent", "/my/consent", 400, "form={form}&act=x&sure=yes", form_type, "portal"},
        {"GET", "/documents", "/documents", 403, "", "", "portal"},
        {"GET", "/metadata", "/metadata", 406, "", "", "manager", {{"Accept", "a/b"}}},
        {"GET", "/fhir/metadata", "/fhir/metadata", 406, "", "", "manager", {{"Accept", "a/b"}}},
        {"GET", "/fhir/OperationDefinition/{id}", "/fhir/OperationDefinition/none", 404},
        {"POST", "/fhir", "/fhir", 400, "{", fhir_type},
        {"POST", "/fhir", "/fhir", 405, std::string(patient), fhir_type},
        {"POST", "/fhir", "/fhir", 422, R"({"resourceType":"Bundle","type":"document"})", fhir_type},
        {"POST", "/fhir", "/fhir", 403, transaction(admission_named("A-2"), "text/csv").dump(), fhir_type,
         "stranger"},
        {"POST", "/fhir/", "/fhir/", 415, "{}", "text/plain"},
        {"POST", "/fhir/DocumentReference", "/fhir/DocumentReference", 422,
         R"({"resourceType":"DocumentReference"})", fhir_type},
        {"POST", "/fhir/DocumentReference", "/fhir/DocumentReference", 403,
         simplified(admission_named("A-2"), "text/csv").dump(), fhir_type, "stranger"},
        {"POST", "/fhir/Bundle", "/fhir/Bundle", 422, std::string(patient), fhir_type},
        {"POST", "/fhir/Bundle", "/fhir/Bundle", 403, documents::file("admission/full.bundle.json"),
         fhir_type, "stranger"},
        {"POST", "/fhir/$validate", "/fhir/$validate", 400, "", fhir_type},
        {"POST", "/fhir/$validate", "/fhir/$validate?mode=x", 400, std::string(patient), fhir_type},
        {"POST", "/fhir/{type}/$validate", "/fhir/Patient/$validate", 415, "a", "text/plain"},
        {"POST", "/fhir/{type}/{id}/$validate", "/fhir/Bundle/" + nothing + "/$validate", 404, "", fhir_type},
        {"POST", "/fhir/$convert", "/fhir/$convert", 422, "a,b\r\n", "text/csv"},
        {"POST", "/fhir/$convert", "/fhir/$convert?lenient=x", 400, admission(), "text/csv"},
        {"GET", "/fhir/Composition/{id}/$document", "/fhir/Composition/x/$document", 404},
        {"GET", "/fhir/Composition/{id}/$document", "/fhir/Composition/{resource}/$document", 404},
        {"GET", "/fhir/Patient/$ihe-pix", "/fhir/Patient/$ihe-pix", 400},
        {"GET", "/fhir/Patient/$ihe-pix",
         "/fhir/Patient/$ihe-pix?sourceIdentifier=insurer:990010%7C0000009999", 404},
        {"POST", "/fhir/Patient/$ihe-pix", "/fhir/Patient/$ihe-pix", 415, "a", "text/plain"},
        {"POST", "/fhir/CoverageEligibilityRequest/$submit", "/fhir/CoverageEligibilityRequest/$submit", 400,
         std::string(patient), fhir_type},
        {"POST", "/fhir/CoverageEligibilityRequest/$submit", "/fhir/CoverageEligibilityRequest/$submit", 404,
         std::string(eligibility_request), fhir_type, "stranger"},
        {"POST", "/fhir/Patient/$match", "/fhir/Patient/$match", 400, std::string(patient), fhir_type},
        {"GET", "/fhir/Patient/$match", "/fhir/Patient/$match?_page=x", 400},
        {"GET", "/fhir/Patient/$summary", "/fhir/Patient/$summary", 400},
        {"GET", "/fhir/Patient/$summary", "/fhir/Patient/$summary?identifier=" + person(), 404, "", "",
         "stranger"},
        {"POST", "/fhir/Patient/$summary", "/fhir/Patient/$summary", 415, "a", "text/plain"},
        {"GET", "/fhir/Patient/{id}/$summary", "/fhir/Patient/" + nothing + ".1/$summary", 404},
        {"POST", "/fhir/Patient/{id}/$summary", "/fhir/Patient/x/$summary", 404, "", fhir_type},
        {"GET", "/fhir/Binary/{id}", "/fhir/Binary/x", 404},
        {"GET", "/fhir/Binary/{id}", "/fhir/Binary/" + nothing, 404},
        {"GET", "/fhir/Binary/{id}", "/fhir/Binary/{resource}?_format=a&_format=b", 400},
        {"GET", "/fhir/Binary/{id}", "/fhir/Binary/{resource}", 404, "", "", "stranger"},
        {"GET", "/fhir/Binary/{id}/_history/{version}", "/fhir/Binary/{resource}/_history/x", 404},
        {"GET", "/fhir/{type}/{id}", "/fhir/Patient/{resource}", 404},
        {"GET", "/fhir/{type}/{id}", "/fhir/Patient/x", 404},
        {"GET", "/fhir/{type}/{id}", "/fhir/Bundle/{resource}", 404, "", "", "stranger"},
        {"GET", "/fhir/{type}/{id}/_history/{version}", "/fhir/Bundle/{resource}/_history/9", 404},
        {"GET", "/fhir/{type}/{id}/_history/{version}", "/fhir/Bundle/{resource}/_history/x", 404},
        {"GET", "/fhir/{type}/{id}/_history", "/fhir/Bundle/" + nothing + "/_history", 404},
        {"GET", "/fhir/{type}/{id}/_history", "/fhir/Bundle/{resource}/_history?_count=x", 400},
        {"GET", "/fhir/{type}", "/fhir/DocumentReference", 400},
        {"GET", "/fhir/{type}", "/fhir/Account", 404},
        {"POST", "/fhir/{type}/_search", "/fhir/List/_search", 400, "x=1", form_type},
    };
    for (const std::string_view method : {"POST", "PUT", "PATCH", "DELETE"}) {
        out.push_back({method, "/fhir/{type}", "/fhir/Observation", 405, std::string(patient), fhir_type});
    }
    for (const std::string_view method : {"PUT", "PATCH", "DELETE"}) {
        out.push_back({method, "/fhir/{type}/{id}", "/fhir/Patient/p", 405, std::string(patient), fhir_type});
    }
    return out;
}

} // namespace renkei::server
