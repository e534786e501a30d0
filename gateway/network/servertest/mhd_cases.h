// A document's way into a server and out again by IHE MHD: provided (ITI-65), found (ITI-67), retrieved
// (ITI-68).
#pragma once

#include "gateway/forms/service/conform.h"
#include "gateway/network/conformance/fresh_document.h"
#include "gateway/network/conformance/tested_server.h"

namespace renkei::conformance {

// `out.about` is set; ends at the first thing that is wrong.
void run_mhd_cases(TestedServer& server, service::EvaluationTools tools, const ConformDocument& document,
                   service::CaseEvaluation& out);

} // namespace renkei::conformance
