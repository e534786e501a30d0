#include "gateway/network/pages/person_record.h"

#include "gateway/core/time/date_time.h"
#include "gateway/core/time/era.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/mhd/summary/document_silence.h"
#include "gateway/network/pages/chart.h"
#include "gateway/network/pages/comparison.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace renkei::pages {
namespace {

using html::notice;
using html::Notice;
using mapping::AlertKind;
using mhd::SummaryEntry;

constexpr std::string_view documents_title = "読んだ文書";

// 番号（介護保険者番号 990010）
std::string giver(const documents::PersonNumber& number) {
    const auto kinds = policy::number_kinds();
    const auto kind = std::ranges::find(kinds, number.within.system, &policy::NumberKind::system);
    const std::string_view name =
        kind == kinds.end() ? std::string_view(number.number.system) : kind->japanese;
    return fmt::format("番号（{}{}）", shown_name(name),
                       number.within.value.empty() ? "" : " " + shown_name(number.within.value));
}

// A day of birth with its era; the moment of a death in Japan's time.
std::string of_person(std::string_view value) {
    if (const std::optional<std::string> era = time::era_of_iso(value)) {
        return fmt::format("{}（{}）", html::date_html(value), escaped(*era));
    }
    return time::is_date_time(value) ? html::date_html(value) : shown(value, most_of_answer);
}

bool is_restricted(const AskedQuestion& question) { return question.answers.front()->question.is_restricted; }

std::string source_html(const std::string& html) {
    return fmt::format("<span class=\"src\">{}</span>", html);
}

std::string moment(base::Millis at) { return html::date_html(time::second_in_japan(at)); }

} // namespace

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

std::string PersonRecord::head() const { return person() + range(); }

std::string PersonRecord::body() const {
    const std::string of_person =
        place_.is_alone() ? std::string() : fmt::format("（{}人目）", place_.number);
    std::string out =
        fmt::format("<nav aria-label=\"目次{}\"><ul>{}<li><a href=\"#{}documents\">{}</a></li></ul></nav>\n",
                    of_person, contents_, prefix_, documents_title) +
        body_;
    out += said_empty_;
    if (!silent_.empty()) {
        out += fmt::format("<p class=\"s\">{}：{}</p>\n",
                           content_.is_whole()
                               ? "読める文書に記載がない区分"
                               : "このページに含まれない文書や情報があるため、記載があるか分からない"
                                 "区分",
                           silent_);
    }
    return out + documents();
}

std::string PersonRecord::sheet() const {
    const auto first_of = [this](mhd::PersonStatement what) {
        const auto found = std::ranges::find_if(content_.entries, [&](const SummaryEntry& entry) {
            return entry.section == person_section && entry.of_person == what;
        });
        return found == content_.entries.end() ? std::string_view() : std::string_view(found->line.value);
    };
    return html::sheet_person(first_of(mhd::PersonStatement::name),
                              first_of(mhd::PersonStatement::birth_date));
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
    std::string out = fmt::format("<p class=\"m\">読める文書 {} "
                                  "件から。記載がないことは「なし」を意味しません。「付」は文書の日付です。紙"
                                  "には最新と一つ前の記載が出ます。</p>\n",
                                  content_.sources.size());
    if (content_.confidentiality == "R" || content_.confidentiality == "V") { // v3-Confidentiality
        out += "<p class=\"m a\">取扱注意の内容を含みます。</p>\n";
    }
    const auto stop = [&out](bool holds, std::string_view words) {
        out += holds ? notice(Notice::warning, words) : std::string();
    };
    stop(is_cut_, "記載が多いため、このページは一部を省略しています。文書を見てください。");
    stop(content_.damaged > 0,
         fmt::format(
             "保存先で壊れていて読めない文書が {} "
             "件あり、その内容は含まれていません。薬やアレルギーなどが抜けて"
             "いるかもしれません。どの文書かを運用者に問い合わせてください（送信元の再送で元に戻ります）。",
             content_.damaged));
    stop(content_.unread > 0,
         fmt::format("添付など、読み取れるものがない文書が {} 件あり、その内容は含まれていません。"
                     "文書を開いて確かめてください。",
                     content_.unread));
    stop(content_.is_cut, "文書が多いか大きいため、このページは一部の文書だけから作られています。");
    return out;
}

