// What the handlers of FHIR share: resources out in the syntax that was asked for, resources in, errors.
#pragma once

#include "gateway/mhd/search_request.h"
#include "gateway/server/gateway.h"
#include "gateway/server/words.h"
#include "gateway/service/target.h"

#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view fhir_json = "application/fhir+json";
inline constexpr std::string_view fhir_xml = "application/fhir+xml";

std::string fhir_base(const Request& request); // "https://host/fhir"

// _format, empty if it is not given; an error: it is given twice.
Or<std::string> asked_format(const Request& request);
// By _format, else by Accept.
Or<service::FhirSyntax> wanted_syntax(const Request& request);
// A resource in that syntax.
Answer give(Gateway& gateway, const Request& request, int status, std::string json);
Answer give(documents::Desk& desk, const Request& request, int status, std::string json); // where one is borrowed already

// The body as FHIR JSON, whichever syntax it came in.
Or<std::string> read_fhir_body(documents::Desk& desk, const Request& request);
Or<documents::Desks::Loan> borrow_desk(Gateway& gateway, const Request& request);
Or<documents::Desks::Loan> borrow_desk(Gateway& gateway, const documents::WorkOf& work);

Answer refuse(const Request& request, const Refused& refusal);
Refused refused_by(diag::Error error); // with the status that belongs to the message

std::string http_date(base::Millis at);

} // namespace renkei::server
