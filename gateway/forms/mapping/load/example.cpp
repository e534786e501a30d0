#include "gateway/forms/mapping/load/example.h"

#include <algorithm>

namespace renkei::mapping {

bool ExampleNode::derived() const {
    return std::ranges::all_of(parts, [](const Part& part) { return part.derived; });
}

bool reads_items(const ExampleNode& node) {
    bool found = false;
    walk(node, [&](const ExampleNode& each) {
        found |= (each.kind == NodeKind::hole && !each.derived()) ||
                 (each.kind == NodeKind::reference && each.strong);
    });
    return found;
}

bool is_derived_only(const ExampleNode& node) {
    bool found = false;
    walk(node, [&](const ExampleNode& each) {
        found |= (each.kind == NodeKind::hole && each.derived()) ||
                 (each.kind == NodeKind::reference && !each.strong);
    });
    return found;
}

std::vector<const Field*> required_derived(const ExampleNode& object, const definitions::R4Definitions& r4) {
    const auto is_copy = [](const Field& field) {
        return field.value.kind == NodeKind::hole && field.value.derived();
    };
    for (const Field& field : object.fields) {
        const definitions::Element* const element = r4.find(object.type, field.name);
        if (object.stay || !field.instead_of.empty() || !is_copy(field) || element == nullptr ||
            element->min == 0 || reads_items(object)) {
            continue;
        }
        std::vector<const Field*> out{&field};
        for (const Field& other : object.fields) {
            if (other.instead_of == field.name) {
                out.push_back(&other);
            }
        }
        return std::ranges::all_of(out, is_copy, [](const Field* each) -> const Field& { return *each; })
                   ? out
                   : std::vector<const Field*>();
    }
    return {};
}

bool copies_rows(const ExampleNode& element) {
    bool refers = false;
    walk(element, [&](const ExampleNode& each) { refers |= each.kind == NodeKind::reference; });
    return element.each != document_group && !refers && !reads_items(element);
}

bool all_constant(const ExampleNode& node) {
    bool constant = true;
    walk(node, [&](const ExampleNode& each) {
        constant &= each.kind != NodeKind::hole && each.kind != NodeKind::reference;
    });
    return constant;
}

bool is_empty_array(const ExampleNode& node) {
    return node.kind == NodeKind::array && node.elements.empty() && node.accepted.empty();
}

bool is_restricted(const ExampleNode& resource) {
    bool found = false;
    for (const Field& meta : resource.fields) {
        if (meta.name == "meta") {
            for (const Field& label : meta.value.fields) {
                walk(label.value, [&](const ExampleNode& node) {
                    found |= label.name == "security" && node.is_constant() && node.text == "R";
                });
            }
        }
    }
    return found;
}

std::vector<GroupId> Example::chain(GroupId group) const {
    std::vector<GroupId> out{group};
    while (out.back() != document_group) {
        out.push_back(tables->groups[out.back()].parent);
    }
    std::ranges::reverse(out);
    return out;
}

std::string Example::item_text(ItemId item) const {
    return tables->item_names[item] + " (" + tables->item_ids[item] + ")";
}

Example load_example(const form::FormYaml& folder, const form::Tables& tables,
                     const definitions::R4Definitions& r4, diag::Report& report) {
    Example out;
    out.tables = &tables;
    out.r4 = &r4;
    diag::Report mine;
    const auto sound = [&] { return !mine.at_least(diag::Severity::error); };
    read_example(folder, out, mine);
    link_example(out, mine);
    bool is_typed = false;
    if (sound()) {
        type_example(out, mine);
        check_accepted(out, mine);
        check_missing(out, mine);
        is_typed = sound();
        find_roles(out, mine);
        check_bindings(out, mine);
        check_concepts(folder, out, mine);
    }
    if (sound()) {
        check_ambiguity(out, mine);
        order_entries(out, mine);
    }
    if (sound()) {
        if (!out.is_alone) {
            check_document(folder, out, mine);
        }
        check_receivers(folder, out, mine);
    }
    if (is_typed) { // also while items are not bound yet: what FHIR asks for shows where they could go
        check_required(out, mine);
    }
    check_literals(out, mine);
    report.append(mine);
    return out;
}

} // namespace renkei::mapping
