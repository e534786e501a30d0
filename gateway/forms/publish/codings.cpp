#include "gateway/forms/mapping/load/item_code.h"
#include "gateway/forms/publish/package_parts.h"

#include <algorithm>
#include <utility>

namespace renkei::publish {
namespace {

using mapping::ExampleNode;
using mapping::NodeKind;

struct Collector {
    const LoadedForm& form;
    Codings& out;
    bool is_former = false; // below what is read and no longer written

    void run() {
        format();
        items();
        sections();
        lists();
        concepts();
        mapping::walk(form.example.composition, [&](const ExampleNode& node) { look_at(node); });
        // also those of older shapes: documents that have them stay valid
        for (const mapping::ExampleEntry& entry : form.example.entries) {
            mapping::walk(entry.resource, [&](const ExampleNode& node) { look_at(node); });
        }
    }

    // DocumentReference.content.format of a form's documents (mhd/metadata.cpp).
    void format() {
        const std::string system = form.tables.base + "CodeSystem/format";
        out.add(system, "urn:renkei:" + form.id() + ":" + form.version(),
                form.title() + " " + form.version());
        out.open.insert(system); // a gateway whose mappings know more forms has more
    }

    // A code of every item, also of those that no example names.
    void items() {
        for (const form::ItemId i : form.tables.items.ids()) {
            if (!form.tables.items[i].is(form::implied)) {
                out.add(form.tables.base + "CodeSystem/item", form.id() + "." + form.tables.item_ids[i],
                        form.tables.item_names[i]);
            }
        }
    }

    void sections() {
        const std::string system = form.tables.base + "CodeSystem/document-section";
        for (const mapping::SectionHead& section : form.example.sections) {
            const std::string code = form.id() + "." + section.code;
            out.add(system, code, section.title);
            if (!section.loinc.empty()) {
                out.equivalents[system][code].insert({"http://loinc.org", section.loinc, ""});
            }
        }
    }

    void lists() {
        for (const form::CodeList& list : form.tables.lists) {
            const std::string system = form.text(list.system);
            for (const form::CodeRow& row : form.tables.rows(list)) {
                if (form.is_ours(system)) {
                    out.add(system, form.text(row.fhir), form.text(row.display));
                    out.listed[system].insert(form.text(row.fhir));
                }
            }
            out.names[system].insert(form.text(list.name));
        }
    }

    // The whole table, also of concepts that no form of this folder asks.
    void concepts() {
        const std::string system = mapping::concept_system(form.tables);
        for (const form::Concept& each : form.tables.concepts.all) {
            out.concept_system = system;
            out.names[system] = {"様式が共通に尋ねること（概念）"};
            out.systems[system][each.id] = {.display = each.name, .english = each.english};
            for (const form::PublicCode& code : each.codes) {
                out.public_codes[code.system][each.id].insert({code.system, code.code, code.display});
            }
        }
    }

    void look_at(const ExampleNode& node) {
        if (node.kind == NodeKind::array) {
            counterparts(node);
            for (const ExampleNode& older : node.accepted) { // documents that have it stay valid
                const bool was_former = std::exchange(is_former, true);
                mapping::walk(older, [&](const ExampleNode& each) { look_at(each); });
                is_former = was_former;
            }
        }
        if (const ExampleNode* chosen = child(node, "system");
            chosen != nullptr && chosen->kind == NodeKind::hole && mapping::is_declared(chosen->view)) {
            chosen_systems(node, form.example.views[chosen->declared_view]);
            systems_instead(node);
            return;
        }
        const std::string_view system = constant(node, "system");
        if (!form.is_ours(system)) {
            return;
        }
        if (const std::string_view code = constant(node, "code"); !code.empty()) {
            const std::string display(constant(node, "display"));
            if (is_former) {
                out.add_former(std::string(system), std::string(code), display);
            } else {
                out.add(std::string(system), std::string(code), display);
            }
        }
        if (const ExampleNode* code = child(node, "code"); code != nullptr && code->kind == NodeKind::hole) {
            written_codes(std::string(system), *code);
        }
        const ExampleNode* value = child(node, "value");
        if (value != nullptr && value->kind == NodeKind::hole) {
            for (const mapping::Part& part : value->parts) {
                out.identifiers[std::string(system)].insert(form.tables.item_names[part.item]);
            }
        } else if (value != nullptr) {
            out.identifiers.try_emplace(std::string(system));
        }
    }

