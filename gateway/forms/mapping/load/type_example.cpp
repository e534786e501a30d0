// Gives every node of the example its FHIR type from R4's definitions, every hole its codec, and every object
// FHIR's field order.
#include "gateway/core/base/characters.h"
#include "gateway/core/time/date_time.h"
#include "gateway/forms/mapping/load/example.h"
#include "gateway/forms/mapping/load/item_code.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <utility>

namespace renkei::mapping {
namespace {

struct Typer {
    Example& example;
    diag::Report& report;
    const definitions::R4Definitions& r4 = *example.r4;
    const form::Tables& tables = *example.tables;
    bool accepted = false; // is what is being typed never written?

    void run() {
        if (!example.bundle.fields.empty()) {
            resource(example.bundle);
        }
        if (!example.is_collection()) {
            resource(example.composition);
        }
        for (ExampleEntry& entry : example.entries) {
            accepted = entry.accepted;
            resource(entry.resource);
        }
        accepted = false;
    }

    void resource(ExampleNode& root) {
        std::string name;
        for (const Field& field : root.fields) {
            if (field.name == "resourceType") {
                name = field.value.text;
            }
        }
        root.type = r4.type(name);
        if (!root.type || r4.kind(root.type) != definitions::TypeKind::resource) {
            report.add(message::no_such_fhir_element, root.where, {"resourceType", name, ""});
            return;
        }
        object(root, name);
    }

    void object(ExampleNode& node, const std::string& path) {
        const std::string_view type = r4.name(node.type);
        if (type == "Coding" || type == "CodeableConcept") {
            write_out_item_code(node, type == "Coding" ? CodePlace::coding : CodePlace::concept_, tables,
                                report);
        }
        for (Field& field : node.fields) {
            if (field.name == "resourceType") {
                continue;
            }
            const definitions::Element* element = r4.find(node.type, field.name);
            const std::string here = path + "." + field.name;
            if (element == nullptr) {
                report.add(message::no_such_fhir_element, field.value.where,
                           {field.name, path, nearest_element(node.type, field.name)});
                continue;
            }
            field.order = static_cast<std::uint16_t>(element->order + 1);
            value(field.value, *element, here);
        }
        if (!example.is_alone || path.find('.') == std::string::npos) { // else as it stands
            std::ranges::stable_sort(node.fields,
                                     [](const Field& a, const Field& b) { return a.order < b.order; });
        }
        check_system_and_code(node);
    }

    void value(ExampleNode& node, const definitions::Element& element, const std::string& path) {
        if (element.is_array != (node.kind == NodeKind::array)) {
            report.add(element.is_array ? message::list_expected : message::list_not_expected, node.where,
                       {path});
            return;
        }
        if (node.kind != NodeKind::array) {
            single(node, element, path, false);
            return;
        }
        node.type = element.type;
        for (ExampleNode& item : node.elements) {
            single(item, element, path, true);
        }
        const bool outer = std::exchange(accepted, true);
        for (ExampleNode& item : node.accepted) {
            single(item, element, path, true);
        }
        accepted = outer;
        if (is_empty_array(node) ||
            (element.max != definitions::unbounded && node.elements.size() > element.max)) {
            report.add(message::too_many_elements, node.where,
                       {path, std::to_string(node.elements.size()), std::to_string(element.max)});
        }
    }

    void single(ExampleNode& node, const definitions::Element& element, const std::string& path,
                bool in_array) {
        node.type = element.type;
        switch (node.kind) {
        case NodeKind::constant: constant(node, element, path); break;
        case NodeKind::hole: hole(node, path, in_array); break;
        case NodeKind::reference: reference(node, element, path); break;
        case NodeKind::object:
            if (element.is_primitive &&
                (!all_constant(node) || node.fields.size() != 1 || node.fields[0].name != "extension")) {
                report.add(message::object_not_expected, node.where,
                           {path, std::string(r4.name(element.type))});
                return;
            }
            if (r4.name(element.type) == "Resource") { // contained: what it is stands in it
                resource(node);
                break;
            }
            object(node, path);
            break;
        case NodeKind::array: report.add(message::list_not_expected, node.where, {path}); break;
        }
    }

    // ---------------------------------------------------------------- constants
    void constant(ExampleNode& node, const definitions::Element& element, const std::string& path) {
        if (!element.is_primitive || !is_written_right(node)) {
            report.add(message::wrong_constant, node.where,
                       {node.text, path, std::string(r4.name(element.type))});
            return;
        }
        if (element.strength == definitions::Strength::required && element.value_set &&
            r4.in_value_set(element.value_set, "", node.text) == definitions::Tristate::no) {
            report.add(message::code_not_in_value_set, node.where,
                       {node.text, path, std::string(r4.url(element.value_set))});
        }
    }

    bool is_written_right(const ExampleNode& node) const { return is_text_of(node.type, node.text); }

