// A document's way into a server and out again by IHE MHD: provided (ITI-65), found (ITI-67), retrieved
// (ITI-68).
#pragma once

#include "gateway/forms/conform/compare/conform.h"
#include "gateway/network/servertest/fresh_document.h"
#include "gateway/network/servertest/tested_server.h"

namespace renkei::servertest {

// `out.about` is set; ends at the first thing that is wrong.
void run_mhd_cases(TestedServer& server, conform::EvaluationTools tools, const ConformDocument& document,
                   conform::CaseEvaluation& out);

} // namespace renkei::servertest
