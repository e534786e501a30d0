#include "gateway/fhir/validate/terminology/bindings.h"

#include "gateway/fhir/terminology/binding.h"
#include "gateway/fhir/validate/terminology/coding_rules.h"
#include "gateway/fhir/validate/walk/short_list.h"
#include "generated/messages/validate.h"

#include <algorithm>
#include <array>
#include <optional>

namespace renkei::validate {
namespace {

using diag::Severity;

std::vector<terminology::Coding> codings_of(const Document& document, NodeId concept_node) {
    std::vector<terminology::Coding> out;
    for (const NodeId coding : document.list(concept_node, document.names().coding)) {
        out.push_back(coding_of(document, coding));
    }
    return out;
}

std::string shown_coded(const Document& document, NodeId node) {
    const DocumentTree& tree = document.tree();
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

struct BindingResult {
    definitions::Tristate member = definitions::Tristate::unknown;
    terminology::UncheckedReason unchecked{};
    bool has_code = true;
    terminology::SystemUse system_use = terminology::SystemUse::given;
    definitions::Tristate exists =
        definitions::Tristate::unknown; // of codes that are no members, if it counts
    std::string_view abstract_system{}; // of a bare code that is abstract
};

// What is at the node: a code, a Coding (or Quantity), a CodeableConcept.
enum class CodedType : std::uint8_t { code, coding, concept_node };
CodedType coded_type_of(const Document& document, NodeId node) {
    if (!document.tree()[node].is_object()) {
        return CodedType::code;
    }
    const bool is_concept = document.child(node, document.names().coding) != no_node ||
                            document.child(node, document.names().text) != no_node;
    return is_concept ? CodedType::concept_node : CodedType::coding;
}

using Codes = ShortList<terminology::Coding>;

std::size_t count_codes(const Document& document, NodeId node, CodedType coded_type) {
    const NodeId list =
        coded_type == CodedType::concept_node ? document.child(node, document.names().coding) : no_node;
    return list != no_node && document.tree()[list].is_array() ? document.tree()[list].count() : 1;
}

// Of a bare code its text alone.
void read_codes(const Document& document, NodeId node, CodedType coded_type, Codes& out) {
    if (coded_type == CodedType::code) {
        out.push_back({.code = document.tree().text(node)});
    } else if (coded_type == CodedType::coding) {
        out.push_back(coding_of(document, node));
    } else {
        for (const NodeId coding : document.list(node, document.names().coding)) {
            out.push_back(coding_of(document, coding));
        }
    }
}

BindingResult evaluate_binding(const ValidationRun& validation, terminology::ValueSetHandle set,
                               CodedType coded_type, std::span<const terminology::Coding> codes) {
    const terminology::Terminology& terminology = validation.context().terminology();
    const terminology::CodeOptions options{.languages = validation.options().languages};
    if (coded_type == CodedType::concept_node) {
        const auto result = terminology.validate(set, codes, options);
        BindingResult out{result.member, {}, !codes.empty(), terminology::SystemUse::given};
        for (const terminology::MembershipResult& one : result.codings) {
            out.unchecked = one.unchecked ? one.unchecked : out.unchecked;
            out.system_use =
                one.system_use == terminology::SystemUse::given ? out.system_use : one.system_use;
        }
        return out;
    }
    const terminology::Coding& code = codes.front();
    const auto result = coded_type == CodedType::code ? terminology.validate_code(set, code.code)
                                                      : terminology.validate(set, code, options);
    return {.member = result.member,
            .unchecked = result.unchecked,
            .has_code = coded_type == CodedType::code || !code.code.empty(),
            .system_use = result.system_use,
            .abstract_system = coded_type == CodedType::code && result.code.is_abstract ? result.system
                                                                                        : std::string_view()};
}

// Do the codes with a system exist in it? Yes if one of them is known to exist and none is known not to. A
// bare code names no system.
definitions::Tristate exist(const ValidationRun& validation, CodedType coded_type,
                            std::span<const terminology::Coding> codes) {
    definitions::Tristate out = definitions::Tristate::unknown;
    for (const terminology::Coding& code : codes) {
        if (coded_type == CodedType::code || code.system.empty() || code.code.empty()) {
            continue;
        }
        const definitions::Tristate one = validation.context().terminology().in_code_system(code).exists;
        if (one == definitions::Tristate::no) {
            return one;
        }
        out = one == definitions::Tristate::yes ? one : out;
    }
    return out;
}

// The severity in the table of bindings for this strength; nothing if there is nothing to report.
std::optional<Severity> binding_severity(const BindingResult& result, definitions::Strength strength,
                                         terminology::BindingKind kind) {
    const auto severity = terminology::severity(strength, kind, result.member, result.exists);
    if (strength == definitions::Strength::preferred &&
        result.unchecked.why == terminology::Unchecked::value_set_absent) {
        return Severity::warning; // which codes are preferred cannot be said
    }
    if (result.member == definitions::Tristate::yes || !severity || result.has_code) {
        return result.member == definitions::Tristate::yes ? std::nullopt : severity;
    }
    // R4 terminologies.html: where a binding is extensible, text alone will do if no code suits
    const bool is_limited =
        kind == terminology::BindingKind::max_value_set && strength == definitions::Strength::extensible;
    return strength == definitions::Strength::required || is_limited ? Severity::error
                                                                     : Severity::information;
}

// R4, elementdefinition-maxValueSet: is the value in the bound value set, so that it is not limited?
bool is_in_base(const ValidationRun& validation, DefAt def, NodeId node, terminology::BindingKind kind) {
    return kind == terminology::BindingKind::max_value_set && def.checks().value_set != nullptr &&
           member_of(validation, node, def.checks().value_set) == definitions::Tristate::yes;
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

void report_binding(ValidationRun& validation, DefAt def, NodeId node, terminology::ValueSetHandle set,
                    terminology::BindingKind kind, std::string_view canonical) {
    const CodedType coded_type = coded_type_of(validation.document(), node);
    const definitions::Strength strength = strength_of(def, canonical);
    Codes codes(count_codes(validation.document(), node, coded_type));
    read_codes(validation.document(), node, coded_type, codes);
    BindingResult result;
    std::optional<Severity> severity;
    const LookupCache::CodesKey question{set,
                                         {static_cast<std::uint8_t>(coded_type),
                                          static_cast<std::uint8_t>(strength),
                                          static_cast<std::uint8_t>(kind)},
                                         &validation.options()};
    const bool is_right = validation.lookups().are_valid(question, codes.all(), [&] {
        result = evaluate_binding(validation, set, coded_type, codes.all());
        if (strength == definitions::Strength::extensible && result.member == definitions::Tristate::no) {
            result.exists = exist(validation, coded_type, codes.all());
        }
        severity = binding_severity(result, strength, kind);
        return result.abstract_system.empty() && (!severity || *severity < validation.options().least);
    });
    if (!result.abstract_system.empty()) { // with its system, a coding is checked as one
        validation.report(message::validate_code_abstract, node,
                          {codes.all()[0].code, result.abstract_system});
    }
    const bool is_system_type = coded_type == CodedType::code &&
                                strength == definitions::Strength::extensible &&
                                codes.all()[0].code.starts_with(system_types);
    if (is_right || !severity || is_system_type || is_in_base(validation, def, node, kind)) {
        return;
    }
    if (!result.has_code) {
        validation.report(message::validate_no_code, *severity, node, {canonical});
    } else if (result.member == definitions::Tristate::unknown) {
        validation.report(message::validate_code_not_checked, *severity, node,
                          {shown_coded(validation.document(), node), canonical,
                           result.unchecked.about.empty() ? canonical : result.unchecked.about});
    } else {
        validation.report(message::validate_not_in_value_set, *severity, node,
                          {shown_coded(validation.document(), node), canonical});
    }
}

BindingResult evaluate_bound_value(const ValidationRun& validation, NodeId node, std::string_view value_set) {
    const CodedType coded_type = coded_type_of(validation.document(), node);
    Codes codes(count_codes(validation.document(), node, coded_type));
    read_codes(validation.document(), node, coded_type, codes);
    BindingResult out = evaluate_binding(validation, validation.context().terminology().value_set(value_set),
                                         coded_type, codes.all());
    if (out.member == definitions::Tristate::no) {
        out.exists = exist(validation, coded_type, codes.all());
    }
    return out;
}

// The severity for a value outside of an additional binding's value set; the purpose gives its strength.
Severity additional_severity(const AdditionalBinding& binding, definitions::Tristate exists) {
    const auto strength =
        binding.is_required() ? definitions::Strength::required : definitions::Strength::extensible;
    return *terminology::severity(strength, terminology::BindingKind::value_set, definitions::Tristate::no,
                                  exists);
}

constexpr std::array bindable{
    std::string_view("code"),     std::string_view("Coding"), std::string_view("CodeableConcept"),
    std::string_view("Quantity"), std::string_view("string"), std::string_view("uri"),
    std::string_view("Money"),    std::string_view("Age"),    std::string_view("Duration")};

bool is_bindable(const ValidationRun& validation, definitions::TypeId type) {
    const std::string_view name = type ? validation.r4().name(type) : std::string_view();
    return std::ranges::find(bindable, name) != bindable.end();
}

} // namespace

definitions::Tristate member_of(const ValidationRun& validation, NodeId value,
                                terminology::ValueSetHandle set) {
    const CodedType coded_type = coded_type_of(validation.document(), value);
    Codes codes(count_codes(validation.document(), value, coded_type));
    read_codes(validation.document(), value, coded_type, codes);
    return evaluate_binding(validation, set, coded_type, codes.all()).member;
}

void check_binding(ValidationRun& validation, DefAt def, ElementValue value, const Alternative& alternative) {
    if (!is_bindable(validation, alternative.type_id)) {
        return;
    }
    if (value.node == no_node) { // only an extension is there, and a reason for that is no code
        if (def.def().binding.strength == definitions::Strength::required) {
            validation.report(message::validate_no_code, Severity::error, value.place(),
                              {def.def().binding.value_set});
        }
        return;
    }
    const profiles::Binding& binding = def.def().binding;
    if (def.checks().value_set != nullptr && binding.strength != definitions::Strength::example) {
        report_binding(validation, def, value.node, def.checks().value_set,
                       terminology::BindingKind::value_set, binding.value_set);
    }
    if (def.checks().max_value_set != nullptr) {
        report_binding(validation, def, value.node, def.checks().max_value_set,
                       terminology::BindingKind::max_value_set, binding.max_value_set);
    }
}

void check_additional_binding(ValidationRun& validation, NodeId node, const AdditionalBinding& binding) {
    const BindingResult result = evaluate_bound_value(validation, node, binding.value_set);
    const std::string shown_codes = shown_coded(validation.document(), node);
    if (!result.has_code) {
        validation.report(message::validate_no_code,
                          binding.is_required() ? Severity::error : Severity::information, node,
                          {binding.value_set});
    } else if (result.member == definitions::Tristate::unknown) {
        validation.report(message::validate_code_not_checked, node,
                          {shown_codes, binding.value_set,
                           result.unchecked.about.empty() ? binding.value_set : result.unchecked.about});
    } else if (result.member == definitions::Tristate::no) {
        validation.report(message::validate_additional_binding, additional_severity(binding, result.exists),
                          node, {shown_codes, binding.value_set, binding.profile, binding.purpose});
    }
}

void check_additional_binding_of_any(ValidationRun& validation, NodeId list, std::span<const NodeId> values,
                                     const AdditionalBinding& binding) {
    bool has_code = false;
    definitions::Tristate exists = definitions::Tristate::yes; // all that have a code
    for (const NodeId value : values) {
        const BindingResult result = evaluate_bound_value(validation, value, binding.value_set);
        // what cannot be looked up may be right
        if (result.has_code && result.member != definitions::Tristate::no) {
            return;
        }
        has_code = has_code || result.has_code;
        exists = result.has_code && result.exists != definitions::Tristate::yes ? result.exists : exists;
    }
    // text alone is conformant
    const bool is_text_alone = !has_code && !binding.is_required();
    validation.report(message::validate_additional_binding_of_any,
                      is_text_alone ? Severity::information : additional_severity(binding, exists), list,
                      {std::to_string(values.size()), binding.value_set, binding.profile, binding.purpose});
}

} // namespace renkei::validate
