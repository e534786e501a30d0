// Does every element that FHIR requires stand whenever its parent does?
#include "gateway/mapping/example.h"

#include <algorithm>
#include <set>

namespace renkei::mapping {
namespace {

using diag::Message;

// What can make a node live: item i, or entry e as 0x10000 + e.
using Terms = std::set<std::uint32_t>;

Terms terms(const Node& node) {
    Terms out;
    walk(node, [&](const Node& each) {
        if (each.kind == NodeKind::hole) {
            for (const Part& part : each.parts) {
                if (!part.derived) {
                    out.insert(part.item);
                }
            }
        }
        if (each.kind == NodeKind::reference && each.strong && each.entry != no_index) {
            out.insert(0x10000U + each.entry);
        }
    });
    return out;
}

Terms soft_terms(const Node& node) {
    Terms out;
    walk(node, [&](const Node& each) {
        if (each.kind == NodeKind::hole) {
            for (const Part& part : each.parts) {
                out.insert(part.item);
            }
        }
        if (each.kind == NodeKind::reference && each.entry != no_index) {
            out.insert(0x10000U + each.entry);
        }
    });
    return out;
}

class Required {
public:
    Required(const Example& example, diag::Report& report) : example_(example), defs_(*example.defs), report_(report) {}

    void run() {
        object(example_.composition, "Composition", {}, true);
        for (const Entry& entry : example_.entries) {
            // the resource of a row lives with the row, so nothing in it is sure by its own holes
            object(entry.resource, entry.type, terms(entry.resource), entry.owner);
        }
    }

private:
    // `life`: what the object lives by; `unconditional`: it may live without any of it
    void object(const Node& node, const std::string& path, const Terms& life, bool unconditional) {
        for (const defs::Element& element : defs_.elements(node.type)) {
            if (element.min == 0) {
                continue;
            }
            if (!stands(node, element, life, unconditional)) {
                const std::string_view name = element.is_choice() ? defs_.choice(element) : defs_.name(element);
                if (reported_.insert(path + "." + std::string(name) + diag::to_text(node.where)).second) {
                    report_.add(Message::required_element_missing, node.where, {path, std::string(name)});
                }
            }
        }
        for (const Field& field : node.fields) {
            below(field.value, path + "." + field.name, life, unconditional);
        }
    }

    void below(const Node& node, const std::string& path, const Terms& life, bool unconditional) {
        for (const Node& element : node.elements) {
            below(element, path, life, unconditional);
        }
        if (node.kind != NodeKind::object) {
            return;
        }
        const Terms own = terms(node);
        const Terms soft = own.empty() && !node.stay ? soft_terms(node) : Terms{};
        const bool follows_parent = soft.empty() && (node.stay || own.empty());
        object(node, path, !soft.empty() ? soft : follows_parent ? life : own, follows_parent ? unconditional : false);
    }

    bool stands(const Node& node, const defs::Element& element, const Terms& life, bool unconditional) const {
        std::set<std::string> replaced;  // fields that have a stand-in where they are empty
        for (const Field& field : node.fields) {
            if (!field.instead_of.empty()) {
                replaced.insert(field.instead_of);
            }
        }
        return std::any_of(node.fields.begin(), node.fields.end(), [&](const Field& field) {
            const defs::Element* found = defs_.find(node.type, field.name);
            const bool same = found != nullptr && (found == &element || (element.is_choice() && defs_.choice(*found) == defs_.choice(element)));
            return same && (replaced.contains(field.name) || is_sure(field.value, life, unconditional));
        });
    }

    bool is_sure(const Node& node, const Terms& life, bool unconditional) const {
        switch (node.kind) {
            case NodeKind::constant: return true;
            case NodeKind::hole: return hole_is_sure(node, life, unconditional);
            case NodeKind::reference: return entry_is_sure(node.entry) || (!unconditional && node.strong && life == Terms{0x10000U + node.entry});
            case NodeKind::array:
                return std::any_of(node.elements.begin(), node.elements.end(), [&](const Node& each) {
                    return each.each == 0 && is_sure(each, life, unconditional);
                });
            case NodeKind::object: return object_is_sure(node, life, unconditional);
        }
        return false;
    }

    bool hole_is_sure(const Node& node, const Terms& life, bool unconditional) const {
        const std::uint16_t item = node.parts[0].item;
        if (example_.tables->items[item].is(forms::required)) {
            return node.view == View::none || node.view == View::display || node.view == View::day || node.view == View::join;
        }
        return !unconditional && life == Terms{item};
    }

    bool object_is_sure(const Node& node, const Terms& life, bool unconditional) const {
        const Terms own = terms(node);
        if (node.stay || (own.empty() && !is_soft(node))) {
            return true;
        }
        if (own.empty()) {
            return std::any_of(node.fields.begin(), node.fields.end(),
                               [&](const Field& field) { return !field.value.is_constant() && is_sure(field.value, life, unconditional); });
        }
        const bool all_life_here = !unconditional && !life.empty() && std::includes(own.begin(), own.end(), life.begin(), life.end());
        return all_life_here || std::any_of(own.begin(), own.end(), [&](std::uint32_t term) {
                   return term < 0x10000U ? example_.tables->items[term].is(forms::required) : entry_is_sure(static_cast<std::uint16_t>(term - 0x10000U));
               });
    }

    // An entry that always lives: once a document with a required item, or for a row that is there anyway.
    bool entry_is_sure(std::uint16_t index) const {
        const Entry& entry = example_.entries[index];
        if (entry.owner) {
            return true;
        }
        const Terms own = terms(entry.resource);
        return std::any_of(own.begin(), own.end(), [&](std::uint32_t term) {
            return term < 0x10000U ? example_.tables->items[term].is(forms::required)
                                   : term - 0x10000U != index && entry_is_sure(static_cast<std::uint16_t>(term - 0x10000U));
        });
    }

    const Example& example_;
    const defs::Defs& defs_;
    diag::Report& report_;
    std::set<std::string> reported_;
};

}  // namespace

void check_required(const Example& example, diag::Report& report) { Required(example, report).run(); }

}  // namespace renkei::mapping
