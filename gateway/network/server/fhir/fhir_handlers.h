// The handlers of FHIR and IHE MHD: /metadata, operations, the read-only view of documents, the ways in. One
// file per family.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

inline constexpr AuditedAs refused_write{audit::Action::execute, "refused-write"};

// fhir_handlers_metadata.cpp, openapi/fhir_handlers_openapi.cpp
Response read_capabilities(ServerContext& gateway, const Request& request, PathParameters parts);
Response read_definition(ServerContext& gateway, const Request& request, PathParameters parts);
Response read_openapi(ServerContext& gateway, const Request& request, PathParameters parts);
// fhir_handlers_operations.cpp, fhir_handlers_convert.cpp
AuditedResponse validate_resource(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse convert_content(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters validation_parameters(ServerContext& gateway);
QueryParameters conversion_parameters(ServerContext& gateway);
// fhir_handlers_read.cpp, fhir_handlers_binary.cpp
AuditedResponse read_resource(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse read_version(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse read_history(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters read_parameters(ServerContext& gateway); // $document, too
QueryParameters history_parameters(ServerContext& gateway);
AuditedResponse read_binary(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse read_binary_version(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters binary_parameters(ServerContext& gateway);
AuditedResponse read_document(ServerContext& gateway, const Request& request, PathParameters parts);
// fhir_handlers_search.cpp
AuditedResponse search_type(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters search_parameters_of_all(ServerContext& gateway); // types
// fhir_handlers_persons.cpp
AuditedResponse cross_reference_person(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters cross_reference_parameters(ServerContext& gateway);
AuditedResponse match_patient(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters match_page_parameters(ServerContext& gateway);
AuditedResponse continue_match(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse summarise_patient(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters summary_parameters(ServerContext& gateway);
// fhir_handlers_eligibility.cpp
AuditedResponse submit_eligibility(ServerContext& gateway, const Request& request, PathParameters parts);
// fhir_handlers_provide.cpp
AuditedResponse provide_bundle(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse simplified_publish(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse create_document(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse reject_write(ServerContext& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
