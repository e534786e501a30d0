#include "gateway/fhir/resources/answer_report.h"

#include "gateway/core/text/utf8.h"
#include "gateway/fhir/resources/outcome.h"
#include "generated/messages/documents.h"
#include "generated/messages/forms.h"
#include "generated/messages/mhd.h"
#include "generated/messages/rules.h"
#include "generated/messages/server.h"
#include "generated/messages/service.h"
#include "generated/messages/validate.h"

#include <algorithm>

namespace renkei::resources {
namespace {

namespace message = diag::message;
using diag::Finding;
using diag::Message;

// Arguments that do not quote the input: they are lists and sentences of ours or of FHIR's definitions.
struct OwnArgument {
    Message message;
    std::size_t argument;
};
constexpr OwnArgument own_arguments[] = {{message::value_no_code_of, 2},
                                         {message::version_unknown, 1},
                                         {message::content_unknown_type, 1},
                                         {message::content_unknown_json, 0},
                                         {message::content_several, 0},
                                         {message::content_several_names, 0},
                                         {message::content_several_names, 1},
                                         {message::form_not_known, 1},
                                         {message::form_not_known, 2},
                                         {message::syntax_unknown, 2},
                                         {message::transfer_unknown, 2},
                                         {message::bundle_unknown, 1},
                                         {message::rule_broken, 0},
                                         {message::value_format, 0},
                                         {message::value_format, 1},
                                         {message::media_type_unknown, 1},
                                         {message::not_acceptable, 1},
                                         {message::method_not_allowed, 2},
                                         {message::parameter_wrong, 2},
                                         {message::search_parameter_wrong, 2},
                                         {message::search_parameter_unknown, 1},
                                         {message::search_system_unknown, 2},
                                         {message::pix_source_system_unknown, 1},
                                         {message::pix_target_unknown, 1},
                                         {message::resource_not_offered, 1},
                                         {message::fhir_document_not_supported, 0},
                                         {message::nothing_managed_there, 1},
                                         {message::mhd_entry_not_allowed, 1},
                                         {message::mhd_profile_missing, 0},
                                         {message::validate_bad_primitive, 1},
                                         {message::validate_constraint, 1},
                                         {message::validate_constraint, 2},
                                         {message::validate_type_not_allowed, 1},
                                         {message::validate_wrong_target_type, 1},
                                         {message::validate_target_not_conformant, 1},
                                         {message::validate_extension_place, 2}};

bool is_own(Message message, std::size_t argument) {
    return std::ranges::any_of(own_arguments, [&](const OwnArgument& each) {
        return each.message == message && each.argument == argument;
    });
}

void shorten(std::string& text) {
    if (const std::size_t size = text::head_of(text, max_quote).size(); size < text.size()) {
        text.resize(size);
        text += "…";
    }
}

// "Bundle.entry[0].resource", "/a/b": if cut anywhere, a path would name nothing, or something else.
void shorten_path(std::string& path) {
    const std::size_t size = text::head_of(path, max_quote).size();
    if (size == path.size()) {
        return;
    }
    const std::size_t step = path.find_last_of("./[", size);
    if (step == 0 || step == std::string::npos) {
        shorten(path);
        return;
    }
    path.resize(step);
}

Finding shortened(Finding finding) {
    for (std::size_t i = 0; i < finding.args.size(); ++i) {
        if (!is_own(finding.message, i)) {
            shorten(finding.args[i]);
        }
    }
    for (std::string* const text : {&finding.item, &finding.name, &finding.value, &finding.where.file}) {
        shorten(*text);
    }
    shorten_path(finding.where.path);
    return finding;
}

} // namespace

diag::Report limited_report(const diag::Report& report) {
    const std::size_t kept = report.total() > max_findings ? max_findings - 1 : max_findings;
    diag::Report out(kept);
    for (const Finding& finding : report.findings() | std::views::take(kept)) {
        out.add(shortened(finding));
    }
    for (const diag::Severity severity :
         {diag::Severity::information, diag::Severity::warning, diag::Severity::error}) {
        out.add_not_shown(severity, report.count(severity) - out.count(severity));
    }
    return out;
}

std::string answer_outcome(const diag::Report& report, diag::Language language,
                           std::string_view canonical_base) {
    return operation_outcome(limited_report(report), language, canonical_base);
}

std::string answer_rows(const diag::Report& report, diag::Language language) {
    return to_json_array(limited_report(report), language);
}

} // namespace renkei::resources
