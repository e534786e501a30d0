// Whether what is in a document or message is connected with the resource it begins with.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

struct ReachabilityMessages {
    diag::Message orphan;   // connected in no direction
    diag::Message backward; // refers to what is connected, but nothing leads to it
};
bool must_hang_together(const EntryIndex& bundle);
void check_reachability(ValidationRun& validation, const EntryIndex& bundle, ReachabilityMessages messages);

} // namespace renkei::validate
