// Does every element that FHIR, or a profile, requires stand whenever its parent does?
#include "gateway/forms/mapping/load/profile_requirements.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "generated/messages/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <variant>

namespace renkei::mapping {
namespace {

// What can make a node live.
using LifeTerm = std::variant<ItemId, EntryId, DeclaredViewId>;
using LiveTerms = std::set<LifeTerm>;

LiveTerms terms(const ExampleNode& node) {
    LiveTerms out;
    walk(node, [&](const ExampleNode& each) {
        if (each.kind == NodeKind::hole) {
            for (const Part& part : each.parts) {
                if (!part.derived) {
                    out.insert(part.item);
                }
            }
        }
        if (each.kind == NodeKind::reference && each.strong && each.entry != none) {
            out.insert(each.entry);
        }
    });
    return out;
}

LiveTerms derived_terms(const ExampleNode& node) {
    LiveTerms out;
    walk(node, [&](const ExampleNode& each) {
        if (each.kind == NodeKind::hole && is_declared(each.view)) {
            out.insert(each.declared_view);
        } else if (each.kind == NodeKind::hole) {
            for (const Part& part : each.parts) {
                out.insert(part.item);
            }
        }
        if (each.kind == NodeKind::reference && each.entry != none) {
            out.insert(each.entry);
        }
    });
    return out;
}

// Called at every object that lives: does an element surely stand in it?
using IsElement = std::function<bool(const definitions::Element&)>;
using Stands = std::function<bool(const IsElement&)>;
using AtObject = std::function<void(const ExampleNode&, const std::string& path, const Stands&)>;

struct Required {
    const Example& example;
    AtObject at_object;
    const definitions::R4Definitions& r4 = *example.r4;

    void run() {
        if (!example.bundle.fields.empty()) {
            object(example.bundle, "Bundle", {}, true);
        }
        if (!example.is_collection()) {
            object(example.composition, "Composition", {}, true);
        }
        for (const ExampleEntry& entry : example.written()) {
            // the resource of a row lives with the row, so nothing in it is sure by its own holes
            object(entry.resource, entry.type, terms(entry.resource), entry.owner);
        }
    }

    // `life`: what the object lives by; `unconditional`: it may live without any of it
    void object(const ExampleNode& node, const std::string& path, const LiveTerms& life, bool unconditional) {
        at_object(node, path,
                  [&](const IsElement& is_element) { return stands(node, is_element, life, unconditional); });
        for (const Field& field : node.fields) {
            below(field.value, path + "." + field.name, life, unconditional);
        }
    }

    void below(const ExampleNode& node, const std::string& path, const LiveTerms& life, bool unconditional) {
        for (const ExampleNode& element : node.elements) {
            below(element, path, life, unconditional);
        }
        if (node.kind != NodeKind::object) {
            return;
        }
        const LiveTerms own = terms(node);
        LiveTerms derived;
        for (const Field* const required : required_derived(node, r4)) {
            derived.merge(derived_terms(required->value));
        }
        if (derived.empty() && own.empty() && !node.stay) {
            derived = derived_terms(node);
        }
        const bool follows_parent = derived.empty() && (node.stay || own.empty());
        object(node, path,
               !derived.empty() ? derived
               : follows_parent ? life
                                : own,
               follows_parent ? unconditional : false);
    }

    bool stands(const ExampleNode& node, const IsElement& is_element, const LiveTerms& life,
                bool unconditional) const {
        std::set<std::string> replaced; // fields that have a sure stand-in where they are empty
        for (const Field& field : node.fields) {
            if (!field.instead_of.empty() && is_sure(field.value, life, unconditional)) {
                replaced.insert(field.instead_of);
            }
        }
        const std::vector<const Field*> required = required_derived(node, r4); // the object lives with them
        return std::ranges::any_of(node.fields, [&](const Field& field) {
            const definitions::Element* found = r4.find(node.type, field.name);
            return found != nullptr && is_element(*found) &&
                   (std::ranges::find(required, &field) != required.end() || replaced.contains(field.name) ||
                    is_sure(field.value, life, unconditional));
        });
    }

    bool is_sure(const ExampleNode& node, const LiveTerms& life, bool unconditional) const {
        switch (node.kind) {
        case NodeKind::constant: return true;
        case NodeKind::hole: return hole_is_sure(node, life, unconditional);
        case NodeKind::reference:
            return entry_is_sure(node.entry) || (!unconditional && life == LiveTerms{LifeTerm(node.entry)});
        case NodeKind::array:
            return std::ranges::any_of(node.elements, [&](const ExampleNode& each) {
                return each.each == document_group && is_sure(each, life, unconditional);
            });
        case NodeKind::object: return object_is_sure(node, life, unconditional);
        }
        return false;
    }

    bool hole_is_sure(const ExampleNode& node, const LiveTerms& life, bool unconditional) const {
        if (is_declared(node.view)) {
            return (!unconditional && life == LiveTerms{LifeTerm(node.declared_view)}) ||
                   view_is_sure(example.views[node.declared_view]);
        }
        const ItemId item = node.parts[0].item;
        if (example.tables->items[item].is(form::required)) {
            return node.view == View::none || node.view == View::display || node.view == View::join;
        }
        return !unconditional && life == LiveTerms{LifeTerm(item)};
    }

