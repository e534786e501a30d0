#include "gateway/network/pages/person_page.h"

#include "gateway/core/time/era.h"
#include "gateway/forms/page/answers.h"
#include "gateway/forms/page/frame.h"
#include "gateway/forms/page/html.h"
#include "gateway/network/mhd/date_range.h"
#include "gateway/network/pages/answers.h"
#include "gateway/network/pages/chart.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace renkei::pages {
namespace {

using mhd::SummaryEntry;
using mhd::SummaryNumber;
using page::escaped;
using page::isolated;

constexpr std::size_t person_section = 0;
constexpr std::size_t most_lines = 3; // of one chart

class PersonPage {
public:
    PersonPage(const mhd::SummaryContent& content, const std::vector<mhd::SummarySection>& sections,
               std::string_view documents_url)
        : content_(content),
          sections_(sections),
          documents_url_(documents_url),
          writer_(content, documents_url) {}

    std::string run() {
        for (std::size_t i = person_section + 1; i < sections_.size(); ++i) {
            add_section(i);
        }
        std::string out = page_begin("文書から見た本人の記録");
        out += "<header>\n<h1>文書から見た本人の記録</h1>\n" + range() + person() + "</header>\n<main>\n";
        out += fmt::format("<nav aria-label=\"目次\"><ul>{}</ul></nav>\n", contents_) + documents() + body_;
        if (!silent_.empty()) {
            out += fmt::format("<p class=\"s\">読める文書に記載がない区分：{}</p>\n", silent_);
        }
        return out + restricted() + page_end();
    }

private:
    std::string range() const {
        std::string out = fmt::format("<p class=\"m\"><a href=\"{}\">文書の一覧</a>　読める文書 {} "
                                      "件から。記載がないことは「なし」を意味しません。</p>\n",
                                      escaped(documents_url_), content_.sources.size());
        if (content_.confidentiality == "R" || content_.confidentiality == "V") { // v3-Confidentiality
            out += "<p class=\"m a\">取扱注意の内容を含みます（閲覧制限のある文書、または別紙）。</p>\n";
        }
        if (!content_.outcome.empty()) {
            out += "<p class=\"alert\" "
                   "role=\"note\">文書が多いか大きいため、このページは一部の文書だけから作られ"
                   "ています。</p>\n";
        }
        return out;
    }

    std::string person() const {
        std::string out = "<section class=\"who\" aria-label=\"本人\">\n<dl>\n";
        for (const SummaryEntry& entry : content_.entries) {
            if (entry.section == person_section) {
                out += fmt::format("<div><dt>{}</dt><dd><b>{}</b></dd></div>\n", escaped(entry.line.what),
                                   of_person(entry.line.value));
            }
        }
        return out + "</dl>\n</section>\n";
    }

    // A day of birth with its era.
    static std::string of_person(std::string_view value) {
        const std::optional<std::string> era = time::era_of_iso(value);
        return era ? fmt::format("{}（{}）", page::date_html(value), escaped(*era)) : isolated(value);
    }

    std::string documents() const {
        std::string out = "<section aria-labelledby=\"documents\">\n<h2 "
                          "id=\"documents\">読んだ文書</h2>\n<ul class=\"docs\">\n";
        for (std::size_t i = 0; i < content_.sources.size(); ++i) {
            out += fmt::format("<li>{}　{}</li>\n", writer_.source(i), isolated(content_.sources[i].name));
        }
        return out + "</ul>\n</section>\n";
    }

