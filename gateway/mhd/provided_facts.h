// What a DocumentReference (and the SubmissionSet around it) says about a document that cannot say it itself.
#pragma once

#include "gateway/documents/parties.h"
#include "gateway/mhd/path.h"

namespace renkei::mhd {

// `set`: the SubmissionSet, or no_node. `follow`: to what else came in the same request.
documents::Facts told_facts(const json::Tree& tree, json::NodeId reference, json::NodeId set, const Follow& follow);

} // namespace renkei::mhd
