#include "gateway/fhir/resources/outcome.h"

#include "gateway/core/diag/grouped.h"
#include "gateway/core/diag/place.h"
#include "gateway/core/json/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::resources {
namespace {

using diag::Finding;
using diag::Language;
using diag::Message;
using diag::Severity;
using json::Writer;

struct IssueType { // http://hl7.org/fhir/issue-type
    Message message;
    std::string_view code;
};
// Messages that FHIR has a narrower word for than the one of their severity.
constexpr auto narrower = std::to_array<IssueType>({{Message::loss_code_unknown, "code-invalid"},
                                                    {Message::loss_code_generalised, "code-invalid"},
                                                    {Message::loss_conflict, "conflict"},
                                                    {Message::loss_derived_differs, "conflict"},
                                                    {Message::loss_constant_differs, "conflict"},
                                                    {Message::loss_too_long, "too-long"},
                                                    {Message::loss_row_overflow, "too-long"},
                                                    {Message::loss_unmapped, "not-supported"},
                                                    {Message::loss_not_in_syntax, "not-supported"},
                                                    {Message::loss_not_encodable, "not-supported"},
                                                    {Message::validate_no_resource_type, "structure"},
                                                    {Message::validate_unknown_resource, "structure"},
                                                    {Message::validate_profile_not_loaded, "not-found"},
                                                    {Message::validate_profile_unusable, "not-found"},
                                                    {Message::validate_wrong_resource_type, "structure"},
                                                    {Message::validate_no_profile_fits, "structure"},
                                                    {Message::validate_choice_twice, "structure"},
                                                    {Message::validate_unknown_element, "structure"},
                                                    {Message::validate_type_not_allowed, "structure"},
                                                    {Message::validate_too_few, "required"},
                                                    {Message::validate_too_many, "structure"},
                                                    {Message::validate_no_slice, "structure"},
                                                    {Message::validate_two_slices, "structure"},
                                                    {Message::validate_not_an_object, "structure"},
                                                    {Message::validate_not_an_array, "structure"},
                                                    {Message::validate_unexpected_array, "structure"},
                                                    {Message::validate_not_a_primitive, "structure"},
                                                    {Message::validate_bad_primitive, "value"},
                                                    {Message::validate_wrong_json_kind, "value"},
                                                    {Message::validate_not_fixed, "value"},
                                                    {Message::validate_not_pattern, "value"},
                                                    {Message::validate_below_minimum, "value"},
                                                    {Message::validate_above_maximum, "value"},
                                                    {Message::validate_too_long, "too-long"},
                                                    {Message::validate_no_code, "code-invalid"},
                                                    {Message::validate_code_not_checked, "not-found"},
                                                    {Message::validate_not_in_value_set, "code-invalid"},
                                                    {Message::validate_unknown_code, "code-invalid"},
                                                    {Message::validate_code_system_not_loaded, "not-found"},
                                                    {Message::validate_constraint, "invariant"},
                                                    {Message::validate_contained_not_found, "not-found"},
                                                    {Message::validate_extension_unknown, "extension"},
                                                    {Message::validate_extension_not_loaded, "not-found"},
                                                    {Message::validate_modifier_unknown, "extension"},
                                                    {Message::validate_extension_place, "extension"},
                                                    {Message::caller_not_known, "unknown"},
                                                    {Message::certificate_needed, "login"},
                                                    {Message::caller_revoked, "forbidden"},
                                                    {Message::role_may_not, "forbidden"},
                                                    {Message::not_the_sender, "forbidden"},
                                                    {Message::sender_blank, "forbidden"},
                                                    {Message::sender_is_another, "forbidden"},
                                                    {Message::not_a_party, "forbidden"},
                                                    {Message::type_not_allowed, "forbidden"},
                                                    {Message::no_such_path, "not-found"},
                                                    {Message::nothing_managed_there, "not-found"},
                                                    {Message::no_such_document, "not-found"},
                                                    {Message::version_gone, "deleted"},
                                                    {Message::method_not_allowed, "not-supported"},
                                                    {Message::media_type_unknown, "not-supported"},
                                                    {Message::encoding_unknown, "not-supported"},
                                                    {Message::not_acceptable, "not-supported"},
                                                    {Message::search_parameter_unknown, "not-supported"},
                                                    {Message::search_parameter_wrong, "value"},
                                                    {Message::parameter_wrong, "value"},
                                                    {Message::parameter_twice, "value"},
                                                    {Message::person_in_url, "value"},
                                                    {Message::person_ambiguous, "multiple-matches"},
                                                    {Message::conflict_other_content, "conflict"},
                                                    {Message::conflict_older, "conflict"},
                                                    {Message::conflict_within, "conflict"},
                                                    {Message::key_reused, "conflict"},
                                                    {Message::body_empty, "required"},
                                                    {Message::length_required, "required"},
                                                    {Message::request_too_large, "too-long"},
                                                    {Message::header_too_large, "too-long"},
                                                    {Message::too_many_documents, "too-long"},
                                                    {Message::withdrawal_too_large, "too-long"},
                                                    {Message::request_too_slow, "timeout"},
                                                    {Message::body_unpacks_too_large, "too-costly"},
                                                    {Message::validation_too_many_entries, "too-costly"},
                                                    {Message::validation_too_long, "incomplete"},
                                                    {Message::memory_share_used, "throttled"},
                                                    {Message::memory_used, "transient"},
                                                    {Message::too_many_requests, "throttled"},
                                                    {Message::server_busy, "transient"},
                                                    {Message::store_busy, "transient"},
                                                    {Message::store_failed, "transient"},
                                                    {Message::store_damaged, "exception"},
                                                    {Message::store_conflict, "conflict"},
                                                    {Message::internal_error, "exception"},
                                                    {Message::write_not_offered, "not-supported"},
                                                    {Message::resource_not_there, "not-found"},
                                                    {Message::resource_not_offered, "not-supported"},
                                                    {Message::fhir_document_not_supported, "not-supported"},
                                                    {Message::search_needs, "required"},
                                                    {Message::mhd_hash_differs, "value"},
                                                    {Message::mhd_relation_not_kept, "not-supported"}});
constexpr std::array<std::string_view, 3> by_severity{"informational", "processing", "invalid"};

std::string_view issue_type(const Finding& finding) {
    const auto* const found = std::ranges::find(narrower, finding.message, &IssueType::message);
    return found != narrower.end() ? found->code : by_severity[static_cast<std::size_t>(finding.severity)];
}

std::string finding_text(const Finding& finding, Language language) {
    return diag::sentence(finding.message, finding.args, language);
}

// "氏名 (patient_name): …"
std::string with_item(const Finding& finding, Language language) {
    const std::string text = finding_text(finding, language);
    if (finding.item.empty() || finding.name.empty()) {
        const std::string& known = finding.name.empty() ? finding.item : finding.name;
        return known.empty() ? text : fmt::format("{}: {}", known, text);
    }
    return fmt::format("{} ({}): {}", finding.name, finding.item, text);
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

void write_issue(Writer& out, const Finding& finding, Language language, std::string_view canonical_base) {
    out.start_object();
    out.member("severity", diag::to_text(finding.severity)).member("code", issue_type(finding));
    out.key("details").start_object().key("coding").start_array().start_object();
    out.member("system", fmt::format("{}/CodeSystem/conversion-outcome", canonical_base))
        .member("code", diag::row(finding.message).id);
    out.end_object().end_array().end_object();
    out.member("diagnostics", with_item(finding, language));
    write_locations(out, finding.where, language);
    out.end_object();
}

// What the report counted without keeping it, as a finding of its own.
Finding rest_of(const diag::Report& report) {
    return diag::finding(Message::findings_not_shown, {}, {std::to_string(report.not_shown())});
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

void write_finding(Writer& out, const Finding& finding, Language language) {
    const diag::Where& where = finding.where;
    const bool has_offset = where.line > 0 || where.record > 0;
    out.start_object();
    out.member("severity", diag::to_text(finding.severity)).member("id", diag::row(finding.message).id);
    member_if(out, "file", where.file);
    member_if(out, "line", where.line);
    member_if(out, "column", where.column);
    if (has_offset) {
        out.key("offset").number(where.offset);
    }
    member_if(out, "record", where.record);
    member_if(out, "cell", where.cell);
    member_if(out, "document", where.document);
    member_if(out, "path", where.path);
    member_if(out, "item", finding.item);
    member_if(out, "name", finding.name);
    member_if(out, "value", finding.value);
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
    nothing.add(Message::nothing_found, {});
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
