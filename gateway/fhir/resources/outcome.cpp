#include "gateway/fhir/resources/outcome.h"

#include "gateway/core/diag/finding.h"
#include "gateway/core/diag/grouped.h"
#include "gateway/fhir/resources/refusal.h"
#include "generated/messages/conversion.h"
#include "generated/messages/json.h"
#include "generated/messages/json_forms.h"
#include "generated/messages/mhd.h"
#include "generated/messages/server.h"
#include "generated/messages/service.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::resources {
namespace {

using diag::Finding;
using diag::Language;
using diag::Severity;
using json::Writer;

struct IssueType { // http://hl7.org/fhir/issue-type
    Message message;
    std::string_view code;
};
// Messages that FHIR has a narrower word for than the one of their severity; those of refusals: refusal.h.
constexpr auto narrower = std::to_array<IssueType>({{message::loss_code_unknown, "code-invalid"},
                                                    {message::loss_code_generalised, "code-invalid"},
                                                    {message::loss_conflict, "conflict"},
                                                    {message::loss_derived_differs, "conflict"},
                                                    {message::loss_constant_differs, "conflict"},
                                                    {message::loss_too_long, "too-long"},
                                                    {message::loss_row_overflow, "too-long"},
                                                    {message::loss_unmapped, "not-supported"},
                                                    {message::json_key_near_unmapped, "not-supported"},
                                                    {message::loss_not_in_syntax, "not-supported"},
                                                    {message::loss_not_encodable, "not-supported"},
                                                    {message::validate_no_resource_type, "structure"},
                                                    {message::validate_unknown_resource, "structure"},
                                                    {message::validate_profile_not_loaded, "not-found"},
                                                    {message::validate_profile_unusable, "not-found"},
                                                    {message::validate_wrong_resource_type, "structure"},
                                                    {message::validate_no_profile_fits, "structure"},
                                                    {message::validate_choice_twice, "structure"},
                                                    {message::validate_unknown_element, "structure"},
                                                    {message::validate_type_not_allowed, "structure"},
                                                    {message::validate_too_few, "required"},
                                                    {message::validate_too_many, "structure"},
                                                    {message::validate_no_slice, "structure"},
                                                    {message::validate_two_slices, "structure"},
                                                    {message::validate_not_an_object, "structure"},
                                                    {message::validate_not_an_array, "structure"},
                                                    {message::validate_unexpected_array, "structure"},
                                                    {message::validate_not_a_primitive, "structure"},
                                                    {message::validate_bad_primitive, "value"},
                                                    {message::validate_wrong_json_kind, "value"},
                                                    {message::validate_not_fixed, "value"},
                                                    {message::validate_not_pattern, "value"},
                                                    {message::validate_below_minimum, "value"},
                                                    {message::validate_above_maximum, "value"},
                                                    {message::validate_too_long, "too-long"},
                                                    {message::validate_no_code, "code-invalid"},
                                                    {message::validate_code_not_checked, "not-found"},
                                                    {message::validate_not_in_value_set, "code-invalid"},
                                                    {message::validate_unknown_code, "code-invalid"},
                                                    {message::validate_code_system_not_loaded, "not-found"},
                                                    {message::validate_code_system_unknown, "not-found"},
                                                    {message::validate_constraint, "invariant"},
                                                    {message::validate_contained_not_found, "not-found"},
                                                    {message::validate_extension_unknown, "extension"},
                                                    {message::validate_extension_not_loaded, "not-found"},
                                                    {message::validate_modifier_unknown, "extension"},
                                                    {message::validate_extension_place, "extension"},
                                                    {message::validation_too_long, "incomplete"},
                                                    {message::mhd_hash_differs, "value"},
                                                    {message::mhd_relation_not_kept, "not-supported"}});
constexpr std::array<std::string_view, 3> by_severity{"informational", "processing", "invalid"};

std::string_view issue_type(const Finding& finding) {
    if (const std::string_view refused = issue_type_of_refusal(finding.message); !refused.empty()) {
        return refused;
    }
    const auto* const found = std::ranges::find(narrower, finding.message, &IssueType::message);
    return found != narrower.end() ? found->code : by_severity[static_cast<std::size_t>(finding.severity)];
}

std::string finding_text(const Finding& finding, Language language) {
    return diag::sentence(finding.message, finding.args, language);
}

// "氏名 (patient_name): …"
std::string with_item(const Finding& finding, Language language) {
    return diag::item_label(finding.name, finding.item) + finding_text(finding, language);
}

bool is_json_pointer(const std::string& path) { return path.starts_with('/'); }

// "a.json:3:7", "1: row 1 column 20 (byte 145)"
std::string place(diag::Where where, Language language) {
    where.path.clear();
    return diag::to_text(where, language);
}

void write_locations(Writer& out, const diag::Where& where, Language language) {
    const std::string at = place(where, language);
    const bool pointer = is_json_pointer(where.path);
    if (!at.empty() || pointer) {
        out.key("location").start_array();
        if (!at.empty()) {
            out.string(at);
        }
        if (pointer) {
            out.string(where.path);
        }
        out.end_array();
    }
    if (!where.path.empty() && !pointer) {
        out.key("expression").start_array().string(where.path).end_array();
    }
}

// One part of the extension "finding"; without a value, because FHIR has no empty string.
void write_part(Writer& out, std::string_view name, std::string_view text) {
    out.start_object().member("url", name);
    if (text.empty()) {
        out.key("_valueString").start_object().key("extension").start_array().start_object();
        out.member("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
            .member("valueCode", "not-applicable");
        out.end_object().end_array().end_object();
    } else {
        out.member("valueString", text);
    }
    out.end_object();
}

void write_part_if(Writer& out, std::string_view name, std::string_view text) {
    if (!text.empty()) {
        write_part(out, name, text);
    }
}

void write_part_if(Writer& out, std::string_view name, std::uint64_t number) {
    if (number > 0) {
        out.start_object().member("url", name).key("valueDecimal").number(number).end_object();
    }
}

bool has_parts(const Finding& finding) {
    const diag::Where& where = finding.where;
    return !diag::shown_arguments(finding).empty() || !finding.item.empty() || !finding.name.empty() ||
           !where.file.empty() || where.line > 0 || where.record > 0 || where.document > 0;
}

// profiles/extensions/finding.yaml: what the sentences in `diagnostics` and `location` are made of.
void write_extension(Writer& out, const Finding& finding, std::string_view canonical_base) {
    const diag::Where& where = finding.where;
    out.key("extension").start_array().start_object().key("extension").start_array();
    for (const std::string& argument : diag::shown_arguments(finding)) {
        write_part(out, "argument", argument);
    }
    write_part_if(out, "item", finding.item);
    write_part_if(out, "name", finding.name);
    write_part_if(out, "file", where.file);
    write_part_if(out, "line", where.line);
    write_part_if(out, "column", where.column);
    write_part_if(out, "offset", where.offset);
    write_part_if(out, "record", where.record);
    write_part_if(out, "cell", where.cell);
    write_part_if(out, "document", where.document);
    out.end_array()
        .member("url", fmt::format("{}/StructureDefinition/finding", canonical_base))
        .end_object()
        .end_array();
}

void write_issue(Writer& out, const Finding& finding, Language language, std::string_view canonical_base) {
    out.start_object();
    if (has_parts(finding)) {
        write_extension(out, finding, canonical_base);
    }
    out.member("severity", diag::to_text(finding.severity)).member("code", issue_type(finding));
    out.key("details").start_object().key("coding").start_array().start_object();
    out.member("system", fmt::format("{}/CodeSystem/conversion-outcome", canonical_base))
        .member("code", diag::row(finding.message).id);
    out.end_object().end_array().end_object();
    out.member("diagnostics", with_item(finding, language));
    write_locations(out, finding.where, language);
    out.end_object();
}

void member_if(Writer& out, std::string_view name, std::string_view text) {
    if (!text.empty()) {
        out.member(name, text);
    }
}

void member_if(Writer& out, std::string_view name, std::uint64_t number) {
    if (number > 0) {
        out.key(name).number(number);
    }
}

// {"carried":120,"reported":1,"withheld":2,"not_carried":31,"clinical":4,"converted":1}
void write_summary(Writer& out, const Finding& finding) {
    constexpr std::string_view names[] = {"carried",     "reported", "withheld",
                                          "not_carried", "clinical", "converted"};
    out.key("summary").start_object();
    for (std::size_t i = 0; i < finding.args.size() && i < std::size(names); ++i) {
        out.key(names[i]).number(finding.args[i]);
    }
    out.end_object();
}

void write_finding(Writer& out, const Finding& finding, Language language) {
    const diag::Where& where = finding.where;
    out.start_object();
    out.member("severity", diag::to_text(finding.severity)).member("id", diag::row(finding.message).id);
    member_if(out, "file", where.file);
    write_place(out, where);
    member_if(out, "item", finding.item);
    member_if(out, "name", finding.name);
    member_if(out, "value", finding.value);
    if (!diag::shown_arguments(finding).empty()) {
        out.key("arguments").start_array();
        for (const std::string& argument : diag::shown_arguments(finding)) {
            out.string(argument);
        }
        out.end_array();
    }
    if (finding.message == message::conversion_summary) {
        write_summary(out, finding);
    }
    out.member("text", finding_text(finding, language)).end_object();
}

template <class Visit>
void for_each_finding(const diag::Report& report, Visit visit) {
    for (const Finding& finding : report.findings()) {
        visit(finding);
    }
    if (report.not_shown() > 0) {
        visit(rest_of(report));
    }
}

} // namespace

Finding rest_of(const diag::Report& report) {
    Finding out = diag::finding(message::findings_not_shown, {}, {std::to_string(report.not_shown())});
    out.severity = report.not_shown(Severity::error) > 0 ? Severity::error : out.severity;
    return out;
}

void write_place(Writer& out, const diag::Where& where) {
    member_if(out, "line", where.line);
    member_if(out, "column", where.column);
    if (where.line > 0 || where.record > 0) {
        out.key("offset").number(where.offset);
    }
    member_if(out, "record", where.record);
    member_if(out, "cell", where.cell);
    member_if(out, "document", where.document);
    member_if(out, "path", where.path);
}

std::string outcome_begin(Language language) {
    return fmt::format(R"({{"resourceType":"OperationOutcome","language":"{}","issue":[)",
                       language == Language::japanese ? "ja" : "en");
}

std::string outcome_issues(const diag::Report& report, Language language, std::string_view canonical_base) {
    std::string out;
    for_each_finding(report, [&](const Finding& finding) {
        out += out.empty() ? "" : ",";
        Writer writer(out);
        write_issue(writer, finding, language, canonical_base);
    });
    return out;
}

std::string operation_outcome(const diag::Report& report, Language language,
                              std::string_view canonical_base) {
    diag::Report nothing;
    nothing.add(message::nothing_found, {});
    return outcome_begin(language) +
           outcome_issues(report.empty() ? nothing : report, language, canonical_base) +
           std::string(outcome_end);
}

std::string to_json_rows(const diag::Report& report, Language language) {
    std::string out;
    for_each_finding(report, [&](const Finding& finding) {
        out += out.empty() ? "" : ",";
        Writer writer(out);
        write_finding(writer, finding, language);
    });
    return out;
}

std::string to_json_array(const diag::Report& report, Language language) {
    return "[" + to_json_rows(report, language) + "]";
}

std::string to_json_lines(const diag::Report& report, Language language) {
    std::string out;
    for_each_finding(report, [&](const Finding& finding) {
        Writer writer(out);
        write_finding(writer, finding, language);
        out.push_back('\n');
    });
    return out;
}

std::string to_text_lines(const diag::Report& report, Language language) {
    std::string out;
    for_each_finding(report, [&](const Finding& finding) {
        out.append(diag::to_text(finding, language)).push_back('\n');
    });
    return out;
}

std::string to_grouped_lines(const diag::Report& report, Language language) {
    std::string out;
    for (const Finding& finding : diag::grouped(report, language)) {
        out.append(diag::to_text(finding, language)).push_back('\n');
    }
    if (report.not_shown() > 0) {
        out.append(diag::to_text(rest_of(report), language)).push_back('\n');
    }
    return out;
}

} // namespace renkei::resources
