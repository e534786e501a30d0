#include "gateway/fhir/validate/terminology/bindings.h"

#include "gateway/fhir/terminology/binding.h"
#include "gateway/fhir/validate/core/short_list.h"
#include "gateway/fhir/validate/terminology/coding_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace renkei::validate {
namespace {

using diag::Message;
using diag::Severity;

std::vector<terminology::Coding> codings_of(const Document& document, json::NodeId concept_node) {
    std::vector<terminology::Coding> out;
    for (const json::NodeId coding : document.list(concept_node, document.names().coding)) {
        out.push_back(coding_of(document, coding));
    }
    return out;
}

std::string shown_coded(const Document& document, json::NodeId node) {
    const json::Tree& tree = document.tree();
    if (!tree[node].is_object()) {
        return std::string(tree.text(node).substr(0, 100));
    }
    std::string out;
    for (const terminology::Coding& coding : codings_of(document, node)) {
        out += (out.empty() ? "" : ", ") + shown_code(coding.system, coding.code);
    }
    const terminology::Coding own = coding_of(document, node);
    return !out.empty() ? out : shown_code(own.system, own.code);
}

// R4 elementdefinition.html, type.code: the value of a primitive, an id and the url of an extension have a
// type of FHIRPath, which no value set of FHIR's types lists; the binding is extensible for them.
constexpr std::string_view system_types = "http://hl7.org/fhirpath/System.";

struct Judgement {
    definitions::Tristate member = definitions::Tristate::unknown;
    terminology::Gap gap{};
    bool has_code = true;
    terminology::SystemUse system_use = terminology::SystemUse::given;
};

// What is at the node: a code, a Coding (or Quantity), a CodeableConcept.
enum class Shape : std::uint8_t { code, coding, concept_node };
Shape shape_of(const Document& document, json::NodeId node) {
    if (!document.tree()[node].is_object()) {
        return Shape::code;
    }
    const bool is_concept = document.child(node, document.names().coding) != json::no_node ||
                            document.child(node, document.names().text) != json::no_node;
    return is_concept ? Shape::concept_node : Shape::coding;
}

using Codes = ShortList<terminology::Coding>;

std::size_t count_codes(const Document& document, json::NodeId node, Shape shape) {
    const json::NodeId list =
        shape == Shape::concept_node ? document.child(node, document.names().coding) : json::no_node;
    return list != json::no_node && document.tree()[list].is_array() ? document.tree()[list].count : 1;
}

// Of a bare code its text alone.
void read_codes(const Document& document, json::NodeId node, Shape shape, Codes& out) {
    if (shape == Shape::code) {
        out.push_back({.code = document.tree().text(node)});
    } else if (shape == Shape::coding) {
        out.push_back(coding_of(document, node));
    } else {
        for (const json::NodeId coding : document.list(node, document.names().coding)) {
            out.push_back(coding_of(document, coding));
        }
    }
}

Judgement judge(const Check& check, terminology::ValueSetHandle set, Shape shape,
                std::span<const terminology::Coding> codes) {
    const terminology::Terminology& terminology = check.context().terminology();
    const terminology::CodeOptions options{.languages = check.options().languages};
    if (shape == Shape::concept_node) {
        const auto verdict = terminology.validate(set, codes, options);
        Judgement out{verdict.member, {}, !codes.empty(), terminology::SystemUse::given};
        for (const terminology::MembershipResult& one : verdict.codings) {
            out.gap = one.gap ? one.gap : out.gap;
            out.system_use =
                one.system_use == terminology::SystemUse::given ? out.system_use : one.system_use;
        }
        return out;
    }
    const terminology::Coding& code = codes.front();
    const auto verdict = shape == Shape::code ? terminology.validate_code(set, code.code)
                                              : terminology.validate(set, code, options);
    return {verdict.member, verdict.gap, shape == Shape::code || !code.code.empty(), verdict.system_use};
}

// As the table of messages has it for a binding of this strength; nothing: it is right.
std::optional<Severity> binding_severity(const Judgement& verdict, definitions::Strength strength,
                                         terminology::BindingKind kind) {
    const auto severity = terminology::severity(strength, kind, verdict.member);
    if (verdict.member == definitions::Tristate::yes || !severity || verdict.has_code) {
        return verdict.member == definitions::Tristate::yes ? std::nullopt : severity;
    }
    // R4 terminologies.html: where a binding is extensible, text alone will do if no code suits
    const bool is_limited =
        kind == terminology::BindingKind::max_value_set && strength == definitions::Strength::extensible;
    return strength == definitions::Strength::required || is_limited ? Severity::error
                                                                     : Severity::information;
}

// R4, elementdefinition-maxValueSet: from it come codes beside those of the bound value set.
bool is_in_base(const Check& check, DefAt def, json::NodeId node, terminology::BindingKind kind) {
    return kind == terminology::BindingKind::max_value_set && def.checks().value_set != nullptr &&
           member_of(check, node, def.checks().value_set) == definitions::Tristate::yes;
}

// An erratum of R4: its vital signs bind the values of any component to the units of vital signs, and require
// it. A component may hold what else was measured or how (the oxygen flow beside a saturation, a modality).
// What they bind in a named slice (a systolic pressure) stays required.
definitions::Strength strength_of(DefAt def, std::string_view canonical) {
    constexpr std::string_view units = "http://hl7.org/fhir/ValueSet/ucum-vitals-common";
    const bool is_of_any_component =
        def.def().id == "Observation.component.value[x]" && canonical.substr(0, canonical.find('|')) == units;
    return is_of_any_component ? definitions::Strength::preferred : def.def().binding.strength;
}

void report_binding(Check& check, DefAt def, json::NodeId node, terminology::ValueSetHandle set,
                    terminology::BindingKind kind, std::string_view canonical) {
    const Shape shape = shape_of(check.document(), node);
    const definitions::Strength strength = strength_of(def, canonical);
    Codes codes(count_codes(check.document(), node, shape));
    read_codes(check.document(), node, shape, codes);
    Judgement verdict;
    std::optional<Severity> severity;
    const LookupCache::CodesKey question{set,
                                         {static_cast<std::uint8_t>(shape),
                                          static_cast<std::uint8_t>(strength),
                                          static_cast<std::uint8_t>(kind)},
                                         &check.options()};
    const bool is_right = check.lookups().are_valid(question, codes.all(), [&] {
        verdict = judge(check, set, shape, codes.all());
        severity = binding_severity(verdict, strength, kind);
        return !severity || *severity < check.options().least;
    });
    const bool is_system_type = shape == Shape::code && strength == definitions::Strength::extensible &&
                                codes.all()[0].code.starts_with(system_types);
    if (is_right || is_system_type || is_in_base(check, def, node, kind)) {
        return;
    }
    if (!verdict.has_code) {
        check.report(Message::validate_no_code, *severity, node, {std::string(canonical)});
    } else if (verdict.member == definitions::Tristate::unknown) {
        check.report(Message::validate_code_not_checked, *severity, node,
                     {shown_coded(check.document(), node), std::string(canonical),
                      std::string(verdict.gap.about.empty() ? canonical : verdict.gap.about)});
    } else {
        check.report(Message::validate_not_in_value_set, *severity, node,
                     {shown_coded(check.document(), node), std::string(canonical)});
    }
}

Judgement judge_value(const Check& check, json::NodeId node, std::string_view value_set) {
    const Shape shape = shape_of(check.document(), node);
    Codes codes(count_codes(check.document(), node, shape));
    read_codes(check.document(), node, shape, codes);
    return judge(check, check.context().terminology().value_set(value_set), shape, codes.all());
}

constexpr std::array bindable{
    std::string_view("code"),     std::string_view("Coding"), std::string_view("CodeableConcept"),
    std::string_view("Quantity"), std::string_view("string"), std::string_view("uri"),
    std::string_view("Money"),    std::string_view("Age"),    std::string_view("Duration")};

bool is_bindable(const Check& check, definitions::TypeId type) {
    const std::string_view name = type ? check.r4().name(type) : std::string_view();
    return std::ranges::find(bindable, name) != bindable.end();
}

} // namespace

