#include "gateway/network/pages/person_record.h"

#include "gateway/core/time/era.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/answers.h"
#include "gateway/network/pages/chart.h"
#include "gateway/network/pages/charts.h"
#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace renkei::pages {
namespace {

using html::escaped;
using mhd::SummaryEntry;

constexpr std::size_t person_section = 0;

// 番号（介護保険者番号 990010）
std::string giver(const documents::PersonNumber& number) {
    const auto kinds = policy::number_kinds();
    const auto kind = std::ranges::find(kinds, number.within.system, &policy::NumberKind::system);
    const std::string_view name =
        kind == kinds.end() ? std::string_view(number.number.system) : kind->japanese;
    return fmt::format("番号（{}{}）", shown_name(name),
                       number.within.value.empty() ? "" : " " + shown_name(number.within.value));
}

// A day of birth with its era.
std::string of_person(std::string_view value) {
    const std::optional<std::string> era = time::era_of_iso(value);
    return era ? fmt::format("{}（{}）", html::date_html(value), escaped(*era))
               : shown(value, most_of_answer);
}

std::string moment(base::Millis at) { return html::date_html(time::second_in_japan(at)); }

} // namespace

std::string list_link(std::string_view documents_url) {
    return fmt::format("<a href=\"{}\">文書の一覧</a>", escaped(documents_url));
}

std::string document_list(const std::vector<mhd::NamedDocument>& documents, std::string_view documents_url) {
    std::string out = "<ul class=\"docs\">\n";
    for (const mhd::NamedDocument& each : documents) {
        out += fmt::format("<li><a href=\"{}/{}\">{}</a>　{}</li>\n", escaped(documents_url),
                           escaped(each.document), each.title.empty() ? "表題なし" : shown_name(each.title),
                           time_html({.from = each.date}));
    }
    return out + "</ul>\n";
}

std::string more_documents(std::size_t count, std::string_view documents_url) {
    return count == 0 ? std::string()
                      : fmt::format("<p>ほか {} 件以上：{}でこの番号を検索してください。</p>\n", count,
                                    list_link(documents_url));
}

PersonRecord::PersonRecord(const mhd::SummaryContent& content,
                           const std::vector<mhd::SummarySection>& sections, std::string_view documents_url,
                           RecordPlace place)
    : content_(content),
      sections_(sections),
      documents_url_(documents_url),
      place_(place),
      prefix_(place.is_alone() ? std::string() : fmt::format("p{}-", place.number)),
      writer_(content, documents_url, prefix_) {
    for (std::size_t i = person_section + 1; i < sections_.size(); ++i) {
        add_section(i);
    }
}

std::string PersonRecord::head() const { return range() + person(); }

std::string PersonRecord::body() const {
    const std::string of_person =
        place_.is_alone() ? std::string() : fmt::format("（{}人目）", place_.number);
    std::string out = fmt::format("<nav aria-label=\"目次{}\"><ul>{}</ul></nav>\n", of_person, contents_) +
                      documents() + body_;
    if (!silent_.empty()) {
        out += fmt::format("<p class=\"s\">読める文書に記載がない区分：{}</p>\n", silent_);
    }
    return out + restricted();
}

// Beside other persons no part is a landmark: two of them would have the same name.
std::string PersonRecord::begin(std::string_view id, std::string_view title, std::string_view look) const {
    return fmt::format("<{0}{1}{2}>\n<h{3} id=\"{4}\">{5}</h{3}>\n", place_.is_alone() ? "section" : "div",
                       look.empty() ? std::string() : fmt::format(" class=\"{}\"", look),
                       place_.is_alone() ? fmt::format(" aria-labelledby=\"{}\"", id) : std::string(),
                       place_.level(), id, title);
}

std::string_view PersonRecord::end() const { return place_.is_alone() ? "</section>\n" : "</div>\n"; }

std::string PersonRecord::range() const {
    std::string out = fmt::format(
        "<p class=\"m\">{}読める文書 {} 件から。記載がないことは「なし」を意味しません。</p>\n",
        place_.is_alone() ? list_link(documents_url_) + "　" : std::string(), content_.sources.size());
    if (content_.confidentiality == "R" || content_.confidentiality == "V") { // v3-Confidentiality
        out += "<p class=\"m a\">取扱注意の内容を含みます（閲覧制限のある文書、または別紙）。</p>\n";
    }
    if (is_cut_) {
        out += "<p class=\"alert\" role=\"note\">記載が多いため、このページは一部を省略しています。文書を"
               "見てください。</p>\n";
    }
    if (content_.damaged > 0) {
        out += fmt::format("<p class=\"alert\" role=\"note\">保存先で壊れていて読めない文書が {} "
                           "件あり、その内容は含まれていません。薬やアレルギーなどが抜けているかもしれません"
                           "。どの文書かを運用者に"
                           "問い合わせてください（送信元の再送で元に戻ります）。</p>\n",
                           content_.damaged);
    }
    if (content_.is_cut) {
        out += "<p class=\"alert\" "
               "role=\"note\">文書が多いか大きいため、このページは一部の文書だけから作られ"
               "ています。</p>\n";
    }
    return out;
}

