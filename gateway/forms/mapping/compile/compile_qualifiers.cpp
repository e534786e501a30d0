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

class QualifierCompiler {
public:
    explicit QualifierCompiler(PlanTables& plan) : plan_(plan), r4_(*plan.example.r4) {}

    void run() {
        const FhirTypeId bundle = root("Bundle");
        add_child(bundle, "entry");
        describe(plan_.example.bundle, bundle);
        const FhirTypeId composition = root("Composition");
        add_child(add_child(composition, "section"), "section");
        describe(plan_.example.composition, composition);
        for (const ExampleEntry& entry : plan_.example.entries) {
            describe(entry.resource, root(entry.type));
        }
        for (const CodeWords& row : code_words()) { // what a reference may lead to in the place of words
            if (row.kind == "name") {
                add_child(root(std::string(row.code)), row.words);
            }
        }
        for (const EntryId e : plan_.entries.ids()) {
            deny(plan_.entries[e], plan_.example.entries[e]);
            understand(plan_.entries[e], plan_.example.entries[e]);
        }
        finish();
    }

private:
    struct Described {
        TypeId type;
        std::string path; // the element's path if it has rows of its own; else the type's name
        std::string resource;
        std::map<json::NameId, FhirField> fields{};
        std::vector<json::NameId> times{};
    };

    // ---------------------------------------------------------------- types
    FhirTypeId root(const std::string& type) {
        const FhirTypeId out = described(r4_.type(type), type, type);
        if (r4_.find(all_[out.value].type, "meta") != nullptr) {
            add_child(out, "meta");
        }
        return out;
    }

    FhirTypeId described(TypeId type, const std::string& path, const std::string& resource) {
        const auto [at, fresh] = known_.try_emplace({type, path}, FhirTypeId(all_.size()));
        if (fresh) {
            all_.push_back({type, path, resource});
            for (const Element& element : r4_.elements(type)) {
                add_qualifier(at->second, element);
            }
        }
        return at->second;
    }

    FhirField& field(FhirTypeId type, std::string_view name) {
        const json::NameId id = plan_.names.id(name);
        FhirField& out = all_[type.value].fields[id];
        out.name = id;
        return out;
    }

    // The type of a field's value; none: a primitive.
    FhirTypeId add_child(FhirTypeId parent, std::string_view name) {
        const Element* const element = r4_.find(all_[parent.value].type, name);
        if (element == nullptr || !element->type) {
            return none;
        }
        const definitions::TypeKind kind = r4_.kind(element->type);
        if (kind != definitions::TypeKind::complex && kind != definitions::TypeKind::backbone) {
            return none;
        }
        const std::string here = all_[parent.value].path + "." + std::string(name);
        const auto is_below = [&](const QualifierRow& row) { return row.element.starts_with(here + "."); };
        const bool has_own_rows =
            kind == definitions::TypeKind::complex &&
            (std::ranges::any_of(modifiers(), is_below) || std::ranges::any_of(context(), is_below));
        const FhirTypeId type =
            described(element->type, has_own_rows ? here : std::string(r4_.name(element->type)), {});
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
        return std::string(element.is_choice() ? r4_.choice(element) : r4_.name(element)) +
               (element.is_choice() ? "[x]" : "");
    }

    void add_qualifier(FhirTypeId id, const Element& element) {
        const Described& of = all_[id.value];
        const std::string name = "." + table_name(element);
        const auto all = element.is_modifier ? modifiers() : context();
        std::span<const QualifierRow> rows = rows_of(all, of.path + name);
        for (TypeId at = of.type; at && rows.empty(); at = r4_[at].base) {
            rows = rows_of(all, std::string(r4_.name(at)) + name);
        }
        const json::NameId json_name = plan_.names.id(r4_.name(element));
        if (std::ranges::find(rows, Asked::time, &QualifierRow::asked) != rows.end()) {
            all_[id.value].times.push_back(json_name);
        }
        const auto first =
            std::ranges::find_if(rows, [](const QualifierRow& row) { return !is_of_order(row.asked); });
        if (first == rows.end() && !element.is_modifier) {
            return;
        }
        const bool is_place = of.path != r4_.name(of.type);
        const QualifierId added =
            qualifier((is_place ? of.path : std::string(r4_.name(of.type))) + name, element, rows);
        field(id, r4_.name(element)).qualifier = added;
    }

