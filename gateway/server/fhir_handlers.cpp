#include "gateway/server/fhir_handlers.h"

#include "gateway/server/routes.h"

namespace renkei::server {
namespace {

// Open are those that give nothing away: what this program is, and work on what the caller brought.
// Routes without interaction and summary are doors that are shut: they say where to go instead.
constexpr Route table[] = {
    {"GET", "/metadata", "capabilities", "CapabilityStatement", "", "", give_capabilities, true},
    {"GET", "/fhir/metadata", "capabilities", "CapabilityStatement", "", "", give_capabilities, true},
    {"GET", "/openapi.json", "openapi", "This description", "", "", give_openapi, true},
    {"GET", "/fhir/OperationDefinition/{id}", "operation-definition", "Definition of an operation of this gateway", "OperationDefinition", "read", give_definition, true},

    {"POST", "/fhir", "provide-bundle", "IHE MHD ITI-65: a transaction that brings documents", "", "transaction", provide_bundle},
    {"POST", "/fhir/", "provide-bundle", "The same; clients write the base with and without the slash", "", "transaction", provide_bundle},
    {"POST", "/fhir/DocumentReference", "simplified-publish", "IHE MHD ITI-105: a DocumentReference with the document in it", "DocumentReference", "create", publish_simply},
    {"POST", "/fhir/Bundle", "document-create", "A FHIR document", "Bundle", "create", create_document},

    {"POST", "/fhir/$validate", "validate", "Is this resource valid?", "", "$validate", validate_resource, true, validation_parameters},
    {"POST", "/fhir/{type}/$validate", "validate", "Is this resource valid?", "*", "$validate", validate_resource, true, validation_parameters},
    {"POST", "/fhir/$convert", "convert", "A form as FHIR, FHIR as a form; nothing is stored", "", "$convert", convert_content, true, conversion_parameters},
    {"GET", "/fhir/Composition/{id}/$document", "document", "The document of a Composition", "Composition", "$document", give_document},

    {"GET", "/fhir/Binary/{id}", "retrieve-document", "IHE MHD ITI-68: a document in a syntax of its form", "Binary", "read", read_binary},
    {"GET", "/fhir/Binary/{id}/_history/{version}", "retrieve-version", "A version of a document", "Binary", "vread", read_binary_version},
    {"GET", "/fhir/{type}/{id}", "read", "A resource of a document", "*", "read", read_resource},
    {"GET", "/fhir/{type}/{id}/_history/{version}", "vread", "A version of a resource", "*", "vread", read_version},
    {"GET", "/fhir/{type}/{id}/_history", "history", "All versions of a resource", "*", "history-instance", read_history, false, history_parameters},
    {"GET", "/fhir/{type}", "search", "Resources of a person's documents (DocumentReference: IHE MHD ITI-67, List: ITI-66)", "*", "search-type", search_type, false, search_parameters_of_all},
    {"POST", "/fhir/{type}/_search", "search", "The same, with the parameters in the body", "*", "search-type", search_type, false, search_parameters_of_all},

    {"POST", "/fhir/{type}", "write-refused", "", "", "", refuse_write},
    {"PUT", "/fhir/{type}", "write-refused", "", "", "", refuse_write},
    {"PATCH", "/fhir/{type}", "write-refused", "", "", "", refuse_write},
    {"DELETE", "/fhir/{type}", "write-refused", "", "", "", refuse_write},
    {"PUT", "/fhir/{type}/{id}", "write-refused", "", "", "", refuse_write},
    {"PATCH", "/fhir/{type}/{id}", "write-refused", "", "", "", refuse_write},
    {"DELETE", "/fhir/{type}/{id}", "write-refused", "", "", "", refuse_write},
};

} // namespace

std::span<const Route> fhir_routes() { return table; }

} // namespace renkei::server
