// Judges a running server by the conformance kit: its $convert by the cases of the kit, its $validate by their bundles and by
// mistakes in them, and one document's way through IHE MHD.
#pragma once

#include "gateway/exchange/conform_server.h"
#include "gateway/service/conform.h"

#include <deque>

namespace renkei::exchange {

struct ServerJudgement {
    std::deque<service::ConformCase> cases{}; // that only servers have; judgements point to them
    std::vector<service::Judgement> judgements{};
};

// No judgements: the kit has no case in the scope. The kit outlives the result.
ServerJudgement judge(TestedServer& server, service::JudgeTools tools, const service::Kit& kit, const service::Scope& scope);

} // namespace renkei::exchange
