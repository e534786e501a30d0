#include "gateway/network/pages/own_page.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/auditreport/access_words.h"
#include "gateway/network/mhd/search/search_value.h"
#include "gateway/network/pages/answers.h"
#include "gateway/network/pages/comparison.h"
#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace renkei::pages {
namespace {

using auditreport::filled_text;
using diag::BilingualText;
using diag::Language;
using html::notice;
using html::Notice;

constexpr std::size_t section_of_person = 0;

#define TEXT(name, english, japanese) constexpr diag::BilingualText name{english, japanese};
#include "gateway/network/pages/own_page.def"
#undef TEXT

struct OwnPage {
    const OwnView& view;
    Language language;
    std::vector<mhd::Term> terms = mhd::read_terms(mhd::terms_table(), language);
    std::string contents{};
    std::string body{};

    std::string write() {
        const OwnCards cards = own_cards(view, language);
        const std::string first = add_certification();
        if (!cards.html.empty()) {
            add_part("cards", cards.html);
        }
        for (std::size_t i = section_of_person + 1; i < view.sections.size() && view.content != nullptr;
             ++i) {
            if (!view.own.is_of_cards(view.sections[i].title)) {
                add_section(i);
            }
        }
        add_offices();
        add_consent();
        if (view.shows_accesses && view.own.has("accesses")) {
            add_part("accesses", fmt::format("<p class=\"go\"><a href=\"my/access\">{}</a></p>\n",
                                             escaped(accesses_text.in(language))));
        }
        return own_begin(title(), language) + (first.empty() ? cards.first : first) + head() +
               fmt::format("<nav class=\"views\" aria-label=\"{}\"><ul>{}</ul></nav>\n",
                           escaped(contents_text.in(language)), contents) +
               body + html::end_page();
    }

    // By name, where documents say one.
    std::string title() const {
        for (const auto& entry :
             view.content == nullptr ? std::vector<mhd::SummaryEntry>() : view.content->entries) {
            if (entry.of_person == mhd::PersonStatement::name) {
                return filled_text(named_title, language, entry.line.value);
            }
        }
        return (view.audience == mhd::Audience::person ? own_title : own_title_of_proxy).in(language);
    }

    std::string paragraph(const BilingualText& text, std::string_view look) const {
        return fmt::format("<p class=\"{}\">{}</p>\n", look, escaped(text.in(language)));
    }

    std::string said(Notice kind, const BilingualText& text) const {
        return notice(kind, escaped(text.in(language)));
    }

    std::string head() const {
        if (view.is_of_several) {
            return said(Notice::warning, several_text);
        }
        if (view.content == nullptr) {
            return said(Notice::info, no_documents_text);
        }
        const bool is_partial =
            view.content->count_left_out > 0 || view.content->damaged > 0 || view.content->is_cut;
        return person() +
               fmt::format("<p class=\"m\">{}</p>\n",
                           escaped(filled_text(range_text, language, view.content->sources.size()))) +
               (is_partial ? said(Notice::warning, partial_text) : std::string());
    }

    // A proxy is shown who it is, and no address and no telephone number.
    std::string person() const {
        std::string out;
        for (const mhd::SummaryEntry& entry : view.content->entries) {
            const bool is_name = entry.of_person == mhd::PersonStatement::name ||
                                 entry.of_person == mhd::PersonStatement::birth_date;
            if (entry.section == section_of_person && out.size() < most_of_cell &&
                (is_name || view.audience == mhd::Audience::person)) {
                out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(entry.line.what),
                                   time_or_text(entry.line.value) + escaped(entry.line.note));
            }
        }
        return fmt::format(
            "<section class=\"who\" aria-label=\"{}\">\n<dl class=\"sl\">\n{}</dl>\n</section>\n",
            escaped(person_text.in(language)), out);
    }
    static std::string time_or_text(const std::string& value) { return time_html({.from = value, .to = {}}); }

    std::string day(const std::string& iso) const {
        return language == Language::japanese ? html::date_text(iso) : iso;
    }

