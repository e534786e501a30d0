#include "gateway/network/pages/own_access_page.h"

#include "gateway/core/text/words.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/auditreport/access_words.h"
#include "gateway/network/auditreport/report_texts.h"
#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace renkei::pages {
namespace {

using AccessLine = auditreport::Line;
using diag::BilingualText;
using diag::Language;

#define TEXT(name, english, japanese) constexpr diag::BilingualText name{english, japanese};
#include "gateway/network/pages/own_access_page.def"
#undef TEXT

std::string who(const OwnAccesses& accesses, const std::string& caller, Language language) {
    using auditreport::filled_text;
    if (caller.empty()) {
        return gateway_text_of_own.in(language);
    }
    if (caller.starts_with(auditreport::unknown_certificate) ||
        caller.starts_with(auditreport::unknown_address)) {
        return unknown_text_of_own.in(language);
    }
    const auto peer = accesses.report.peers.find(caller);
    if (peer == accesses.report.peers.end()) {
        return gone_text.in(language);
    }
    const std::string role = diag::words_for("role", policy::to_text(peer->second.role), language);
    const std::string name = peer->second.name.empty() ? role : peer->second.name;
    if (peer->second.role == policy::Role::portal) {
        return filled_text(self_text, language, name);
    }
    return name == role ? role : filled_text(role_text, language, name, role);
}

std::string forms_of(const OwnAccesses& accesses, const AccessLine& line) {
    std::vector<std::string> forms;
    for (const std::string& document : line.documents) {
        const auto facts = accesses.report.documents.find(document);
        if (facts != accesses.report.documents.end() && !facts->second.form.empty() &&
            std::ranges::find(forms, facts->second.form) == forms.end()) {
            forms.push_back(facts->second.form);
        }
    }
    return fmt::format("{}", fmt::join(forms, "、"));
}

constexpr std::string_view own_relation = "self"; // of the matrix: the person reads, or who acts for them

// Why it was done, in plain words: that it needs no consent is no trespass. Else as a report says it.
std::string plain_ground(const AccessLine& line, Language language) {
    std::string_view rest = line.ground;
    text::next_part(rest, '/'); // the edition
    std::string code(text::next_part(rest, '/'));
    code = rest.starts_with(own_relation) ? own_relation : code;
    const std::string plain = diag::words_for("own-right", code, language);
    const bool is_plain = line.result == auditreport::Result::done && plain != code &&
                          rest.find("emergency") == std::string_view::npos;
    const std::string ground = auditreport::ground_words(line, language, auditreport::Codes::left_out);
    return is_plain || ground.empty() ? plain : auditreport::filled_text(ground_text, language, ground);
}

std::string item(const OwnAccesses& accesses, const AccessLine& line, Language language) {
    using auditreport::filled_text;
    const std::string forms = forms_of(accesses, line);
    const std::string ground = plain_ground(line, language);
    std::string out = fmt::format(
        "<dd>{} <b>{}</b>{}{}", escaped(auditreport::time_words(line)),
        escaped(auditreport::what_words(line, language)), forms.empty() ? forms : "：" + shown_name(forms),
        line.times > 1 ? " (" + filled_text(times_text, language, line.times) + ")" : "");
    if (line.result != auditreport::Result::done) {
        out += fmt::format(" <span class=\"tag danger\">{}</span>",
                           escaped(auditreport::result_words(line, language)));
    }
    if (!line.emergency.empty()) {
        out += fmt::format("<br><b>{}</b>",
                           html::isolated(filled_text(emergency_text_of_own, language, line.emergency)));
    }
    return out + (ground.empty() ? ground : fmt::format("<span class=\"src\">{}</span>", escaped(ground))) +
           "</dd>\n";
}

std::string link(std::size_t page, const BilingualText& text, Language language) {
    return fmt::format("<a href=\"?page={}\">{}</a> ", page, escaped(text.in(language)));
}

} // namespace

std::string own_access_page(const OwnAccesses& accesses, Language language) {
    using auditreport::filled_text;
    std::vector<const AccessLine*> lines;
    for (const AccessLine& line : accesses.report.lines) {
        lines.push_back(&line);
    }
    std::ranges::stable_sort(lines, std::greater(), [](const AccessLine* line) { return line->last; });
    const std::size_t first = std::min((accesses.page - 1) * accesses.lines_of_page, lines.size());
    const std::size_t end = std::min(first + accesses.lines_of_page, lines.size());
    std::string out = own_begin(access_title.in(language), language) +
                      fmt::format("<p class=\"m\">{}</p>\n",
                                  escaped(filled_text(access_range_text, language,
                                                      auditreport::day_words(accesses.since, language)))) +
                      fmt::format("<p>{}</p>\n", escaped(why_text.in(language)));
    if (first == end) {
        out += html::notice(html::Notice::info, escaped(no_access_text.in(language)));
    } else {
        struct Office {
            std::string name{};
            std::string html{};
            std::string_view day{};
        };
        std::vector<Office> offices; // who asked last comes first
        for (std::size_t i = first; i < end; ++i) {
            const AccessLine& line = *lines[i];
            const std::string name = who(accesses, line.caller, language);
            auto office = std::ranges::find(offices, name, &Office::name);
            office = office != offices.end() ? office : offices.insert(office, {.name = name});
            if (std::exchange(office->day, line.day) != line.day) {
                office->html +=
                    fmt::format("<dt>{}</dt>\n", escaped(auditreport::day_words(line.day, language)));
            }
            office->html += item(accesses, line, language);
        }
        for (const Office& each : offices) {
            out += fmt::format("<div class=\"card\"><h2>{}</h2>\n<dl>\n{}</dl></div>\n",
                               shown_name(each.name), each.html);
        }
    }
    const bool has_several =
        std::ranges::any_of(lines, [](const AccessLine* it) { return it->documents.size() > 1; });
    for (const auto& [is_said, text] :
         {std::pair(has_several, &times_of_lists_text), std::pair(accesses.is_cut, &accesses_cut_text)}) {
        out += is_said ? fmt::format("<p class=\"m\">{}</p>\n", escaped(text->in(language))) : std::string();
    }
    if (accesses.found_nothing > 0) {
        out += fmt::format("<p class=\"m\">{}</p>\n",
                           escaped(filled_text(found_nothing_text, language, accesses.found_nothing)));
    }
    out += "<p class=\"go\">";
    out += accesses.page > 1 ? link(accesses.page - 1, newer_text, language) : std::string();
    out += end < lines.size() ? link(accesses.page + 1, older_text, language) : std::string();
    return out + fmt::format("<a href=\"../my\">{}</a></p>\n", escaped(back_text_of_access.in(language))) +
           html::end_page();
}

} // namespace renkei::pages
