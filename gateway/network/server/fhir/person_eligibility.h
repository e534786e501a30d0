// What an eligibility check finds, for the simple route and for FHIR's operation.
#pragma once

#include "gateway/network/mhd/eligibility.h"
#include "gateway/network/server/fhir/person_summary.h"

namespace renkei::server {

// Of a summary that is gathered for an eligibility check.
mhd::SummaryContext eligibility_context(ServerContext& gateway, const Request& request);
// `found`: by that context, of one person.
mhd::Eligibility eligibility_in(const mhd::SummaryResult& found, const Request& request,
                                const time::Date& day);
time::Date today(ServerContext& gateway); // in Japan

} // namespace renkei::server
