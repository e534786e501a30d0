#include "gateway/network/auditreport/report_texts.h"

#include "gateway/core/base/version.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/html/answers.h"

#include <array>

namespace renkei::auditreport {
namespace {

using diag::BilingualText;

#define TEXT(name, english, japanese) constexpr BilingualText name{english, japanese};
#include "gateway/network/auditreport/report_texts.def"
#undef TEXT
constexpr std::array subject_texts{person_text, office_text, one_document_text}; // by SubjectKind

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
