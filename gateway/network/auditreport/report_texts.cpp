#include "gateway/network/auditreport/report_texts.h"

#include "gateway/core/base/version.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/html/answers.h"

#include <array>

namespace renkei::auditreport {
namespace {

using diag::BilingualText;

constexpr BilingualText title_text{"Report on accesses", "アクセスの記録の報告書"};
constexpr std::array<BilingualText, 3> subject_texts{
    {{"about the person {0}", "対象の人: {0}"},
     {"of the office {0}: what it asked for, and what was delivered to it",
      "対象の機関: {0}（この機関からの要求と、この機関への配送）"},
     {"about the document {0}", "対象の文書: {0}"}}}; // by SubjectKind
constexpr BilingualText period_text{"Period: from {0} until {1} (Japan's time)",
                                    "期間: {0}から{1}まで（日本時間）"};
constexpr BilingualText early_period_text{
    "Period: until {0} (Japan's time), before the audit trail begins ({1}): of that time nothing is recorded",
    "期間: {0}まで（日本時間）。監査記録の始まり（{1}）より前で、この期間の記録はありません"};
constexpr BilingualText beginning_text{"the first event of the trail", "監査記録の最初"};
constexpr BilingualText beginning_at_text{"the first event of the trail ({0})", "監査記録の最初（{0}）"};
constexpr BilingualText now_text{"{0}, when this report was made", "この報告書の作成時（{0}）"};
constexpr BilingualText none_text{"No access is recorded in this period.",
                                  "この期間のアクセスの記録はありません。"};
constexpr BilingualText verdict_text{
    "Accesses: {0}, by organisations: {1}; of these refused: {2}, failed: {3}.",
    "アクセス {0} 件（{1} 機関）。うち拒否 {2} 件、失敗 {3} 件。"};
constexpr BilingualText own_text{
    " Other entries, of this gateway and its operator or of deliveries that were not needed: {0}.",
    "ほかに、このゲートウェイとその運用者の操作や、不要になった配送の記録が {0} 件あります。"};
constexpr BilingualText whole_text{
    "The audit trail was verified when this report was made: events {0}, chains {1}, no break.",
    "監査記録は、この報告書の作成時に検査しました。{0} 件（{1} 系列）で、改変や途中の欠落はありません。"};
constexpr BilingualText anchored_text{" No end was cut off before the anchor that it was compared with.",
                                      "控えと照合し、控えの時点までの末尾にも切り捨てはありません。"};
constexpr BilingualText unanchored_text{
    " Whether events at the end were cut off was not checked, for want of an anchor: chains {0}.",
    "ただし {0} 系列は、控えがないため、末尾が切り捨てられていないかは検査していません。"};
constexpr BilingualText broken_text{
    "THE AUDIT TRAIL IS DAMAGED (events {0}, chains {1}, breaks {2}, unreadable events {3}, lost events "
    "{4}): "
    "entries may be missing or changed. The operator finds the places with `renkei audit verify`.",
    "監査記録が壊れています（{0} 件・{1} 系列。改変・欠落 {2} か所、読めない記録 {3} 件、失われた記録 {4} "
    "件）。報告書の内容が欠けているか、改変されているおそれがあります。箇所は運用者が renkei audit verify "
    "で確かめられます。"};
constexpr BilingualText empty_text{"There are no audit events at all in this store.",
                                   "この保存先には監査記録がありません。"};
constexpr BilingualText unreadable_text{"Events that could not be read and are not in this report: {0}.",
                                        "読めない監査記録が {0} 件あり、この報告書に含まれません。"};
constexpr BilingualText lost_text{
    "Events that were damaged before they reached the trail; what they were about is not known: {0}.",
    "監査記録に入る前に壊れた記録が {0} 件あり、何についての記録か分かりません。"};
constexpr BilingualText unknown_number_text{
    "Nothing at all is recorded under this number, in this period or another: check the number.",
    "この番号の記録は、この期間に限らず一つもありません。番号を確かめてください。"};
constexpr BilingualText spooled_text{
    "Events that are not in the trail yet, so this report does not have them: {0}. Make it again after the "
    "gateway has run.",
    "まだ監査記録に移されていない記録が {0} "
    "件あり、この報告書に含まれません。ゲートウェイの動作後に作り直してください。"};
constexpr BilingualText before_text{"The trail begins on {0}; what happened before is not recorded.",
                                    "監査記録は {0} からです。それより前のことは記録されていません。"};
constexpr BilingualText end_text{
    "Events at the end of a chain that were cut off are noticed only with an anchor kept elsewhere, and only "
    "those before the anchor.",
    "記録の末尾の切り捨ては、別の場所に保管した控えとの照合でだけ、控えの時点まで分かります。"};
constexpr BilingualText limit_of_users_text{"The trail names organisations; who at an organisation asked is "
                                            "named only where the organisation said so, "
                                            "by its own id. Otherwise who it was is known only there.",
                                            "監査記録にあるのは、原則として機関までです。職員は、機関が要求に"
                                            "添えた場合だけ、その機関での ID で載ります。"
                                            "それ以外は、誰によるものかはその機関だけが知っています。"};
constexpr BilingualText after_text{
    "What an organisation does with a document after it was delivered or read is not known here.",
    "届けた後・閲覧した後の文書の取扱いは、ここでは分かりません。"};
constexpr BilingualText number_text{
    "A person is known by numbers: documents under another number that is not linked with this one are not "
    "in this report.",
    "人は番号で識別しています。この番号に結び付けられていない別の番号の文書は、この報告書に含まれません。"};
constexpr BilingualText others_text{
    "Of lists and searches that showed documents of several persons, only this person's part is shown.",
    "複数の人の文書を示した一覧・検索は、この人の分だけを記載しています。"};
constexpr BilingualText made_text{"Made on {0} (Japan's time) by Renkei {1}.",
                                  "作成: {0}（日本時間）、Renkei {1}"};
constexpr BilingualText document_text{"document {0}", "文書 {0}"};
constexpr BilingualText document_line_text{"{0}: {1}, received on {2}; id {3}", "{0}: {1}、{2} 受付、ID {3}"};
constexpr BilingualText deleted_line_text{"{0}: deleted here by now; id {1}",
                                          "{0}: 保存期間の終了などで削除済み、ID {1}"};
constexpr BilingualText no_form_text{"a file without a form", "様式のないファイル"};

std::string moment_words(base::Millis at, Language language) {
    const std::string iso = time::second_in_japan(at);
    return day_words(iso.substr(0, 10), language) + " " + iso.substr(11, 8);
}

std::string period_words(const AccessReport& report, Language language) {
    const std::optional<base::Millis>& until = report.period.until;
    const std::optional<base::Millis>& begins = report.trail.begins;
    if (!report.period.since && until && begins && *until < *begins) {
        return filled_text(early_period_text, language, moment_words(*until, language),
                           moment_words(*begins, language));
    }
    const std::string since = report.period.since ? moment_words(*report.period.since, language)
                              : begins
                                  ? filled_text(beginning_at_text, language, moment_words(*begins, language))
                                  : beginning_text.in(language);
    const bool has_end = until && *until <= report.made;
    return filled_text(period_text, language, since,
                       has_end ? moment_words(*until, language)
                               : filled_text(now_text, language, moment_words(report.made, language)));
}

std::string verdict_words(const Counts& counts, Language language) {
    std::string out = counts.accesses == 0 ? none_text.in(language)
                                           : filled_text(verdict_text, language, counts.accesses,
                                                         counts.organisations, counts.refused, counts.failed);
    return counts.own == 0 ? out : out + filled_text(own_text, language, counts.own);
}

std::string trail_words(const Trail& trail, Language language) {
    if (trail.is_damaged()) {
        return filled_text(broken_text, language, trail.events, trail.chains, trail.breaks, trail.unreadable,
                           trail.lost);
    }
    if (trail.events == 0) {
        return empty_text.in(language);
    }
    return filled_text(whole_text, language, trail.events, trail.chains) +
           (trail.anchored == trail.chains
                ? anchored_text.in(language)
                : filled_text(unanchored_text, language, trail.chains - trail.anchored));
}

std::vector<std::string> notes_of(const AccessReport& report, Language language) {
    std::vector<std::string> out;
    const Trail& trail = report.trail;
    const auto add_if_any = [&](const BilingualText& text, std::uint64_t count) {
        if (count != 0) {
            out.push_back(filled_text(text, language, count));
        }
    };
    if (report.is_person_unknown) {
        out.push_back(unknown_number_text.in(language));
    }
    add_if_any(spooled_text, trail.spooled);
    add_if_any(lost_text, trail.lost);
    add_if_any(unreadable_text, trail.unreadable);
    return out;
}

std::vector<std::string> limits_of(const AccessReport& report, Language language) {
    std::vector<std::string> out;
    if (report.trail.begins) {
        out.push_back(filled_text(before_text, language, moment_words(*report.trail.begins, language)));
    }
    out.push_back(limit_of_users_text.in(language));
    out.push_back(after_text.in(language));
    out.push_back(end_text.in(language));
    if (report.subject.kind == SubjectKind::person) {
        out.push_back(number_text.in(language));
        out.push_back(others_text.in(language));
    }
    return out;
}

} // namespace

ReportTexts texts_of(const AccessReport& report, Language language) {
    const BilingualText& subject = subject_texts[static_cast<std::size_t>(report.subject.kind)];
    return {.title = title_text.in(language),
            .subject = filled_text(subject, language, report.subject.name),
            .period = period_words(report, language),
            .verdict = verdict_words(report.counts, language),
            .trail = trail_words(report.trail, language),
            .notes = notes_of(report, language),
            .limits = limits_of(report, language),
            .made =
                filled_text(made_text, language, moment_words(report.made, language), base::program_version)};
}

std::vector<Sentence> sentences_of(const AccessReport& report, Language language) {
    using diag::Severity;
    ReportTexts texts = texts_of(report, language);
    const Severity trail = report.trail.is_whole() ? Severity::information : Severity::error;
    std::vector<Sentence> out{{"title", Severity::information, std::move(texts.title)},
                              {"subject", Severity::information, std::move(texts.subject)},
                              {"period", Severity::information, std::move(texts.period)},
                              {"verdict", Severity::information, std::move(texts.verdict)},
                              {"trail", trail, std::move(texts.trail)}};
    for (std::string& note : texts.notes) {
        out.push_back({"note", Severity::warning, std::move(note)});
    }
    for (std::string& limit : texts.limits) {
        out.push_back({"limit", Severity::information, std::move(limit)});
    }
    out.push_back({"made", Severity::information, std::move(texts.made)});
    return out;
}

ColumnTexts column_texts(Language language) {
    if (language == Language::japanese) {
        return {"時刻", "だれが", "何を", "文書", "結果", "根拠・理由", "回数"};
    }
    return {"time", "who", "what", "documents", "result", "ground or reason", "times"};
}

std::string what_about_words(const AccessReport& report, const Line& line, Language language) {
    const std::string about = about_words(report, line, language);
    return what_words(line, language) + (about.empty() ? about : ": " + about);
}

std::string day_words(const std::string& day, Language language) {
    return language == Language::japanese ? html::date_text(day) : day;
}

std::string time_words(const Line& line) {
    const auto of_day = [](base::Millis at) { return time::second_in_japan(at).substr(11, 8); };
    const std::string first = of_day(line.first);
    const std::string last = of_day(line.last);
    return first == last ? first : first + "–" + last;
}

std::string documents_words(const Line& line, const std::map<std::string, std::size_t>& numbers,
                            Language language) {
    std::string out;
    for (const std::string& document : line.documents) {
        out += out.empty() ? "" : language == Language::japanese ? "、" : ", ";
        out += filled_text(document_text, language, numbers.at(document));
    }
    return out;
}

std::vector<std::string> document_list(const AccessReport& report, Language language) {
    const auto numbers = document_numbers(report);
    std::vector<std::string> out(numbers.size());
    for (const auto& [document, number] : numbers) {
        const std::string name = filled_text(document_text, language, number);
        const auto facts = report.documents.find(document);
        const bool is_kept = facts != report.documents.end() && facts->second.is_kept;
        out[number - 1] =
            is_kept ? filled_text(document_line_text, language, name,
                                  facts->second.form.empty() ? no_form_text.in(language) : facts->second.form,
                                  moment_words(facts->second.received, language), document)
                    : filled_text(deleted_line_text, language, name, document);
    }
    return out;
}

std::string document_list_title(Language language) {
    return BilingualText{"The documents", "文書の一覧"}.in(language);
}

std::string limits_title(Language language) {
    return BilingualText{"What the audit trail cannot know", "監査記録から分からないこと"}.in(language);
}

} // namespace renkei::auditreport
