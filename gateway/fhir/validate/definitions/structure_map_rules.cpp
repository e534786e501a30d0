// Structure maps as instances: names are defined where they are used, elements exist in their types,
// expressions can be read.
#include "gateway/fhir/fhirpath/expression.h"
#include "gateway/fhir/profiles/structure.h"
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/fhirpath.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace renkei::validate {
namespace {

using diag::Severity;

struct MapVariable {
    std::string_view name;
    definitions::TypeId type{}; // zero: not known
};

class StructureMapRules {
public:
    StructureMapRules(ValidationRun& validation, NodeId map)
        : validation_(validation),
          document_(validation.document()),
          map_(map),
          has_imports_(!validation.document().list(map, "import").empty()) {}

    void check() {
        const auto groups = document_.list(map_, "group");
        for (const NodeId group : groups) {
            define(group, "group", groups_);
            for (const NodeId rule : document_.list(group, "rule")) {
                collect_rules(rule);
            }
        }
        for (const NodeId group : groups) {
            check_group(group);
        }
    }

private:
    // Adds the name of a group or input to `names`, and reports it if another one has the same name.
    void define(NodeId node, std::string_view what, std::vector<std::string_view>& names) {
        const std::string_view name = document_.text(node, "name");
        if (name.empty()) {
            return;
        }
        if (std::ranges::find(names, name) != names.end()) {
            validation_.report(message::structure_map_name_twice, document_.child(node, "name"),
                               {what, name});
        }
        names.push_back(name);
    }

    void collect_rules(NodeId rule) {
        rules_.push_back(document_.text(rule, "name"));
        for (const NodeId inner : document_.list(rule, "rule")) {
            collect_rules(inner);
        }
    }

    void check_group(NodeId group) {
        check_group_name(document_.child(group, "extends"), {});
        variables_.clear();
        std::vector<std::string_view> inputs;
        for (const NodeId input : document_.list(group, "input")) {
            define(input, "input", inputs);
            variables_.push_back(
                {document_.text(input, "name"), type_of_input(document_.text(input, "type"))});
        }
        for (const NodeId rule : document_.list(group, "rule")) {
            check_rule(rule);
        }
    }

    // The text must name one of the map's groups, or be one of `more`.
    void check_group_name(NodeId node, const std::vector<std::string_view>& more) {
        if (node == no_node || !validation_.tree()[node].is_string() || has_imports_) {
            return;
        }
        const std::string_view name = validation_.tree().text(node);
        if (std::ranges::find(groups_, name) == groups_.end() &&
            std::ranges::find(more, name) == more.end()) {
            validation_.report(message::structure_map_group_unknown, node, {name, joined(groups_)});
        }
    }

    // A type of R4, unless a structure of the map (an earlier version, a logical model) is called so.
    definitions::TypeId type_of_input(std::string_view type) const {
        for (const NodeId structure : document_.list(map_, "structure")) {
            const std::string_view url = document_.text(structure, "url");
            const std::string_view alias = document_.text(structure, "alias");
            const bool is_core = url.starts_with(profiles::core_definitions);
            if (alias.empty() ? url.ends_with(type) && !is_core : alias == type) {
                return is_core ? validation_.r4().type(url.substr(profiles::core_definitions.size()))
                               : definitions::TypeId{};
            }
        }
        // imported maps may name structures
        return has_imports_ ? definitions::TypeId{} : validation_.r4().type(type);
    }

    // The variables that a rule defines are visible only within it.
    void check_rule(NodeId rule) {
        const std::size_t outside = variables_.size();
        for (const NodeId source : document_.list(rule, "source")) {
            check_source(source);
        }
        for (const NodeId target : document_.list(rule, "target")) {
            check_target(target);
        }
        for (const NodeId inner : document_.list(rule, "rule")) {
            check_rule(inner);
        }
        for (const NodeId dependent : document_.list(rule, "dependent")) {
            check_group_name(document_.child(dependent, "name"), rules_);
            for (const NodeId variable : document_.list(dependent, "variable")) {
                check_variable(variable, Severity::error);
            }
        }
        variables_.resize(outside);
    }

    void check_source(NodeId source) {
        const NodeId context = document_.child(source, "context");
        const MapVariable* from = find(document_.text(source, "context"));
        // "Type or variable this rule applies to"
        if (from == nullptr && !names_a_type(document_.text(source, "context"))) {
            check_variable(context, Severity::warning);
        }
        for (const std::string_view name : {"condition", "check", "logMessage"}) {
            check_expression(document_.child(source, name), name);
        }
        const bool is_of_r4 = from == nullptr || from->type; // of an input of another model nothing is known
        const definitions::TypeId narrowed =
            is_of_r4 ? type_of_input(document_.text(source, "type")) : definitions::TypeId{};
        const definitions::TypeId type = check_element(from, document_.child(source, "element"));
        add_variable(source, narrowed ? narrowed : type);
    }

    void check_target(NodeId target) {
        const NodeId context = document_.child(target, "context");
        const MapVariable* into = find(document_.text(target, "context"));
        if (document_.text(target, "contextType") == "variable") {
            check_variable(context, Severity::error);
        }
        const definitions::TypeId type = check_element(into, document_.child(target, "element"));
        const std::string_view transform = document_.text(target, "transform");
        std::string_view last; // parameter that is a text
        NodeId last_node = no_node;
        for (const NodeId parameter : document_.list(target, "parameter")) {
            if (const NodeId variable = document_.child(parameter, "valueId"); variable != no_node) {
                check_variable(variable, Severity::error);
            }
            last_node = document_.child(parameter, "valueString");
            last = document_.text(parameter, "valueString");
        }
        if (transform == "evaluate") {
            check_expression(last_node, transform);
        }
        add_variable(target, transform == "create"                      ? type_of_input(last)
                             : transform.empty() || transform == "copy" ? type
                                                                        : definitions::TypeId{});
    }

    void add_variable(NodeId node, definitions::TypeId type) {
        if (const std::string_view name = document_.text(node, "variable"); !name.empty()) {
            variables_.push_back({name, type});
        }
    }

    // The type of the element, or of the variable itself if none is named; zero: not known.
    definitions::TypeId check_element(const MapVariable* variable, NodeId node) {
        if (variable == nullptr || !variable->type) {
            return {};
        }
        if (node == no_node || !validation_.tree()[node].is_string()) {
            return variable->type;
        }
        const definitions::R4Definitions& r4 = validation_.r4();
        const std::string_view name = validation_.tree().text(node);
        if (const definitions::Element* element = r4.find(variable->type, name)) {
            return element->type;
        }
        const auto elements = r4.elements(variable->type);
        const bool is_choice = std::ranges::any_of(elements, [&](const definitions::Element& one) {
            return one.is_choice() && r4.choice(one) == name;
        });
        const std::string_view type = r4.name(variable->type);
        const bool is_abstract =
            type == "Resource" || type == "DomainResource" || type == "Element" || type == "BackboneElement";
        const bool is_value = r4.kind(variable->type) == definitions::TypeKind::primitive && name == "value";
        if (!is_choice && !is_abstract && !is_value) {
            validation_.report(message::structure_map_element_unknown, node, {type, name});
        }
        return {};
    }

    void check_expression(NodeId node, std::string_view where) {
        if (node == no_node || !validation_.tree()[node].is_string()) {
            return;
        }
        const auto compiled = fhirpath::compile(validation_.tree().text(node), validation_.r4());
        // logical models have types of their own
        if (!compiled && compiled.error().message != message::fhirpath_type_unknown) {
            validation_.report(message::structure_map_expression_unreadable, node,
                               {where, to_text(compiled.error(), diag::Language::english)});
        }
    }

    void check_variable(NodeId node, Severity severity) {
        if (node == no_node || !validation_.tree()[node].is_string() ||
            find(validation_.tree().text(node)) != nullptr) {
            return;
        }
        std::vector<std::string_view> names;
        for (const MapVariable& one : variables_) {
            names.push_back(one.name);
        }
        validation_.report(message::structure_map_variable_unknown, severity, node,
                           {validation_.tree().text(node), joined(names)});
    }

    // The innermost of that name.
    const MapVariable* find(std::string_view name) const {
        const auto found = std::find_if(variables_.rbegin(), variables_.rend(),
                                        [&](const MapVariable& one) { return one.name == name; });
        return name.empty() || found == variables_.rend() ? nullptr : &*found;
    }

    bool names_a_type(std::string_view name) const {
        if (validation_.r4().type(name)) {
            return true;
        }
        const auto structures = document_.list(map_, "structure");
        return std::ranges::any_of(structures, [&](NodeId one) {
            return document_.text(one, "alias") == name || document_.text(one, "url").ends_with(name);
        });
    }

    ValidationRun& validation_;
    const Document& document_;
    NodeId map_;
    bool has_imports_;
    std::vector<std::string_view> groups_;
    std::vector<std::string_view> rules_;
    std::vector<MapVariable> variables_; // of the group and of the rules that are open, innermost last
};

} // namespace

void check_structure_map(ValidationRun& validation, NodeId resource) {
    StructureMapRules(validation, resource).check();
}

} // namespace renkei::validate