std::string PersonRecord::person() const {
    std::string out =
        place_.is_alone() ? "<section class=\"who\" aria-label=\"本人\">\n" : "<div class=\"who\">\n";
    out += "<dl>\n";
    for (const SummaryEntry& entry : content_.entries) {
        if (entry.section == person_section) {
            out += fmt::format("<div><dt>{}</dt><dd><b>{}</b></dd></div>\n", escaped(entry.line.what),
                               of_person(entry.line.value));
        }
        if (out.size() > most_of_cell) {
            return out + fmt::format("</dl>\n<p>{}</p>\n{}", cut_note, end());
        }
    }
    return out + "</dl>\n" + numbers() + std::string(end());
}

// By which the documents know the person: two of one organisation may be two persons.
std::string PersonRecord::numbers() const {
    std::string out;
    for (const documents::PersonNumber& each : content_.numbers.all()) {
        out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", giver(each),
                           shown(each.number.value, most_of_name));
    }
    out = out.empty() ? out : "<dl>\n" + out + "</dl>\n";
    if (content_.numbers.are_of_two()) {
        out += "<p class=\"alert\" role=\"note\">同じ発行元の番号が2つ以上あります。別の人の文書が混ざって"
               "いないか、番号を確かめてください。</p>\n";
    }
    if (content_.numbers.are_linked()) {
        out += "<p class=\"m "
               "a\">これらの番号を一緒に示した文書はありません。このゲートウェイの管理者が、同じ人"
               "の番号として登録しています（登録した日は管理者が監査記録で確かめられます）。</p>\n";
    }
    return out;
}

std::string PersonRecord::documents() const {
    std::string out = begin(prefix_ + "documents", "読んだ文書", {}) + "<ul class=\"docs\">\n";
    for (std::size_t i = 0; i < content_.sources.size(); ++i) {
        const mhd::SummarySource& source = content_.sources[i];
        out += fmt::format("<li>{}　<span id=\"{}document{}\">{}</span>{}</li>\n", writer_.source(i), prefix_,
                           i + 1, shown_name(source.name),
                           source.received
                               ? fmt::format("<span class=\"o\">　受付：{}</span>", moment(*source.received))
                               : std::string());
    }
    return out + "</ul>\n" + left_out() + std::string(end());
}

// They were found by a number and not opened.
std::string PersonRecord::left_out() const {
    if (content_.left_out.empty()) {
        return {};
    }
    const std::size_t more = content_.count_left_out - content_.left_out.size();
    return fmt::format(
               "<h{0}>このページに含まれていない文書</h{0}>\n<p class=\"s\">本人の番号がある文書です。"
               "内容は開いて確かめてください。</p>\n",
               place_.level() + 1) +
           document_list(content_.left_out, documents_url_) + more_documents(more, documents_url_);
}

// ------------------------------------------------------------ sections
void PersonRecord::add_section(std::size_t number) {
    const std::string& title = sections_[number].title;
    const std::vector<AskedQuestion> open = questions_of(content_, number, false);
    const std::vector<AskedQuestion> restricted = questions_of(content_, number, true);
    if (!restricted.empty()) {
        restricted_ += fmt::format("<h{0}>{1}</h{0}>\n{2}", place_.level() + 1, escaped(title),
                                   table(title, restricted));
    }
    if (open.empty() && restricted.empty()) {
        silent_ += (silent_.empty() ? "" : "、") + escaped(title);
        return;
    }
    const std::string id = fmt::format("{}s{}", prefix_, number);
    contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, escaped(title));
    body_ += begin(id, escaped(title), {});
    body_ += open.empty() ? "" : table(title, open);
    body_ += charts(open, id);
    if (!restricted.empty()) {
        body_ += html::restricted_note;
    }
    body_ += end();
}

std::string PersonRecord::table(std::string_view title, const std::vector<AskedQuestion>& questions) {
    std::string out = fmt::format("<table class=\"q\" role=\"table\" aria-label=\"{}\">", escaped(title)) +
                      table_head({"項目", "最新の記載", "日付・文書", "ほかの記載"});
    for (const AskedQuestion& question : questions) {
        if (!has_room(out.size())) {
            break;
        }
        const SummaryEntry& newest = *question.answers.front();
        out += fmt::format("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{}</th>",
                           shown_name(newest.line.what)) +
               cell("最新の記載", writer_.value(newest)) +
               cell("日付・文書", writer_.day(newest) + "　" + writer_.sources(newest));
        out += cell("ほかの記載", writer_.others(question)) + "</tr>\n";
    }
    return out + "</tbody></table>\n";
}

// True if there is room for one more row or chart; if not, the page says so.
bool PersonRecord::has_room(std::size_t begun) {
    const bool out = body_.size() + restricted_.size() + begun < place_.most;
    is_cut_ |= !out;
    return out;
}

std::string PersonRecord::restricted() const {
    return restricted_.empty()
               ? std::string()
               : begin(prefix_ + "restricted", "別紙（取扱注意）", "r") +
                     "<p class=\"s\">業務に必要な人だけが読む内容です。印刷すると、この用紙だけが別になりま"
                     "す。</p>\n" +
                     restricted_ + std::string(end());
}

std::string PersonRecord::charts(const std::vector<AskedQuestion>& questions, const std::string& section) {
    std::string out;
    for (const AskedQuestion& question : questions) {
        for (Chart& chart : charts_of(content_, writer_, question)) {
            if (has_room(out.size())) {
                chart.id = fmt::format("{}c{}", section, ++count_charts_);
                out += figure(chart);
            }
        }
    }
    return out.empty() ? out : "<div class=\"charts\">\n" + out + "</div>\n";
}

} // namespace renkei::pages