    bool is_text_of(definitions::TypeId type, const std::string& text) const {
        const auto digits = [&](std::size_t from) {
            return text.size() > from &&
                   std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), base::is_digit);
        };
        switch (r4.primitive(type)) {
        case definitions::Primitive::boolean: return text == "true" || text == "false";
        case definitions::Primitive::integer: return digits(text.starts_with('-') ? 1 : 0);
        case definitions::Primitive::positiveInt: return digits(0) && text != "0";
        case definitions::Primitive::unsignedInt: return digits(0);
        case definitions::Primitive::date: return time::is_date(text);
        case definitions::Primitive::dateTime: return time::is_date_time(text);
        case definitions::Primitive::instant: return time::is_instant(text);
        case definitions::Primitive::time: return time::is_time(text);
        case definitions::Primitive::code: return !text.empty() && text.front() != ' ' && text.back() != ' ';
        default: return !text.empty();
        }
    }

    // {system: …, code: …}: a code must exist in a code system that R4 holds whole.
    void check_system_and_code(const ExampleNode& node) {
        const ExampleNode* system = nullptr;
        const ExampleNode* code = nullptr;
        for (const Field& field : node.fields) {
            if (field.value.is_constant() && field.name == "system") {
                system = &field.value;
            } else if (field.value.is_constant() && field.name == "code") {
                code = &field.value;
            }
        }
        if (system != nullptr && code != nullptr &&
            r4.in_code_system(system->text, code->text) == definitions::Tristate::no) {
            report.add(message::code_not_in_value_set, code->where, {code->text, "system", system->text});
        }
    }

    // ---------------------------------------------------------------- holes
    void hole(ExampleNode& node, const std::string& path, bool in_array) {
        const std::string place(r4.name(node.type));
        if (is_declared(node.view)) {
            declared_view(node, path, place);
            return;
        }
        const auto refuse = [&] {
            const form::Item& item = tables.items[node.parts[0].item];
            report.add(message::no_codec, node.where,
                       {example.item_text(node.parts[0].item), std::string(type_name(item.type)), path, place,
                        suggestion(item)});
        };
        if (node.view != View::none) {
            node.codec = view_codec(node, place);
            if (node.codec == CodecId::none) {
                refuse();
            }
            splice_codings(node, in_array);
            return;
        }
        std::vector<form::ItemType> types;
        for (const Part& part : node.parts) {
            types.push_back(tables.items[part.item].type);
        }
        const bool composite = types.size() > 1;
        const bool listed = !composite && tables.items[node.parts[0].item].list != form::none;
        node.codec = codec_for(types, listed, place, node.derived());
        if (node.codec == CodecId::none || (node.codec == CodecId::moment_near && !reads_last_only(node)) ||
            !may_stand(node.codec, place)) {
            refuse();
        }
        if (node.codec == CodecId::none || composite) {
            return;
        }
        splice_codings(node, in_array);
        if (node.codec == CodecId::code) {
            check_list_fits(node, path);
            check_reason_fits(node, path);
        }
        if (in_array && !node.derived() && tables.has_reasons &&
            r4.kind(node.type) == definitions::TypeKind::primitive) {
            report.add(message::reason_in_primitive_array, node.where,
                       {example.item_text(node.parts[0].item), path});
        }
    }

    // Is only the last part read? A span near a moment needs its home elsewhere: the moment gives no day.
    static bool reads_last_only(const ExampleNode& node) {
        return std::all_of(node.parts.begin(), node.parts.end() - 1,
                           [](const Part& part) { return part.derived; });
    }

    // In CodeableConcept.coding the translations follow the local coding as elements of their own.
    static void splice_codings(ExampleNode& node, bool in_array) {
        if (in_array && node.codec == CodecId::coding) {
            node.codec = CodecId::codings;
        }
    }

    // A list whose FHIR codes are digits translates into a number.
    bool is_of_numbers(ListId id) const {
        return std::ranges::all_of(tables.rows(tables.lists[id]), [&](const form::CodeRow& row) {
            const std::string code = tables.blob.text_of(row.fhir);
            return !code.empty() && (code.size() == 1 || code[0] != '0') &&
                   std::ranges::all_of(code, base::is_digit);
        });
    }

    CodecId view_codec(const ExampleNode& node, std::string_view place) const {
        const form::Item& item = tables.items[node.parts[0].item];
        if (node.view == View::list) {
            if (place == "decimal") {
                return is_of_numbers(node.view_list) ? CodecId::view : CodecId::none;
            }
            return place == "code"              ? CodecId::code
                   : place == "Coding"          ? CodecId::coding
                   : place == "CodeableConcept" ? CodecId::concept_
                                                : CodecId::none;
        }
        if (node.view == View::time) {
            const bool are_texts = std::ranges::all_of(node.parts, [&](const Part& part) {
                const form::ItemType type = tables.items[part.item].type;
                return type == form::ItemType::token || type == form::ItemType::text;
            });
            return are_texts && place == "time" ? CodecId::view : CodecId::none;
        }
        const bool is_text = place == "string" || place == "markdown";
        if (node.view == View::display) {
            return is_text && item.list != form::none ? CodecId::view : CodecId::none;
        }
        return is_text ? CodecId::view : CodecId::none;
    }

