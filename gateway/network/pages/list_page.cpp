#include "gateway/network/pages/list_page.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

using html::escaped;
using html::isolated;

std::string_view searched(const ListPage& list, std::string_view name) {
    const auto found = std::ranges::find(list.searched, name, &std::pair<std::string, std::string>::first);
    return found == list.searched.end() ? std::string_view() : std::string_view(found->second);
}

std::string field(const ListPage& list, std::string_view name, std::string_view label, std::string_view type,
                  std::string_view hint = {}) {
    return fmt::format("<label>{}<input name=\"{}\" type=\"{}\" value=\"{}\"{}></label>\n", escaped(label),
                       name, type, escaped(searched(list, name)),
                       hint.empty() ? "" : fmt::format(" placeholder=\"{}\"", escaped(hint)));
}

std::string hidden(std::string_view name, std::string_view value) {
    return fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value));
}

// Numbers of persons go into a body, never into a URL: so the form is sent by POST.
std::string search_form(const ListPage& list) {
    std::string options = "<option value=\"\">すべて</option>";
    for (const auto& [id, title] : list.forms) {
        options += fmt::format("<option value=\"{}\"{}>{}</option>", escaped(id),
                               id == searched(list, "form") ? " selected" : "", escaped(title));
    }
    return fmt::format(
               "<form method=\"post\" action=\"{}/_search\" role=\"search\" aria-label=\"文書の検索\">\n",
               escaped(list.documents_url)) +
           field(list, "person", "本人の番号", "text", "insurer:990010|0000001016") +
           fmt::format("<label>様式<select name=\"form\">{}</select></label>\n", options) +
           field(list, "from", "文書の日付（から）", "date") +
           field(list, "to", "文書の日付（まで）", "date") +
           field(list, "sender", "送信元の番号", "text", "office:9970100013") +
           "<button type=\"submit\">検索</button>\n</form>\n";
}

std::string page_of_person(const ListedDocument& document) {
    if (!document.has_person_page) {
        return "<span class=\"o\">―</span>";
    }
    return fmt::format("<a href=\"{}/person\">{}の記録</a>", escaped(document.url),
                       document.person.empty() ? "本人" : isolated(document.person) + "さん");
}

std::string rows(const ListPage& list) {
    std::string out = "<table role=\"table\" aria-label=\"文書\">" +
                      table_head({"文書の日付", "文書", "本人", "受付", "本人の記録"});
    for (const ListedDocument& document : list.documents) {
        const std::string person =
            document.person.empty() ? "<span class=\"o\">―</span>" : isolated(document.person) + " 様";
        const std::string title = document.title.empty() ? "表題なし" : isolated(document.title);
        out +=
            "<tr role=\"row\">" + cell("文書の日付", html::date_html(document.date)) +
            cell("文書", fmt::format("<a href=\"{}\">{}</a>{}", escaped(document.url), title,
                                     document.status.empty()
                                         ? ""
                                         : fmt::format(" <span class=\"tag\">{}</span>", document.status))) +
            cell("本人", person) + cell("受付", html::date_html(document.received)) +
            cell("本人の記録", page_of_person(document)) + "</tr>\n";
    }
    return out + "</tbody></table>\n";
}

// What was searched once more, from where this page ends.
std::string next_form(const ListPage& list) {
    std::string out =
        fmt::format("<form method=\"post\" action=\"{}/_search\">", escaped(list.documents_url));
    for (const auto& [name, value] : list.searched) {
        out += name == "page" ? "" : hidden(name, value);
    }
    return out + hidden("page", list.next) + "<button type=\"submit\">次のページ</button></form>\n";
}

} // namespace

std::string list_page(const ListPage& list) {
    std::string out = page_begin("文書の一覧") +
                      "<header>\n<h1>文書の一覧</h1>\n<p class=\"m\">送った文書と、宛先になっている文書です。"
                      "新しく受け付けたものから並びます。</p>\n</header>\n<main>\n" +
                      search_form(list);
    if (!list.refusal.empty()) {
        return out + fmt::format("<p class=\"alert\" role=\"alert\">{}</p>\n", escaped(list.refusal)) +
               page_end();
    }
    out += list.documents.empty() ? "<p>該当する文書はありません。</p>\n" : rows(list);
    out += list.next.empty() ? "" : next_form(list);
    return out + page_end();
}

} // namespace renkei::pages
