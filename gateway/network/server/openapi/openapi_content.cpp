#include "gateway/network/server/openapi/openapi_content.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"

#include <algorithm>
#include <cassert>
#include <vector>

namespace renkei::server {
namespace {

// Generators of clients take the first content of a request or response for its type, and some send the first
// JSON type whatever the body is. So FHIR, which every form has, comes first in requests; in responses CSV,
// as bytes that hold any content, then FHIR.
constexpr MediaContent documents_in[] = {{fhir_json, "Bundle", "document"},
                                         {fhir_xml, ""},
                                         {"application/fhir+ndjson", ""},
                                         {"text/csv", "", "csv"},
                                         {"application/json", sent_form_schema, "form"},
                                         {"multipart/form-data", "Files"}};
constexpr MediaContent document_out[] = {{"text/csv", "", "csv"},
                                         {fhir_json, "Bundle", "document"},
                                         {fhir_xml, ""},
                                         {"application/json", "FormFile"},
                                         {"text/html", ""}};
constexpr MediaContent document_receipt[] = {{"application/json", "Receipt", "receipt"},
                                             {fhir_json, "OperationOutcome", "outcome"}};
constexpr MediaContent withdrawal_notice[] = {{"application/json", "Withdrawal", "withdrawal"}};
constexpr MediaContent withdrawal_receipt[] = {{"application/json", "Receipt", "receipt"}};
constexpr MediaContent document_pages[] = {{"application/json", "DocumentPage"}};
constexpr MediaContent person_pages[] = {{"text/html", ""}};
constexpr MediaContent month_file[] = {{"text/html", ""}, {"text/csv", "", "csv"}};
constexpr MediaContent eligibility_answer[] = {{"application/json", "Eligibility", "eligibility"},
                                               {"text/html", ""}};
constexpr MediaContent own_pages[] = {{fhir_json, "Bundle", "document"}, {"text/html", ""}};
constexpr MediaContent delivery_list[] = {{"application/json", "SentDeliveries"}, {"text/html", ""}};
constexpr MediaContent version_list[] = {{"application/json", "DocumentVersions"}};
constexpr MediaContent delivery_pages[] = {{"application/json", "DeliveryPage"}};
constexpr MediaContent one_delivery[] = {
    {"text/csv", "", "csv"}, {fhir_json, "Resource"}, {fhir_xml, ""}, {"application/json", "FormFile"}};

constexpr MediaContent any_resource[] = {{fhir_json, "Resource"}, {fhir_xml, ""}};
constexpr MediaContent patient_or_parameters[] = {{fhir_json, "Resource", "patient"}, {fhir_xml, ""}};
constexpr MediaContent eligibility_request[] = {{fhir_json, "Resource"}, {fhir_xml, ""}};
constexpr MediaContent bundle_page[] = {{fhir_json, "BundlePage"}, {fhir_xml, ""}};
constexpr MediaContent a_document[] = {{fhir_json, "Bundle", "document"}, {fhir_xml, ""}};
constexpr MediaContent bundle_of_set[] = {{fhir_json, "Resource"}, {fhir_xml, ""}, {"text/html", ""}};
constexpr MediaContent transaction_bundle[] = {{fhir_json, "Bundle", "transaction"}, {fhir_xml, ""}};
constexpr MediaContent transaction_response[] = {{fhir_json, "Bundle", "transaction-response"},
                                                 {fhir_xml, ""}};
constexpr MediaContent document_reference[] = {{fhir_json, "DocumentReference", "reference"}, {fhir_xml, ""}};
constexpr MediaContent operation_outcome[] = {{fhir_json, "OperationOutcome", "outcome"}, {fhir_xml, ""}};
constexpr MediaContent capability_statement[] = {{fhir_json, "CapabilityStatement"}, {fhir_xml, ""}};
constexpr MediaContent binary_content[] = {
    {fhir_json, "Binary", "binary"},  {fhir_xml, ""},    {"text/csv", "", "csv"},
    {"application/json", "FormFile"}, {"text/html", ""}, {"*/*", ""}};
constexpr MediaContent to_convert[] = {{fhir_json, "Resource"},
                                       {fhir_xml, ""},
                                       {"text/csv", "", "csv"},
                                       {"application/json", sent_form_schema, "form"}};
constexpr MediaContent converted_content[] = {{"text/csv", "", "csv"},
                                              {fhir_json, "Resource", "document"},
                                              {fhir_xml, ""},
                                              {"application/fhir+ndjson", ""},
                                              {"application/json", "FormFile"},
                                              {"application/x-ndjson", ""},
                                              {"text/html", ""}};
constexpr MediaContent openapi_description[] = {{"application/json", "AnyObject"}};

constexpr MediaContent a_consent[] = {{fhir_json, "Resource", "consent"}, {fhir_xml, ""}};
constexpr MediaContent an_application[] = {{fhir_json, "Resource", "application"}, {fhir_xml, ""}};
constexpr MediaContent a_relation[] = {{fhir_json, "Resource", "relation"}, {fhir_xml, ""}};
constexpr MediaContent a_delivery[] = {{fhir_json, "Resource", "delivery"}, {fhir_xml, ""}};
constexpr MediaContent a_registration[] = {{fhir_json, "Resource", "registration"}, {fhir_xml, ""}};

constexpr HeaderField idempotency_header[] = {
    {"Idempotency-Key",
     "1 to 255 ASCII characters. The same key with the same content gets the first answer again."}};
constexpr HeaderField submission_headers[] = {
    idempotency_header[0],
    {"Renkei-Receiver",
     "Numbers of organisations, such as `institution:1319999981, office:9970100013`: for whom "
     "a document is that names no receiver itself. A correction without it has those of the "
     "version before."}};
constexpr HeaderField if_match_header[] = {
    {"If-Match", "The ETag of the newest version. Any other version is answered 412. Without it, the newest "
                 "version is meant."}};

constexpr HeaderField record_if_match[] = {
    {"If-Match", "The ETag of the record as the caller knows it. Any other version is answered 412."}};

// clang-format off
constexpr RouteContent described_routes[] = {
    {"document-submit", "documents", "Stores every document in the body and queues its deliveries. The receipt is sent when all of it is on disk. The same content again changes nothing (200).", documents_in, document_receipt, submission_headers},
    {"document-search", "documents", "Lists documents that the caller sent or that name it as receiver, one page at a time; `next` is the URL of the next page. A browser (`Accept: text/html`) gets a page for people.", {}, document_pages},
    {"document-search-post", "documents", "The same search with the parameters in the body, which may also name a person; `next` is the value of `page` for the next page.", {}, document_pages},
    {"document-read", "documents", "Gives the newest version as CSV, JSON, FHIR or a page to print, as Accept asks.", {}, document_out},
    {"document-vread", "documents", "Gives this version as CSV, JSON, FHIR or a page to print, as Accept asks.", {}, document_out},
    {"document-person", "documents", "Gives a page for people: the newest answer to each question with its day and document, other answers beside it, and charts of measurements.", {}, person_pages},
    {"document-set", "documents", "Entries are the document Bundles of those that the caller may read, in the order in which they came; identifier names the set. A document that was sent alone is alone in it. A browser gets all of them on one page.", {}, bundle_of_set},
    {"document-side-by-side", "documents", "Gives a page for people: services and days of two documents of one month (予定 and 実績 of 第6表), with what differs marked. What the caller may not read is as if it were not there.", {}, person_pages},
    {"document-course", "documents", "Gives a page for people: each answer of the last three documents that came of the person, form and office of this one, side by side, with its change; one that is damaged is left out, which the page says. Who may not read all of them gets none.", {}, person_pages},
    {"document-eligibility", "documents", "Gives what documents say on `date` (without one: today) of the insurance: each field with its state, values, periods and documents. A browser gets a page for people.", {}, eligibility_answer},
    {"eligibility-check", "documents", "The same for the person whom `person` names, with `insurer` if that is the number on a card. Documents of two persons with one number are answered 409.", {}, eligibility_answer},
    {"document-deliveries", "documents", "Gives, of the versions that the caller sent, each delivery with its receiver, state and times. `file_sha256` is the hash of the file that the receiver has. A browser gets a page for people.", {}, delivery_list},
    {"document-versions", "documents", "Lists the versions of a document, the oldest first.", {}, version_list},
    {"document-withdraw", "documents", "Withdraws a document that the caller sent. It is answered 410 from then on, and receivers are informed.", {}, document_receipt, if_match_header},
    {"withdrawal-submit", "documents", "Withdraws documents by the Idempotency-Keys of the requests that brought them. A document that arrives later under such a key is stored as withdrawn.", withdrawal_notice, withdrawal_receipt},
    {"mailbox-list", "mailbox", "Lists the documents that wait for the caller, one page at a time; `next` is the URL of the next page.", {}, delivery_pages},
    {"mailbox-read", "mailbox", "Gives the document of a delivery. It waits until it is acknowledged.", {}, one_delivery},
    {"mailbox-acknowledge", "mailbox", "Removes a delivery from the mailbox. Send it when the document is stored at the receiver, with `sha256` of the stored file: its sender sees both.", {}, {}},
    {"own-view", "portals", "For portals: what the documents say about the person of the access token, as a page or as a FHIR document.", {}, own_pages},
    {"own-access", "portals", "For portals: who asked for what about the person of the access token, in the last twelve months.", {}, person_pages},
    {"capabilities", "metadata", "What the gateway offers, as a FHIR CapabilityStatement.", {}, capability_statement},
    {"openapi", "metadata", "What the gateway offers, for generators of clients.", {}, openapi_description},
    {"operation-definition", "metadata", "A FHIR OperationDefinition that CapabilityStatement names.", {}, any_resource},
    {"provide-bundle", "mhd", "Stores the documents of a transaction Bundle: a SubmissionSet (List), DocumentReferences and Binaries. A Bundle of type document is stored as by `POST /fhir/Bundle` (201, an OperationOutcome).", transaction_bundle, transaction_response, submission_headers},
    {"simplified-publish", "mhd", "Stores the document that is in `content.attachment.data` of the DocumentReference.", document_reference, document_reference, idempotency_header},
    {"document-create", "mhd", "Stores a Bundle of type document, as `POST /documents` does.", a_document, operation_outcome, submission_headers},
    {"retrieve-document", "mhd", "Gives the newest version. A FHIR type in Accept gives a Binary resource, any other type the document itself.", {}, binary_content},
    {"retrieve-version", "mhd", "Gives this version. A FHIR type in Accept gives a Binary resource, any other type the document itself.", {}, binary_content},
    {"validate", "operations", "Validates the resource in the body, or the parameter `resource` of a Parameters resource. What is wrong is in the OperationOutcome of a 200.", patient_or_parameters, operation_outcome},
    {"validate-instance", "operations", "Validates the resource in the body or, without a body, the stored one. What is wrong is in the OperationOutcome of a 200.", patient_or_parameters, operation_outcome},
    {"convert", "operations", "Converts the body and gives the result. What cannot be converted is answered 422 with the findings.", to_convert, converted_content},
    {"document", "operations", "Gives the whole document Bundle that begins with this Composition.", {}, a_document},
    {"cross-reference", "operations", "Gives the numbers and Patients of the person whom `sourceIdentifier` names, as far as documents say that the caller may read. Documents of two persons with one number are answered 409.", {}, any_resource},
    {"cross-reference-post", "operations", "The same, with `sourceIdentifier` and `targetSystem` as parameters of a Parameters resource, so that no number stands in a URL.", any_resource, any_resource},
    {"eligibility-submit", "operations", "Gives a CoverageEligibilityResponse for the CoverageEligibilityRequest in the body, or in the parameter `resource` of a Parameters resource. Only what is sure is a benefit; an extension has every answer with its state, period and documents.", eligibility_request, any_resource},
    {"match", "operations", "Gives Patients out of documents that the caller may read, each with a grade of how sure it is that it is the one of the body.", patient_or_parameters, bundle_page},
    {"match-page", "operations", "Goes on behind the documents that the page before compared. The address is the link `next` of that page.", {}, bundle_page},
    {"person-summary", "operations", "Gives a document Bundle of what the documents say that the caller may read about the person whom `identifier` names. If they are of two persons with one number, 409 offers each document by person.", {}, a_document},
    {"person-summary-post", "operations", "The same, with `identifier` as a parameter of a Parameters resource, so that no number stands in a URL.", any_resource, a_document},
    {"patient-summary", "operations", "Gives a document Bundle of what the documents say that the caller may read about the person of this Patient. If they are of two persons with one number, 409 offers each document by person.", {}, a_document},
    {"patient-summary-post", "operations", "The same as GET. A body is not read.", any_resource, a_document},
    {"read", "resources", "Gives a resource out of the newest version of its document.", {}, any_resource},
    {"vread", "resources", "Gives a resource out of this version of its document.", {}, any_resource},
    {"history", "resources", "Lists the versions of a resource as a Bundle of type history, the newest first.", {}, bundle_page},
    {"consent-enter", "records", "Records what a person permits or refuses, taken by the caller. The same consent again changes nothing (200).", a_consent, a_consent},
    {"consent-read", "records", "Gives a consent or refusal; its patient is the keyed hash of the person's number.", {}, a_consent},
    {"consent-update", "records", "Withdraws every consent that the person gave until now: `status` inactive, all else as it was read.", a_consent, a_consent, record_if_match},
    {"consent-search", "records", "With `_tag` of records, gives what the caller may see of a person's consents as a Bundle of type searchset; nothing also where it may see none. Without it, Consents out of documents.", {}, bundle_page},
    {"registration-enter", "records", "Registers the caller as an office that serves a person, whose identity it checked; or, by the municipality that insures the person, any office. The same registration again changes nothing (200).", a_registration, a_registration},
    {"registration-read", "records", "Gives a registration; its patient is the keyed hash of the person's number.", {}, a_registration},
    {"registration-update", "records", "Changes a registration, or ends it: `status` finished and `endedWhy`.", a_registration, a_registration, record_if_match},
    {"registration-search", "records", "Gives what the caller may see of a person's registrations as a Bundle of type searchset; nothing also where it may see none.", {}, bundle_page},
    {"ledger-enter", "records", "Enters a record of the caller about a person. The same record again changes nothing (200).", a_delivery, a_delivery},
    {"ledger-read", "records", "Gives a record; its person is the keyed hash of the person's number.", {}, a_delivery},
    {"ledger-update", "records", "Cancels a record: its status and day, all else as it was read.", a_delivery, a_delivery, record_if_match},
    {"ledger-search", "records", "With `_tag` of records, gives what the caller may see of a person's records as a Bundle of type searchset; nothing also where it may see none. Without it, resources out of documents, where their type is offered.", {}, bundle_page},
    {"task-enter", "records", "Enters an application for certification that was made to the caller (its day and its kind), or the caller's request for 主治医意見書 (institution and day): `status` requested. The same again changes nothing (200).", an_application, an_application},
    {"task-update", "records", "Changes an application or a request for 主治医意見書 of the caller, all else as it was read: the days of steps, the level that was certified, a delay, a withdrawal or rejection; receipt, decision, delivery and end of a request. One act at a time. What follows from the rest (status, next step, limit) may stay as it was read.", an_application, an_application, record_if_match},
    {"task-read", "records", "Gives how an application for certification stands, or a request for 主治医意見書; its `for` is the number with which it was entered, else its keyed hash.", {}, any_resource},
    {"task-search", "records", "With `_tag` of records: with `patient.identifier` what is under way for the person, as far as the caller may see it; without, what waits for the caller, one page at a time. Nothing also where it may see none. Without `_tag`, Tasks out of documents.", {}, bundle_page},
    {"basic-enter", "records", "Enters what an organisation is to a person (`stated_relation`); sets what is said of a person (`person_state`): hiding, death, insurer, move, care level; or the caller's own settings (`insurer`). Only the insurer. The same again changes nothing (200).", a_relation, a_relation},
    {"basic-read", "records", "Gives a relation, what is known of a person (by the keyed hash of the number), or the caller's own settings (by its number as an insurer).", {}, a_relation},
    {"basic-update", "records", "Ends a relation; or sets all that is known of a person, or the settings of the caller.", a_relation, a_relation, record_if_match},
    {"basic-search", "records", "Gives what is known of a person and the relations of organisations to the person, to its insurer alone, as a Bundle of type searchset; nothing also where the caller may see none.", {}, bundle_page},
    {"work-page", "records", "Gives a page for people: what waits for the caller, what is due first.", {}, person_pages},
    {"work-search", "records", "Gives the same page, narrowed by what the form says, or another part of it.", {}, person_pages},
    {"case-papers", "records", "Gives the newest paper of each kind that the certification board reads of the case with this id, in its order, as entries of a Bundle, and which have not come, as an OperationOutcome in the last entry; a browser gets all of them on one page, which says so, too. For the member of the board on the days of the case; nothing else is said of it.", {}, bundle_of_set},
    {"export-month", "records", "Gives a page for people: of one form whose documents an interface collects in one file, who of the persons that the caller serves has none in the month, and where to save the file; with `_format` the file. A caller with several numbers names the office.", {}, month_file},
    {"records-page", "records", "Gives a page for people that asks for a person.", {}, person_pages},
    {"records-act", "records", "Gives a page for people with the boxes of an act on a record (kind, act, insurer, person, id); sent back with its boxes, it is carried out as the same request over FHIR.", {}, person_pages},
    {"records-search", "records", "Gives a page for people: a person's offices, what each may read, and consents.", {}, person_pages},
    {"search", "resources", "Gives a Bundle of type searchset, one page at a time: its link `next` leads to the next page.", {}, bundle_page},
};

constexpr OperationId own_ids[] = {
    {"GET", "/fhir/metadata", "capabilities-fhir"},
    {"POST", "/fhir/{type}/$validate", "validate-type"},
    {"POST", "/fhir/{type}/_search", "search-post"},
};

constexpr ApiTag tags[] = {
    {"documents", "Documents in the ministry's syntaxes or in FHIR"},
    {"mailbox", "Documents that wait to be fetched"},
    {"mhd", "IHE MHD: documents in FHIR's envelope"},
    {"operations", "Validation and conversion"},
    {"resources", "Resources out of documents, read-only"},
    {"records", "Consents of persons, and the offices that serve them"},
    {"metadata", "What the gateway offers"},
    {"portals", "What persons see of themselves, by way of a portal"},
};

constexpr PathPart path_parts[] = {
    {"type", "^[A-Z][A-Za-z]+$", "A FHIR resource type"},
    {"id", "^[A-Za-z0-9.-]{1,64}$", "An id that this gateway gave"},
    {"number", "^[1-9][0-9]*$", "The number of a version, from 1"},
    {"version", "^[1-9][0-9]*$", "The number of a version, from 1"},
};
// clang-format on

} // namespace

std::span<const RouteContent> route_contents() { return described_routes; }

const RouteContent* content_of(std::string_view route) {
    const auto* found = std::ranges::find(described_routes, route, &RouteContent::route);
    if (found == std::end(described_routes)) { // of a kind of records that is data alone
        const std::string of_all =
            "ledger" + std::string(route.substr(std::min(route.rfind('-'), route.size())));
        found = std::ranges::find(described_routes, of_all, &RouteContent::route);
    }
    return found == std::end(described_routes) ? nullptr : found;
}

std::string_view operation_id(const Route& route) {
    const auto* const own = std::ranges::find_if(own_ids, [&](const OperationId& each) {
        return each.method == route.method && each.pattern == route.pattern;
    });
    return own == std::end(own_ids) ? route.name : own->id;
}

std::span<const ApiTag> api_tags() { return tags; }

const PathPart& path_part(std::string_view name) {
    const auto* const found = std::ranges::find(path_parts, name, &PathPart::name);
    assert(found != std::end(path_parts));
    return *found;
}

std::span<const NamedJson> openapi_schemas() {
    static const std::vector<NamedJson> all =
        text::table_rows<NamedJson, &NamedJson::name, &NamedJson::json>(openapi_schemas_table());
    return all;
}

std::span<const NamedJson> openapi_examples() {
    static const std::vector<NamedJson> all =
        text::table_rows<NamedJson, &NamedJson::name, &NamedJson::json>(openapi_examples_table());
    return all;
}

} // namespace renkei::server
