#include "gateway/json/escape.h"
#include "gateway/mapping/plan_tables.h"
#include "gateway/mapping/shown.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

constexpr std::string_view div_head = "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\" lang=\\\"ja-JP\\\">";

struct KeyName {
    Key key;
    std::string_view name;
};
constexpr KeyName key_names[] = {
    {Key::resource_type, "resourceType"}, {Key::id, "id"}, {Key::entry, "entry"}, {Key::section, "section"},
    {Key::reference, "reference"}, {Key::extension, "extension"}, {Key::url, "url"}, {Key::coding, "coding"},
    {Key::system, "system"}, {Key::code, "code"}, {Key::display, "display"}, {Key::text, "text"},
    {Key::title, "title"}, {Key::value_codeable_concept, "valueCodeableConcept"}, {Key::value_code, "valueCode"},
    {Key::data_absent_reason, "dataAbsentReason"}, {Key::full_url, "fullUrl"}, {Key::resource, "resource"},
    {Key::identifier, "identifier"}, {Key::timestamp, "timestamp"}, {Key::type, "type"}, {Key::div, "div"},
    {Key::status, "status"}, {Key::start, "start"}, {Key::end, "end"}, {Key::start_sibling, "_start"},
    {Key::end_sibling, "_end"}, {Key::meta, "meta"}, {Key::last_updated, "lastUpdated"}, {Key::profile, "profile"}, {Key::value, "value"}, {Key::security, "security"},
};
static_assert(std::size(key_names) == static_cast<std::size_t>(Key::count));

void collect_types(const Node& node, std::string& out) {
    for (const Field& field : node.fields) {
        if (field.name == "code" && field.value.is_constant()) {
            out += (out.empty() ? "" : " ") + field.value.text;
        }
        collect_types(field.value, out);
    }
    for (const Node& element : node.elements) {
        collect_types(element, out);
    }
}

void compile_head(PlanTables& plan) {
    const std::string& base = plan.tables.base;
    plan.head.bundle_profile = plan.text(base + "StructureDefinition/kaigo-document-bundle");
    plan.head.bundle_system = plan.text(base + "IdSystem/document-bundle");
    plan.head.section_system = plan.text(base + "CodeSystem/document-section");
    plan.head.security_system = plan.text("http://terminology.hl7.org/CodeSystem/v3-Confidentiality");
    plan.head.own_text_head = plan.text("\"text\":{\"status\":\"generated\",\"div\":\"" + std::string(div_head));
    plan.head.detail_url = plan.text(base + "StructureDefinition/absent-detail");
    for (const KeyName& key : key_names) {
        plan.head.keys[static_cast<std::size_t>(key.key)] = plan.names.id(key.name);
    }
    for (const Field& field : plan.example.composition.fields) {
        if (field.name == "type") {
            std::string types;
            collect_types(field.value, types);
            plan.head.composition_types = plan.text(types);
        }
    }
}

}  // namespace

Names::Names(const json::NameTable& first) {
    for (std::size_t at = 0; at < first.size(); ++at) {
        id(first.name(static_cast<json::NameId>(at)));
    }
}

json::NameId Names::id(std::string_view name) {
    const auto [at, fresh] = ids_.try_emplace(std::string(name), static_cast<json::NameId>(all_.size()));
    if (fresh) {
        all_.emplace_back(name);
    }
    return at->second;
}

std::uint32_t PlanTables::hole(const Node& node) {
    const auto [at, fresh] = hole_of.try_emplace(&node, static_cast<std::uint32_t>(holes.size()));
    if (!fresh) {
        return at->second;
    }
    Hole out;
    out.first_part = static_cast<std::uint32_t>(parts.size());
    out.parts = static_cast<std::uint16_t>(node.parts.size());
    out.codec = node.codec;
    out.view = node.view;
    out.derived = node.derived();
    for (const Part& part : node.parts) {
        parts.push_back({part.item, part.derived ? std::uint16_t{1} : std::uint16_t{0}});
    }
    const forms::Item& first = item(node.parts[0].item);
    out.list = node.view == View::list ? node.view_list : first.list;
    bool absent_code = false;
    if (out.codec == Codec::concept_ && out.list != forms::none) {
        const forms::CodeList& list = tables.lists[out.list];
        for (std::uint32_t r = 0; r < list.rows; ++r) {
            absent_code |= !tables.list_rows[list.first_row + r].absent.empty();
        }
    }
    out.may_have_reason = !out.derived && (tables.has_reasons || absent_code);
    holes.push_back(out);
    return at->second;
}

bool is_coded_value(const Node& object, const Field& field) {
    return field.name.starts_with("value") && std::any_of(object.fields.begin(), object.fields.end(), [](const Field& f) { return f.name == "code"; });
}

const Node* reason_hole(const Field& field) {
    if (field.value.kind == NodeKind::hole) {
        return field.value.derived() ? nullptr : &field.value;
    }
    if (field.name != "valueQuantity") {
        return nullptr;
    }
    for (const Field& inner : field.value.fields) {
        if (inner.name == "value" && inner.value.kind == NodeKind::hole && !inner.value.derived()) {
            return &inner.value;
        }
    }
    return nullptr;
}

std::string json_name(const Field& field, const defs::Defs& defs) {
    const bool beside = field.value.kind == NodeKind::object && field.value.type && defs.kind(field.value.type) == defs::Kind::primitive;
    return beside ? "_" + field.name : field.name;
}

std::string json_text(std::string_view text) {
    std::string out;
    json::append_escaped(out, text);
    return out;
}

std::string json_string(std::string_view text) { return '"' + json_text(text) + '"'; }

std::string shown_text(std::string_view text) {
    base::Buffer out;
    append_shown(out, text);
    return std::string(out.view());
}

void compile_plan(const Example& example, forms::Tables& tables, Names& names) {
    PlanTables plan{example, tables, names, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    compile_head(plan);
    compile_codes(plan);
    compile_forward(plan);
    compile_narrative(plan);
    compile_backward(plan);
    compile_senders(plan);
    base::BlobWriter& blob = tables.blob;
    blob.section(p_head, std::vector<PlanHead>{plan.head});
    blob.section(p_instructions, plan.instructions);
    blob.section(p_conditions, plan.conditions);
    blob.section(p_terms, plan.terms);
    blob.section(p_holes, plan.holes);
    blob.section(p_parts, plan.parts);
    blob.section(p_code_texts, plan.code_texts);
    blob.section(p_entries, plan.entries);
    blob.section(p_sections, plan.sections);
    blob.section(p_tells, plan.tells);
    blob.section(p_nodes, plan.nodes);
    blob.section(p_anchor_steps, plan.anchor_steps);
    blob.section(p_match_order, example.match_order);
    blob.section(p_life_order, example.life_order);
    blob.section(p_literals, std::vector<char>(plan.literals.begin(), plan.literals.end()));
    blob.section(p_candidates, plan.candidates);
    blob.section(p_probes, plan.probes);
    blob.section(p_probe_steps, plan.probe_steps);
    blob.section(p_sender_systems, plan.sender_systems);
}

}  // namespace renkei::mapping