    // Has a text in every record?
    bool view_is_sure(const DeclaredView& view) const {
        const auto is_required = [&](std::size_t part) {
            return example.tables->items[view.items[part]].is(form::required);
        };
        if (view.kind == View::order) {
            const auto says = [&](ViewOrder order) {
                return !view.cases[static_cast<std::size_t>(order)].tail.empty();
            };
            return says(ViewOrder::before) && says(ViewOrder::same) && says(ViewOrder::after) &&
                   (is_required(1) || says(ViewOrder::only_first)) &&
                   (is_required(0) || says(ViewOrder::only_second)) && (is_required(0) || is_required(1));
        }
        for (const DeclaredCase& each : view.cases) {
            const bool writes =
                !each.tail.empty() || std::ranges::any_of(each.pieces, &DeclaredPiece::writes);
            const bool always_holds = std::ranges::all_of(each.pieces, [&](const DeclaredPiece& piece) {
                return piece.pattern.empty() && is_required(piece.part);
            });
            if (always_holds || !writes) {
                return writes;
            }
        }
        return false;
    }

    bool object_is_sure(const ExampleNode& node, const LiveTerms& life, bool unconditional) const {
        const LiveTerms own = terms(node);
        if (node.stay || (own.empty() && !is_derived_only(node))) {
            return true;
        }
        if (const auto required = required_derived(node, r4); !required.empty()) {
            return std::ranges::any_of(
                required, [&](const Field* field) { return is_sure(field->value, life, unconditional); });
        }
        if (own.empty()) {
            return std::ranges::any_of(node.fields, [&](const Field& field) {
                return !field.value.is_constant() && is_sure(field.value, life, unconditional);
            });
        }
        const bool all_life_here = !unconditional && !life.empty() && std::ranges::includes(own, life);
        return all_life_here || std::ranges::any_of(own, [&](const LifeTerm& term) {
                   const ItemId* const item = std::get_if<ItemId>(&term);
                   return item != nullptr ? example.tables->items[*item].is(form::required)
                                          : entry_is_sure(std::get<EntryId>(term));
               });
    }

    // Does the entry always live? It does if it makes the rows, or if a required item makes it live.
    // `above`: the entries that ask; in a circle (M033) none is sure.
    bool entry_is_sure(EntryId index, std::vector<EntryId> above = {}) const {
        const ExampleEntry& entry = example.entries[index];
        if (entry.owner || entry.accepted) {
            return !entry.accepted;
        }
        if (std::ranges::find(above, index) != above.end()) {
            return false;
        }
        above.push_back(index);
        const LiveTerms own = terms(entry.resource);
        return std::ranges::any_of(own, [&](const LifeTerm& term) {
            const ItemId* const item = std::get_if<ItemId>(&term);
            return item != nullptr ? example.tables->items[*item].is(form::required)
                                   : entry_is_sure(std::get<EntryId>(term), above);
        });
    }
};

// What must not be empty for the element to stand: items as people know them, entries as `->name`.
std::string filled_by(const Example& example, const ExampleNode& object, const IsElement& is_element) {
    std::set<std::string> out;
    for (const Field& field : object.fields) {
        const definitions::Element* const found = example.r4->find(object.type, field.name);
        if (found == nullptr || !is_element(*found)) {
            continue;
        }
        for (const LifeTerm& term : derived_terms(field.value)) {
            const ItemId* const item = std::get_if<ItemId>(&term);
            const EntryId* const entry = std::get_if<EntryId>(&term);
            out.insert(item != nullptr    ? example.item_text(*item)
                       : entry != nullptr ? "->" + example.entries[*entry].name
                                          : "|" + example.views[std::get<DeclaredViewId>(term)].name);
        }
    }
    return fmt::format("{}", fmt::join(out, ", "));
}

} // namespace

void check_required(const Example& example, diag::Report& report) {
    const definitions::R4Definitions& r4 = *example.r4;
    std::set<std::string> reported;
    Required{example,
             [&](const ExampleNode& node, const std::string& path, const Stands& stands) {
                 for (const definitions::Element& element : r4.elements(node.type)) {
                     const IsElement is_it = [&](const definitions::Element& found) {
                         return &found == &element ||
                                (element.is_choice() && r4.choice(found) == r4.choice(element));
                     };
                     const std::string name(element.is_choice() ? r4.choice(element) : r4.name(element));
                     const bool is_there = element.min == 0 || stands(is_it);
                     if (is_there || !reported.insert(path + "." + name + diag::to_text(node.where)).second) {
                         continue;
                     }
                     const std::string items = filled_by(example, node, is_it);
                     if (items.empty()) {
                         report.add(message::required_element_missing, node.where, {path, name});
                     } else {
                         report.add(message::required_element_may_be_empty, node.where, {path, name, items});
                     }
                 }
             }}
        .run();
}

std::vector<ProfileRequirement> unmet_requirements(const Example& example,
                                                   const std::vector<ProfileRequirement>& demands) {
    const definitions::R4Definitions& r4 = *example.r4;
    std::vector<ProfileRequirement> out;
    Required{example,
             [&](const ExampleNode& node, const std::string&, const Stands& stands) {
                 for (const ProfileRequirement& demand : demands) {
                     const auto is_it = [&](const definitions::Element& found) {
                         return demand.element == (found.is_choice() ? r4.choice(found) : r4.name(found));
                     };
                     if (demand.object == &node && !stands(is_it)) {
                         out.push_back(demand);
                     }
                 }
             }}
        .run();
    return out;
}

} // namespace renkei::mapping
