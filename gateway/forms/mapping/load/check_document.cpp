// What a form's documents must have beyond their resources. R4's bundle: its identifier (bdl-9) and the
// Composition as its first entry (bdl-11) are always written; what Composition itself requires is checked
// with every other element (check_required). The form's file: what distinguishes it from others must be a
// value that its item can have.
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/mapping/load/example.h"
#include "gateway/forms/mapping/load/read_when.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <array>

namespace renkei::mapping {
namespace {

struct Created {
    std::string_view key; // of form.yaml
    ItemId form::FormHeader::*item;
};
constexpr std::array<Created, 2> created{
    {{"created_item", &form::FormHeader::created_item}, {"created_day", &form::FormHeader::created_day}}};

// A description of the literals that the item can have; empty if its literal is one of them.
std::string expected_of_literal(const form::Tables& tables, ItemId id) {
    const form::Item& item = tables.items[id];
    const base::BlobWriter& blob = tables.blob;
    const std::string literal = blob.text_of(item.literal);
    if (item.type == form::ItemType::flag || item.list != form::none) {
        return is_code_of(tables, id, literal)     ? ""
               : item.type == form::ItemType::flag ? "1 | 0"
                                                   : "code of the list '" + tables.list_ids[item.list] + "'";
    }
    const auto format = std::ranges::find(tables.formats, item.format, &form::Format::name);
    const bool has_format = !item.format.empty() && format != tables.formats.end();
    return has_format && !form::TextPattern(blob.text_of(format->pattern)).matches(literal)
               ? "token(" + blob.text_of(item.format) + ")"
               : "";
}

// The questions whose codes stand in the example.
std::set<std::string> item_codes_of(const Example& example) {
    std::set<std::string> out;
    const std::string prefix = example.tables->form_id + ".";
    const auto collect = [&](const ExampleNode& root) {
        walk(root, [&](const ExampleNode& node) {
            for (const Field& field : node.fields) {
                if (field.name == "code" && field.value.is_constant() &&
                    field.value.text.starts_with(prefix)) {
                    out.insert(field.value.text.substr(prefix.size()));
                }
            }
        });
    };
    collect(example.composition);
    for (const ExampleEntry& entry : example.entries) {
        collect(entry.resource);
    }
    return out;
}

} // namespace

void check_literals(const Example& example, diag::Report& report) {
    const form::Tables& tables = *example.tables;
    for (const ItemId i : tables.items.ids()) {
        const form::Item& item = tables.items[i];
        const std::string expected = item.literal.empty() ? "" : expected_of_literal(tables, i);
        if (!expected.empty()) {
            diag::Finding& finding = report.add(message::value_wrong, tables.item_places[i],
                                                {tables.blob.text_of(item.literal), expected});
            finding.item = tables.item_ids[i];
            finding.name = tables.item_names[i];
        }
    }
}

// bdl-10: a document has a timestamp, so an item that it is made of is filled in every record.
void check_document(const form::FormYaml& folder, const Example& example, diag::Report& report) {
    const form::Tables& tables = *example.tables;
    for (const ItemId item : tables.items.ids()) {
        if (tables.items[item].is(form::kept_alone) || tables.items[item].is(form::shown_alone)) {
            report.add(message::key_unknown, tables.item_places[item],
                       {"kept_alone | shown_alone", "(of a ledger record: resource:)"});
        }
    }
    std::string named;
    const yaml::Node* place = &folder.head;
    bool is_sure = false;
    for (const Created& each : created) {
        const ItemId item = tables.about.*each.item;
        if (item == form::none) {
            continue;
        }
        is_sure |= tables.items[item].is(form::required);
        named += (named.empty() ? "" : ", ") + example.item_text(item);
        place = place == &folder.head ? folder.head.get(each.key) : place;
    }
    if (!is_sure) {
        report.add(message::document_without_timestamp, place->where(), {named.empty() ? "–" : named});
    }
}

// A receiver is identified by its number, and the number needs a system that says whose number it is.
void check_receivers(const form::FormYaml& folder, const Example& example, diag::Report& report) {
    for (const ItemId item : example.tables->receivers) {
        if (item != form::none && number_system(example, item).empty()) {
            report.add(message::receiver_not_numbered, folder.head.get("identity")->where(),
                       {example.item_text(item)});
        }
    }
}

// An item in the table of concepts must be an item of the form, or a question that the example names itself.
// Only the form itself is checked, because its other versions may lack items.
void check_concepts(const form::FormYaml& folder, const Example& example, diag::Report& report) {
    const form::Tables& tables = *example.tables;
    if (!folder.has_own_concepts || folder.name != tables.form_id) {
        return;
    }
    std::set<std::string, std::less<>> known(tables.item_ids.begin(), tables.item_ids.end());
    const std::set<std::string> named = item_codes_of(example);
    known.insert(named.begin(), named.end());
    const std::vector<std::string_view> ids(known.begin(), known.end());
    for (const auto& [item, use] : tables.concepts.of) {
        if (!known.contains(item)) {
            const std::string near = form::nearest(item, ids);
            report.add(message::concept_item_unknown, use.where,
                       {tables.concepts.all[use.concept_].id, tables.form_id + "." + item,
                        near.empty() ? near : tables.form_id + "." + near});
        }
    }
}

} // namespace renkei::mapping
