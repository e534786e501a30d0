// Records the checks of a resource whose result depends on the resource's free texts (resource_cache.h).
//
// The findings of a check are repeated for the next resource with the same signature (names, kinds, texts
// that are not free), unless the check runs through ValidationRun::run_and_record(), so that it runs again
// for that resource. If another check reads a free text or another part of the document, the ReadWatch notes
// it: the trace becomes invalid, and the resource is not cached. So run_and_record() only serves speed;
// without it, no finding is hidden.
#pragma once

#include "gateway/fhir/validate/cache/read_watch.h"
#include "gateway/fhir/validate/cache/resource_cache.h"
#include "gateway/fhir/validate/walk/document.h"
#include "generated/messages/validate.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

namespace renkei::validate {

class DependencyTrace {
public:
    // `reports_errors_only`: whether the running checks report errors only; it outlives this object.
    DependencyTrace(const SignatureWriter& signatures, const Tree& tree, NodeId resource,
                    const bool& reports_errors_only)
        : signatures_(signatures),
          tree_(tree),
          resource_(resource),
          watch_(tree, resource, signatures),
          reports_errors_only_(reports_errors_only) {}

    // Records a check of the value. Nodes are the document's.
    void add(DependentCheck validation) {
        for (NodeId* node : {&validation.node, &validation.sibling}) {
            assert(*node == no_node || is_of_resource(*node));
            *node = *node == no_node ? *node : *node - resource_;
        }
        validation.reports_errors_only = reports_errors_only_;
        known_.dependent_checks.push_back(validation);
    }
    bool is_of_resource(NodeId node) const { return watch_.holds(node); }
    bool is_free_text(NodeId scalar) const { return signatures_.is_free_text(tree_, scalar); }
    bool has_free_text(ElementValue value) const {
        return (value.node != no_node && signatures_.has_free_text(tree_, value.node)) ||
               (value.sibling != no_node && signatures_.has_free_text(tree_, value.sibling));
    }
    AddressMarks& addresses() { return known_.addresses; }
    // Records a finding, unless the check that is running will find it again. A resource with errors is not
    // cached.
    void add(const NodeFinding& finding, bool is_once_per_document = false) {
        // an expression that fails names its place in the document
        const bool is_of_signature = is_of_resource(finding.at) &&
                                     finding.severity != diag::Severity::error &&
                                     finding.message != diag::message::validate_constraint_fails;
        if (!is_of_signature) {
            invalidate();
        }
        if (is_of_signature && !is_dependent_) {
            CachedFinding& out = known_.findings.emplace_back(
                finding, static_cast<std::uint32_t>(known_.dependent_checks.size()), is_once_per_document);
            out.finding.at -= resource_;
        }
    }
    // All recorded checks and findings.
    CachedResource take() {
        for (const auto& [node, profile] : validated_) {
            if (node == resource_) {
                known_.conforms_to.push_back(profile);
            }
        }
        return std::move(known_);
    }

    // Inside of a check that is recorded as a whole nothing is recorded.
    bool is_nested() const { return is_nested_; }
    bool set_nested(bool is_nested) { return std::exchange(is_nested_, is_nested); }
    // The check that runs now is recorded, with what it finds.
    void set_dependent(bool is_dependent) { is_dependent_ = is_dependent; }
    ReadWatch& watch() { return watch_; }

    // A check ran that cannot be repeated outside of the walk.
    void invalidate() { watch_.invalidate(); }
    bool is_invalid() const { return watch_.is_invalid(); }

    // The profiles checked in this walk: a profile that was checked before it, or inside of a check, is
    // walked again, to be recorded.
    void note_validated(NodeId node, const StructurePlan& profile) {
        if (!is_nested_) {
            validated_.push_back({node, &profile});
        }
    }
    bool needs_walk(NodeId node, const StructurePlan& profile) const {
        return !is_nested_ && std::ranges::find(validated_, std::pair(node, &profile)) == validated_.end();
    }

private:
    const SignatureWriter& signatures_;
    const Tree& tree_;
    NodeId resource_;
    ReadWatch watch_;
    const bool& reports_errors_only_;
    CachedResource known_{};
    std::vector<std::pair<NodeId, const StructurePlan*>> validated_;
    bool is_nested_ = false;
    bool is_dependent_ = false;
};

// During its lifetime all checks are recorded as one. `trace` may be nullptr.
class TraceScope {
public:
    enum class Kind : std::uint8_t {
        by_signature, // reads nothing but the signature, which the watch notes
        analysed,     // an expression whose result follows from the signature, whatever it reads
        recorded      // among the dependent checks
    };
    TraceScope(DependencyTrace* trace, Kind kind)
        : trace_(trace),
          was_nested_(trace != nullptr && trace->set_nested(true)) {
        if (trace_ != nullptr && !was_nested_) {
            trace_->set_dependent(kind == Kind::recorded);
            trace_->watch().set_may_read_all(kind != Kind::by_signature);
        }
    }
    TraceScope(const TraceScope&) = delete;
    TraceScope& operator=(const TraceScope&) = delete;
    ~TraceScope() { // the check is over
        if (trace_ != nullptr && !was_nested_) {
            trace_->set_nested(false);
            trace_->set_dependent(false);
            trace_->watch().set_may_read_all(false);
        }
    }

private:
    DependencyTrace* trace_;
    bool was_nested_;
};

} // namespace renkei::validate
