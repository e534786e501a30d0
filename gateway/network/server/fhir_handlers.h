// The handlers of FHIR and IHE MHD: /metadata, operations, the read-only view of documents, the ways in. One
// file per family.
#pragma once

#include "gateway/network/server/gateway.h"
#include "gateway/network/server/route.h"

namespace renkei::server {

inline constexpr AuditedAs refused_write{audit::Action::execute, "refused-write"};

// fhir_handlers_metadata.cpp, fhir_handlers_openapi.cpp
Response read_capabilities(Gateway& gateway, const Request& request, PathParameters parts);
Response read_definition(Gateway& gateway, const Request& request, PathParameters parts);
Response read_openapi(Gateway& gateway, const Request& request, PathParameters parts);
// fhir_handlers_operations.cpp, fhir_handlers_convert.cpp
AuditedResponse validate_resource(Gateway& gateway, const Request& request, PathParameters parts);
AuditedResponse convert_content(Gateway& gateway, const Request& request, PathParameters parts);
QueryParameters validation_parameters(Gateway& gateway);
QueryParameters conversion_parameters(Gateway& gateway);
// fhir_handlers_read.cpp, fhir_handlers_binary.cpp
AuditedResponse read_resource(Gateway& gateway, const Request& request, PathParameters parts);
AuditedResponse read_version(Gateway& gateway, const Request& request, PathParameters parts);
AuditedResponse read_history(Gateway& gateway, const Request& request, PathParameters parts);
QueryParameters read_parameters(Gateway& gateway); // $document, too
QueryParameters history_parameters(Gateway& gateway);
AuditedResponse read_binary(Gateway& gateway, const Request& request, PathParameters parts);
AuditedResponse read_binary_version(Gateway& gateway, const Request& request, PathParameters parts);
QueryParameters binary_parameters(Gateway& gateway);
AuditedResponse read_document(Gateway& gateway, const Request& request, PathParameters parts);
// fhir_handlers_search.cpp
AuditedResponse search_type(Gateway& gateway, const Request& request, PathParameters parts);
QueryParameters search_parameters_of_all(Gateway& gateway); // types
// fhir_handlers_provide.cpp
AuditedResponse provide_bundle(Gateway& gateway, const Request& request, PathParameters parts);
AuditedResponse simplified_publish(Gateway& gateway, const Request& request, PathParameters parts);
AuditedResponse create_document(Gateway& gateway, const Request& request, PathParameters parts);
AuditedResponse reject_write(Gateway& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
