#include "gateway/fhir/validate/walk/compile_plan.h"

#include "gateway/fhir/validate/cache/redundant_elements.h"
#include "gateway/fhir/validate/elements/element_extensions.h"
#include "gateway/fhir/validate/elements/element_rules.h"
#include "gateway/fhir/validate/elements/type_rules.h"
#include "generated/messages/profiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <optional>

namespace renkei::validate {
namespace {

using profiles::no_element;
using profiles::Structure;

constexpr std::string_view ele_1 = "hasValue() or (children().count() > id.count())";

std::string choice_name(std::string_view name, std::string_view type) {
    std::string out(name.substr(0, name.size() - 3)); // without [x]
    const std::size_t at = out.size();
    out += type;
    out[at] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[at])));
    return out;
}

// A value of a definition as FHIRPath writes it; nothing for types without order.
std::optional<std::string> literal_of(const Tree& tree, const profiles::DefinitionValue& value) {
    if (value.node == no_node) {
        return std::nullopt;
    }
    if (value.type == "Quantity" || value.type == "Duration" || value.type == "Age") {
        const NodeId number = tree.child(value.node, "value");
        const NodeId code = tree.child(value.node, "code");
        return number == no_node || code == no_node
                   ? std::nullopt
                   : std::optional(fmt::format("{} '{}'", tree.text(number), tree.text(code)));
    }
    if (tree[value.node].is_number()) {
        return std::string(tree.raw(value.node));
    }
    if (value.type == "Time") {
        return fmt::format("@T{}", tree.text(value.node));
    }
    if (value.type == "Date" || value.type == "Instant") {
        return fmt::format("@{}", tree.text(value.node));
    }
    if (value.type == "DateTime") { // FHIRPath distinguishes a DateTime from a Date by its T
        const std::string_view text = tree.text(value.node);
        return fmt::format("@{}{}", text, text.find('T') == std::string_view::npos ? "T" : "");
    }
    return std::nullopt;
}

struct Compiler {
    // What the type itself says about an element of a profile.
    struct Origin {
        const Structure* structure = nullptr;
        ElementId element = no_element;
        const ElementDef* def() const { return structure == nullptr ? nullptr : &(*structure)[element]; }
    };

    const ValidationContext& context;
    StructurePlan& part;
    const definitions::R4Definitions& r4 = context.r4();
    const Structure& of_structure = *part.structure;
    std::vector<Origin> origins{}; // by ElementId; parents come before their children

    void run() {
        part.is_profile = of_structure.derivation == profiles::Derivation::constraint;
        part.type = r4.type(of_structure.type);
        part.elements.resize(of_structure.elements.size());
        origins.resize(of_structure.elements.size());
        for (ElementId id = 0; id < of_structure.elements.size(); ++id) {
            element(id);
        }
        for (ElementPlan& plan : part.elements) {
            if (plan.target != no_element) {
                plan.same_as = &part.elements[plan.target];
            }
            finish(plan);
        }
    }

    void element(ElementId id) {
        const ElementDef& def = of_structure[id];
        ElementPlan& plan = part.elements[id];
        origins[id] = origin_of(id);
        note_unknown_path(id);
        if (!part.is_of_document) {
            rules(id, def, plan);
        }
        for (const profiles::Discriminator& discriminator : def.slicing.discriminators) {
            plan.discriminators.push_back(compile_discriminator(discriminator, r4));
            if (!plan.discriminators.back().is_understood) {
                part.defects.add(diag::message::profile_discriminator_unknown, {},
                                 {std::string(of_structure.url),
                                  std::string(def.id.empty() ? def.path : def.id),
                                  std::string(discriminator.path)});
            }
        }
        if (!def.content_reference.empty() &&
            !part.is_profile) { // a profile's leads to the type, unconstrained
            plan.target =
                of_structure.by_id(def.content_reference.substr(def.content_reference.rfind('#') + 1));
        }
        leave_out_what_the_type_says(def, plan, origins[id]);
        plan.has_rules = has_element_rules(def, plan);
        children(def, plan);
    }

    void rules(ElementId id, const ElementDef& def, ElementPlan& plan) {
        for (const profiles::Constraint& constraint : def.constraints) {
            const bool is_rule =
                !constraint.expression.empty() || constraint.is_error; // V051 of one in words
            if (is_rule && !is_checked_by_type(id, constraint) && !is_checked_by_rule(def, constraint)) {
                ConstraintPlan compiled = context.expression(constraint.expression);
                compiled.constraint = &constraint;
                compiled.is_ele_1 = constraint.expression == ele_1;
                plan.constraints.push_back(compiled);
            }
        }
        plan.element_rules = element_rules_of(of_structure.tree(), def.node);
        limit(def.min_value, true, plan);
        limit(def.max_value, false, plan);
        if (!def.binding.value_set.empty()) {
            plan.value_set = context.terminology().value_set(def.binding.value_set);
        }
        if (!def.binding.max_value_set.empty()) {
            plan.max_value_set = context.terminology().value_set(def.binding.max_value_set);
        }
    }