    // Codes that come from the form: of a list, or whatever is written there.
    void written_codes(const std::string& system, const ExampleNode& hole) {
        if (mapping::is_declared(hole.view)) {
            view_codes(system, form.example.views[hole.declared_view]);
            return;
        }
        const form::ListId index = form.tables.items[hole.parts[0].item].list;
        if (index == form::none) {
            out.systems.try_emplace(system);
            out.open.insert(system);
            return;
        }
        for (const form::CodeRow& row : form.tables.rows(form.tables.lists[index])) {
            out.add(system, form.text(row.fhir), form.text(row.display));
        }
    }

    void view_codes(const std::string& system, const mapping::DeclaredView& view) {
        for (const mapping::DeclaredCase& each : view.cases) {
            if (std::ranges::any_of(each.pieces, &mapping::DeclaredPiece::writes)) {
                out.systems.try_emplace(system);
                out.open.insert(system);
            } else if (!each.tail.empty()) {
                out.add(system, each.tail, "");
            }
        }
    }

    // A Coding whose system follows from an item.
    void chosen_systems(const ExampleNode& coding, const mapping::DeclaredView& view) {
        const ExampleNode* code = child(coding, "code");
        for (const mapping::DeclaredCase& each : view.cases) {
            if (code != nullptr && code->kind == NodeKind::hole && form.is_ours(each.tail) &&
                std::ranges::none_of(each.pieces, &mapping::DeclaredPiece::writes)) {
                written_codes(each.tail, *code);
            }
        }
    }

    // Systems that stand where the chosen one is empty (missing:).
    void systems_instead(const ExampleNode& coding) {
        const ExampleNode* code = child(coding, "code");
        for (const mapping::Field& field : coding.fields) {
            if (field.instead_of == "system" && field.value.is_constant() && code != nullptr &&
                code->kind == NodeKind::hole && form.is_ours(field.value.text)) {
                written_codes(field.value.text, *code);
            }
        }
    }

    // coding: [ours, a code of another system …]
    void counterparts(const ExampleNode& array) {
        if (array.elements.size() < 2) {
            return;
        }
        const ExampleNode& first = array.elements.front();
        const std::string_view system = constant(first, "system");
        const std::string_view code = constant(first, "code");
        if (!form.is_ours(system) || code.empty()) {
            return;
        }
        for (std::size_t i = 1; i < array.elements.size(); ++i) {
            const ExampleNode& other = array.elements[i];
            if (const std::string_view theirs = constant(other, "code");
                !theirs.empty() && !constant(other, "system").empty()) {
                out.equivalents[std::string(system)][std::string(code)].insert(
                    {std::string(constant(other, "system")), std::string(theirs),
                     std::string(constant(other, "display"))});
            }
        }
    }
};

} // namespace

void Codings::add(const std::string& system, const std::string& code, const std::string& display) {
    CodeMeaning& meaning = systems[system][code];
    if (display.empty() || display == meaning.display) {
        return;
    }
    if (meaning.display.empty()) {
        meaning.display = display;
    } else {
        meaning.others.insert(display);
    }
}

void Codings::add_former(const std::string& system, const std::string& code, const std::string& display) {
    CodeMeaning& meaning = systems[system][code];
    if (!display.empty()) {
        meaning.formers.insert(display);
    }
}

Codings collect_codings(const LoadedForms& forms) {
    Codings out;
    for (const auto& form : forms) {
        Collector{*form, out}.run();
    }
    return out;
}

} // namespace renkei::publish