definitions::Tristate member_of(const Check& check, json::NodeId value, terminology::ValueSetHandle set) {
    const Shape shape = shape_of(check.document(), value);
    Codes codes(count_codes(check.document(), value, shape));
    read_codes(check.document(), value, shape, codes);
    return judge(check, set, shape, codes.all()).member;
}

void check_binding(Check& check, DefAt def, ElementValue value, const Alternative& alternative) {
    if (!is_bindable(check, alternative.type_id)) {
        return;
    }
    if (value.node == json::no_node) { // only an extension is there, and a reason for that is no code
        if (def.def().binding.strength == definitions::Strength::required) {
            check.report(Message::validate_no_code, Severity::error, value.place(),
                         {std::string(def.def().binding.value_set)});
        }
        return;
    }
    const profiles::Binding& binding = def.def().binding;
    if (def.checks().value_set != nullptr && binding.strength != definitions::Strength::example) {
        report_binding(check, def, value.node, def.checks().value_set, terminology::BindingKind::value_set,
                       binding.value_set);
    }
    if (def.checks().max_value_set != nullptr) {
        report_binding(check, def, value.node, def.checks().max_value_set,
                       terminology::BindingKind::max_value_set, binding.max_value_set);
    }
}

void check_additional_binding(Check& check, json::NodeId node, const AdditionalBinding& binding) {
    const Judgement verdict = judge_value(check, node, binding.value_set);
    const std::string shown_codes = shown_coded(check.document(), node);
    if (!verdict.has_code) {
        check.report(Message::validate_no_code,
                     binding.is_required() ? Severity::error : Severity::information, node,
                     {std::string(binding.value_set)});
    } else if (verdict.member == definitions::Tristate::unknown) {
        check.report(Message::validate_code_not_checked, node,
                     {shown_codes, std::string(binding.value_set),
                      std::string(verdict.gap.about.empty() ? binding.value_set : verdict.gap.about)});
    } else if (verdict.member == definitions::Tristate::no) {
        check.report(Message::validate_additional_binding,
                     binding.is_required() ? Severity::error : Severity::warning, node,
                     {shown_codes, std::string(binding.value_set), std::string(binding.profile),
                      std::string(binding.purpose)});
    }
}

void check_additional_binding_of_any(Check& check, json::NodeId list, std::span<const json::NodeId> values,
                                     const AdditionalBinding& binding) {
    bool has_code = false;
    for (const json::NodeId value : values) {
        const Judgement verdict = judge_value(check, value, binding.value_set);
        // what cannot be looked up may be right
        if (verdict.has_code && verdict.member != definitions::Tristate::no) {
            return;
        }
        has_code = has_code || verdict.has_code;
    }
    // text alone is conformant
    const Severity severity = has_code ? Severity::warning : Severity::information;
    check.report(Message::validate_additional_binding_of_any,
                 binding.is_required() ? Severity::error : severity, list,
                 {std::to_string(values.size()), std::string(binding.value_set), std::string(binding.profile),
                  std::string(binding.purpose)});
}

} // namespace renkei::validate