    void limit(const profiles::DefinitionValue& value, bool is_min, ElementPlan& plan) {
        if (value.node == no_node) {
            return;
        }
        const auto literal = literal_of(of_structure.tree(), value);
        plan.limits.push_back(
            {literal ? &context.expression(fmt::format("$this {} {}", is_min ? ">=" : "<=", *literal))
                     : nullptr,
             value, is_min});
    }

    Origin origin_of(ElementId id) {
        if (!part.is_profile) {
            return {};
        }
        const ElementDef& def = of_structure[id];
        if (def.parent == no_element) {
            const StructurePlan* type = part.type ? context.plan(part.type) : nullptr;
            return type == nullptr ? Origin{} : Origin{type->structure, 0};
        }
        const Origin parent = origins[def.parent];
        if (parent.structure == nullptr) {
            return {};
        }
        const Origin here = child_of(parent, def.name);
        return here.structure != nullptr ? here : child_of(type_of(parent), def.name);
    }
    static Origin child_of(Origin parent, std::string_view name) {
        if (parent.structure == nullptr) {
            return {};
        }
        for (ElementId id = parent.def()->first_child; id != no_element;
             id = (*parent.structure)[id].next_sibling) {
            const ElementDef& child = (*parent.structure)[id];
            if (child.name == name && !child.is_slice()) {
                return {parent.structure, id};
            }
        }
        return {};
    }
    Origin type_of(Origin element) const {
        const ElementDef& def = *element.def();
        if (!def.content_reference.empty()) {
            return {element.structure, element.structure->by_id(def.content_reference.substr(
                                           def.content_reference.rfind('#') + 1))};
        }
        const definitions::TypeId type =
            def.types.empty() ? definitions::TypeId{} : r4.type(def.types.front().code);
        const StructurePlan* plan = type ? context.plan(type) : nullptr;
        return plan == nullptr ? Origin{} : Origin{plan->structure, 0};
    }

    // Of a published snapshot, which was compared with nothing: an element that its parent does not have is
    // never met.
    void note_unknown_path(ElementId id) {
        const ElementDef& def = of_structure[id];
        const Origin parent = def.parent == no_element ? Origin{} : origins[def.parent];
        if (parent.structure == nullptr || origins[id].structure != nullptr) {
            return;
        }
        const Origin holder = parent.def()->first_child != no_element ? parent : only_type_of(parent);
        if (holder.structure == nullptr) {
            return;
        }
        std::string known;
        for (ElementId at = holder.def()->first_child; at != no_element;
             at = (*holder.structure)[at].next_sibling) {
            const std::string_view name = (*holder.structure)[at].name;
            if (name.ends_with("[x]") && def.name.starts_with(name.substr(0, name.size() - 3))) {
                return; // valueQuantity
            }
            known += fmt::format("{}{}", known.empty() ? "" : ", ", name);
        }
        part.defects.add(diag::message::profile_path_unknown, {},
                         {std::string(of_structure.url), std::string(def.id.empty() ? def.path : def.id),
                          std::string(parent.def()->path), known});
    }
    // The type whose children an element has; none if it may be one of several, or any resource.
    Origin only_type_of(Origin element) const {
        const Origin type = type_of(element);
        const bool is_clear = type.structure != nullptr &&
                              (!element.def()->content_reference.empty() ||
                               (element.def()->types.size() == 1 &&
                                r4.kind(r4.type(type.structure->type)) != definitions::TypeKind::resource));
        return is_clear ? type : Origin{};
    }

    // A profile repeats the invariants of the type it constrains; they are evaluated with the type.
    bool is_checked_by_type(ElementId id, const profiles::Constraint& constraint) const {
        const Origin origin = origins[id];
        if (origin.structure == nullptr) {
            return false;
        }
        return states(origin, constraint) || states(type_of(origin), constraint);
    }
    // txt-1 and txt-2: the rule of the type xhtml says which part of the narrative is wrong. dom-3:
    // contained_rules.cpp.
    static bool is_checked_by_rule(const ElementDef& def, const profiles::Constraint& constraint) {
        const bool is_narrative = constraint.expression == "htmlChecks()" && def.types.size() == 1 &&
                                  def.types.front().code == "xhtml";
        return is_narrative ||
               (constraint.key == "dom-3" && constraint.expression.starts_with("contained.where("));
    }
    static bool states(Origin origin, const profiles::Constraint& constraint) {
        return origin.structure != nullptr &&
               std::ranges::any_of(origin.def()->constraints, [&](const profiles::Constraint& own) {
                   return own.key == constraint.key && own.expression == constraint.expression;
               });
    }
    // Does nothing for a slice, because the type's own definition says nothing about a slice's cardinality.
    void leave_out_what_the_type_says(const ElementDef& def, ElementPlan& plan, Origin origin) {
        const ElementDef* own = origin.def();
        if (own == nullptr || def.is_slice()) {
            return;
        }
        plan.same_min = own->min == def.min;
        plan.same_max = own->max == def.max;
        if (own->binding.value_set == def.binding.value_set &&
            own->binding.strength == def.binding.strength) {
            plan.value_set = nullptr;
        }
    }

