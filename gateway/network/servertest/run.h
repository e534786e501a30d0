// Tests a running server with the conformance kit: $convert with its cases, $validate with valid bundles and
// with mistakes in them, and one document through IHE MHD.
#pragma once

#include "gateway/forms/service/conform.h"
#include "gateway/network/conformance/tested_server.h"

#include <deque>

namespace renkei::conformance {

struct ServerEvaluation {
    std::deque<service::ConformCase> cases{}; // that only servers have; evaluations point to them
    std::vector<service::CaseEvaluation> evaluations{};
};

// No evaluations: the kit has no case in the scope. The kit outlives the result.
ServerEvaluation run_conformance(TestedServer& server, service::EvaluationTools tools,
                                 const service::ConformKit& kit, const service::ConformScope& scope);

} // namespace renkei::conformance
