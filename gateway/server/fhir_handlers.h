// The handlers of FHIR and IHE MHD: /metadata, operations, the read-only view of documents, the ways in. One file per family.
#pragma once

#include "gateway/server/gateway.h"
#include "gateway/server/route.h"

namespace renkei::server {

// fhir_handlers_metadata.cpp, fhir_handlers_openapi.cpp
Answer give_capabilities(Gateway& gateway, const Request& request, Parts parts);
Answer give_definition(Gateway& gateway, const Request& request, Parts parts);
Answer give_openapi(Gateway& gateway, const Request& request, Parts parts);
// fhir_handlers_operations.cpp, fhir_handlers_convert.cpp
Answer validate_resource(Gateway& gateway, const Request& request, Parts parts);
Answer convert_content(Gateway& gateway, const Request& request, Parts parts);
QueryParameters validation_parameters(Gateway& gateway);
QueryParameters conversion_parameters(Gateway& gateway);
// fhir_handlers_read.cpp, fhir_handlers_binary.cpp
Answer read_resource(Gateway& gateway, const Request& request, Parts parts);
Answer read_version(Gateway& gateway, const Request& request, Parts parts);
Answer read_history(Gateway& gateway, const Request& request, Parts parts);
QueryParameters read_parameters(Gateway& gateway); // $document, too
QueryParameters history_parameters(Gateway& gateway);
Answer read_binary(Gateway& gateway, const Request& request, Parts parts);
Answer read_binary_version(Gateway& gateway, const Request& request, Parts parts);
QueryParameters binary_parameters(Gateway& gateway);
Answer give_document(Gateway& gateway, const Request& request, Parts parts);
// fhir_handlers_search.cpp
Answer search_type(Gateway& gateway, const Request& request, Parts parts);
QueryParameters search_parameters_of_all(Gateway& gateway); // types
// fhir_handlers_provide.cpp
Answer provide_bundle(Gateway& gateway, const Request& request, Parts parts);
Answer publish_simply(Gateway& gateway, const Request& request, Parts parts);
Answer create_document(Gateway& gateway, const Request& request, Parts parts);
Answer refuse_write(Gateway& gateway, const Request& request, Parts parts);

} // namespace renkei::server