    void children(const ElementDef& def, ElementPlan& plan) {
        for (ElementId id = def.first_child; id != no_element; id = of_structure[id].next_sibling) {
            const ElementDef& child = of_structure[id];
            if (!child.is_slice() ||
                child.sliced == no_element) { // some published snapshots lack what is sliced
                plan.children.push_back(child_plan(id, child));
            } else if (child.sliced != no_element && of_structure[child.sliced].is_slice()) {
                part.elements[child.sliced].reslices.push_back(id);
            } else {
                add_slice(plan, child.sliced, id);
            }
        }
        names(plan);
    }
    // Once all elements are known.
    void finish(ElementPlan& plan) const {
        const bool skips_redundant = context.redundant_elements() == RedundantElements::skipped;
        for (std::size_t at = 0; at < plan.children.size(); ++at) {
            ChildPlan& child = plan.children[at];
            const ElementDef* of_type = origins[child.element].def();
            const ElementPlan& of_child = part.elements[child.element];
            child.adds_no_value_constraint =
                skips_redundant && of_type != nullptr &&
                adds_no_value_constraint(child, of_child, of_structure[child.element], *of_type, r4);
            child.adds_no_constraint =
                child.adds_no_value_constraint && of_child.same_min && of_child.same_max;
            const bool is_required = of_structure[child.element].min > 0 && !of_child.same_min;
            if (is_required || !child.slices.empty()) {
                plan.asked_for.push_back(static_cast<std::uint16_t>(at));
            }
        }
    }
    static void names(ElementPlan& plan) {
        std::size_t count = 0;
        for (const ChildPlan& child : plan.children) {
            count += child.alternatives.size();
        }
        plan.names.assign(std::bit_ceil(count * 2 + 1), {});
        for (std::size_t child = 0; child < plan.children.size(); ++child) {
            const auto& alternatives = plan.children[child].alternatives;
            for (std::size_t at = 0; at < alternatives.size(); ++at) {
                add_name(plan, {alternatives[at].name_id, static_cast<std::uint16_t>(child),
                                static_cast<std::uint16_t>(at)});
            }
        }
    }
    static void add_name(ElementPlan& plan, const NameRow& row) {
        if (row.name == json::no_name) {
            plan.other_names.push_back(row);
            return;
        }
        const std::size_t mask = plan.names.size() - 1;
        std::size_t at = row.name & mask;
        while (plan.names[at].name != json::no_name && plan.names[at].name != row.name) {
            at = (at + 1) & mask;
        }
        if (plan.names[at].name == json::no_name) { // of two children with one name the first counts
            plan.names[at] = row;
        }
    }
    static void add_slice(ElementPlan& plan, ElementId sliced, ElementId slice) {
        const auto child = std::ranges::find(plan.children, sliced, &ChildPlan::element);
        if (child != plan.children.end()) {
            child->slices.push_back(slice);
        }
    }

    ChildPlan child_plan(ElementId id, const ElementDef& child) {
        ChildPlan out{.element = id,
                      .alternatives = {},
                      .slices = {},
                      .is_array = child.base_max > 1,
                      .is_xml_attribute = child.is_xml_attribute};
        if (!child.content_reference.empty() || child.types.empty()) {
            out.alternatives.push_back(alternative(std::string(child.name), nullptr, content_type(child)));
        } else if (child.is_choice()) {
            for (const profiles::TypeRef& type : child.types) {
                out.alternatives.push_back(
                    alternative(choice_name(child.name, type.code), &type, type_of(child, type)));
            }
        } else {
            const profiles::TypeRef& type = child.types.front();
            out.alternatives.push_back(alternative(std::string(child.name), &type, type_of(child, type)));
        }
        return out;
    }

    Alternative alternative(std::string name, const profiles::TypeRef* type, definitions::TypeId id) const {
        const json::NameId name_id = r4.names().find(name);
        return {std::move(name), name_id, type, id, id ? type_rule_of(r4.name(id)) : no_type_rule};
    }
    // The type of a backbone element is named by its path.
    definitions::TypeId type_of(const ElementDef& child, const profiles::TypeRef& type) const {
        if (type.code == "BackboneElement" || type.code == "Element") {
            const definitions::TypeId backbone = r4.type(child.path);
            return backbone ? backbone : r4.type(type.code);
        }
        const std::size_t slash = type.code.rfind('/'); // logical models name types by URL
        return r4.type(slash == std::string_view::npos ? type.code : type.code.substr(slash + 1));
    }
    definitions::TypeId content_type(const ElementDef& child) const {
        const std::size_t hash = child.content_reference.rfind('#');
        return hash == std::string_view::npos ? definitions::TypeId{}
                                              : r4.type(child.content_reference.substr(hash + 1));
    }
};

} // namespace

void compile_plan(const ValidationContext& context, StructurePlan& out) { Compiler{context, out}.run(); }

} // namespace renkei::validate