    // ------------------------------------------------------------ sections
    void add_section(std::size_t number) {
        const std::string& title = sections_[number].title;
        const std::vector<AskedQuestion> open = questions_of(content_, number, false);
        const std::vector<AskedQuestion> restricted = questions_of(content_, number, true);
        if (!restricted.empty()) {
            restricted_ += fmt::format("<h3>{}</h3>\n{}", escaped(title), table(title, restricted));
        }
        if (open.empty() && restricted.empty()) {
            silent_ += (silent_.empty() ? "" : "、") + escaped(title);
            return;
        }
        const std::string id = fmt::format("s{}", number);
        contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, escaped(title));
        body_ +=
            fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id, escaped(title));
        body_ += open.empty() ? "" : table(title, open);
        body_ += charts(open, id);
        if (!restricted.empty()) {
            body_ += page::restricted_note;
        }
        body_ += "</section>\n";
    }

    std::string table(std::string_view title, const std::vector<AskedQuestion>& questions) const {
        std::string out =
            fmt::format("<table class=\"q\" role=\"table\" aria-label=\"{}\">", escaped(title)) +
            table_head({"項目", "最新の記載", "日付・文書", "ほかの記載"});
        for (const AskedQuestion& question : questions) {
            const SummaryEntry& newest = *question.answers.front();
            out += fmt::format("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{}</th>",
                               isolated(newest.line.what)) +
                   cell("最新の記載", writer_.value(newest)) +
                   cell("日付・文書", day_html(writer_.day(newest)) + "　" + writer_.sources(newest));
            out += cell("ほかの記載", writer_.others(question)) + "</tr>\n";
        }
        return out + "</tbody></table>\n";
    }

    std::string restricted() const {
        return restricted_.empty()
                   ? std::string()
                   : "<section class=\"r\" aria-labelledby=\"restricted\">\n<h2 "
                     "id=\"restricted\">別紙（取扱注意）"
                     "</h2>\n<p "
                     "class=\"s\">業務に必要な人だけが読む内容です。印刷すると、この用紙だけが別になりま"
                     "す。</p>\n" +
                         restricted_ + "</section>\n";
    }

    // ------------------------------------------------------------ charts
    std::string charts(const std::vector<AskedQuestion>& questions, const std::string& section) const {
        std::string out;
        for (std::size_t i = 0; i < questions.size(); ++i) {
            Chart chart = chart_of(questions[i]);
            if (!chart.lines.empty()) {
                chart.id = fmt::format("{}c{}", section, i);
                out += figure(chart);
            }
        }
        return out.empty() ? out : "<div class=\"charts\">\n" + out + "</div>\n";
    }

    // Of the value itself, or of a few numbers beside it, as of a blood pressure. A line needs two days.
    Chart chart_of(const AskedQuestion& question) const {
        const SummaryEntry& newest = *question.answers.front();
        Chart out{.title = newest.line.what};
        if (newest.question.number) {
            out.unit = newest.question.number->unit;
            add_line("", question, out, [](const SummaryEntry& entry) { return &entry.question.number; });
            return out;
        }
        for (const mhd::SummaryPart& part : newest.question.parts) {
            if (!part.number) {
                continue;
            }
            out.unit = out.unit.empty() ? part.number->unit : out.unit;
            add_line(part.what, question, out,
                     [&](const SummaryEntry& entry) -> const std::optional<SummaryNumber>* {
                         const auto& parts = entry.question.parts;
                         const auto found = std::ranges::find(parts, part.key, &mhd::SummaryPart::key);
                         return found == parts.end() ? nullptr : &found->number;
                     });
        }
        if (out.lines.size() > most_lines) {
            out.lines.clear(); // too many to be read
        }
        return out;
    }

    template <class Number>
    void add_line(std::string name, const AskedQuestion& question, Chart& chart,
                  const Number& number_of) const {
        Line line{.name = std::move(name)};
        std::set<std::int64_t> moments;
        for (const SummaryEntry* const entry : question.answers) {
            const std::optional<SummaryNumber>* const number = number_of(*entry);
            const std::string_view day = writer_.day(*entry);
            const std::optional<mhd::DateRange> when = mhd::parse_date_range(day.substr(0, day.find("～")));
            if (number == nullptr || !*number || (*number)->unit != chart.unit || !when) {
                continue;
            }
            moments.insert(when->from);
            line.points.push_back({.at = when->from,
                                   .value = (*number)->value,
                                   .date = day_html(day),
                                   .text = (*number)->text,
                                   .source = writer_.sources(*entry)});
        }
        std::ranges::stable_sort(line.points, {}, &Point::at);
        if (moments.size() > 1) {
            chart.lines.push_back(std::move(line));
        }
    }

    const mhd::SummaryContent& content_;
    const std::vector<mhd::SummarySection>& sections_;
    std::string_view documents_url_;
    AnswerWriter writer_;
    std::string contents_;
    std::string body_;
    std::string silent_;
    std::string restricted_;
};

} // namespace

std::string person_page(const mhd::SummaryContent& content, const std::vector<mhd::SummarySection>& sections,
                        std::string_view documents_url) {
    return PersonPage(content, sections, documents_url).run();
}

} // namespace renkei::pages
