#include "gateway/fhir/validate/elements/json_format.h"

#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace renkei::validate {
namespace {

constexpr std::array<std::string_view, 7> kinds{"object",  "array",   "string", "number",
                                                "boolean", "boolean", "null"};

std::string kind_of(const DocumentTree& tree, NodeId node) {
    return std::string(kinds[static_cast<std::size_t>(tree[node].kind())]);
}

bool is_primitive(const ValidationRun& validation, const Alternative& alternative) {
    return alternative.type_id &&
           validation.r4().kind(alternative.type_id) == definitions::TypeKind::primitive;
}

bool complex_shape(ValidationRun& validation, DefAt def, ElementValue value) {
    const DocumentTree& tree = validation.tree();
    if (value.sibling != no_node) {
        validation.report(message::validate_sibling_of_complex, value.sibling,
                          {written_name(validation.document(), def.def().path, value.sibling)});
    }
    if (value.node == no_node) {
        return false;
    }
    if (!tree[value.node].is_object()) {
        validation.report(
            message::validate_not_an_object, value.node,
            {written_name(validation.document(), def.def().path, value.node), kind_of(tree, value.node)});
        return false;
    }
    if (tree.first_child(value.node) == no_node) {
        validation.report(message::validate_empty_object, value.node);
        return false;
    }
    return true;
}

bool sibling_shape(ValidationRun& validation, ElementValue value) {
    const DocumentTree& tree = validation.tree();
    if (value.sibling == no_node) {
        return true;
    }
    if (!tree[value.sibling].is_object()) {
        validation.report(message::validate_not_an_object, value.sibling,
                          {"_", kind_of(tree, value.sibling)});
        return false;
    }
    if (tree.first_child(value.sibling) == no_node) {
        validation.report(message::validate_empty_object, value.sibling);
    }
    return true;
}

bool primitive_shape(ValidationRun& validation, DefAt def, ElementValue value,
                     const Alternative& alternative) {
    const DocumentTree& tree = validation.tree();
    if (value.node == no_node) {
        return sibling_shape(validation, value);
    }
    const DocumentTree::Node node = tree[value.node];
    if (node.is_null()) {
        validation.report(message::validate_null, value.node,
                          {written_name(validation.document(), def.def().path, value.node)});
        return false;
    }
    if (node.is_container()) {
        validation.report(
            message::validate_not_a_primitive, value.node,
            {written_name(validation.document(), def.def().path, value.node), kind_of(tree, value.node)});
        return false;
    }
    validation.run_and_record(DependentCheck::Kind::primitive, def, {value.node, no_node}, alternative, [&] {
        check_primitive(validation, def, value.node, validation.r4().primitive(alternative.type_id));
    });
    return sibling_shape(validation, value);
}

} // namespace

bool has_right_json_format(ValidationRun& validation, DefAt def, ElementValue value,
                           const Alternative& alternative) {
    return is_primitive(validation, alternative) ? primitive_shape(validation, def, value, alternative)
                                                 : complex_shape(validation, def, value);
}

void check_array_format(ValidationRun& validation, const ChildPlan& child, NodeId value, NodeId sibling) {
    const DocumentTree& tree = validation.tree();
    const std::string& name = child.alternatives[0].name;
    const bool is_array = tree[value].is_array();
    if (child.is_array && !is_array) {
        validation.report(message::validate_not_an_array, value, {name, kind_of(tree, value)});
    } else if (!child.is_array && is_array) {
        validation.report(message::validate_unexpected_array, value, {name});
    }
    if (is_array && tree.first_child(value) == no_node) {
        validation.report(message::validate_empty_array, value, {name});
    }
    if (sibling == no_node) {
        return;
    }
    if (tree[sibling].is_array() != is_array || (is_array && tree[sibling].count() > tree[value].count())) {
        validation.report(message::validate_siblings_differ, sibling, {name});
    }
}

bool is_sibling_name(const ValidationRun& validation, const DocumentTree& tree, NodeId member) {
    const json::NameId name = tree[member].name();
    return name == json::no_name ? tree.key(member).starts_with('_') : validation.r4().plain(name) != name;
}

const NameRow* find_name(const ValidationRun& validation, const ElementPlan& plan, const DocumentTree& tree,
                         NodeId member) {
    const json::NameId name = tree[member].name();
    if (name != json::no_name) {
        const json::NameId plain = validation.r4().plain(name);
        const std::size_t mask = plan.names.size() - 1;
        std::size_t at = plain & mask;
        while (plan.names[at].name != plain && plan.names[at].name != json::no_name) {
            at = (at + 1) & mask;
        }
        return plan.names[at].name == plain ? &plan.names[at] : nullptr;
    }
    const std::string_view key = tree.key(member);
    const std::string_view plain = key.starts_with('_') ? key.substr(1) : key;
    const auto at = std::ranges::find_if(plan.other_names, [&](const NameRow& row) {
        return plan.children[row.child].alternatives[row.alternative].name == plain;
    });
    return at == plan.other_names.end() ? nullptr : &*at;
}

void refuse_other_type(ValidationRun& validation, DefAt def, NodeId member) {
    std::string_view key = validation.tree().key(member);
    if (key.starts_with('_')) {
        key.remove_prefix(1);
    }
    for (const ChildPlan& child : def.checks().children) {
        const profiles::ElementDef& it = def.at(child.element).def();
        if (!it.is_choice()) {
            continue;
        }
        const std::string_view choice = it.name.substr(0, it.name.size() - 3);
        if (key.size() <= choice.size() || !key.starts_with(choice) ||
            std::isupper(static_cast<unsigned char>(key[choice.size()])) == 0) {
            continue;
        }
        std::string allowed;
        for (const Alternative& alternative : child.alternatives) {
            allowed += (allowed.empty() ? "" : ", ") + alternative.name;
        }
        validation.report(message::validate_type_not_allowed, member,
                          {key, allowed, def.plan->structure->url});
    }
}

Alternative alternative_of_slice(const ValidationRun& validation, DefAt slice,
                                 const Alternative& alternative) {
    Alternative out = alternative;
    out.type = nullptr;
    for (const profiles::TypeRef& type : slice.def().types) {
        const definitions::TypeId id = validation.r4().type(type.code);
        const bool is_backbone = type.code == "BackboneElement" || type.code == "Element";
        if (is_backbone || !id || id == out.type_id || validation.r4().is_a(out.type_id, id)) {
            out.type = &type;
        } else if (validation.r4().is_a(id, out.type_id)) { // Resource became Patient
            out.type = &type;
            out.type_id = id;
        }
    }
    return out;
}

} // namespace renkei::validate
