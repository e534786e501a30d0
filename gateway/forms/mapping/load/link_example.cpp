// References by name -> entries. Names are known only when all entries are read.
#include "gateway/forms/mapping/load/example.h"
#include "generated/messages/mapping.h"

namespace renkei::mapping {
namespace {

template <class Visit>
void for_each_reference(ExampleNode& node, const Visit& visit) {
    if (node.kind == NodeKind::reference) {
        visit(node);
    }
    for (Field& field : node.fields) {
        for_each_reference(field.value, visit);
    }
    for (std::vector<ExampleNode>* const elements : {&node.elements, &node.accepted}) {
        for (ExampleNode& element : *elements) {
            for_each_reference(element, visit);
        }
    }
}

// Removes references to entries that this version of the form lacks, and objects that are empty without them.
void remove_dropped(ExampleNode& node) {
    for (Field& field : node.fields) {
        remove_dropped(field.value);
    }
    for (std::vector<ExampleNode>* const elements : {&node.elements, &node.accepted}) {
        for (ExampleNode& element : *elements) {
            remove_dropped(element);
        }
    }
    const auto gone = [](const ExampleNode& child) {
        return (child.kind == NodeKind::reference && child.entry == none) || is_empty_array(child) ||
               (child.kind == NodeKind::object && child.fields.empty());
    };
    std::erase_if(node.fields, [&](const Field& field) { return gone(field.value); });
    std::erase_if(node.elements, gone);
    std::erase_if(node.accepted, gone);
}

void link(ExampleNode& root, const Example& example, diag::Report& report) {
    for_each_reference(root, [&](ExampleNode& reference) {
        const auto found = example.entry_by_name.find(reference.text);
        if (found != example.entry_by_name.end()) {
            reference.entry = found->second;
        } else if (!example.dropped.contains(reference.text)) {
            report.add(diag::message::no_such_entry, reference.where,
                       {reference.text, form::nearest(reference.text, example.entry_by_name)});
        }
    });
    if (!example.tables->without.empty()) {
        remove_dropped(root);
    }
}

} // namespace

void link_example(Example& example, diag::Report& report) {
    link(example.bundle, example, report);
    link(example.composition, example, report);
    for (ExampleEntry& entry : example.entries) {
        link(entry.resource, example, report);
    }
}

} // namespace renkei::mapping