std::string PersonRecord::person() const {
    std::string name;
    std::string facts;
    std::string more; // addresses and telephones of older documents
    std::set<std::string_view> said;
    std::vector<html::Alert> alerts;
    for (const SummaryEntry& entry : content_.entries) {
        const std::string value = of_person(entry.line.value) + entry.line.note;
        if (entry.section != person_section) {
            continue;
        }
        if (entry.of_person == mhd::PersonStatement::death) {
            alerts.push_back({.kind = AlertKind::death,
                              .name = escaped(entry.line.what),
                              .lines = {{.html = value + source_html(writer_.sources(entry))}}});
        } else if (entry.of_person == mhd::PersonStatement::name && name.empty()) {
            name = value + " 様";
        } else {
            const bool is_older =
                !said.insert(entry.line.what).second && entry.of_person == mhd::PersonStatement::contact;
            std::string& out = is_older ? more : facts;
            if (out.size() < most_of_cell) {
                out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(entry.line.what), value);
                out += out.size() < most_of_cell ? std::string()
                                                 : fmt::format("<div><dt></dt><dd>{}</dd></div>\n", cut_note);
            }
        }
    }
    add_alerts_of_sections(alerts);
    if (!more.empty()) {
        more = fmt::format("<details><summary>ほかの文書の住所・連絡先</summary><dl>\n{}</dl></details>\n",
                           more);
    }
    return fmt::format("<{}>\n<p class=\"name\">{}</p>\n<dl>\n{}{}</dl>\n{}{}{}{}",
                       place_.is_alone() ? "section class=\"who\" aria-label=\"本人\"" : "div class=\"who\"",
                       name.empty() ? "氏名：記載なし" : name, facts, numbers(), more,
                       html::flags_html(alerts), end(), html::alerts_html(alerts)) +
           notes_on_numbers();
}

// By which the documents know the person: two of one organisation may be two persons.
std::string PersonRecord::numbers() const {
    std::string out;
    for (const documents::PersonNumber& each : content_.numbers.all()) {
        out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", giver(each),
                           shown(each.number.value, most_of_name));
    }
    return out;
}

std::string PersonRecord::notes_on_numbers() const {
    std::string out;
    if (content_.numbers.are_of_two()) {
        out += notice(
            Notice::warning,
            "同じ発行元の番号が2つ以上あります。別の人の文書が混ざっていないか、番号を確かめてください。");
    }
    if (content_.numbers.are_linked()) {
        out += notice(
            Notice::warning,
            "これらの番号を一緒に示した文書はありません。このゲートウェイの管理者が、同じ人の番号として"
            "登録しています（登録した日は管理者が監査記録で確かめられます）。");
    }
    return out;
}

std::string PersonRecord::documents() const {
    std::string out = begin(prefix_ + "documents", documents_title, {}) + "<ul class=\"docs\">\n";
    for (std::size_t i = 0; i < content_.sources.size(); ++i) {
        const mhd::SummarySource& source = content_.sources[i];
        if (source.document.empty()) { // a record, which its answers name
            continue;
        }
        out += fmt::format("<li>{}　<span id=\"{}document{}\">{}</span>{}</li>\n", writer_.source(i), prefix_,
                           i + 1, shown_name(source.name),
                           source.received
                               ? fmt::format("<span class=\"o\">　受付：{}</span>", moment(*source.received))
                               : std::string());
    }
    return out + "</ul>\n" + not_summarised() + left_out() + std::string(end());
}

