#include "gateway/core/json/escape.h"
#include "gateway/forms/mapping/compile/plan_tables.h"
#include "gateway/forms/mapping/plan/narrative_text.h"

namespace renkei::mapping {
namespace {

// Both attributes: HTML reads one, XML the other (R4 narrative.html, language).
constexpr std::string_view div_head =
    "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\" lang=\\\"ja\\\" xml:lang=\\\"ja\\\">";

struct KeyName {
    EngineName key;
    std::string_view name;
};
constexpr KeyName key_names[] = {
    {EngineName::resource_type, "resourceType"},
    {EngineName::id, "id"},
    {EngineName::entry, "entry"},
    {EngineName::section, "section"},
    {EngineName::reference, "reference"},
    {EngineName::extension, "extension"},
    {EngineName::url, "url"},
    {EngineName::coding, "coding"},
    {EngineName::system, "system"},
    {EngineName::code, "code"},
    {EngineName::display, "display"},
    {EngineName::text, "text"},
    {EngineName::title, "title"},
    {EngineName::value_codeable_concept, "valueCodeableConcept"},
    {EngineName::value_code, "valueCode"},
    {EngineName::data_absent_reason, "dataAbsentReason"},
    {EngineName::full_url, "fullUrl"},
    {EngineName::resource, "resource"},
    {EngineName::identifier, "identifier"},
    {EngineName::timestamp, "timestamp"},
    {EngineName::type, "type"},
    {EngineName::div, "div"},
    {EngineName::status, "status"},
    {EngineName::start, "start"},
    {EngineName::end, "end"},
    {EngineName::start_sibling, "_start"},
    {EngineName::end_sibling, "_end"},
    {EngineName::meta, "meta"},
    {EngineName::last_updated, "lastUpdated"},
    {EngineName::profile, "profile"},
    {EngineName::value, "value"},
    {EngineName::security, "security"},
    {EngineName::subject, "subject"},
    {EngineName::encounter, "encounter"},
    {EngineName::date, "date"},
    {EngineName::rank, "rank"},
    {EngineName::unit, "unit"},
    {EngineName::currency, "currency"},
};
static_assert(std::size(key_names) == static_cast<std::size_t>(EngineName::count));

void collect_types(const ExampleNode& node, std::string& out) {
    for (const Field& field : node.fields) {
        if (field.name == "code" && field.value.is_constant()) {
            out += (out.empty() ? "" : " ") + field.value.text;
        }
        collect_types(field.value, out);
    }
    for (const ExampleNode& element : node.elements) {
        collect_types(element, out);
    }
}

void compile_head(PlanTables& plan) {
    const std::string& base = plan.tables.base;
    plan.head.bundle_profile = plan.text(base + "StructureDefinition/kaigo-document-bundle");
    plan.head.bundle_system = plan.text(base + "IdSystem/document-bundle");
    plan.head.section_system = plan.text(base + "CodeSystem/document-section");
    plan.head.security_system = plan.text("http://terminology.hl7.org/CodeSystem/v3-Confidentiality");
    plan.head.own_text_head =
        plan.text("\"text\":{\"status\":\"generated\",\"div\":\"" + std::string(div_head));
    plan.head.detail_url = plan.text(base + "StructureDefinition/absent-detail");
    plan.head.is_collection = plan.example.is_collection() ? 1 : 0;
    if (plan.example.is_alone) {
        plan.head.only_resource = plan.text(plan.example.r4->name(plan.example.composition.type));
    }
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

} // namespace

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

std::uint32_t PlanTables::hole(const ExampleNode& node) {
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
    const form::Item& first = item(node.parts[0].item);
    out.list = node.view == View::list ? node.view_list : first.list;
    const bool absent_code =
        out.codec == CodecId::concept_ && out.list != form::none &&
        std::ranges::any_of(tables.rows(tables.lists[out.list]),
                            [](const form::CodeRow& row) { return !row.absent.empty(); });
    out.may_have_reason = !out.derived && (tables.has_reasons || absent_code);
    if (is_declared(node.view)) {
        const CompiledView& view = compiled_views[node.declared_view];
        out.first_view_case = view.first_case;
        out.view_cases = view.cases;
        out.in_uri = is_uri_like(example.r4->name(node.type));
    }
    holes.push_back(out);
    return at->second;
}

std::uint32_t PlanTables::condition(const std::vector<Term>& any) {
    conditions.push_back({static_cast<std::uint32_t>(terms.size()), static_cast<std::uint32_t>(any.size())});
    terms.insert(terms.end(), any.begin(), any.end());
    return static_cast<std::uint32_t>(conditions.size() - 1);
}

bool has_reason_beside(const ExampleNode& object, const Field& field, const definitions::R4Definitions& r4) {
    return field.name.starts_with("value") && object.type &&
           r4.find(object.type, "dataAbsentReason") != nullptr;
}

const ExampleNode* reason_hole(const ExampleNode& object, const Field& field,
                               const definitions::R4Definitions& r4) {
    if (field.value.kind == NodeKind::hole) {
        return field.value.derived() ? nullptr : &field.value;
    }
    if (field.name != "valueQuantity" || !has_reason_beside(object, field, r4)) {
        return nullptr;
    }
    for (const Field& inner : field.value.fields) {
        if (inner.name == "value" && inner.value.kind == NodeKind::hole && !inner.value.derived()) {
            return &inner.value;
        }
    }
    return nullptr;
}

std::string json_name(const Field& field, const definitions::R4Definitions& r4) {
    const bool beside = field.value.kind == NodeKind::object && field.value.type &&
                        r4.kind(field.value.type) == definitions::TypeKind::primitive;
    return beside ? "_" + field.name : field.name;
}

std::string json_text(std::string_view text) {
    std::string out;
    json::append_escaped(out, text);
    return out;
}

std::string json_string(std::string_view text) { return '"' + json_text(text) + '"'; }

std::string narrative_text(std::string_view text) {
    base::Buffer out;
    append_narrative_text(out, text);
    return std::string(out.view());
}

void compile_plan(const Example& example, form::Tables& tables, Names& names) {
    PlanTables plan(example, tables, names);
    compile_head(plan);
    compile_codes(plan);
    compile_views(plan);
    compile_forward(plan);
    compile_narrative(plan);
    compile_backward(plan);
    compile_qualifiers(plan);
    compile_parties(plan);
    compile_page(plan);
    base::BlobWriter& blob = tables.blob;
    blob.section(plan_head_section, std::vector<PlanHead>{plan.head});
    blob.section(literals_section, std::vector<char>(plan.literals.begin(), plan.literals.end()));
    plan.match_order = example.match_order;
    plan.liveness_order = example.liveness_order;
    blob.sections(first_plan_section, plan);
}

} // namespace renkei::mapping
