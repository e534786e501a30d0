// Shared by the FHIR handlers: resources out in the requested syntax, resources in, errors.
#pragma once

#include "gateway/forms/service/target.h"
#include "gateway/network/server/http_names.h"
#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view fhir_json = "application/fhir+json";
inline constexpr std::string_view fhir_xml = "application/fhir+xml";

std::string fhir_base(const Request& request); // "https://host/fhir"
std::string search_url(const Request& request, std::string_view type, const Pairs& parameters);

// _format, empty if it is not given; it is an error if it is given twice.
HttpResult<std::string> requested_format(const Request& request);
// The same of a document in any syntax: _format is an Accept that fits in a URL, or a short name.
QueryParameter content_format();
std::string accepted_types(const Request& request, const std::string& format);
// By _format, else by Accept.
HttpResult<service::FhirSyntax> requested_syntax(const Request& request);
// A resource in that syntax.
Response fhir_response(ServerContext& gateway, const Request& request, int status, std::string json);
// where a worker is leased already
Response fhir_response(documents::ConversionWorker& worker, const Request& request, int status,
                       std::string json);

// The body as FHIR JSON, whichever syntax it came in.
HttpResult<std::string> read_fhir_body(documents::ConversionWorker& worker, const Request& request);
// For the body of the request; the memory of the work on it is reserved first, with the inner_memory() of
// what was found within it. Never called with a worker in hand: the owner of the memory may wait for that
// one.
HttpResult<documents::WorkerPool::Lease> lease_worker(ServerContext& gateway, const Request& request,
                                                      std::uint64_t inner = 0);
HttpResult<documents::WorkerPool::Lease> lease_worker(ServerContext& gateway,
                                                      const documents::WorkRequest& work);

HttpError http_error_of(diag::Error error); // as the table of refusals says of the message

} // namespace renkei::server
