// Operations as instances: the parameters listed, compared with the profiles on Parameters that are named.
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

using profiles::Structure;

constexpr std::string_view allowed_type =
    "http://hl7.org/fhir/StructureDefinition/operationdefinition-allowed-type";

// A parameter as the profile has it.
struct Profiled {
    std::string_view name;
    std::uint32_t min = 0;
    std::uint32_t max = 0;
    std::vector<std::string_view> types;
    std::vector<std::string_view> targets;
};

std::string_view fixed_text(const Structure& structure, const ElementDef& element) {
    const profiles::DefinitionValue& value = element.fixed ? element.fixed : element.pattern;
    return value.node == no_node ? std::string_view() : structure.tree().text(value.node);
}

void add_types(const ElementDef& element, Profiled& out) {
    if (element.max == 0) {
        return;
    }
    for (const profiles::TypeRef& type : element.types) {
        out.types.push_back(type.code);
        out.targets.insert(out.targets.end(), type.target_profiles.begin(), type.target_profiles.end());
    }
}

Profiled read_parameter(const Structure& structure, const ElementDef& slice) {
    Profiled out;
    out.min = slice.min;
    out.max = slice.max;
    for (ElementId at = slice.first_child; at != profiles::no_element; at = structure[at].next_sibling) {
        const ElementDef& child = structure[at];
        if (child.name == "name") {
            out.name = fixed_text(structure, child);
        } else if (child.name == "value[x]" || child.name == "resource") {
            add_types(child, out);
        }
    }
    return out;
}

std::vector<Profiled> parameters_of(const Structure& structure) {
    std::vector<Profiled> out;
    for (const ElementDef& element : structure.elements) {
        if (element.path == "Parameters.parameter" && element.is_slice() && element.max > 0) {
            Profiled one = read_parameter(structure, element);
            if (!one.name.empty()) {
                out.push_back(std::move(one));
            }
        }
    }
    return out;
}

bool is_abstract(std::string_view type) {
    constexpr std::array<std::string_view, 5> any{"Any", "Element", "Resource", "DomainResource", "Type"};
    return std::ranges::find(any, type) != any.end();
}

std::string number(std::uint32_t max) { return max == profiles::unbounded ? "*" : std::to_string(max); }

struct Comparison {
    ValidationRun& validation;
    NodeId operation;
    std::string_view use;
    std::string_view profile;
    const Document& document = validation.document();

    void run(NodeId profile_at, const Structure& structure) {
        const std::vector<Profiled> profiled = parameters_of(structure);
        std::vector<std::string_view> listed;
        for (const NodeId node : document.list(operation, "parameter")) {
            if (document.text(node, "use") == use) {
                listed.push_back(document.text(node, "name"));
                parameter(node, profiled);
            }
        }
        for (const Profiled& one : profiled) {
            if (std::ranges::find(listed, one.name) == listed.end()) {
                validation.report(message::operation_profile_has_more, profile_at, {use, profile, one.name});
            }
        }
    }

    void parameter(NodeId node, const std::vector<Profiled>& profiled) {
        const std::string name(document.text(node, "name"));
        const auto at = std::ranges::find(profiled, name, &Profiled::name);
        if (at == profiled.end()) {
            validation.report(message::operation_profile_lacks, node, {use, profile, name});
            return;
        }
        cardinality(node, name, "min", std::to_string(at->min));
        cardinality(node, name, "max", number(at->max));
        std::vector<std::string_view> types = types_of(node);
        if (!types.empty() && std::ranges::none_of(types, is_abstract)) {
            compare(node, name, types, at->types);
        }
        std::vector<std::string_view> targets;
        for (const NodeId one : document.list(node, "targetProfile")) {
            targets.push_back(validation.tree().text(one));
        }
        compare(node, name, targets, at->targets);
    }

    void cardinality(NodeId node, const std::string& name, std::string_view which,
                     const std::string& wanted) {
        const std::string_view here = document.text(node, which);
        if (!here.empty() && here != wanted) {
            validation.report(message::operation_other_cardinality, node, {name, which, wanted, use, here});
        }
    }

    std::vector<std::string_view> types_of(NodeId node) const {
        std::vector<std::string_view> out;
        for (const NodeId extension : document.list(node, "extension")) {
            if (document.text(extension, "url") == allowed_type) {
                out.push_back(document.text(extension, "valueUri"));
            }
        }
        const std::string_view type = document.text(node, "type");
        if (out.empty() && !type.empty()) {
            out.push_back(type);
        }
        return out;
    }

    void compare(NodeId node, const std::string& name, const std::vector<std::string_view>& here,
                 const std::vector<std::string_view>& there) {
        for (const std::string_view one : there) {
            if (std::ranges::find(here, one) == here.end()) {
                validation.report(message::operation_type_only_in_profile, node,
                                  {name, one, use, list(here)});
            }
        }
        for (const std::string_view one : here) {
            if (std::ranges::find(there, one) == there.end()) {
                validation.report(message::operation_type_not_in_profile, node,
                                  {name, one, use, list(there)});
            }
        }
    }

    static std::string list(const std::vector<std::string_view>& texts) {
        return texts.empty() ? "-" : joined(texts);
    }
};

void check_profile(ValidationRun& validation, NodeId operation, std::string_view member,
                   std::string_view use) {
    const std::string_view canonical = validation.document().text(operation, member);
    if (canonical.empty()) {
        return;
    }
    const NodeId at = validation.document().child(operation, member);
    const Structure* structure = validation.context().profiles().find(canonical);
    if (structure == nullptr) {
        validation.report(message::operation_profile_missing, at, {canonical});
    } else if (structure->type == "Parameters") {
        Comparison{validation, operation, use, canonical}.run(at, *structure);
    }
}

} // namespace

void check_operation_definition(ValidationRun& validation, NodeId resource) {
    check_profile(validation, resource, "inputProfile", "in");
    check_profile(validation, resource, "outputProfile", "out");
}

} // namespace renkei::validate
