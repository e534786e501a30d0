// Tests a running server with the conformance kit: $convert with its cases, $validate with valid bundles and
// with mistakes in them, and one document through IHE MHD.
#pragma once

#include "gateway/forms/conform/compare/conform.h"
#include "gateway/network/servertest/tested_server.h"

#include <deque>

namespace renkei::servertest {

struct ServerEvaluation {
    std::deque<conform::ConformCase> cases{}; // that only servers have; evaluations point to them
    std::vector<conform::CaseEvaluation> evaluations{};
};

// No evaluations: the kit has no case in the scope. The kit outlives the result.
ServerEvaluation run_conformance(TestedServer& server, conform::EvaluationTools tools,
                                 const conform::ConformKit& kit, const conform::ConformScope& scope);

} // namespace renkei::servertest
