// The walk over a resource along a definition. The type's own definition checks names, shapes, formats and
// how often an element stands; a profile's only what it says beyond that.
#pragma once

#include "gateway/validate/check.h"
#include "gateway/validate/short_list.h"

#include <span>

namespace renkei::validate {

// Of an element in messages: its id, else its path.
std::string name_of(DefAt def);

class Walk {
public:
    explicit Walk(Check& check)
        : check_(check)
        , tree_(check.tree()) {}

    // A resource by its type, its meta.profile and what `extra` names.
    void resource(json::NodeId node, const std::vector<std::string>& extra);
    // A value along an element of a definition.
    void element(DefAt def, Value value, const Alternative& alternative);
    // Is there nothing to say of the resource, also by the profile? False: it has to be judged.
    bool is_known_to_conform(json::NodeId node, const StructurePlan& profile);
    // A value along the root of a profile.
    void root(const StructurePlan& profile, Value value, defs::TypeId type);

private:
    using Recall = Check::Recall;
    // The same, without asking whether it is known.
    void whole_element(DefAt def, Value value, const Alternative& alternative);
    bool is_code(DefAt def, Value value, const Alternative& alternative) const;
    void code(DefAt def, Value value, const Alternative& alternative);
    void record_code(DefAt def, Value value, const Alternative& alternative);

    // A resource by its definitions, without the rules of its type; the frame is the resource's.
    void definitions(json::NodeId node, const StructurePlan& plan, const std::vector<std::string>& extra);
    // The same, unless it is known that there is nothing to say of it.
    void unless_known(json::NodeId node, const StructurePlan& plan, const std::vector<std::string>& extra);
    Recall recall(json::NodeId node);
    Recall recall_anew(json::NodeId node);
    bool holds_again(const KnownResource& known, json::NodeId resource);
    struct Answered;
    void ask_again(const OpenCheck& open, json::NodeId resource, Answered& last);
    void record(json::NodeId resource, const StructurePlan& plan);

    struct Occurrence {
        Value value;
        const Alternative* alternative;
    };
    struct Found { // a member of the object that is a child of the definition
        json::NodeId value = json::no_node;
        json::NodeId sibling = json::no_node;
        std::uint16_t child = 0;       // place in ElementPlan::children
        std::uint16_t alternative = 0; // place in its alternatives
    };

    void profiles_of(json::NodeId node, defs::TypeId type, const std::vector<std::string>& extra);
    void profile(json::NodeId place, json::NodeId node, defs::TypeId type, std::string_view canonical);
    void by_codes(json::NodeId node, defs::TypeId type);
    void impose(json::NodeId node, defs::TypeId type, const StructurePlan& plan);

    void content(DefAt def, Value value, const Alternative& alternative);
    void by_type(DefAt def, Value value, const Alternative& alternative);
    void nested_resource(DefAt def, Value value);
    void type_profiles(DefAt def, Value value, const Alternative& alternative);
    // `primitive`: the value of the primitive that the object is the sibling of
    bool is_stopped() const; // early, by validate/stop.h
    void children(DefAt def, json::NodeId object, bool is_resource, json::NodeId primitive = json::no_node);
    void collect(DefAt def, const ElementPlan& plan, json::NodeId object, bool is_resource, ShortList<Found>& found);
    static Found& place_of(std::uint16_t child, ShortList<Found>& found);
    bool is_value_of_primitive(DefAt def, const ElementPlan& plan, const NameRow& row) const;
    void unknown_name(DefAt def, json::NodeId node, bool is_resource);
    void child(DefAt parent, const ChildPlan& child, const Found& found, json::NodeId object);
    void together(DefAt def, std::span<const Occurrence> all);
    void in_array(const ChildPlan& child, const Found& found, ShortList<Occurrence>& out);
    void count(DefAt def, std::size_t count, json::NodeId object, json::NodeId first_extra);
    profiles::ElementId slice_of(DefAt sliced, const std::vector<profiles::ElementId>& slices, const Occurrence& one);
    // Which slice it belongs to: on more than the outline?
    bool hangs_on_more(DefAt sliced, const Occurrence& one) const;
    void slices(DefAt sliced, const std::vector<profiles::ElementId>& slices,
                std::span<const Occurrence> occurrences, json::NodeId object);
    void constraints(const std::vector<ConstraintPlan>& constraints, const std::vector<ConstraintPlan>* done,
                     Value value, defs::TypeId type, json::NodeId holder = json::no_node);
    // What an expression said last: txt-1 and txt-2 ask the same.
    struct Answered {
        const fhirpath::Expression* expression = nullptr;
        json::NodeId place = json::no_node;
        diag::Result<fhirpath::Verdict> answer = fhirpath::Verdict::yes;
    };
    void note_constraint(const ConstraintPlan& one, Value value, defs::TypeId type, json::NodeId holder);
    void note_open_constraint(const ConstraintPlan& one, Value value, defs::TypeId type);
    void constraint(const ConstraintPlan& one, Value value, defs::TypeId type, json::NodeId holder, Answered& last);
    const StructurePlan* type_plan(const Alternative& alternative) const;
    bool is_base(DefAt def) const { return !def.plan->is_profile; }

    Check& check_;
    const json::Tree& tree_;
};

} // namespace renkei::validate
