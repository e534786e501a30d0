// CoverageEligibilityRequest/$submit: the request is read, the answer is a CoverageEligibilityResponse that
// is kept nowhere.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/result.h"
#include "gateway/network/mhd/eligibility/eligibility.h"
#include "gateway/network/mhd/search/search_request.h"

namespace renkei::mhd {

struct EligibilityRequest {
    PersonFilter person{};
    std::string asked{}; // the number or the id that names the person, as written: for the audit, hashed
    time::Date day{};
    std::vector<std::string> purposes{};
    std::string identifier{}; // of the request, in JSON; empty: it has none
};

// `today`: if the request names no day. The error names no number.
diag::Result<EligibilityRequest> read_eligibility_request(const json::Tree& tree, json::NodeId resource,
                                                          const time::Date& today);

std::string eligibility_response(const EligibilityRequest& request, const Eligibility& eligibility,
                                 const SummaryContent& content, std::string_view canonical, base::Millis now);

} // namespace renkei::mhd
