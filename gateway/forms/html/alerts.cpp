#include "gateway/forms/html/alerts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::html {
namespace {

using mapping::AlertKind;

struct Look {
    std::string_view name; // class
    std::string_view mark;
};
constexpr std::array<Look, 4> looks{{{"", ""}, {"warning", "!"}, {"danger", "!"}, {"death", "故"}}};

const Look& look_of(const Alert& alert) { return looks[static_cast<std::size_t>(alert.kind)]; }

std::vector<Alert> joined_by_name(std::vector<Alert> alerts) {
    std::vector<Alert> out;
    for (Alert& each : alerts) {
        const auto same = std::ranges::find_if(
            out, [&](const Alert& other) { return other.kind == each.kind && other.name == each.name; });
        if (same == out.end()) {
            out.push_back(std::move(each));
            continue;
        }
        for (LinePart& line : each.lines) {
            if (std::ranges::find(same->lines, line) == same->lines.end()) {
                same->lines.push_back(std::move(line));
            }
        }
    }
    std::ranges::stable_sort(out, std::greater(), &Alert::kind);
    return out;
}

} // namespace

std::string alerts_html(std::vector<Alert> alerts) {
    std::string out;
    for (const Alert& each : joined_by_name(std::move(alerts))) {
        const bool is_marked = all_restricted(each.lines);
        out += fmt::format(
            "<li class=\"alert {}{}\"><span class=\"i\" aria-hidden=\"true\">{}</span><p "
            "class=\"k\">{}{}</p>{}</li>\n",
            look_of(each).name, is_marked ? " x" : "", look_of(each).mark, tag_if(is_marked), each.name,
            each.lines.empty() ? "" : fmt::format("<p class=\"v\">{}</p>", line_html(each.lines, "f", {})));
    }
    return out.empty()
               ? out
               : fmt::format("<ul class=\"alerts\" aria-label=\"最初に確認すること\">\n{}</ul>\n", out);
}

std::string flags_html(std::span<const Alert> alerts) {
    std::string out;
    for (const Alert& each : joined_by_name({alerts.begin(), alerts.end()})) {
        if (each.kind >= AlertKind::danger) {
            out += fmt::format("<span class=\"tag {}{}\">{}</span> ", look_of(each).name,
                               all_restricted(each.lines) ? " x" : "", each.name);
        }
    }
    return out.empty() ? out : fmt::format("<p class=\"flags\">{}</p>\n", out);
}

bool any_restricted(std::span<const Alert> alerts) {
    return std::ranges::any_of(alerts, [](const Alert& each) { return any_restricted(each.lines); });
}

} // namespace renkei::html
