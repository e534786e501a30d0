// The snapshot of a StructureDefinition that is itself being validated: as written in the document, else
// made from its differential.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/validate/walk/validation_run.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renkei::validate {

class InstanceSnapshot {
public:
    InstanceSnapshot() = default; // there is none
    InstanceSnapshot(const Tree& tree, NodeId snapshot);

    // Problems are reported even if no snapshot can be made. If the base is not loaded, there are neither
    // snapshot nor problems.
    static InstanceSnapshot generate(const ValidationRun& validation, NodeId definition,
                                     diag::Report& problems);

    bool empty() const { return by_id_.empty(); }
    const Tree& tree() const { return *tree_; }
    // The definition with a snapshot that was generated; empty: as it was written in the document.
    std::string_view json() const { return generated_ == nullptr ? std::string_view() : generated_->json; }
    NodeId find(std::string_view id) const; // by id, else by path; no_node: not there

private:
    struct GeneratedSnapshot { // what a generated one lives in
        std::string source;
        std::string json;
        packages::Resource definition;
        Tree tree;
    };

    const Tree* tree_ = nullptr;
    std::unordered_map<std::string_view, NodeId, base::TextHash> by_id_;
    std::unique_ptr<GeneratedSnapshot> generated_;
};

} // namespace renkei::validate