// What documents say and no section here has.
std::string PersonRecord::not_summarised() const {
    std::string lines;
    for (const mhd::NotSummarised& each : content_.not_summarised) {
        lines += fmt::format("<li>{}　{}：{} 件</li>\n", document_link(each.document, documents_url_),
                             shown_name(mhd::word_of("resourceType", each.type)), each.count);
    }
    if (content_.count_not_summarised > content_.not_summarised.size()) {
        lines += fmt::format("<li>ほか {} 件</li>\n",
                             content_.count_not_summarised - content_.not_summarised.size());
    }
    return lines.empty()
               ? lines
               : fmt::format("<details><summary>文書にあり、このページにないもの（{}）</summary><ul "
                             "class=\"docs\">\n{}</ul></details>\n",
                             content_.count_not_summarised, lines);
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

// Documents that say that there is none, each by the name of its own section.
std::string PersonRecord::said_empty(std::size_t number) const {
    std::string out;
    for (const auto& [place, said] : content_.said_empty) {
        if (place.first == number) {
            out += fmt::format("<p class=\"s\">{}：{}{}（{}　{}）</p>\n", escaped(sections_[number].title),
                               said.title.empty() ? std::string() : shown_name(said.title) + "は",
                               mhd::word_of("emptyReason", said.code), shown_name(said.document.title),
                               time_html({.from = said.document.date}));
        }
    }
    return out;
}

// ------------------------------------------------------------ sections
void PersonRecord::add_section(std::size_t number) {
    const std::string& title = sections_[number].title;
    const std::vector<AskedQuestion> questions = questions_of(content_, number);
    if (questions.empty()) {
        if (content_.said_empty_of(number) != nullptr) {
            said_empty_ += said_empty(number);
            return;
        }
        // a Patient may say it, and it is no answer that everybody has
        if (!sections_[number].is_alert && !sections_[number].is_if_any) {
            silent_ += (silent_.empty() ? "" : "、") + escaped(title);
        }
        return;
    }
    const std::string id = fmt::format("{}s{}", prefix_, number);
    const bool has_restricted = std::ranges::any_of(questions, is_restricted);
    contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, escaped(title));
    body_ += begin(id, escaped(title), {});
    std::vector<AskedQuestion> beside_table = questions;
    if (sections_[number].is_side_by_side) {
        body_ += comparison_table(content_, writer_, beside_table);
    }
    body_ += lines(beside_table);
    body_ += charts(questions, id);
    body_ += has_restricted ? html::restricted_note : std::string_view();
    body_ += end();
    has_restricted_ |= has_restricted;
}

std::string PersonRecord::lines(const std::vector<AskedQuestion>& questions) {
    if (questions.empty()) {
        return {};
    }
    std::string out = "<dl class=\"sl\">\n";
    for (const AskedQuestion& question : questions) {
        if (!has_room(out.size())) {
            break;
        }
        out += line(question);
    }
    return out + "</dl>\n";
}

std::string PersonRecord::line(const AskedQuestion& question) const {
    constexpr std::size_t long_text = 150; // bytes: then an answer has the width of the page
    const SummaryEntry& newest = *question.answers.front();
    const std::string value = writer_.value(newest);
    const bool is_marked = is_restricted(question);
    return fmt::format("<div class=\"{}{}\"><dt>{}{}{}</dt><dd><span class=\"v\">{}</span> <span "
                       "class=\"src\">{}　{}</span>{}</dd></div>\n",
                       value.size() > long_text ? "w" : "", is_marked ? " x" : "",
                       is_marked ? html::restricted_tag : std::string_view(), is_marked ? " " : "",
                       shown_name(newest.line.what), value, writer_.day(newest), writer_.sources(newest),
                       writer_.others(question));
}

// True if there is room for one more row or chart; if not, the page says so.
bool PersonRecord::has_room(std::size_t begun) {
    const bool out = body_.size() + begun < place_.most;
    is_cut_ |= !out;
    return out;
}

std::string PersonRecord::charts(const std::vector<AskedQuestion>& questions, const std::string& section) {
    std::string out;
    for (const AskedQuestion& question : questions) {
        if (is_restricted(question)) {
            continue; // a chart would stand apart from its mark
        }
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
