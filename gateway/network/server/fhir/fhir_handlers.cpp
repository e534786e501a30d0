#include "gateway/network/server/fhir/fhir_handlers.h"

#include "gateway/network/server/routes.h"

namespace renkei::server {
namespace {

using audit::Action;

constexpr int of_openapi[] = {200};
constexpr int of_metadata[] = {200, 406};
constexpr int of_definitions[] = {200, 404, 406};
// 201: a document; 405: no Bundle; 412: request.ifMatch of an entry
constexpr int of_providing[] = {200, 201, 403, 405, 406, 409, 412, 415, 422};
constexpr int of_creating[] = {200, 201, 403, 406, 409, 415, 422};
constexpr int of_validation[] = {200, 406, 415};
constexpr int of_stored_validation[] = {200, 404, 406, 410, 415};
constexpr int of_converting[] = {200, 406, 415, 422};
constexpr int of_reading_resources[] = {200, 304, 404, 406, 410, 412};
constexpr int of_histories[] = {200, 404, 406, 410};
constexpr int of_searching_resources[] = {200, 404, 406};
constexpr int of_cross_references[] = {200, 404, 406, 409, 415};
constexpr int of_summaries[] = {200, 404, 406, 409, 415};
constexpr int of_eligibility_requests[] = {200, 404, 406, 409, 415};
constexpr int of_matching[] = {200, 406, 415};
constexpr int of_rejected_writes[] = {405};

constexpr Audited rejected{refused_write, reject_write};

// Open are those that give nothing away: what this program is, and work on what the caller brought.
// Routes without interaction and summary are refused with a message that names the right one. OpenAPI
// describes only routes with a summary.
constexpr Route routes_of_fhir[] = {
    {"GET", "/metadata", "capabilities", "CapabilityStatement", "", "", Unaudited{read_capabilities},
     of_metadata, true},
    {"GET", "/fhir/metadata", "capabilities", "CapabilityStatement", "", "", Unaudited{read_capabilities},
     of_metadata, true},
    {"GET", "/openapi.json", "openapi", "This description", "", "", Unaudited{read_openapi}, of_openapi,
     true},
    {"GET", "/fhir/OperationDefinition/{id}", "operation-definition",
     "Definition of an operation of this gateway", "OperationDefinition", "read", Unaudited{read_definition},
     of_definitions, true},

    {"POST", "/fhir", "provide-bundle",
     "IHE MHD ITI-65: a transaction that brings documents; or one FHIR document", "", "transaction",
     Audited{{Action::create, "ITI-65"}, provide_bundle}, of_providing},
    // clients write the base with and without the slash
    {"POST", "/fhir/", "provide-bundle", "", "", "transaction",
     Audited{{Action::create, "ITI-65"}, provide_bundle}, of_providing},
    {"POST", "/fhir/DocumentReference", "simplified-publish",
     "IHE MHD ITI-105: a DocumentReference with the document in it", "DocumentReference", "create",
     Audited{{Action::create, "ITI-105"}, simplified_publish}, of_creating},
    {"POST", "/fhir/Bundle", "document-create", "A FHIR document", "Bundle", "create",
     Audited{{Action::create, "create"}, create_document}, of_creating},

    {"POST", "/fhir/$validate", "validate", "Is this resource valid?", "", "$validate",
     Audited{{Action::execute, "$validate"}, validate_resource}, of_validation, true, validation_parameters},
    {"POST", "/fhir/{type}/$validate", "validate", "Is this resource valid?", "*", "$validate",
     Audited{{Action::execute, "$validate"}, validate_resource}, of_validation, true, validation_parameters},
    {"POST", "/fhir/{type}/{id}/$validate", "validate-instance",
     "Is this resource, or the one that is stored here, valid?", "", "",
     Audited{{Action::execute, "$validate"}, validate_resource}, of_stored_validation, false,
     validation_parameters},
    {"POST", "/fhir/$convert", "convert", "A form as FHIR, FHIR as a form; nothing is stored", "", "$convert",
     Audited{{Action::execute, "$convert"}, convert_content}, of_converting, true, conversion_parameters},
    {"GET", "/fhir/Composition/{id}/$document", "document", "The document of a Composition", "Composition",
     "$document", Audited{{Action::read, "$document"}, read_document}, of_reading_resources, false,
     read_parameters},

    {"GET", "/fhir/Patient/$ihe-pix", "cross-reference", "IHE PIXm ITI-83: the other numbers of a person",
     "Patient", "$ihe-pix", Audited{{Action::query, "ITI-83"}, cross_reference_person}, of_cross_references,
     false, cross_reference_parameters},
    {"POST", "/fhir/Patient/$ihe-pix", "cross-reference-post", "The same, with the parameters in the body",
     "Patient", "$ihe-pix", Audited{{Action::query, "ITI-83"}, cross_reference_person}, of_cross_references},
    {"POST", "/fhir/Patient/$match", "match", "IHE PDQm ITI-119: Patients that may be the described person",
     "Patient", "$match", Audited{{Action::query, "ITI-119"}, match_patient}, of_matching},
    {"GET", "/fhir/Patient/$match", "match-page", "The next page of such an answer", "Patient", "$match",
     Audited{{Action::query, "ITI-119"}, continue_match}, of_matching, false, match_page_parameters},
    {"GET", "/fhir/Patient/$summary", "person-summary", "What is known of a person, by number, as a document",
     "Patient", "$summary", Audited{{Action::query, "$summary"}, summarise_patient}, of_summaries, false,
     summary_parameters},
    {"POST", "/fhir/Patient/$summary", "person-summary-post", "The same, with the parameter in the body",
     "Patient", "$summary", Audited{{Action::query, "$summary"}, summarise_patient}, of_summaries},
    {"GET", "/fhir/Patient/{id}/$summary", "patient-summary", "What is known of a person, as a document",
     "Patient", "$summary", Audited{{Action::query, "$summary"}, summarise_patient}, of_summaries, false,
     read_parameters},
    {"POST", "/fhir/Patient/{id}/$summary", "patient-summary-post", "The same", "Patient", "$summary",
     Audited{{Action::query, "$summary"}, summarise_patient}, of_summaries, false, read_parameters},

    {"POST", "/fhir/CoverageEligibilityRequest/$submit", "eligibility-submit",
     "What is known on a day of a person's insurance, as a CoverageEligibilityResponse; nothing is stored",
     "CoverageEligibilityRequest", "$submit", Audited{{Action::query, "eligibility"}, submit_eligibility},
     of_eligibility_requests},

    {"GET", "/fhir/Binary/{id}", "retrieve-document", "IHE MHD ITI-68: a document in a syntax of its form",
     "Binary", "read", Audited{{Action::read, "ITI-68"}, read_binary}, of_reading_resources, false,
     binary_parameters},
    {"GET", "/fhir/Binary/{id}/_history/{version}", "retrieve-version", "A version of a document", "Binary",
     "vread", Audited{{Action::read, "ITI-68"}, read_binary_version}, of_reading_resources, false,
     binary_parameters},
    {"GET", "/fhir/{type}/{id}", "read", "A resource of a document", "*", "read",
     Audited{{Action::read, "read"}, read_resource}, of_reading_resources, false, read_parameters},
    {"GET", "/fhir/{type}/{id}/_history/{version}", "vread", "A version of a resource", "*", "vread",
     Audited{{Action::read, "vread"}, read_version}, of_reading_resources, false, read_parameters},
    {"GET", "/fhir/{type}/{id}/_history", "history", "All versions of a resource", "*", "history-instance",
     Audited{{Action::read, "history-instance"}, read_history}, of_histories, false, history_parameters},
    {"GET", "/fhir/{type}", "search",
     "Resources of a person's documents (DocumentReference: IHE MHD ITI-67, List: ITI-66)", "*",
     "search-type", Audited{{Action::query, "search-type"}, search_type}, of_searching_resources, false,
     search_parameters_of_all},
    {"POST", "/fhir/{type}/_search", "search", "The same, with the parameters in the body", "*",
     "search-type", Audited{{Action::query, "search-type"}, search_type}, of_searching_resources, false,
     search_parameters_of_all},

    {"POST", "/fhir/{type}", "write-refused", "", "", "", rejected, of_rejected_writes},
    {"PUT", "/fhir/{type}", "write-refused", "", "", "", rejected, of_rejected_writes},
    {"PATCH", "/fhir/{type}", "write-refused", "", "", "", rejected, of_rejected_writes},
    {"DELETE", "/fhir/{type}", "write-refused", "", "", "", rejected, of_rejected_writes},
    {"PUT", "/fhir/{type}/{id}", "write-refused", "", "", "", rejected, of_rejected_writes},
    {"PATCH", "/fhir/{type}/{id}", "write-refused", "", "", "", rejected, of_rejected_writes},
    {"DELETE", "/fhir/{type}/{id}", "write-refused", "", "", "", rejected, of_rejected_writes},
};

} // namespace

std::span<const Route> fhir_routes() { return routes_of_fhir; }

} // namespace renkei::server