    QualifierId qualifier(const std::string& shown, const Element& element,
                          std::span<const QualifierRow> rows) {
        Qualifier out;
        out.element = plan_.text(shown);
        out.system = plan_.text(system_of(element));
        out.is_context = element.is_modifier ? 0 : 1;
        out.first_answer = static_cast<std::uint32_t>(plan_.qualifier_answers.size());
        for (const QualifierRow& row : rows) {
            if (is_of_order(row.asked)) {
                continue;
            }
            out.asked = row.asked;
            for (const std::string_view answer : row.answers) {
                plan_.qualifier_answers.push_back({.answer = plan_.text(answer),
                                                   .family = plan_.text(row.family),
                                                   .treatment = row.treatment});
            }
        }
        out.answers = static_cast<std::uint32_t>(plan_.qualifier_answers.size()) - out.first_answer;
        plan_.qualifiers.push_back(out);
        return QualifierId(plan_.qualifiers.size() - 1);
    }

    // The system of the codes that R4 requires in a CodeableConcept; empty if any code is allowed.
    std::string_view system_of(const Element& element) const {
        const bool is_required = element.strength == definitions::Strength::required && element.value_set &&
                                 r4_.name(element.type) == "CodeableConcept";
        const auto members = is_required ? r4_.members(element.value_set) : std::span<const Member>();
        return members.empty() ? std::string_view() : r4_.system(members.front());
    }

    // ---------------------------------------------------------------- entries
    // The modifiers by which the entry may deny what it says, depending on the record. If such a modifier is
    // missing in a bundle, the bundle says something else.
    void deny(EntryPlan& out, const ExampleEntry& entry) {
        out.first_denial = static_cast<std::uint32_t>(plan_.denial_names.size());
        for (const auto& [name, field] : all_[root(entry.type).value].fields) {
            if (field.qualifier == none || plan_.qualifiers[field.qualifier].is_context != 0) {
                continue;
            }
            const Qualifier& qualifier = plan_.qualifiers[field.qualifier];
            const bool may_deny = std::ranges::any_of(entry.resource.fields, [&](const Field& each) {
                return plan_.names.id(each.name) == name && holds_denial(each.value, qualifier);
            });
            if (may_deny) {
                plan_.denial_names.push_back(name);
            }
        }
        out.denials = static_cast<std::uint32_t>(plan_.denial_names.size()) - out.first_denial;
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
        if (const ListId list = plan_.holes[plan_.hole(node)].list; out.empty() && list != none) {
            const form::CodeList& codes = plan_.tables.lists[list];
            for (std::uint32_t row = 0; row < codes.rows; ++row) {
                out.push_back(plan_.stored(plan_.tables.list_rows[codes.first_row + row].fhir));
            }
        }
        return out;
    }

    Treatment treatment(const Qualifier& qualifier, std::string_view code) const {
        Treatment of_any = Treatment::never;
        for (std::uint32_t i = 0; i < qualifier.answers; ++i) {
            const AnswerRow& each = plan_.qualifier_answers[qualifier.first_answer + i];
            const std::string known = plan_.stored(each.answer);
            if (known == code) {
                return each.treatment;
            }
            of_any = known == "*" ? each.treatment : of_any;
        }
        return of_any;
    }

    void understand(EntryPlan& out, const ExampleEntry& entry) {
        out.first_understood = static_cast<std::uint32_t>(plan_.understood.size());
        for (const auto& [element, family] : entry.understands) {
            plan_.understood.push_back({.name = plan_.names.id(element), .family = plan_.text(family)});
        }
        out.understood = static_cast<std::uint32_t>(plan_.understood.size()) - out.first_understood;
    }

    void finish() {
        for (const Described& each : all_) {
            FhirType out;
            out.resource = plan_.text(each.resource);
            out.first_field = static_cast<std::uint32_t>(plan_.type_fields.size());
            out.fields = static_cast<std::uint32_t>(each.fields.size());
            for (const auto& [name, field] : each.fields) {
                plan_.type_fields.push_back(field);
            }
            out.first_time = static_cast<std::uint32_t>(plan_.time_names.size());
            out.times = static_cast<std::uint32_t>(each.times.size());
            plan_.time_names.insert(plan_.time_names.end(), each.times.begin(), each.times.end());
            plan_.types.push_back(out);
        }
    }

    PlanTables& plan_;
    const definitions::R4Definitions& r4_;
    std::vector<Described> all_;
    std::map<std::pair<TypeId, std::string>, FhirTypeId> known_;
};

} // namespace

void compile_qualifiers(PlanTables& plan) { QualifierCompiler(plan).run(); }

} // namespace renkei::mapping