    void add_part(std::string_view id, std::string_view html) {
        const auto title = view.own.parts.find(id);
        add(id, title == view.own.parts.end() ? std::string_view(id) : std::string_view(title->second), html);
    }
    void add(std::string_view id, std::string_view title, std::string_view html) {
        contents += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, escaped(title));
        body += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n", id,
                            escaped(title), html);
    }

    void add_section(std::size_t number) {
        const mhd::SummarySection& section = view.sections[number];
        const AnswerWriter writer(*view.content, {}, {});
        std::vector<AskedQuestion> questions = questions_of(*view.content, number);
        const std::string table = section.is_side_by_side
                                      ? comparison_table(*view.content, writer, questions, language)
                                      : std::string();
        const bool is_of_one = section.look == "newest";
        if (is_of_one) {
            leave_newest_source(questions);
        }
        std::string lines;
        std::string words = section.title; // that may need an explanation
        for (const AskedQuestion& question : questions) {
            if (body.size() + lines.size() > most_of_page) {
                lines += fmt::format("<div><dt></dt><dd>{}</dd></div>\n", escaped(cut_text.in(language)));
                break;
            }
            const mhd::SummaryEntry& answer = *question.answers.front();
            const bool is_left_out = section.look == "once" && is_repeated(questions, question);
            const std::string added = is_left_out ? std::string() : line(writer, question, section);
            words += added.empty() ? added : answer.line.what + writer.said(answer);
            lines += added;
        }
        if (!lines.empty() || !table.empty()) {
            add(fmt::format("s{}", number), section.title,
                table + (lines.empty() ? lines : "<dl class=\"sl\">\n" + lines + "</dl>\n") +
                    (is_of_one && !lines.empty() ? source_of(*questions.front().answers.front()) : "") +
                    explained(words));
        }
    }

    // What the newest document says, and nothing of older ones.
    static void leave_newest_source(std::vector<AskedQuestion>& questions) {
        std::size_t newest = std::numeric_limits<std::size_t>::max();
        for (const AskedQuestion& question : questions) {
            for (const mhd::SummaryEntry* const answer : question.answers) {
                newest = std::min(newest, answer->sources.front());
            }
        }
        for (AskedQuestion& question : questions) {
            std::erase_if(question.answers,
                          [&](const mhd::SummaryEntry* answer) { return answer->sources.front() != newest; });
        }
        std::erase_if(questions, [](const AskedQuestion& question) { return question.answers.empty(); });
    }

    // Does an answer before say the same, or any other that and more (a telephone number)?
    static bool is_repeated(const std::vector<AskedQuestion>& questions, const AskedQuestion& question) {
        const auto plain = [](const AskedQuestion& each) {
            std::string out = mhd::comparable(each.answers.front()->question.value);
            std::erase(out, '-');
            return out;
        };
        constexpr std::size_t most_compared = 200; // of more, each stands
        const std::string own = plain(question);
        return questions.size() <= most_compared &&
               std::ranges::any_of(questions, [&](const AskedQuestion& other) {
                   const std::string said = plain(other);
                   return said.starts_with(own) && (said != own || &other < &question);
               });
    }

    // What says nothing is left out.
    std::string line(const AnswerWriter& writer, const AskedQuestion& question,
                     const mhd::SummarySection& section) const {
        const mhd::SummaryEntry& newest = *question.answers.front();
        const std::string said_by_newest = writer.said(newest);
        std::string value = said_by_newest.empty() ? time_html(newest.line.date) : said_by_newest;
        if (value.empty()) {
            return {};
        }
        std::string others;
        for (const mhd::SummaryEntry* const other : question.answers) {
            const std::string said = writer.said(*other);
            if (other->sources.front() == newest.sources.front()) { // a document may have several
                value += value.find(said) == std::string::npos ? "<br>" + said : std::string();
            } else if (said != said_by_newest &&
                       day_of(*view.content, *other).is_same_day(day_of(*view.content, newest))) {
                others +=
                    fmt::format("<span class=\"src\">{}</span>", filled_text(other_text, language, said));
            }
        }
        return fmt::format("<div><dt>{}</dt><dd><b>{}</b>{}{}</dd></div>\n",
                           newest.line.what.empty() ? escaped(section.title) : shown_name(newest.line.what),
                           value, others,
                           section.look != "newest"
                               ? source(newest, said_by_newest.empty() ? std::string() : writer.day(newest))
                           : said_by_newest.empty() ? std::string()
                                                    : own_day(newest));
    }

    std::string source(const mhd::SummaryEntry& entry, std::string_view day) const {
        return fmt::format("<span class=\"src\">{}</span>",
                           filled_text(source_text, language,
                                       shown_name(view.content->sources[entry.sources.front()].name), day));
    }
    // Of a section that one document says: it stands once, and each answer has the day that is its own.
    std::string source_of(const mhd::SummaryEntry& entry) const {
        return fmt::format("<p class=\"m\">{}</p>\n", source(entry, {}));
    }
    std::string own_day(const mhd::SummaryEntry& entry) const {
        const AnswerDay day = day_of(*view.content, entry);
        const std::string_view date = view.content->sources[entry.sources.front()].date;
        return day.stated == nullptr || date.starts_with(day.stated->from)
                   ? std::string()
                   : fmt::format("<span class=\"src\">{}</span>", time_html(*day.stated));
    }

    std::string explained(std::string_view html) const {
        std::string out;
        for (const mhd::Term& term : terms) {
            if (html.find(term.word) != std::string_view::npos) {
                out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(term.word),
                                   escaped(term.explanation));
            }
        }
        return out.empty() ? out
                           : fmt::format("<dl class=\"card terms\" aria-label=\"{}\">\n{}</dl>\n",
                                         escaped(terms_text.in(language)), out);
    }

    std::string word(std::string_view kind, std::string_view code) const {
        return diag::words_for(kind, code, language);
    }

    // Returns how it stands, which comes before all else; empty: no application is known.
    std::string add_certification() {
        if (!view.certification || !view.own.has("certification")) {
            return {};
        }
        const OwnCertification& it = *view.certification;
        std::string steps;
        for (const auto& [step, when] : it.done) {
            steps += fmt::format("<div><dt>{}</dt><dd><b>{}</b></dd></div>\n", escaped(day(when)),
                                 escaped(word("own-step", step)));
        }
        add_part(
            "certification",
            "<dl class=\"sl\">\n" + steps + "</dl>\n" +
                (it.next.empty() ? it.next : fmt::format("<p>{}</p>\n", escaped(word("own-next", it.next)))));
        const std::string state = fmt::format(fmt::runtime(word("own-certification", it.state)), day(it.due));
        return notice(Notice::info, escaped(state),
                      escaped(filled_text(applied_text, language, word("application", it.kind)))) +
               (it.noticed.empty()
                    ? it.noticed
                    : notice(Notice::warning, escaped(filled_text(noticed_text, language, day(it.noticed))),
                             filled_text(reason_text, language, shown_name(it.reason))));
    }

    void add_offices() {
        if (!view.own.has("registrations")) {
            return;
        }
        std::string lines;
        for (const OwnOffice& office : view.offices) {
            const std::string when =
                office.is_serving ? filled_text(serving_text, language, day(office.from))
                                  : filled_text(ended_text, language, day(office.from), day(office.until));
            lines += fmt::format("<div><dt>{}</dt><dd><b>{}</b></dd></div>\n", escaped(when),
                                 shown_name(office.name));
        }
        add_part("registrations",
                 lines.empty() ? paragraph(no_office_text, "m") : "<dl class=\"sl\">\n" + lines + "</dl>\n");
    }

    std::string form_of(std::string_view act, const BilingualText& text) const {
        return fmt::format(
            "<form class=\"card\" method=\"post\" action=\"my/consent\">\n<input type=\"hidden\" "
            "name=\"form\" value=\"{}\"><input type=\"hidden\" name=\"act\" value=\"{}\">\n"
            "<label class=\"choice\"><input type=\"checkbox\" name=\"sure\" value=\"yes\" "
            "required>{}</label>\n"
            "<button class=\"btn\">{}</button>\n</form>\n",
            escaped(view.form), act, escaped(sure_text.in(language)), escaped(text.in(language)));
    }

    void add_consent() {
        if (!view.own.has("consent")) {
            return;
        }
        std::string out = paragraph(consent_meaning_text, "m") + (view.is_consent_in_force
                                                                      ? said(Notice::success, agreed_text)
                                                                      : said(Notice::info, not_agreed_text));
        std::string past;
        for (const OwnConsent& each : view.consents) {
            const std::string text =
                !each.permits ? filled_text(refused_text, language, day(each.day))
                : each.withdrawn.empty()
                    ? filled_text(gave_text, language, day(each.day))
                    : filled_text(withdrew_text, language, day(each.day), day(each.withdrawn));
            past += fmt::format("<li>{}</li>\n", escaped(text));
        }
        out += past.empty() ? past : "<ul class=\"s\">\n" + past + "</ul>\n";
        if (!view.is_consent_in_force) {
            out += form_of("give", give_text);
        }
        if (view.can_withdraw) {
            out += form_of("withdraw", withdraw_text);
        }
        add_part("consent", out);
    }
};

} // namespace

std::string own_page(const OwnView& view, Language language) { return OwnPage{view, language}.write(); }

} // namespace renkei::pages
