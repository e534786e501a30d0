#include "gateway/fhir/validate/elements/element_rules.h"

#include "gateway/core/base/number.h"
#include "gateway/core/text/utf8.h"
#include "gateway/fhir/validate/elements/element_extensions.h"
#include "gateway/fhir/validate/terminology/bindings.h"
#include "generated/messages/validate.h"

#include <algorithm>
#include <compare>
#include <optional>

namespace renkei::validate {
namespace {

std::string shown_value(const auto& tree, NodeId node) {
    return node == no_node ? std::string() : std::string(tree.raw(node).substr(0, 200));
}

bool same_scalar(const DocumentTree& tree, NodeId node, const Tree& other, NodeId wanted) {
    return tree[node].kind() == other[wanted].kind && tree.text(node) == other.text(wanted);
}

// Members that make no difference to a fixed or pattern value.
bool is_aside(const DocumentTree& tree, NodeId member) { return tree.key(member) == "fhir_comments"; }

// The member of an object that is called as a member of another tree. Both trees know R4's names by the same
// numbers.
NodeId namesake(const auto& tree, NodeId object, const auto& other, NodeId member, json::NameId name) {
    return name != json::no_name ? tree.child(object, name) : tree.child(object, other.key(member));
}

template <class Fits>
bool value_fits(ElementValue value, const profiles::DefinitionValue& wanted, Fits compare) {
    const bool node = wanted.node == no_node || (value.node != no_node && compare(value.node, wanted.node));
    return node && (wanted.sibling == no_node ||
                    (value.sibling != no_node && compare(value.sibling, wanted.sibling)));
}

// R4 ElementDefinition.fixed[x]: the value is exactly the same, and an id and extensions are a part of a
// value.
bool says_more_than_fixed(const ValidationRun& validation, ElementValue value,
                          const profiles::DefinitionValue& wanted) {
    return wanted && wanted.sibling == no_node && value.sibling != no_node &&
           validation.tree()[value.sibling].is_object() &&
           (validation.document().child(value.sibling, "extension") != no_node ||
            validation.document().child(value.sibling, "id") != no_node);
}

void check_fixed(ValidationRun& validation, DefAt def, ElementValue value) {
    const Tree& own = def.plan->structure->tree();
    const profiles::ElementDef& it = def.def();
    const bool is_extended = says_more_than_fixed(validation, value, it.fixed);
    const bool is_fixed =
        !it.fixed || (!is_extended && value_fits(value, it.fixed, [&](NodeId node, NodeId wanted) {
            return equals(validation.tree(), node, own, wanted);
        }));
    if (!is_fixed) {
        std::string found = shown_value(validation.tree(), value.node);
        if (is_extended) {
            found += (found.empty() ? "" : " ") + shown_value(validation.tree(), value.sibling);
        }
        validation.report(message::validate_not_fixed, value.place(),
                          {written_name(validation.document(), it.path, value.place()),
                           shown_value(own, it.fixed.node), found, def.plan->structure->url});
    }
    const bool has_pattern = !it.pattern || value_fits(value, it.pattern, [&](NodeId node, NodeId wanted) {
        return contains(validation.tree(), node, own, wanted);
    });
    if (!has_pattern) {
        validation.report(message::validate_not_pattern, value.place(),
                          {written_name(validation.document(), it.path, value.place()),
                           shown_value(own, it.pattern.node), shown_value(validation.tree(), value.node),
                           def.plan->structure->url});
    }
}

// Nothing: it cannot be compared.
std::optional<bool> keeps_limit(ValidationRun& validation, DefAt def, ElementValue value,
                                const Alternative& alternative, const LimitPlan& limit) {
    const Tree& own = def.plan->structure->tree();
    if (validation.tree()[value.node].is_number() && limit.value.node != no_node &&
        own[limit.value.node].is_number()) {
        const std::strong_ordering order =
            base::compare_numbers(validation.tree().raw(value.node), own.raw(limit.value.node));
        return limit.is_min ? order >= 0 : order <= 0;
    }
    return limit.holds == nullptr || limit.holds->expression == nullptr
               ? std::nullopt
               : validation.expressions().holds(*limit.holds->expression, value, alternative.type_id);
}

void check_min_max(ValidationRun& validation, DefAt def, ElementValue value, const Alternative& alternative) {
    for (const LimitPlan& limit : def.checks().limits) {
        if (value.node == no_node) {
            continue;
        }
        const std::optional<bool> holds = keeps_limit(validation, def, value, alternative, limit);
        if (!holds || !*holds) {
            validation.report(!holds         ? message::validate_limit_undecided
                              : limit.is_min ? message::validate_below_minimum
                                             : message::validate_above_maximum,
                              value.node,
                              {shown_value(validation.tree(), value.node),
                               shown_value(def.plan->structure->tree(), limit.value.node),
                               def.plan->structure->url});
        }
    }
}

void check_max_length(ValidationRun& validation, DefAt def, ElementValue value) {
    const std::uint32_t most = def.def().max_length;
    if (most == 0 || value.node == no_node || !validation.tree()[value.node].is_string()) {
        return;
    }
    const std::string_view text = validation.tree().text(value.node);
    if (text.size() > most && text::count_code_points(text) > most) {
        validation.report(message::validate_too_long, value.node,
                          {std::to_string(most), std::to_string(text::count_code_points(text))});
    }
}

} // namespace

bool equals(const DocumentTree& tree, NodeId node, const Tree& other, NodeId wanted) {
    const DocumentTree::Node a = tree[node];
    const json::Node& b = other[wanted];
    if (!a.is_container()) {
        return same_scalar(tree, node, other, wanted);
    }
    if (a.kind() != b.kind || a.count() != b.count) {
        return false;
    }
    if (a.is_array()) {
        NodeId at = other.first_child(wanted);
        return std::ranges::all_of(tree.children(node), [&](NodeId child) {
            const NodeId here = at;
            at = other.next(at);
            return equals(tree, child, other, here);
        });
    }
    return std::ranges::all_of(tree.children(node), [&](NodeId member) {
        const NodeId partner = namesake(other, wanted, tree, member, tree[member].name());
        return is_aside(tree, member) || (partner != no_node && equals(tree, member, other, partner));
    });
}

bool contains(const DocumentTree& tree, NodeId node, const Tree& other, NodeId wanted) {
    const DocumentTree::Node a = tree[node];
    const json::Node& b = other[wanted];
    if (!b.is_container()) {
        return same_scalar(tree, node, other, wanted);
    }
    if (a.kind() != b.kind) {
        return false;
    }
    const auto any = [&](NodeId item) {
        return std::ranges::any_of(tree.children(node),
                                   [&](NodeId child) { return contains(tree, child, other, item); });
    };
    const auto member = [&](NodeId item) {
        const NodeId partner = namesake(tree, node, other, item, other[item].name);
        return partner != no_node && contains(tree, partner, other, item);
    };
    return std::ranges::all_of(other.children(wanted),
                               [&](NodeId item) { return b.is_array() ? any(item) : member(item); });
}

bool has_element_rules(const profiles::ElementDef& it, const ElementPlan& plan) {
    return it.fixed || it.pattern || it.max_length != 0 || !plan.limits.empty() ||
           !plan.element_rules.empty() || plan.value_set != nullptr || plan.max_value_set != nullptr;
}

void check_element_rules(ValidationRun& validation, DefAt def, ElementValue value,
                         const Alternative& alternative) {
    const profiles::ElementDef& it = def.def();
    if (it.fixed || it.pattern) {
        check_fixed(validation, def, value);
    }
    if (!def.checks().limits.empty()) {
        check_min_max(validation, def, value, alternative);
    }
    check_max_length(validation, def, value);
    if (!def.checks().element_rules.empty()) {
        check_element_extensions(validation, def, value);
    }
    if (def.checks().value_set != nullptr || def.checks().max_value_set != nullptr) {
        check_binding(validation, def, value, alternative);
    }
}

} // namespace renkei::validate
