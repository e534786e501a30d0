// Records the checks of a resource whose result depends on the resource's free texts (resource_cache.h).
//
// Rule for every check: it depends only on the signature (names, kinds, texts that are not free); or it runs
// through Check::run_and_record(), which runs it again for the next resource with the signature; or it
// invalidates the trace. A check that reads a free text by itself, or another part of the document, would
// hide findings in cached resources. Expressions, conforms() and select() invalidate the trace by themselves.
#pragma once

#include "gateway/fhir/validate/cache/resource_cache.h"
#include "gateway/fhir/validate/core/document.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

namespace renkei::validate {

class DependencyTrace {
public:
    DependencyTrace(const SignatureWriter& signatures, const json::Tree& tree, json::NodeId resource)
        : signatures_(signatures),
          tree_(tree),
          resource_(resource) {}

    // Records a check of the value. Nodes are the document's.
    void add(DependentCheck check) {
        for (json::NodeId* node : {&check.node, &check.sibling}) {
            assert(*node == json::no_node || is_of_resource(*node));
            *node = *node == json::no_node ? *node : *node - resource_;
        }
        known_.dependent_checks.push_back(check);
    }
    bool is_of_resource(json::NodeId node) const {
        return node >= resource_ && node < tree_.after(resource_);
    }
    bool is_free_text(json::NodeId scalar) const { return signatures_.is_free_text(tree_, scalar); }
    bool has_free_text(ElementValue value) const {
        return (value.node != json::no_node && signatures_.has_free_text(tree_, value.node)) ||
               (value.sibling != json::no_node && signatures_.has_free_text(tree_, value.sibling));
    }
    AddressMarks& addresses() { return known_.addresses; }
    // All recorded checks.
    CachedResource take() {
        for (const auto& [node, profile] : judged_) {
            if (node == resource_) {
                known_.conforms_to.push_back(profile);
            }
        }
        return std::move(known_);
    }

    // Inside of a check that is recorded as a whole nothing is recorded.
    bool is_nested() const { return is_nested_; }
    bool set_nested(bool is_nested) { return std::exchange(is_nested_, is_nested); }

    // A check ran that cannot be repeated outside of the walk.
    void invalidate() { is_invalid_ = true; }
    bool is_invalid() const { return is_invalid_; }

    // The profiles checked in this walk: a profile that was checked before it, or inside of a check, is
    // walked again, to be recorded.
    void note_judged(json::NodeId node, const StructurePlan& profile) {
        if (!is_nested_) {
            judged_.push_back({node, &profile});
        }
    }
    bool needs_walk(json::NodeId node, const StructurePlan& profile) const {
        return !is_nested_ && std::ranges::find(judged_, std::pair(node, &profile)) == judged_.end();
    }

private:
    const SignatureWriter& signatures_;
    const json::Tree& tree_;
    json::NodeId resource_;
    CachedResource known_{};
    std::vector<std::pair<json::NodeId, const StructurePlan*>> judged_;
    bool is_nested_ = false;
    bool is_invalid_ = false;
};

// During its lifetime all checks are recorded as one. `trace` may be nullptr.
class TraceScope {
public:
    explicit TraceScope(DependencyTrace* trace)
        : trace_(trace),
          was_nested_(trace != nullptr && trace->set_nested(true)) {}
    TraceScope(const TraceScope&) = delete;
    TraceScope& operator=(const TraceScope&) = delete;
    ~TraceScope() { // the check is over
        if (trace_ != nullptr) {
            trace_->set_nested(was_nested_);
        }
    }

private:
    DependencyTrace* trace_;
    bool was_nested_;
};

} // namespace renkei::validate
