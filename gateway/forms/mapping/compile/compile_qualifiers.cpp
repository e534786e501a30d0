// Example -> the types of R4 that it describes, with what modifiers.tsv and context.tsv say of their
// elements.
#include "gateway/forms/mapping/compile/plan_tables.h"
#include "gateway/forms/mapping/plan/code_words.h"

#include <algorithm>
#include <map>
#include <span>

namespace renkei::mapping {
namespace {

using definitions::Element;
using definitions::Member;
using definitions::TypeId;

// The rows of an element stand together.
std::span<const QualifierRow> rows_of(std::span<const QualifierRow> all, std::string_view element) {
    const auto first = std::ranges::find(all, element, &QualifierRow::element);
    const auto last =
        std::find_if(first, all.end(), [&](const QualifierRow& row) { return row.element != element; });
    return {first, last};
}

struct QualifierCompiler {
    struct Described {
        TypeId type;
        std::string path; // the element's path if it has rows of its own; else the type's name
        std::string resource;
        std::map<json::NameId, FhirField> fields{};
        std::vector<json::NameId> times{};
    };

    PlanTables& plan;
    const definitions::R4Definitions& r4 = *plan.example.r4;
    std::vector<Described> table{};
    std::map<std::pair<TypeId, std::string>, FhirTypeId> numbers{};

    void run() {
        const FhirTypeId bundle = root("Bundle");
        add_child(bundle, "entry");
        describe(plan.example.bundle, bundle);
        const FhirTypeId composition = root("Composition");
        add_child(add_child(composition, "section"), "section");
        if (!plan.example.is_collection()) {
            describe(plan.example.composition, composition);
        }
        for (const ExampleEntry& entry : plan.example.entries) {
            describe(entry.resource, root(entry.type));
        }
        for (const CodeWords& row : code_words()) { // what a reference may lead to in the place of words
            if (row.kind == "name") {
                add_child(root(std::string(row.code)), row.words);
            }
        }
        for (const EntryId e : plan.entries.ids()) {
            deny(plan.entries[e], plan.example.entries[e]);
            understand(plan.entries[e], plan.example.entries[e]);
        }
        finish();
    }

    // ---------------------------------------------------------------- types
    FhirTypeId root(const std::string& type) {
        const FhirTypeId out = described(r4.type(type), type, type);
        if (r4.find(table[out.value].type, "meta") != nullptr) {
            add_child(out, "meta");
        }
        return out;
    }

    FhirTypeId described(TypeId type, const std::string& path, const std::string& resource) {
        const auto [at, fresh] = numbers.try_emplace({type, path}, FhirTypeId(table.size()));
        if (fresh) {
            table.push_back({type, path, resource});
            for (const Element& element : r4.elements(type)) {
                add_qualifier(at->second, element);
            }
        }
        return at->second;
    }

    FhirField& field(FhirTypeId type, std::string_view name) {
        const json::NameId id = plan.names.id(name);
        FhirField& out = table[type.value].fields[id];
        out.name = id;
        return out;
    }

    // The type of a field's value; none: a primitive.
    FhirTypeId add_child(FhirTypeId parent, std::string_view name) {
        const Element* const element = r4.find(table[parent.value].type, name);
        if (element == nullptr || !element->type) {
            return none;
        }
        const definitions::TypeKind kind = r4.kind(element->type);
        if (kind != definitions::TypeKind::complex && kind != definitions::TypeKind::backbone) {
            return none;
        }
        const std::string here = table[parent.value].path + "." + std::string(name);
        const auto is_below = [&](const QualifierRow& row) { return row.element.starts_with(here + "."); };
        const bool has_own_rows =
            kind == definitions::TypeKind::complex &&
            (std::ranges::any_of(modifiers(), is_below) || std::ranges::any_of(context(), is_below));
        const FhirTypeId type =
            described(element->type, has_own_rows ? here : std::string(r4.name(element->type)), {});
        field(parent, name).type = type;
        return type;
    }

    void describe(const ExampleNode& node, FhirTypeId type) {
        for (const Field& each : node.fields) {
            const FhirTypeId child = add_child(type, each.name);
            if (child == none) {
                continue;
            }
            describe(each.value, child);
            for (const ExampleNode& element : each.value.elements) {
                describe(element, child);
            }
            for (const ExampleNode& element : each.value.accepted) {
                describe(element, child);
            }
        }
    }

    // ---------------------------------------------------------------- qualifiers
    // As the tables name it: value[x] once for all of its types.
    std::string table_name(const Element& element) const {
        return std::string(element.is_choice() ? r4.choice(element) : r4.name(element)) +
               (element.is_choice() ? "[x]" : "");
    }

    void add_qualifier(FhirTypeId id, const Element& element) {
        const Described& of = table[id.value];
        const std::string name = "." + table_name(element);
        const auto all = element.is_modifier ? modifiers() : context();
        std::span<const QualifierRow> rows = rows_of(all, of.path + name);
        for (TypeId at = of.type; at && rows.empty(); at = r4[at].base) {
            rows = rows_of(all, std::string(r4.name(at)) + name);
        }
        const json::NameId json_name = plan.names.id(r4.name(element));
        if (std::ranges::find(rows, Asked::time, &QualifierRow::asked) != rows.end()) {
            table[id.value].times.push_back(json_name);
        }
        const auto first =
            std::ranges::find_if(rows, [](const QualifierRow& row) { return !is_of_order(row.asked); });
        if (first == rows.end() && !element.is_modifier) {
            return;
        }
        const bool is_place = of.path != r4.name(of.type);
        const QualifierId added =
            qualifier((is_place ? of.path : std::string(r4.name(of.type))) + name, element, rows);
        field(id, r4.name(element)).qualifier = added;
    }

