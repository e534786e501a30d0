#include "gateway/forms/conform/report/conform_rows.h"

#include "gateway/core/base/version.h"
#include "gateway/core/time/instant.h"
#include "generated/messages/conform.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::conform {
namespace {

using diag::Language;

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
constexpr std::array<ComparedArguments, 18> compared_arguments{
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
     {message::conform_narrative_denies, 1, 0},
     {message::conform_narrative_answer, no_argument, 0},
     {message::conform_resource_missing, 1, no_argument},
     {message::conform_element_missing, 1, no_argument},
     {message::conform_says_more, no_argument, 0},
     {message::conform_resource_extra, no_argument, 1},
     {message::conform_code_contradicted, 0, 1},
     {message::conform_other_syntax, 0, 1}}};

std::string argument(const diag::Finding& finding, std::size_t index) {
    return index < finding.args.size() ? finding.args[index] : std::string();
}

// A case that names nothing closer is required by what the manifest refers to.
ReportRow row_of_case(const CaseEvaluation& each, const ConformRun& conform_run) {
    const ConformCase& about = *each.about;
    ReportRow out{.id = about.id, .title = about.title, .rule = about.rule, .verdict = each.verdict};
    if (out.title.japanese.empty()) {
        out.title = conform_run.requirements.title(about.title.english);
    }
    if (out.rule.sentence.text().empty()) {
        const Requirement& known = conform_run.requirements.of_case(about.title.english, about.form);
        out.rule = known.is_known() ? known : out.rule;
    }
    return out;
}

ReportRow row_of_finding(const CaseEvaluation& each, const diag::Finding& finding,
                         const ConformRun& conform_run) {
    ReportRow out = row_of_case(each, conform_run);
    const Requirement& own = conform_run.requirements.of_finding(diag::row(finding.message).id);
    out.rule = own.is_known() ? own : out.rule;
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

// "2026-03-01 09:00:00"
std::string time_in_japan(base::Millis at) {
    constexpr std::size_t date_and_time = 19;
    std::string out = time::second_in_japan(at).substr(0, date_and_time);
    std::ranges::replace(out, 'T', ' ');
    return out;
}

} // namespace

std::vector<ReportRow> report_rows(const std::vector<CaseEvaluation>& evaluations,
                                   const ConformRun& conform_run) {
    std::vector<ReportRow> out;
    for (const CaseEvaluation& each : evaluations) {
        if (each.report.empty()) {
            out.push_back(row_of_case(each, conform_run));
        }
        for (const diag::Finding& finding : each.report.findings()) {
            out.push_back(row_of_finding(each, finding, conform_run));
        }
    }
    return out;
}

CaseVerdict verdict_of(const std::vector<CaseEvaluation>& evaluations) {
    return count_verdicts(evaluations)[CaseVerdict::passed] == evaluations.size() ? CaseVerdict::passed
                                                                                  : CaseVerdict::failed;
}

std::vector<ReportFact> report_facts(const std::vector<CaseEvaluation>& evaluations,
                                     const ConformRun& conform_run) {
    const VerdictCounts counts = count_verdicts(evaluations);
    const auto stated = [](const std::string& text) { return text.empty() ? "—" : text; };
    std::vector<ReportFact> out{{"判定", "verdict", verdict_in_both(verdict_of(evaluations))},
                                {"製品", "product", stated(conform_run.product)},
                                {"開発者", "vendor", stated(conform_run.vendor)},
                                {"実施者", "tester", stated(conform_run.tester)},
                                {"試験対象", "tested", conform_run.tested},
                                {"実施日時（日本時間）", "time (Japan)", time_in_japan(conform_run.issued)}};
    for (std::size_t i = 0; i < verdict_rows.size(); ++i) {
        const VerdictRow& verdict = verdict_rows[i];
        out.push_back({diag::row(verdict.word).japanese, verdict.name, std::to_string(counts.of[i])});
    }
    const std::vector<diag::Finding> causes = frequent_causes(evaluations, Language::japanese);
    const std::vector<diag::Finding> in_english = frequent_causes(evaluations, Language::english);
    for (std::size_t i = 0; i < causes.size(); ++i) {
        out.push_back(
            {"同じ原因と思われる指摘", "findings of one cause",
             fmt::format("{} / {}", diag::sentence(causes[i].message, causes[i].args, Language::japanese),
                         diag::sentence(in_english[i].message, in_english[i].args, Language::english))});
    }
    const std::vector<ReportFact> versions{
        {"範囲", "scope", conform_run.scope},
        {"範囲外", "not in the scope", std::to_string(conform_run.outside)},
        {"キットの版", "version of the kit", conform_run.kit},
        {"プロファイルの版", "version of the profiles", std::string(base::program_version)},
        {"判定プログラム", "evaluated by", fmt::format("renkei {}", base::program_version)}};
    out.insert(out.end(), versions.begin(), versions.end());
    return out;
}

const VerdictRow& row_of(CaseVerdict verdict) { return verdict_rows[static_cast<std::size_t>(verdict)]; }

std::string verdict_in_both(CaseVerdict verdict) {
    const Message word = row_of(verdict).word;
    return diag::sentence(word, {}, Language::japanese) + " " + diag::sentence(word, {}, Language::english);
}

} // namespace renkei::conform
