#include "gateway/forms/html/frame.h"

#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::html {

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
    std::string out = fmt::format("<table role=\"table\" class=\"stack\" aria-label=\"{}\">", escaped(name)) +
                      table_head(columns);
    for (const std::vector<std::string>& row : rows) {
        out += "<tr role=\"row\">";
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += cell(columns.begin()[i], row[i]);
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table>\n";
}

std::string scroll_begin(std::string_view name, bool is_restricted) {
    return fmt::format("<div class=\"scroll{}\" role=\"region\" aria-label=\"{}（横に動かせます）\" "
                       "tabindex=\"0\">\n",
                       is_restricted ? " x" : "", name);
}

std::string notice(Notice kind, std::string_view word, std::string_view html, std::string_view role) {
    constexpr std::array<std::array<std::string_view, 2>, 4> looks{
        {{"info", "i"}, {"success", "✓"}, {"warning", "!"}, {"danger", "!"}}};
    const auto& [name, mark] = looks[static_cast<std::size_t>(kind)];
    return fmt::format(
        "<div class=\"alert {}\" role=\"{}\"><span class=\"i\" aria-hidden=\"true\">{}</span><p "
        "class=\"k\">{}</p>{}</div>\n",
        name, role, mark, word, html.empty() ? "" : fmt::format("<p>{}</p>", html));
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
