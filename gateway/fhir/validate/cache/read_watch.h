// Watches what the checks read while their result is recorded for a cache.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/validate/cache/signature.h"

namespace renkei::validate {

// The cache repeats the result for each resource that has the same signature, so it must follow from what the
// signature holds. A check that reads anything else, and is not run again for the next resource, makes the
// record invalid: the resource is not cached. It costs speed, and hides no finding.
class ReadWatch {
public:
    ReadWatch(const Tree& tree, NodeId resource, const SignatureWriter& signatures)
        : tree_(tree),
          first_(resource),
          size_(tree.after(resource) - resource),
          signatures_(signatures) {}

    bool holds(NodeId node) const { return node - first_ < size_; }

    // The check reads a node's name, its kind or its place.
    void note_node(NodeId node);
    // It reads a text, or the bytes of an object or array.
    void note_text(NodeId node);
    // It can read everything.
    void note_document();

    // The check that runs now may read everything.
    void set_may_read_all(bool may_read_all) { may_read_all_ = may_read_all; }
    void invalidate() { is_invalid_ = true; }
    bool is_invalid() const { return is_invalid_; }

private:
    const Tree& tree_;
    NodeId first_;
    NodeId size_;
    const SignatureWriter& signatures_;
    bool may_read_all_ = false;
    bool is_invalid_ = false;
};

} // namespace renkei::validate
