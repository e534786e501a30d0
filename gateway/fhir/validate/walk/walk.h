// The walk over a resource along a definition. The type's own definition checks names, shapes, formats and
// how often an element stands; a profile's only what it says beyond that.
#pragma once

#include "gateway/fhir/validate/walk/short_list.h"
#include "gateway/fhir/validate/walk/validation_run.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace renkei::validate {

// Of an element in messages: its id, else its path.
std::string name_of(DefAt def);

class Walk {
public:
    explicit Walk(ValidationRun& validation) : validation_(validation), tree_(validation.tree()) {}

    // A resource by its type, its meta.profile and what `extra` names.
    void resource(NodeId node, const std::vector<std::string>& extra);
    // A value along an element of a definition.
    void element(DefAt def, ElementValue value, const Alternative& alternative);
    // Runs the checks of a resource, unless the cache knows what they find; they report what they find.
    template <class Check>
    void unless_cached(NodeId resource, Check check);
    // Is the resource in the cache as valid, also by the profile? False: it has to be checked.
    bool is_cached_as_conforming(NodeId node, const StructurePlan& profile);
    // A value along the root of a profile, or along one of its elements.
    void along(DefAt target, ElementValue value, definitions::TypeId type);

private:
    using CacheState = ValidationRun::CacheState;

    // A resource by its definitions, without the rules of its type; the frame is the resource's.
    void definitions(NodeId node, const StructurePlan& plan, const std::vector<std::string>& extra);
    bool may_be_cached() const {
        return !validation_.reporting_.is_counting_only && validation_.trace_ == nullptr;
    }
    CacheState cache_state(NodeId node);
    CacheState look_up_cached(NodeId node);
    bool holds_for(const CachedResource& known, NodeId resource);
    struct LastResult;
    bool run_dependent_check(const DependentCheck& open, NodeId resource, LastResult& last);
    bool run_dependent_checks(const CachedResource& known, NodeId resource,
                              std::vector<ValidationRun::CacheFinding>& found);
    void report_cached(NodeId resource);
    template <class Check>
    void record(NodeId resource, Check check);

    struct Occurrence {
        ElementValue value;
        const Alternative* alternative;
    };
    struct Found { // a member of the object that is a child of the definition
        NodeId value = no_node;
        NodeId sibling = no_node;
        std::uint16_t child = 0;       // place in ElementPlan::children
        std::uint16_t alternative = 0; // place in its alternatives
    };

    void profiles_of(NodeId node, definitions::TypeId type, const std::vector<std::string>& extra);
    void profile(NodeId place, NodeId node, definitions::TypeId type, std::string_view canonical);
    void profiles_by_code(NodeId node, definitions::TypeId type);
    void imposed_profiles(NodeId node, definitions::TypeId type, const StructurePlan& plan);

    void content(DefAt def, ElementValue value, const Alternative& alternative);
    void by_type(DefAt def, ElementValue value, const Alternative& alternative);
    void nested_resource(DefAt def, ElementValue value);
    void type_profiles(DefAt def, ElementValue value, const Alternative& alternative);
    // `primitive`: the value of the primitive that the object is the sibling of
    bool is_stopped() const; // early, by validate/stop.h
    void children(DefAt def, NodeId object, bool is_resource, NodeId primitive = no_node);
    void collect(DefAt def, const ElementPlan& plan, NodeId object, bool is_resource,
                 ShortList<Found>& found);
    static Found& place_of(std::uint16_t child, ShortList<Found>& found);
    bool is_value_of_primitive(DefAt def, const ElementPlan& plan, const NameRow& row) const;
    void unknown_name(DefAt def, NodeId node, bool is_resource);
    void child(DefAt parent, const ChildPlan& child, const Found& found, NodeId object);
    void list_rules(DefAt def, std::span<const Occurrence> all);
    void in_array(const ChildPlan& child, const Found& found, ShortList<Occurrence>& out);
    // `possible`: of a slice, how many more may belong to it
    void count(DefAt def, std::size_t count, NodeId object, NodeId first_extra, std::size_t possible = 0);
    profiles::ElementId slice_of(DefAt sliced, const std::vector<profiles::ElementId>& slices,
                                 const Occurrence& one, std::vector<profiles::ElementId>& possible);
    // Does the slice that it belongs to depend on free texts?
    bool depends_on_free_text(DefAt sliced, const Occurrence& one) const;
    void slices(DefAt sliced, const std::vector<profiles::ElementId>& slices,
                std::span<const Occurrence> occurrences, NodeId object);
    void constraints(const std::vector<ConstraintPlan>& constraints, const std::vector<ConstraintPlan>* done,
                     ElementValue value, definitions::TypeId type, NodeId holder = no_node);
    // Has an element of a known type a value or children, at first sight?
    bool has_content(NodeId node, definitions::TypeId type) const;
    // The last result of an expression: txt-1 and txt-2 are the same expression.
    struct LastResult {
        const fhirpath::Expression* expression = nullptr;
        NodeId place = no_node;
        diag::Result<fhirpath::InvariantResult> answer = fhirpath::InvariantResult::yes;
    };
    // How it is recorded.
    TraceScope::Kind note_constraint(const ConstraintPlan& one, ElementValue value, definitions::TypeId type,
                                     NodeId holder);
    TraceScope::Kind note_open_constraint(const ConstraintPlan& one, ElementValue value,
                                          definitions::TypeId type);
    void constraint(const ConstraintPlan& one, ElementValue value, definitions::TypeId type, NodeId holder,
                    LastResult& last);
    const StructurePlan* type_plan(const Alternative& alternative) const;
    bool is_base(DefAt def) const { return !def.plan->is_profile; }

    ValidationRun& validation_;
    const DocumentTree& tree_;
};

template <class Check>
void Walk::unless_cached(NodeId resource, Check check) {
    if (is_stopped()) {
        return;
    }
    switch (may_be_cached() ? cache_state(resource) : CacheState::not_asked) {
    case CacheState::holds: report_cached(resource); return;
    case CacheState::comes_again: record(resource, check); return;
    case CacheState::not_asked:
    case CacheState::unknown: check(); return;
    }
}

template <class Check>
void Walk::record(NodeId resource, Check check) {
    ResourceCache& known = validation_.lookups().resources();
    std::string signature = known.signature(validation_.document_.source(), resource);
    DependencyTrace trace(known.signatures(), validation_.document_.source(), resource,
                          validation_.reporting_.errors_only);
    const bool was_silent = std::exchange(validation_.reporting_.is_clean, true);
    validation_.trace_ = &trace;
    {
        const WatchScope watched(validation_.document_, &trace.watch());
        check();
    }
    validation_.trace_ = nullptr;
    if (!trace.is_invalid()) {
        known.note(std::move(signature), trace.take());
    }
    validation_.reporting_.is_clean = was_silent && validation_.reporting_.is_clean;
}

} // namespace renkei::validate