    // A view's texts are checked like constants if they contain no value.
    void declared_view(ExampleNode& node, const std::string& path, const std::string& place) {
        const DeclaredView& view = example.views[node.declared_view];
        const auto has_value = [](const DeclaredCase& each) {
            return std::ranges::any_of(each.pieces, &DeclaredPiece::writes);
        };
        const bool is_constant = std::ranges::none_of(view.cases, has_value);
        const bool is_boolean = place == "boolean";
        if (!is_uri_like(place) && place != "string" && place != "markdown" &&
            !((place == "id" || is_boolean) && is_constant)) {
            report.add(
                message::view_place, node.where,
                {view.name, path, place,
                 std::string(is_constant ? "id, boolean, " : "") + "string, markdown, code, uri, url"});
            return;
        }
        node.codec = is_boolean ? CodecId::boolean_view : CodecId::view;
        const definitions::Element* element = r4.find_path(path);
        const bool is_bound =
            element != nullptr && element->value_set && element->strength == definitions::Strength::required;
        for (const DeclaredCase& each : view.cases) {
            if (has_value(each) || each.tail.empty()) {
                continue;
            }
            if (!is_text_of(node.type, each.tail)) {
                report.add(message::wrong_constant, each.where, {each.tail, path, place});
            } else if (is_bound &&
                       r4.in_value_set(element->value_set, "", each.tail) == definitions::Tristate::no) {
                report.add(message::code_not_in_value_set, each.where,
                           {each.tail, path, std::string(r4.url(element->value_set))});
            }
        }
    }

    // A code without system must come from the value set that the element requires.
    void check_list_fits(const ExampleNode& node, const std::string& path) {
        const ListId id = node.view == View::list ? node.view_list : tables.items[node.parts[0].item].list;
        const std::size_t dot = path.rfind('.');
        const definitions::Element* element = r4.find_path(path);
        if (dot == std::string::npos || element == nullptr ||
            element->strength != definitions::Strength::required) {
            return;
        }
        for (const form::CodeRow& row : tables.rows(tables.lists[id])) {
            const std::string code = tables.blob.text_of(row.fhir);
            if (r4.in_value_set(element->value_set, "", code) == definitions::Tristate::no) {
                report.add(message::code_not_in_value_set, node.where,
                           {code, path, std::string(r4.url(element->value_set))});
            }
        }
    }

    // R4 wants a code where it binds one as required: an extension in its place is not enough.
    void check_reason_fits(const ExampleNode& node, const std::string& path) {
        const form::Item& item = tables.items[node.parts[0].item];
        const definitions::Element* element = r4.find_path(path);
        if (!accepted && !node.derived() && tables.has_reasons && !item.is(form::required) &&
            !item.is(form::reason_apart) && element != nullptr &&
            element->strength == definitions::Strength::required) {
            report.add(message::reason_at_required_code, node.where,
                       {example.item_text(node.parts[0].item), path});
        }
    }

    // The text of a moment is a ledger record's alone: a document has dates and times as items.
    bool may_stand(CodecId codec, std::string_view type) const {
        return example.is_alone || codec != CodecId::string || (type != "instant" && type != "dateTime");
    }

    std::string suggestion(const form::Item& item) const {
        std::string out;
        for (const Codec* const codec : codecs()) {
            for (const CodecPlace& place : codec->places) {
                if (std::ranges::equal(place.items, std::span(&item.type, 1)) && !place.derived_only &&
                    place.listed == (item.list != form::none) && may_stand(codec->id, place.type)) {
                    out += (out.empty() ? "" : ", ") + std::string(place.type);
                }
            }
        }
        return out;
    }

    // ---------------------------------------------------------------- references
    void reference(const ExampleNode& node, const definitions::Element& element, const std::string& path) {
        if (r4.name(element.type) != "Reference") {
            report.add(message::reference_not_expected, node.where,
                       {node.text, path, std::string(r4.name(element.type))});
            return;
        }
        const auto targets = r4.targets(element);
        const definitions::TypeId target = r4.type(example.entries[node.entry].type);
        const auto fits = [&](definitions::TypeId allowed) { return r4.is_a(target, allowed); };
        if (!targets.empty() && target && std::ranges::none_of(targets, fits)) {
            report.add(message::wrong_target, node.where,
                       {node.text, example.entries[node.entry].type, path});
        }
    }

    std::string nearest_element(definitions::TypeId type, std::string_view wrong) const {
        std::map<std::string, std::uint16_t, std::less<>> names;
        for (const definitions::Element& element : r4.elements(type)) {
            names.try_emplace(std::string(r4.name(element)), std::uint16_t{0});
        }
        return form::nearest(wrong, names);
    }
};

} // namespace

void type_example(Example& example, diag::Report& report) { Typer{example, report}.run(); }

} // namespace renkei::mapping
