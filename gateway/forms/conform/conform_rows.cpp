#include "gateway/forms/conform/conform_rows.h"

#include "gateway/core/base/version.h"
#include "gateway/core/time/instant.h"
#include "generated/messages/conform.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::conform {
namespace {

namespace message = diag::message;
using diag::Language;
using diag::Message;

constexpr std::array<VerdictRow, 4> verdict_rows{
    {{message::conform_passed, "passed", "", "pass"},
     {message::conform_failed, "failed", "failure", "fail"},
     {message::conform_absent, "missing", "failure", "fail"},
     {message::conform_unreadable, "unreadable", "error", "error"}}};

constexpr std::size_t no_argument = 99;

// Which arguments of a message are what was expected and what was found.
struct ComparedArguments {
    Message message;
    std::size_t expected;
    std::size_t found;
};
constexpr std::array<ComparedArguments, 11> compared_arguments{
    {{message::conform_item_lost, 0, no_argument},
     {message::conform_item_differs, 0, 1},
     {message::conform_item_extra, no_argument, 0},
     {message::conform_question_unanswered, 0, no_argument},
     {message::conform_other_kit, 0, 1},
     {message::conform_file_changed, 0, 1},
     {message::conform_document_count, no_argument, 0},
     {message::conform_narrative_differs, 1, 2},
     {message::conform_not_a_document, no_argument, 0},
     {message::conform_label_missing, 1, no_argument},
     {message::conform_other_syntax, 0, 1}}};

std::string argument(const diag::Finding& finding, std::size_t index) {
    return index < finding.args.size() ? finding.args[index] : std::string();
}

ReportRow row_of_case(const CaseEvaluation& each) {
    return {.id = each.about->id,
            .title = each.about->clause,
            .rule = each.about->reference,
            .verdict = each.verdict};
}

ReportRow row_of_finding(const CaseEvaluation& each, const diag::Finding& finding) {
    ReportRow out = row_of_case(each);
    out.place = diag::to_text(finding.where);
    out.item = finding.name.empty() || finding.name == finding.item
                   ? finding.item
                   : fmt::format("{} ({})", finding.name, finding.item);
    const auto* const compared =
        std::ranges::find(compared_arguments, finding.message, &ComparedArguments::message);
    if (compared != compared_arguments.end()) {
        out.expected = argument(finding, compared->expected);
        out.found = argument(finding, compared->found);
    } else {
        out.found = finding.value;
    }
    out.japanese = diag::sentence(finding.message, finding.args, Language::japanese);
    out.english = diag::sentence(finding.message, finding.args, Language::english);
    return out;
}

} // namespace

std::vector<ReportRow> report_rows(const std::vector<CaseEvaluation>& evaluations) {
    std::vector<ReportRow> out;
    for (const CaseEvaluation& each : evaluations) {
        if (each.report.empty()) {
            out.push_back(row_of_case(each));
        }
        for (const diag::Finding& finding : each.report.findings()) {
            out.push_back(row_of_finding(each, finding));
        }
    }
    return out;
}

std::vector<ReportFact> report_facts(const std::vector<CaseEvaluation>& evaluations,
                                     const ConformRun& conform_run) {
    const VerdictCounts counts = count_verdicts(evaluations);
    std::vector<ReportFact> out{
        {"キットの版", "version of the kit", conform_run.kit},
        {"プロファイルの版", "version of the profiles", std::string(base::program_version)},
        {"判定プログラム", "evaluated by", fmt::format("renkei {}", base::program_version)},
        {"試験対象", "tested", conform_run.tested},
        {"実施者", "tester", conform_run.tester},
        {"実施日時", "time", time::instant_of_second(conform_run.issued)},
        {"範囲", "scope", conform_run.scope},
        {"範囲外", "not in the scope", std::to_string(conform_run.outside)}};
    for (std::size_t i = 0; i < verdict_rows.size(); ++i) {
        const VerdictRow& verdict = verdict_rows[i];
        out.push_back({diag::row(verdict.word).japanese, verdict.name, std::to_string(counts.of[i])});
    }
    return out;
}

const VerdictRow& row_of(CaseVerdict verdict) { return verdict_rows[static_cast<std::size_t>(verdict)]; }

std::string verdict_in_both(CaseVerdict verdict) {
    const Message word = row_of(verdict).word;
    return diag::sentence(word, {}, Language::japanese) + " " + diag::sentence(word, {}, Language::english);
}

} // namespace renkei::conform
