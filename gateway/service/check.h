// Does an input keep the rules of its form? Nothing is converted.
#pragma once

#include "gateway/service/outcome.h"
#include "gateway/service/source.h"

namespace renkei::service {

// Refused: it cannot be read, or it breaks a rule of severity error.
Outcome check(Worker& worker, const Input& input, const ReadSettings& settings);

// What a record breaks.
void check_rules(Worker& worker, const Source& source, const forms::Record& record, diag::Report& report);

// The same for a document in which single values were refused, as `reading` says: what can be said although they are missing.
void check_damaged(Worker& worker, const Source& source, const forms::Record& record, const diag::Report& reading, diag::Report& report);

}  // namespace renkei::service
