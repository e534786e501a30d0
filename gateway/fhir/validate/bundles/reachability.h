// Whether what is in a document or message is connected with the resource it begins with.
#pragma once

#include "gateway/fhir/validate/core/check.h"

namespace renkei::validate {

struct ReachabilityMessages {
    diag::Message orphan;   // connected in no direction
    diag::Message backward; // refers to what is connected, but nothing leads to it
};
bool must_hang_together(const EntryIndex& bundle);
void check_reachability(Check& check, const EntryIndex& bundle, ReachabilityMessages messages);

} // namespace renkei::validate
