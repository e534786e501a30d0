#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page.h"
#include "gateway/network/auditreport/render.h"
#include "gateway/network/auditreport/report_texts.h"

#include <fmt/format.h>

namespace renkei::auditreport {
namespace {

using html::cell;
using html::escaped;
using html::isolated;

constexpr std::string_view style_of_report =
    "table{table-layout:fixed}"
    ".c1{width:11%}.c2{width:20%}.c3{width:20%}.c4{width:11%}.c5{width:8%}.c6{width:23%}.c7{width:7%}"
    "@media (max-width:45em){colgroup{display:none}}";

std::string paragraph(std::string_view kind, const std::string& text) {
    return fmt::format("<p class=\"{}\">{}</p>\n", kind, isolated(text));
}

std::string head_of(const ReportTexts& texts, bool is_whole) {
    std::string out =
        fmt::format("<div class=\"head\">\n<h1>{}</h1>\n", escaped(texts.title)) +
        paragraph("m", texts.subject) + paragraph("m", texts.period) + "</div>\n<div class=\"who\">\n" +
        paragraph("name", texts.verdict) +
        (is_whole ? paragraph("m", texts.trail) : html::notice(html::Notice::danger, isolated(texts.trail)));
    for (const std::string& note : texts.notes) {
        out += paragraph("a", note);
    }
    return out + "</div>\n";
}

std::string row_of(const AccessReport& report, const Line& line, const ColumnTexts& columns,
                   const std::map<std::string, std::size_t>& numbers, Language language) {
    const std::string result = escaped(result_words(line, language));
    const bool is_plain = line.result != Result::refused && line.result != Result::failed;
    const std::string user = user_words(line, language);
    const std::string emergency = emergency_words(line, language);
    const std::string times = line.times == 1 ? "1" : fmt::format("<b>{}</b>", line.times);
    return "<tr role=\"row\">" + cell(columns.time, escaped(time_words(line))) +
           cell(columns.caller, isolated(caller_words(report, line.caller, language)) +
                                    (user.empty() ? user : "<br>" + isolated(user))) +
           cell(columns.what, isolated(what_about_words(report, line, language))) +
           cell(columns.documents, escaped(documents_words(line, numbers, language))) +
           cell(columns.result, is_plain ? result : "<span class=\"a\">" + result + "</span>") +
           cell(columns.ground,
                isolated(ground_words(line, language)) +
                    (emergency.empty() ? emergency
                                       : "<br><span class=\"a\">" + isolated(emergency) + "</span>")) +
           cell(columns.times, times) + "</tr>\n";
}

std::string table_begin(const std::string& day, const ColumnTexts& columns) {
    return fmt::format(
               "<h2>{}</h2>\n<table role=\"table\" class=\"stack dense\" aria-label=\"{}\"><colgroup>",
               escaped(day), escaped(day)) +
           "<col class=\"c1\"><col class=\"c2\"><col class=\"c3\"><col class=\"c4\"><col class=\"c5\"><col "
           "class=\"c6\"><col class=\"c7\"></colgroup>" +
           html::table_head({columns.time, columns.caller, columns.what, columns.documents, columns.result,
                             columns.ground, columns.times});
}

std::string days_of(const AccessReport& report, Language language) {
    constexpr std::string_view table_end = "</tbody></table>\n";
    const ColumnTexts columns = column_texts(language);
    const auto numbers = document_numbers(report);
    std::string out;
    const Line* before = nullptr;
    for (const Line& line : report.lines) {
        if (before == nullptr || before->day != line.day) {
            out += before == nullptr ? std::string_view() : table_end;
            out += table_begin(day_words(line.day, language), columns);
        }
        out += row_of(report, line, columns, numbers, language);
        before = &line;
    }
    return before == nullptr ? out : out.append(table_end);
}

std::string list_section(const std::string& title, const std::vector<std::string>& sentences) {
    if (sentences.empty()) {
        return {};
    }
    std::string out = fmt::format("<h2>{}</h2>\n<ul>\n", escaped(title));
    for (const std::string& sentence : sentences) {
        out += fmt::format("<li>{}</li>\n", isolated(sentence));
    }
    return out + "</ul>\n";
}

} // namespace

std::string as_html(const AccessReport& report, Language language) {
    const ReportTexts texts = texts_of(report, language);
    const std::string_view code = language == Language::japanese ? "ja" : "en";
    return html::begin_page({.title = texts.title,
                             .sheet = texts.subject,
                             .style = std::string(style_of_report),
                             .language = code}) +
           head_of(texts, report.trail.is_whole()) + days_of(report, language) +
           list_section(document_list_title(language), document_list(report, language)) +
           list_section(limits_title(language), texts.limits) + paragraph("s", texts.made) + html::end_page();
}

} // namespace renkei::auditreport
