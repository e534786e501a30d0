#include "gateway/fhir/profiles/read_element.h"

#include "gateway/core/json/member.h"
#include "gateway/fhir/profiles/read_structure.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace renkei::profiles {
namespace {

using json::Tree;

constexpr std::string_view fhirpath_types = "http://hl7.org/fhirpath/System.";

bool is_true(const Tree& tree, NodeId node) { return tree[node].kind == json::ValueKind::true_value; }

std::vector<std::string_view> texts(const Tree& tree, NodeId array) {
    std::vector<std::string_view> out;
    for (const NodeId item : json::items(tree, array)) {
        if (tree[item].is_string()) {
            out.push_back(tree.text(item));
        }
    }
    return out;
}

// The value[x] of an extension below `object`; no_node: it has no such extension.
NodeId extension_value(const Tree& tree, NodeId object, std::string_view name) {
    NodeId out = no_node;
    for (const NodeId extension : json::items(tree, object, "extension")) {
        const std::string_view url = scalar_text(tree, extension, "url");
        if (!url.starts_with(core_definitions) || url.substr(core_definitions.size()) != name) {
            continue;
        }
        for (const NodeId member : tree.children(extension)) {
            if (tree.key(member).starts_with("value")) {
                out = member;
            }
        }
    }
    return out;
}

struct Named {
    std::string_view name;
    int value;
};
template <class Enum, std::size_t n>
Enum value_of(const std::array<Named, n>& table, std::string_view name, Enum otherwise) {
    const auto found = std::ranges::find(table, name, &Named::name);
    return found == table.end() ? otherwise : static_cast<Enum>(found->value);
}

constexpr std::array rules_names{
    Named{"open", static_cast<int>(SlicingRules::open)},
    Named{"closed", static_cast<int>(SlicingRules::closed)},
    Named{"openAtEnd", static_cast<int>(SlicingRules::open_at_end)},
};
constexpr std::array discriminator_names{
    Named{"value", static_cast<int>(DiscriminatorKind::value)},
    Named{"exists", static_cast<int>(DiscriminatorKind::exists)},
    Named{"pattern", static_cast<int>(DiscriminatorKind::pattern)},
    Named{"type", static_cast<int>(DiscriminatorKind::type)},
    Named{"profile", static_cast<int>(DiscriminatorKind::profile)},
};
constexpr std::array strength_names{
    Named{"example", static_cast<int>(definitions::Strength::example)},
    Named{"preferred", static_cast<int>(definitions::Strength::preferred)},
    Named{"extensible", static_cast<int>(definitions::Strength::extensible)},
    Named{"required", static_cast<int>(definitions::Strength::required)},
};

std::uint32_t number(std::string_view text) {
    std::uint32_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

void read_min(const Tree& tree, NodeId node, ElementDef& out) { out.min = number(scalar_text(tree, node)); }
void read_max_of(const Tree& tree, NodeId node, ElementDef& out) {
    out.max = read_max(scalar_text(tree, node)).value_or(unbounded);
}
void read_max_length(const Tree& tree, NodeId node, ElementDef& out) {
    out.max_length = number(scalar_text(tree, node));
}
void read_id(const Tree& tree, NodeId node, ElementDef& out) { out.id = scalar_text(tree, node); }
void read_path(const Tree& tree, NodeId node, ElementDef& out) { out.path = scalar_text(tree, node); }
void read_slice_name(const Tree& tree, NodeId node, ElementDef& out) {
    out.slice_name = scalar_text(tree, node);
}
void read_content_reference(const Tree& tree, NodeId node, ElementDef& out) {
    out.content_reference = scalar_text(tree, node);
}
void read_is_modifier(const Tree& tree, NodeId node, ElementDef& out) {
    out.is_modifier = is_true(tree, node);
}
void read_must_support(const Tree& tree, NodeId node, ElementDef& out) {
    out.must_support = is_true(tree, node);
}
void read_representation(const Tree& tree, NodeId node, ElementDef& out) {
    for (const NodeId item : json::items(tree, node)) {
        out.is_xml_attribute |= scalar_text(tree, item) == "xmlAttr";
    }
}

// The name keeps what the base calls it: an older publisher writes value[x] as valueQuantity once it has one
// type.
void read_base(const Tree& tree, NodeId node, ElementDef& out) {
    out.base_max = read_max(scalar_text(tree, node, "max")).value_or(unbounded);
    out.name = last_step(scalar_text(tree, node, "path"));
}

void read_slicing(const Tree& tree, NodeId node, ElementDef& out) {
    out.is_sliced = true;
    out.slicing.rules = value_of(rules_names, scalar_text(tree, node, "rules"), SlicingRules::unknown);
    out.slicing.ordered = scalar_text(tree, node, "ordered") == "true";
    for (const NodeId item : json::items(tree, node, "discriminator")) {
        out.slicing.discriminators.push_back(
            {value_of(discriminator_names, scalar_text(tree, item, "type"), DiscriminatorKind::unknown),
             scalar_text(tree, item, "path")});
    }
}

// R4 ElementDefinition.type: a type may be listed several times, each with profiles or targets of its own;
// any of them will do. One without profiles (or targets) allows everything.
void add_type(std::vector<TypeRef>& types, TypeRef type) {
    const auto same = std::ranges::find(types, type.code, &TypeRef::code);
    if (same == types.end()) {
        types.push_back(std::move(type));
        return;
    }
    const auto join = [](std::vector<std::string_view>& all, const std::vector<std::string_view>& more) {
        if (all.empty() || more.empty()) {
            all.clear();
        } else {
            all.insert(all.end(), more.begin(), more.end());
        }
    };
    join(same->profiles, type.profiles);
    join(same->profile_elements, type.profile_elements);
    join(same->target_profiles, type.target_profiles);
    join(same->aggregation, type.aggregation);
}

std::vector<std::string_view> profile_elements(const Tree& tree, NodeId siblings) {
    std::vector<std::string_view> out;
    for (const NodeId sibling : json::items(tree, siblings)) {
        out.push_back(scalar_text(tree, extension_value(tree, sibling, "elementdefinition-profile-element")));
    }
    return out;
}

void read_types(const Tree& tree, NodeId node, ElementDef& out) {
    for (const NodeId item : json::items(tree, node)) {
        TypeRef type{};
        for (const NodeId member : tree.children(item)) {
            const std::string_view key = tree.key(member);
            if (key == "code") {
                type.code = type_code(tree, item);
            } else if (key == "profile") {
                type.profiles = texts(tree, member);
            } else if (key == "_profile") {
                type.profile_elements = profile_elements(tree, member);
            } else if (key == "targetProfile") {
                type.target_profiles = texts(tree, member);
            } else if (key == "versioning") {
                type.versioning = scalar_text(tree, member);
            } else if (key == "aggregation") {
                type.aggregation = texts(tree, member);
            }
        }
        type.profile_elements.resize(type.profiles.size());
        add_type(out.types, std::move(type));
    }
}

void read_constraints(const Tree& tree, NodeId node, ElementDef& out) {
    for (const NodeId item : json::items(tree, node)) {
        Constraint constraint;
        for (const NodeId member : tree.children(item)) {
            const std::string_view key = tree.key(member);
            if (key == "key") {
                constraint.key = scalar_text(tree, member);
            } else if (key == "human") {
                constraint.human = scalar_text(tree, member);
            } else if (key == "expression") {
                constraint.expression = scalar_text(tree, member);
            } else if (key == "source") {
                constraint.source = scalar_text(tree, member);
            } else if (key == "severity") {
                constraint.is_error = scalar_text(tree, member) != "warning";
            } else if (key == "extension") {
                const NodeId best = extension_value(tree, item, "elementdefinition-bestpractice");
                constraint.is_best_practice = best != no_node && is_true(tree, best);
            }
        }
        out.constraints.push_back(constraint);
    }
}

void read_binding(const Tree& tree, NodeId node, ElementDef& out) {
    out.binding.strength =
        value_of(strength_names, scalar_text(tree, node, "strength"), definitions::Strength::none);
    out.binding.value_set = scalar_text(tree, node, "valueSet");
    out.binding.max_value_set =
        scalar_text(tree, extension_value(tree, node, "elementdefinition-maxValueSet"));
    out.binding.min_value_set =
        scalar_text(tree, extension_value(tree, node, "elementdefinition-minValueSet"));
}

struct Row {
    std::string_view key;
    void (*read)(const Tree& tree, NodeId node, ElementDef& out);
};
constexpr std::array rows{
    Row{"id", read_id},
    Row{"path", read_path},
    Row{"min", read_min},
    Row{"max", read_max_of},
    Row{"base", read_base},
    Row{"type", read_types},
    Row{"constraint", read_constraints},
    Row{"isModifier", read_is_modifier},
    Row{"mustSupport", read_must_support},
    Row{"sliceName", read_slice_name},
    Row{"slicing", read_slicing},
    Row{"binding", read_binding},
    Row{"contentReference", read_content_reference},
    Row{"representation", read_representation},
    Row{"maxLength", read_max_length},
};

struct ValueRow {
    std::string_view prefix;
    DefinitionValue ElementDef::*value;
};
constexpr std::array value_rows{
    ValueRow{"fixed", &ElementDef::fixed},
    ValueRow{"pattern", &ElementDef::pattern},
    ValueRow{"minValue", &ElementDef::min_value},
    ValueRow{"maxValue", &ElementDef::max_value},
};

void read_value(std::string_view key, NodeId node, ElementDef& out) {
    const bool is_sibling = key.starts_with('_');
    const std::string_view plain = key.substr(is_sibling ? 1 : 0);
    for (const ValueRow& row : value_rows) {
        if (plain.starts_with(row.prefix) && plain.size() > row.prefix.size()) {
            DefinitionValue& value = out.*row.value;
            value.type = plain.substr(row.prefix.size());
            (is_sibling ? value.sibling : value.node) = node;
        }
    }
}

// The step of the path; but X[x] if the base calls the element so, and the step is X with a type.
std::string_view name_of(std::string_view step, std::string_view of_base) {
    const bool is_renamed = of_base.ends_with("[x]") && !step.ends_with("[x]") &&
                            step.starts_with(of_base.substr(0, of_base.size() - 3));
    return is_renamed ? of_base : step;
}

} // namespace

std::string_view type_code(const Tree& tree, NodeId type) {
    const std::string_view code = scalar_text(tree, type, "code");
    if (!code.starts_with(fhirpath_types)) {
        return code;
    }
    const NodeId said = extension_value(tree, type, "structuredefinition-fhir-type");
    if (said != no_node) {
        return scalar_text(tree, said);
    }
    static constexpr std::array<std::array<std::string_view, 2>, 7> names{{{"String", "string"},
                                                                           {"Boolean", "boolean"},
                                                                           {"Integer", "integer"},
                                                                           {"Decimal", "decimal"},
                                                                           {"Date", "date"},
                                                                           {"DateTime", "dateTime"},
                                                                           {"Time", "time"}}};
    const std::string_view name = code.substr(fhirpath_types.size());
    const auto found = std::ranges::find_if(names, [&](const auto& row) { return row[0] == name; });
    return found == names.end() ? code : (*found)[1];
}

ElementDef read_element(const Tree& tree, NodeId definition) {
    ElementDef out;
    out.node = definition;
    out.base_max = 0;
    for (const NodeId member : tree.children(definition)) {
        const std::string_view key = tree.key(member);
        const auto row = std::ranges::find(rows, key, &Row::key);
        if (row != rows.end()) {
            row->read(tree, member, out);
        } else {
            read_value(key, member, out);
        }
    }
    if (out.base_max == 0) { // nothing says it
        out.base_max = out.max;
    }
    const std::string_view base = tree.child(definition, "base") == no_node
                                      ? std::string_view()
                                      : scalar_text(tree, tree.child(definition, "base"), "path");
    if (base == "Resource.id" && !out.types.empty()) { // R4 says string here and means id
        out.types.front().code = "id";
    }
    out.name = name_of(last_step(out.path), out.name);
    return out;
}

} // namespace renkei::profiles
