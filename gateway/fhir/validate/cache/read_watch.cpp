#include "gateway/fhir/validate/cache/read_watch.h"

namespace renkei::validate {

void ReadWatch::note_node(NodeId node) {
    if (!holds(node)) {
        note_document();
    }
}

// The bytes of an object hold white space, which is not part of its signature.
void ReadWatch::note_text(NodeId node) {
    if (!holds(node) || tree_[node].is_container() || signatures_.is_free_text(tree_, node)) {
        note_document();
    }
}

void ReadWatch::note_document() { is_invalid_ = is_invalid_ || !may_read_all_; }

} // namespace renkei::validate
