#include "gateway/forms/html/page.h"

#include "gateway/core/text/utf8.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <cassert>

namespace renkei::html {

std::string_view pages_table(); // pages.css

namespace {

constexpr std::string_view policy_begin = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

std::string source_of(std::string_view style) {
    return fmt::format("'sha256-{}'", resources::sha256_base64(style));
}

std::string head_html(const PageHead& head, std::string_view title) {
    assert(!head.way_back.empty());
    std::string out = fmt::format(
        "<header class=\"svc\"><div class=\"bar\"><a class=\"brand\" "
        "href=\"{}\"><span>{}</span></a><p class=\"me\"><span>{}{}</span></p></div>{}</header>\n"
        "<nav class=\"crumbs\" aria-label=\"現在の場所\"><ol>",
        escaped(head.way_back.front().url), escaped(head.gateway), isolated(head.caller),
        head.user.empty() ? "" : "<b>" + isolated(head.user) + "</b>",
        head.caution.empty() ? "" : "<div>" + notice(Notice::warning, escaped(head.caution)) + "</div>");
    for (const PageLink& link : head.way_back) {
        out += fmt::format("<li><a href=\"{}\">{}</a></li>", escaped(link.url), escaped(link.text));
    }
    if (title != head.way_back.back().text) {
        out += fmt::format("<li aria-current=\"page\">{}</li>", escaped(title));
    }
    return out + "</ol></nav>\n";
}

} // namespace

std::string_view stylesheet() { return pages_table(); }

std::string_view stylesheet_name() {
    static const std::string name = resources::sha256_hex(stylesheet()).substr(0, 16) + ".css";
    return name;
}

std::string begin_page(const PageFrame& frame, const PageHead* head) {
    static const std::string source_of_stylesheet = source_of(stylesheet());
    const std::string own = sheet_style(frame.sheet, frame.title) + frame.style;
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "{}default-src 'none'; style-src {} {}; base-uri 'none'; form-action {}\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n",
        frame.language, policy_begin, head == nullptr ? source_of_stylesheet : escaped(head->stylesheet),
        source_of(own), frame.has_forms ? "'self'" : "'none'", escaped(frame.title));
    out += head == nullptr
               ? fmt::format("<style>{}</style>\n", stylesheet())
               : fmt::format("<link rel=\"stylesheet\" href=\"{}\">\n", escaped(head->stylesheet));
    out += fmt::format("<style>{}</style>\n</head>\n<body{}>\n", own,
                       frame.look.empty() ? std::string() : fmt::format(" class=\"{}\"", frame.look));
    out += head == nullptr ? std::string()
                           : "<a class=\"skip\" href=\"#main\">本文へ</a>\n" + head_html(*head, frame.title);
    return out + "<main class=\"page\" id=\"main\">\n";
}

std::string views_html(const PageHead* head) {
    if (head == nullptr || head->views.empty()) {
        return {};
    }
    std::string out = "<nav class=\"views\" aria-label=\"他の表示\"><ul>";
    for (const PageLink& link : head->views) {
        out += fmt::format("<li><a href=\"{}\"{}{}>{}</a></li>", escaped(link.url),
                           link.is_here ? " aria-current=\"page\"" : "", link.saves ? " download" : "",
                           isolated(link.text));
    }
    return out + "</ul></nav>\n";
}

std::string end_page() { return "</main>\n</body>\n</html>\n"; }

std::string policy_of_page(std::string_view page) {
    const std::size_t begin = page.find(policy_begin);
    assert(begin != std::string_view::npos); // begin_page() has written it
    const std::string_view rest = page.substr(begin + policy_begin.size());
    return std::string(rest.substr(0, rest.find('"'))) + "; frame-ancestors 'none'";
}

std::string sheet_style(std::string_view left, std::string_view right, std::string_view page) {
    constexpr std::size_t most = 60; // characters
    const auto box = [](std::string_view place, std::string_view text) {
        return fmt::format("@{}{{content:{}}}", place, css_string(text::head_of(text, most)));
    };
    return fmt::format("@page {}{{{}{}@bottom-right{{content:counter(page) \" / \" counter(pages)}}}}\n",
                       page, box("top-left", left), box("top-right", right));
}

} // namespace renkei::html
