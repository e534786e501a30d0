// The JSON body of an eligibility check.
#pragma once

#include "gateway/network/mhd/eligibility.h"
#include "gateway/network/server/http_names.h"

namespace renkei::server {

// {"date":…,"complete":…,"fields":[{"field":…,"name":…,"state":…,"values":[{"value":…,…}]}]}
std::string eligibility_json(const Request& request, const mhd::Eligibility& eligibility,
                             const mhd::SummaryContent& content);

} // namespace renkei::server