    QualifierId qualifier(const std::string& shown, const Element& element,
                          std::span<const QualifierRow> rows) {
        Qualifier out;
        out.element = plan.text(shown);
        out.system = plan.text(system_of(element));
        out.is_context = element.is_modifier ? 0 : 1;
        out.first_answer = static_cast<std::uint32_t>(plan.qualifier_answers.size());
        for (const QualifierRow& row : rows) {
            if (is_of_order(row.asked)) {
                continue;
            }
            out.asked = row.asked;
            for (const std::string_view answer : row.answers) {
                plan.qualifier_answers.push_back({.answer = plan.text(answer),
                                                  .family = plan.text(row.family),
                                                  .treatment = row.treatment});
            }
        }
        out.answers = static_cast<std::uint32_t>(plan.qualifier_answers.size()) - out.first_answer;
        plan.qualifiers.push_back(out);
        return QualifierId(plan.qualifiers.size() - 1);
    }

    // The system of the codes that R4 requires in a CodeableConcept; empty if any code is allowed.
    std::string_view system_of(const Element& element) const {
        const bool is_required = element.strength == definitions::Strength::required && element.value_set &&
                                 r4.name(element.type) == "CodeableConcept";
        const auto members = is_required ? r4.members(element.value_set) : std::span<const Member>();
        return members.empty() ? std::string_view() : r4.system(members.front());
    }

    // ---------------------------------------------------------------- entries
    // The modifiers by which the entry may deny what it says, depending on the record. If such a modifier is
    // missing in a bundle, the bundle says something else.
    void deny(EntryPlan& out, const ExampleEntry& entry) {
        out.first_denial = static_cast<std::uint32_t>(plan.denial_names.size());
        for (const auto& [name, field] : table[root(entry.type).value].fields) {
            if (field.qualifier == none || plan.qualifiers[field.qualifier].is_context != 0) {
                continue;
            }
            const Qualifier& qualifier = plan.qualifiers[field.qualifier];
            const bool may_deny = std::ranges::any_of(entry.resource.fields, [&](const Field& each) {
                return plan.names.id(each.name) == name && holds_denial(each.value, qualifier);
            });
            if (may_deny) {
                plan.denial_names.push_back(name);
            }
        }
        out.denials = static_cast<std::uint32_t>(plan.denial_names.size()) - out.first_denial;
    }

    bool holds_denial(const ExampleNode& node, const Qualifier& qualifier) {
        const auto denies = [&](std::string_view code) {
            return treatment(qualifier, code) == Treatment::never;
        };
        switch (node.kind) {
        case NodeKind::constant: return denies(node.text);
        case NodeKind::hole: return node.derived() && std::ranges::any_of(texts_of(node), denies);
        case NodeKind::reference: return false;
        case NodeKind::object:
            return std::ranges::any_of(node.fields, [&](const Field& field) {
                return (field.name == "coding" || field.name == "code") &&
                       holds_denial(field.value, qualifier);
            });
        case NodeKind::array:
            return std::ranges::any_of(
                node.elements, [&](const ExampleNode& element) { return holds_denial(element, qualifier); });
        }
        return false;
    }

    // All texts that a derived hole may give.
    std::vector<std::string> texts_of(const ExampleNode& node) {
        std::vector<std::string> out = node.view_texts;
        if (const ListId list = plan.holes[plan.hole(node)].list; out.empty() && list != none) {
            for (const form::CodeRow& row : plan.tables.rows(plan.tables.lists[list])) {
                out.push_back(plan.stored(row.fhir));
            }
        }
        return out;
    }

    Treatment treatment(const Qualifier& qualifier, std::string_view code) const {
        Treatment of_any = Treatment::never;
        for (std::uint32_t i = 0; i < qualifier.answers; ++i) {
            const AnswerRow& each = plan.qualifier_answers[qualifier.first_answer + i];
            const std::string known = plan.stored(each.answer);
            if (known == code) {
                return each.treatment;
            }
            of_any = known == "*" ? each.treatment : of_any;
        }
        return of_any;
    }

    void understand(EntryPlan& out, const ExampleEntry& entry) {
        out.first_understood = static_cast<std::uint32_t>(plan.understood.size());
        for (const auto& [element, family] : entry.understands) {
            plan.understood.push_back({.name = plan.names.id(element), .family = plan.text(family)});
        }
        out.understood = static_cast<std::uint32_t>(plan.understood.size()) - out.first_understood;
    }

    void finish() {
        for (const Described& each : table) {
            FhirType out;
            out.resource = plan.text(each.resource);
            out.first_field = static_cast<std::uint32_t>(plan.type_fields.size());
            out.fields = static_cast<std::uint32_t>(each.fields.size());
            for (const auto& [name, field] : each.fields) {
                plan.type_fields.push_back(field);
            }
            out.first_time = static_cast<std::uint32_t>(plan.time_names.size());
            out.times = static_cast<std::uint32_t>(each.times.size());
            plan.time_names.insert(plan.time_names.end(), each.times.begin(), each.times.end());
            plan.types.push_back(out);
        }
    }
};

} // namespace

void compile_qualifiers(PlanTables& plan) { QualifierCompiler{plan}.run(); }

} // namespace renkei::mapping
