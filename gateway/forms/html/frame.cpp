#include "gateway/forms/html/frame.h"

#include "gateway/core/text/utf8.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/style.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {

std::string page_begin(std::string_view title, std::string_view policy, std::string_view more_style,
                       std::string_view language) {
    const std::string_view in_page = policy.substr(0, policy.find("; frame-ancestors")); // of headers only
    return fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
                       "http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<meta name=\"viewport\" "
                       "content=\"width=device-width\">\n<meta name=\"referrer\" "
                       "content=\"no-referrer\">\n<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n",
                       language, in_page, escaped(title), style, more_style);
}

std::string sheet_style(std::string_view left, std::string_view right, std::string_view page) {
    constexpr std::size_t most = 60; // characters
    const auto box = [](std::string_view place, std::string_view text) {
        return fmt::format("@{}{{content:{}}}", place, css_string(text::head_of(text, most)));
    };
    return fmt::format("@page {}{{{}{}@bottom-right{{content:counter(page) \" / \" counter(pages)}}}}\n",
                       page, box("top-left", left), box("top-right", right));
}

std::string cell(std::string_view label, std::string_view html) {
    return fmt::format("<td role=\"cell\" data-label=\"{}\">{}</td>", escaped(label), html);
}

std::string table_head(std::initializer_list<std::string_view> columns) {
    std::string out = "<thead role=\"rowgroup\"><tr role=\"row\">";
    for (const std::string_view column : columns) {
        out += fmt::format("<th role=\"columnheader\" scope=\"col\">{}</th>", escaped(column));
    }
    return out + "</tr></thead><tbody role=\"rowgroup\">\n";
}

std::string table(std::string_view name, std::initializer_list<std::string_view> columns,
                  const TableRows& rows) {
    std::string out =
        fmt::format("<table role=\"table\" aria-label=\"{}\">", escaped(name)) + table_head(columns);
    for (const std::vector<std::string>& row : rows) {
        out += "<tr role=\"row\">";
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += cell(columns.begin()[i], row[i]);
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table>\n";
}

std::string tag_if(bool is_restricted) {
    return is_restricted ? fmt::format("{} ", restricted_tag) : std::string();
}

bool any_restricted(std::span<const LinePart> parts) {
    return std::ranges::any_of(parts, &LinePart::restricted);
}

bool all_restricted(std::span<const LinePart> parts) {
    return !parts.empty() && std::ranges::all_of(parts, &LinePart::restricted);
}

std::string line_html(std::span<const LinePart> parts, std::string_view look, std::string_view between) {
    const bool is_whole = all_restricted(parts);
    std::string out;
    for (const LinePart& each : parts) {
        out += out.empty() ? std::string_view() : between;
        if (each.restricted && !is_whole) {
            out += fmt::format("<span class=\"{}x\">{}{}</span>",
                               look.empty() ? "" : fmt::format("{} ", look), tag_if(true), each.html);
        } else if (look.empty()) {
            out += each.html;
        } else {
            out += fmt::format("<span class=\"{}\">{}</span>", look, each.html);
        }
    }
    return out;
}

} // namespace renkei::html
