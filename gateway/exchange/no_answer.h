// Why a gateway gave no answer, for those who wait before a terminal: what it is, and what to do.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/exchange/wire.h"

namespace renkei::exchange {

diag::Error no_answer(const Problem& problem, diag::Where where = {});
bool is_no_answer(const diag::Error& error);

} // namespace renkei::exchange
