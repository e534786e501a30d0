#include "gateway/forms/conform/conform_rows.h"

#include "gateway/core/base/version.h"
#include "gateway/core/text/utf8.h"
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

struct CharacterRange {
    char32_t first;
    char32_t last;
};
// Unicode UAX #9: marks, embeddings, overrides and isolates; line and paragraph separators; byte order mark.
constexpr std::array<CharacterRange, 7> unseen{{{0x7F, 0x9F}, // DEL and C1
                                                {0x61C, 0x61C},
                                                {0x200B, 0x200F},
                                                {0x2028, 0x202E},
                                                {0x2060, 0x2069},
                                                {0xFEFF, 0xFEFF},
                                                {0xFFFE, 0xFFFF}}};

bool is_unseen(char32_t character) {
    return (character < ' ' && character != '\t' && character != '\n') ||
           std::ranges::any_of(unseen, [&](const CharacterRange& range) {
               return character >= range.first && character <= range.last;
           });
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

std::string with_visible_marks(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint character = text::code_point_at(text, at);
        if (is_unseen(character.value)) {
            out += "[" + text::code_point_name(character.value) + "]";
        } else {
            text::append(out, character.value);
        }
        at += character.size;
    }
    return out;
}

std::string marked_up(std::string_view text) {
    std::string out;
    for (const char c : with_visible_marks(text)) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}

} // namespace renkei::conform
