#include "gateway/server/openapi_content.h"

#include <algorithm>

namespace renkei::server {
namespace {

constexpr std::string_view fhir_json = "application/fhir+json";
constexpr std::string_view fhir_xml = "application/fhir+xml";

constexpr MediaContent documents_in[] = {{"text/csv", "", "csv"}, {"application/json", "FormFile", "form"}, {fhir_json, "Bundle", "document"}, {fhir_xml, ""}, {"application/fhir+ndjson", ""}};
constexpr MediaContent document_out[] = {{"text/csv", "", "csv"}, {"application/json", "FormFile"}, {fhir_json, "Bundle", "document"}, {fhir_xml, ""}, {"text/html", ""}};
constexpr MediaContent receipt[] = {{"application/json", "Receipt", "receipt"}, {fhir_json, "OperationOutcome", "outcome"}};
constexpr MediaContent notice[] = {{"application/json", "Withdrawal", "withdrawal"}};
constexpr MediaContent withdrawn[] = {{"application/json", "Receipt", "receipt"}};
constexpr MediaContent pages[] = {{"application/json", "DocumentPage"}};
constexpr MediaContent versions[] = {{"application/json", "DocumentVersions"}};
constexpr MediaContent deliveries[] = {{"application/json", "DeliveryPage"}};
constexpr MediaContent one_delivery[] = {{"text/csv", "", "csv"}, {"application/json", "FormFile"}, {fhir_json, "Resource"}, {fhir_xml, ""}};

constexpr MediaContent resource[] = {{fhir_json, "Resource"}, {fhir_xml, ""}};
constexpr MediaContent patient_or_parameters[] = {{fhir_json, "Resource", "patient"}, {fhir_xml, ""}};
constexpr MediaContent bundle[] = {{fhir_json, "Bundle"}, {fhir_xml, ""}};
constexpr MediaContent a_document[] = {{fhir_json, "Bundle", "document"}, {fhir_xml, ""}};
constexpr MediaContent transaction[] = {{fhir_json, "Bundle", "transaction"}, {fhir_xml, ""}};
constexpr MediaContent transaction_response[] = {{fhir_json, "Bundle", "transaction-response"}, {fhir_xml, ""}};
constexpr MediaContent reference[] = {{fhir_json, "DocumentReference", "reference"}, {fhir_xml, ""}};
constexpr MediaContent outcome[] = {{fhir_json, "OperationOutcome", "outcome"}, {fhir_xml, ""}};
constexpr MediaContent capability[] = {{fhir_json, "CapabilityStatement"}, {fhir_xml, ""}};
constexpr MediaContent binary[] = {{fhir_json, "Binary", "binary"}, {fhir_xml, ""}, {"text/csv", "", "csv"}, {"application/json", "FormFile"}, {"text/html", ""}, {"*/*", ""}};
constexpr MediaContent to_convert[] = {{"text/csv", "", "csv"}, {"application/json", "FormFile", "form"}, {fhir_json, "Resource"}, {fhir_xml, ""}};
constexpr MediaContent converted[] = {{fhir_json, "Resource", "document"}, {fhir_xml, ""}, {"application/fhir+ndjson", ""}, {"text/csv", "", "csv"}, {"application/json", "FormFile"}, {"application/x-ndjson", ""}};
constexpr MediaContent openapi[] = {{"application/json", "Object"}};

constexpr RouteContent table[] = {
    {"document-submit", documents_in, receipt},
    {"document-search", {}, pages},
    {"document-search-post", {}, pages},
    {"document-read", {}, document_out},
    {"document-vread", {}, document_out},
    {"document-versions", {}, versions},
    {"document-withdraw", {}, receipt},
    {"withdrawal-submit", notice, withdrawn},
    {"mailbox-list", {}, deliveries},
    {"mailbox-read", {}, one_delivery},
    {"capabilities", {}, capability},
    {"openapi", {}, openapi},
    {"operation-definition", {}, resource},
    {"provide-bundle", transaction, transaction_response},
    {"simplified-publish", reference, reference},
    {"document-create", a_document, outcome},
    {"validate", patient_or_parameters, outcome},
    {"validate-instance", patient_or_parameters, outcome},
    {"convert", to_convert, converted},
    {"document", {}, a_document},
    {"retrieve-document", {}, binary},
    {"retrieve-version", {}, binary},
    {"read", {}, resource},
    {"vread", {}, resource},
    {"history", {}, bundle},
    {"search", {}, bundle},
};

// FHIR's own definitions are too large to be repeated here: of a resource stands what a client needs to know.
constexpr NamedJson schemas[] = {
    {"Object", R"({"type":"object","additionalProperties":true})"},
    {"FormFile", R"({"type":"object","description":"A form in the ministry's JSON; its items are those of `renkei explain`.","additionalProperties":true})"},
    {"Resource", R"({"type":"object","description":"Any FHIR R4 resource.","required":["resourceType"],"properties":{"resourceType":{"type":"string"},"id":{"type":"string"}},"additionalProperties":true})"},
    {"Bundle",
     R"({"type":"object","description":"FHIR R4 Bundle.","required":["resourceType","type"],"properties":{"resourceType":{"type":"string","enum":["Bundle"]},"id":{"type":"string"},"type":{"type":"string"},"total":{"type":"integer"},"link":{"type":"array","items":{"type":"object","properties":{"relation":{"type":"string"},"url":{"type":"string"}},"additionalProperties":true}},"entry":{"type":"array","items":{"$ref":"#/components/schemas/BundleEntry"}}},"additionalProperties":true})"},
    {"BundleEntry",
     R"({"type":"object","properties":{"fullUrl":{"type":"string"},"resource":{"$ref":"#/components/schemas/Resource"},"request":{"type":"object","properties":{"method":{"type":"string"},"url":{"type":"string"}},"additionalProperties":true},"response":{"type":"object","properties":{"status":{"type":"string"},"location":{"type":"string"}},"additionalProperties":true}},"additionalProperties":true})"},
    {"OperationOutcome",
     R"({"type":"object","description":"FHIR R4 OperationOutcome: what was found.","required":["resourceType","issue"],"properties":{"resourceType":{"type":"string","enum":["OperationOutcome"]},"language":{"type":"string"},"issue":{"type":"array","items":{"$ref":"#/components/schemas/Issue"}}},"additionalProperties":true})"},
    {"Issue",
     R"({"type":"object","required":["severity","code"],"properties":{"severity":{"type":"string","enum":["fatal","error","warning","information"]},"code":{"type":"string"},"details":{"type":"object","additionalProperties":true},"diagnostics":{"type":"string"},"location":{"type":"array","items":{"type":"string"}},"expression":{"type":"array","items":{"type":"string"}}},"additionalProperties":true})"},
    {"Binary",
     R"({"type":"object","description":"FHIR R4 Binary: a document as it came, in base64.","required":["resourceType","contentType"],"properties":{"resourceType":{"type":"string","enum":["Binary"]},"id":{"type":"string"},"contentType":{"type":"string"},"data":{"type":"string","format":"byte"}},"additionalProperties":true})"},
    {"DocumentReference",
     R"({"type":"object","description":"FHIR R4 DocumentReference, as IHE MHD profiles it.","required":["resourceType","status","content"],"properties":{"resourceType":{"type":"string","enum":["DocumentReference"]},"id":{"type":"string"},"status":{"type":"string"},"content":{"type":"array","items":{"type":"object","properties":{"attachment":{"type":"object","properties":{"contentType":{"type":"string"},"url":{"type":"string"},"data":{"type":"string"},"size":{"type":"integer"},"hash":{"type":"string"}},"additionalProperties":true}},"additionalProperties":true}}},"additionalProperties":true})"},
    {"CapabilityStatement",
     R"({"type":"object","description":"FHIR R4 CapabilityStatement.","required":["resourceType","fhirVersion"],"properties":{"resourceType":{"type":"string","enum":["CapabilityStatement"]},"fhirVersion":{"type":"string"}},"additionalProperties":true})"},
    {"Code", R"({"type":"object","properties":{"system":{"type":"string"},"code":{"type":"string"}}})"},
    {"Receipt",
     R"({"type":"object","description":"What became of each document, and what was found in them.","required":["documents","report"],"properties":{"documents":{"type":"array","items":{"$ref":"#/components/schemas/ReceivedDocument"}},"report":{"type":"array","items":{"$ref":"#/components/schemas/Object"}}}})"},
    {"ReceivedDocument",
     R"({"type":"object","required":["location","id","version","fate"],"properties":{"location":{"type":"string","format":"uri"},"id":{"type":"string"},"version":{"type":"integer"},"fate":{"type":"string","enum":["created","updated","unchanged","withdrawn"]},"form":{"type":"string"},"deliveries":{"type":"integer"},"sha256":{"type":"string"}}})"},
    {"Withdrawal",
     R"({"type":"object","description":"Documents that the caller takes back, by the Idempotency-Keys of what brought them, arrived or not.","required":["status","deliveries"],"properties":{"status":{"type":"string","enum":["withdrawn"]},"document":{"type":"string"},"version":{"type":"integer"},"delivery":{"type":"string"},"deliveries":{"type":"array","items":{"type":"string"},"maxItems":1000},"known_as":{"type":"string"}},"additionalProperties":true})"},
    {"DocumentVersion",
     R"({"type":"object","required":["location","id","version"],"properties":{"location":{"type":"string","format":"uri"},"id":{"type":"string"},"version":{"type":"integer"},"form":{"type":"string"},"form_version":{"type":"string"},"status":{"type":"string"},"type":{"$ref":"#/components/schemas/Code"},"title":{"type":"string"},"date":{"type":"string"},"received":{"type":"string","format":"date-time"},"media_type":{"type":"string"},"size":{"type":"integer"},"sha256":{"type":"string"}}})"},
    {"DocumentPage",
     R"({"type":"object","required":["documents","page_size"],"properties":{"documents":{"type":"array","items":{"$ref":"#/components/schemas/DocumentVersion"}},"page_size":{"type":"integer"},"next":{"type":"string"}}})"},
    {"DocumentVersions", R"({"type":"object","required":["versions"],"properties":{"versions":{"type":"array","items":{"$ref":"#/components/schemas/DocumentVersion"}}}})"},
    {"Delivery",
     R"({"type":"object","required":["id","location","document","version"],"properties":{"id":{"type":"string"},"location":{"type":"string","format":"uri"},"document":{"type":"string"},"version":{"type":"integer"},"status":{"type":"string"},"form":{"type":"string"},"form_version":{"type":"string"},"type":{"$ref":"#/components/schemas/Code"},"date":{"type":"string"},"received":{"type":"string","format":"date-time"},"queued":{"type":"string","format":"date-time"},"media_type":{"type":"string"},"size":{"type":"integer"}}})"},
    {"DeliveryPage",
     R"({"type":"object","required":["deliveries","page_size"],"properties":{"deliveries":{"type":"array","items":{"$ref":"#/components/schemas/Delivery"}},"page_size":{"type":"integer"},"next":{"type":"string"}}})"},
};

constexpr NamedJson examples[] = {
    {"csv", R"("one record of the form a line, in CP932 or UTF-8, as the ministry lays it out")"},
    {"form", R"({"form":"the items of the form, as the ministry's JSON names them"})"},
    {"patient", R"({"resourceType":"Patient","active":true,"gender":"female","birthDate":"1938-05-12"})"},
    {"document", R"({"resourceType":"Bundle","type":"document","timestamp":"2026-03-01T09:15:00+09:00","entry":[{"fullUrl":"urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e1d","resource":{"resourceType":"Composition","status":"final"}}]})"},
    {"transaction",
     R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e1d","resource":{"resourceType":"Binary","contentType":"text/csv","data":"TllVSU4="},"request":{"method":"POST","url":"Binary"}}]})"},
    {"transaction-response", R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created","location":"DocumentReference/1/_history/1"}}]})"},
    {"reference", R"({"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"contentType":"text/csv","data":"TllVSU4="}}]})"},
    {"binary", R"({"resourceType":"Binary","id":"1","contentType":"text/csv;charset=Shift_JIS","data":"TllVSU4="})"},
    {"outcome", R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"code-invalid","diagnostics":"both is not in the value set administrative-gender","expression":["Patient.gender"]}]})"},
    {"withdrawal", R"({"status":"withdrawn","deliveries":["01a2023f-e11e-7000-abb7-a0884d6c89b5"]})"},
    {"receipt",
     R"({"documents":[{"location":"https://127.0.0.1:8443/documents/01a2023f-e11e-7000-abb7-a0884d6c89b5","id":"01a2023f-e11e-7000-abb7-a0884d6c89b5","version":1,"fate":"created","deliveries":1}],"report":[]})"},
};

} // namespace

std::span<const RouteContent> route_contents() {
    return table;
}

const RouteContent* content_of(std::string_view route) {
    const auto* const found = std::ranges::find(table, route, &RouteContent::route);
    return found == std::end(table) ? nullptr : found;
}

std::span<const NamedJson> openapi_schemas() {
    return schemas;
}

std::span<const NamedJson> openapi_examples() {
    return examples;
}

} // namespace renkei::server
