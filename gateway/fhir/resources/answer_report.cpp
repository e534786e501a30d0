#include "gateway/fhir/resources/answer_report.h"

#include "gateway/core/diag/finding.h"
#include "gateway/core/text/utf8.h"
#include "gateway/fhir/resources/outcome.h"

#include <ranges>

namespace renkei::resources {
namespace {

using diag::Finding;

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
        if (!diag::is_ours(finding.message, i, finding.args[i])) {
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
