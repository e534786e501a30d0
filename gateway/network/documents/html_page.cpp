#include "gateway/network/documents/html_page.h"

#include <fmt/format.h>

namespace renkei::documents {
namespace {

using service::ExplainedItem;
using service::ItemState;

constexpr std::string_view style =
    "body{font-family:sans-serif;margin:1.5em auto;max-width:60em;padding:0 1em;line-height:1.6}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.25em "
    ".6em;text-align:left;vertical-align:top}"
    "th{width:35%;font-weight:normal;background:#f4f4f4}td{white-space:pre-wrap;overflow-wrap:anywhere}"
    ".g th{background:#dde6ee;font-weight:bold}.n td{color:#666}.m{color:#666;font-size:.9em}"
    "#all:not(:checked)~table .u{display:none}"
    "@page{size:A4;margin:15mm}"
    "@media "
    "print{body{margin:0;padding:0;max-width:none;font-size:10pt;line-height:1.4}tr{break-inside:avoid}.g{"
    "break-after:avoid}#all,#all+label{display:none}}";

constexpr std::string_view legend = "（空欄）＝空欄のままと伝えられた欄　（記載なし）＝値が届いていない欄（CS"
                                    "V の空の列など）　☐＝選ばれていない欄";

struct Look { // by BoxState
    std::string_view of_row;
    std::string_view instead; // of a value; empty: there is one
};
constexpr Look looks[] = {
    {"", ""}, {"", ""}, {" class=\"n\"", "（空欄）"}, {" class=\"n u\"", "（記載なし）"}};
static_assert(std::size(looks) == static_cast<std::size_t>(ItemState::not_stated) + 1);

void append(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
}

std::string escaped(std::string_view text) {
    std::string out;
    append(out, text);
    return out;
}

// Names of inner rows stand further in.
std::string indent(unsigned depth) {
    return depth == 0 ? std::string() : fmt::format(" style=\"padding-left:{}em\"", 0.6 + 1.2 * depth);
}

void heading(std::string& out, const ExplainedItem& line) {
    out += fmt::format("<tr class=\"g\"><th colspan=\"2\"{}>{} {}</th></tr>\n", indent(line.depth),
                       escaped(line.name), escaped(line.value));
}

void box(std::string& out, const ExplainedItem& line) {
    const Look& look = looks[static_cast<std::size_t>(line.state)];
    out += fmt::format("<tr{}><th{}>{}</th><td>", look.of_row, indent(line.depth), escaped(line.name));
    append(out, look.instead.empty() ? line.value : look.instead);
    if (!line.note.empty()) {
        out += fmt::format("（{}）", escaped(line.note));
    }
    out += "</td></tr>\n";
}

} // namespace

std::string render_page(const service::Explanation& document, const store::Version& version) {
    std::string out =
        fmt::format("<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
                    "name=\"viewport\" content=\"width=device-width\">\n"
                    "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n<p "
                    "class=\"m\">日付 {2}　版 {3}　様式 {4} "
                    "{5}</p>\n<p class=\"m\">{6}</p>\n<input type=\"checkbox\" id=\"all\" checked><label "
                    "for=\"all\" class=\"m\">記載なしの欄も表示する</label>\n<table>\n",
                    escaped(document.title), style, escaped(version.date), version.number,
                    escaped(document.form), escaped(document.version), legend);
    for (const ExplainedItem& line : document.lines) {
        if (line.is_heading) {
            heading(out, line);
        } else {
            box(out, line);
        }
    }
    out += "</table>\n</body>\n</html>\n";
    return out;
}

} // namespace renkei::documents
