#include "gateway/network/pages/own_page.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/answers.h"
#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

namespace renkei::pages {
namespace {

using diag::BilingualText;
using diag::Language;
using html::notice;
using html::Notice;

constexpr std::size_t section_of_person = 0;

#define TEXT(name, english, japanese) constexpr diag::BilingualText name{english, japanese};
#include "gateway/network/pages/own_page.def"
#undef TEXT

template <class... Arguments>
std::string own_filled(const BilingualText& text, Language language, const Arguments&... arguments) {
    return fmt::format(fmt::runtime(text.in(language)), arguments...);
}

struct OwnPage {
    const OwnView& view;
    Language language;
    std::vector<mhd::Term> terms = mhd::read_terms(mhd::terms_table(), language);
    std::string contents{};
    std::string body{};

    std::string write() {
        add_certification();
        if (view.content != nullptr) {
            for (std::size_t i = section_of_person + 1; i < view.sections.size(); ++i) {
                add_section(i);
            }
        }
        add_offices();
        add_consent();
        if (view.shows_accesses && view.own.has("accesses")) {
            add_part("accesses", fmt::format("<p class=\"go\"><a href=\"my/access\">{}</a></p>\n",
                                             escaped(accesses_text.in(language))));
        }
        const bool is_own = view.audience == mhd::Audience::person;
        return own_begin(is_own ? own_title : own_title_of_proxy, language) + head() +
               fmt::format("<nav aria-label=\"{}\"><ul>{}</ul></nav>\n", escaped(contents_text.in(language)),
                           contents) +
               body + html::end_page();
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
                           escaped(own_filled(range_text, language, view.content->sources.size()))) +
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
        const std::string& title = view.sections[number].title;
        const AnswerWriter writer(*view.content, {}, {});
        std::string lines;
        std::string words = title; // that may need an explanation
        for (const AskedQuestion& question : questions_of(*view.content, number)) {
            if (body.size() + lines.size() > most_of_page) {
                lines += fmt::format("<div><dt></dt><dd>{}</dd></div>\n", escaped(cut_text.in(language)));
                break;
            }
            const std::string added = line(writer, question, title);
            words += added.empty()
                         ? added
                         : question.answers.front()->line.what + writer.said(*question.answers.front());
            lines += added;
        }
        if (!lines.empty()) {
            add(fmt::format("s{}", number), title,
                "<dl class=\"sl\">\n" + lines + "</dl>\n" + explained(words));
        }
    }

    // What says nothing is left out.
    std::string line(const AnswerWriter& writer, const AskedQuestion& question,
                     const std::string& title) const {
        const mhd::SummaryEntry& newest = *question.answers.front();
        const std::string said_by_newest = writer.said(newest);
        const std::string value = said_by_newest.empty() ? time_html(newest.line.date) : said_by_newest;
        if (value.empty()) {
            return {};
        }
        const bool is_named = !newest.line.what.empty();
        std::string out = fmt::format("<div><dt>{}</dt><dd><b>{}</b>",
                                      is_named ? shown_name(newest.line.what) : escaped(title), value);
        for (const mhd::SummaryEntry* const other : question.answers) {
            const std::string said = writer.said(*other);
            if (said != said_by_newest &&
                day_of(*view.content, *other).is_same_day(day_of(*view.content, newest))) {
                out += fmt::format("<span class=\"src\">{}</span>", own_filled(other_text, language, said));
            }
        }
        const mhd::SummarySource& source = view.content->sources[newest.sources.front()];
        return out + fmt::format("<span class=\"src\">{}</span></dd></div>\n",
                                 own_filled(source_text, language, shown_name(source.name),
                                            said_by_newest.empty() ? std::string() : writer.day(newest)));
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
                           : fmt::format("<dl class=\"terms\" aria-label=\"{}\">\n{}</dl>\n",
                                         escaped(terms_text.in(language)), out);
    }

    std::string word(std::string_view kind, std::string_view code) const {
        return diag::words_for(kind, code, language);
    }

    void add_certification() {
        if (!view.certification || !view.own.has("certification")) {
            return;
        }
        const OwnCertification& it = *view.certification;
        std::string out =
            notice(Notice::info,
                   escaped(fmt::format(fmt::runtime(word("own-certification", it.state)), day(it.due))),
                   escaped(own_filled(applied_text, language, word("application", it.kind))));
        if (!it.noticed.empty()) {
            out += notice(Notice::warning, escaped(own_filled(noticed_text, language, day(it.noticed))),
                          own_filled(reason_text, language, shown_name(it.reason)));
        }
        std::string steps;
        for (const auto& [step, when] : it.done) {
            steps += fmt::format("<div><dt>{}</dt><dd><b>{}</b></dd></div>\n", escaped(day(when)),
                                 escaped(word("own-step", step)));
        }
        out += "<dl class=\"sl\">\n" + steps + "</dl>\n";
        if (!it.next.empty()) {
            out += fmt::format("<p>{}</p>\n", escaped(word("own-next", it.next)));
        }
        add_part("certification", out);
    }

    void add_offices() {
        if (!view.own.has("registrations")) {
            return;
        }
        std::string lines;
        for (const OwnOffice& office : view.offices) {
            const std::string when =
                office.is_serving ? own_filled(serving_text, language, day(office.from))
                                  : own_filled(ended_text, language, day(office.from), day(office.until));
            lines += fmt::format("<div><dt>{}</dt><dd><b>{}</b></dd></div>\n", escaped(when),
                                 shown_name(office.name));
        }
        add_part("registrations",
                 lines.empty() ? paragraph(no_office_text, "m") : "<dl class=\"sl\">\n" + lines + "</dl>\n");
    }

    std::string form_of(std::string_view act, const BilingualText& text) const {
        return fmt::format(
            "<form class=\"filter\" method=\"post\" action=\"my/consent\">\n<input type=\"hidden\" "
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
        std::string out = (view.is_consent_in_force ? said(Notice::success, agreed_text)
                                                    : said(Notice::info, not_agreed_text)) +
                          paragraph(consent_meaning_text, "m");
        std::string past;
        for (const OwnConsent& each : view.consents) {
            const std::string text =
                !each.permits ? own_filled(refused_text, language, day(each.day))
                : each.withdrawn.empty()
                    ? own_filled(gave_text, language, day(each.day))
                    : own_filled(withdrew_text, language, day(each.day), day(each.withdrawn));
            past += fmt::format("<li>{}</li>\n", escaped(text));
        }
        out += past.empty() ? past : "<ul class=\"plain\">\n" + past + "</ul>\n";
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
