// Watches what the checks read while their result is recorded for a cache.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/validate/cache/signature.h"

namespace renkei::validate {

// The cache repeats the result for each value that has the same key, so it must follow from what the key
// holds of the value's nodes. A check that reads anything else, and is not run again for the next value,
// makes the record invalid: the value is not cached. It costs speed, and hides no finding.
class ReadWatch {
public:
    // `signatures`: the key is the value's signature; nullptr: the key is all bytes of the value.
    ReadWatch(const json::Tree& tree, json::NodeId value, const SignatureWriter* signatures)
        : tree_(tree),
          first_(value),
          size_(tree.after(value) - value),
          signatures_(signatures) {}

    bool holds(json::NodeId node) const { return node - first_ < size_; }

    // The check reads a node's name, its kind or its place.
    void note_node(json::NodeId node);
    // It reads a text, or the bytes of an object or array.
    void note_text(json::NodeId node);
    // It can read everything.
    void note_document();

    // The check that runs now may read everything.
    void set_may_read_all(bool may_read_all) { may_read_all_ = may_read_all; }
    void invalidate() { is_invalid_ = true; }
    bool is_invalid() const { return is_invalid_; }

private:
    const json::Tree& tree_;
    json::NodeId first_;
    json::NodeId size_;
    const SignatureWriter* signatures_;
    bool may_read_all_ = false;
    bool is_invalid_ = false;
};

} // namespace renkei::validate
