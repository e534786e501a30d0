#include "gateway/network/pages/list_page.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

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
    return fmt::format("<form class=\"filter\" method=\"post\" action=\"{}/_search\" role=\"search\" "
                       "aria-label=\"文書の検索\">\n",
                       escaped(list.documents_url)) +
           field(list, "name", "本人の氏名", "text") +
           field(list, "person", "被保険者番号・本人の番号", "text", "0000001016") +
           field(list, "insurer", "保険者番号", "text", "990010") +
           fmt::format("<label>様式<select name=\"form\">{}</select></label>\n", options) +
           field(list, "from", "文書の日付（から）", "date") +
           field(list, "to", "文書の日付（まで）", "date") +
           field(list, "sender", "送信元の番号", "text", "office:9970100013") +
           fmt::format("<label class=\"choice\"><span><input type=\"checkbox\" name=\"all\" "
                       "value=\"true\"{}>旧版も示す</span></label>\n",
                       searched(list, "all") == "true" ? " checked" : "") +
           "<button class=\"btn\" type=\"submit\">検索</button>\n</form>\n";
}

// 資格確認: by the number on a card and a day.
std::string eligibility_form(const ListPage& list) {
    return fmt::format("<details><summary>資格確認（被保険者証・要介護度・負担割合など）</summary>\n<form "
                       "method=\"post\" action=\"{}/_search\" aria-label=\"資格確認\">\n",
                       escaped(list.eligibility_url)) +
           field(list, "person", "被保険者番号", "text", "0000001016") +
           field(list, "insurer", "保険者番号", "text", "990010") +
           field(list, "date", "確認する日（空欄は今日）", "date") +
           "<button class=\"btn\" type=\"submit\">資格確認</button>\n</form></details>\n";
}

std::string page_of_person(const ListedDocument& document) {
    if (!document.has_person_page) {
        return "<span class=\"o\">―</span>";
    }
    return fmt::format("<a href=\"{}/person\">{}の記録</a>", escaped(document.url),
                       document.person.empty() ? "本人" : isolated(document.person) + "さん");
}

std::string or_dash(const std::string& html) {
    return html.empty() ? std::string("<span class=\"o\">―</span>") : html;
}

std::string title_of(const ListedDocument& document) {
    const std::string title = document.title.empty() ? "表題なし" : isolated(document.title);
    const std::string link =
        document.has_link ? fmt::format("<a href=\"{}\">{}</a>", escaped(document.url), title) : title;
    const auto further = [&](bool is_offered, std::string_view path, std::string_view words) {
        return is_offered ? fmt::format("<br><a class=\"s\" href=\"{}/{}\">{}</a>", escaped(document.url),
                                        path, words)
                          : std::string();
    };
    const std::string links =
        further(document.has_counterpart && document.has_link, "side-by-side", "並べて見る") +
        further(document.is_own, "deliveries", "送達の状況");
    return document.status.words.empty()
               ? link + links
               : fmt::format("{} <span class=\"tag{}{}\">{}</span>{}", link,
                             document.status.look.empty() ? "" : " ", document.status.look,
                             escaped(document.status.words), links);
}

std::string person_of(const ListedDocument& document) {
    if (document.person.empty()) { // some forms know the person by number only
        return document.insured_number.empty() ? "" : "被保険者番号 " + isolated(document.insured_number);
    }
    return isolated(document.person) + " 様" +
           (document.birth.empty() ? "" : "　" + html::date_html(document.birth) + "生");
}

std::string rows(const ListPage& list) {
    html::TableRows rows;
    for (const ListedDocument& each : list.documents) {
        rows.push_back({html::date_html(each.received), title_of(each), or_dash(person_of(each)),
                        or_dash(each.sender.empty() ? "" : isolated(each.sender)),
                        or_dash(each.date.empty() ? "" : html::date_html(each.date)), page_of_person(each)});
    }
    return html::table("文書", {"受付", "文書", "本人", "送信元", "文書の日付", "本人の記録"}, rows);
}

std::string note_of(const ComparedNames& names) {
    return fmt::format("<p class=\"s\">氏名は、文書を新しい順に開いて照らし合わせます。このページでは {} "
                       "件を照らし合わせました{}。</p>\n",
                       names.compared,
                       names.left_closed == 0
                           ? std::string()
                           : fmt::format("（大きいか多いため開いていない文書：{} 件）", names.left_closed));
}

// What was searched once more, from where this page ends.
std::string next_form(const ListPage& list) {
    std::string out =
        fmt::format("<form method=\"post\" action=\"{}/_search\">", escaped(list.documents_url));
    for (const auto& [name, value] : list.searched) {
        out += name == "page" ? "" : hidden(name, value);
    }
    return out + hidden("page", list.next) +
           "<button class=\"btn\" type=\"submit\">次のページ</button></form>\n";
}

} // namespace

std::string list_page(const ListPage& list, const html::PageHead& head) {
    std::string out =
        html::begin_page({.title = "文書の一覧", .has_forms = true}, &head) + html::views_html(&head) +
        "<div class=\"head\">\n<h1>文書の一覧</h1>\n<p class=\"m\">送った文書と、宛先になっている文書です。"
        "新しく受け付けたものから並びます。</p>\n</div>\n" +
        search_form(list) + eligibility_form(list);
    if (!list.refusal.empty()) {
        return out +
               html::notice(html::Notice::warning, escaped(list.refusal),
                            list.needs_insurer ? "「保険者番号」の欄も入力して、もう一度検索してください。"
                                               : "",
                            "alert") +
               html::end_page();
    }
    out += list.compared ? note_of(*list.compared) : std::string();
    out += list.documents.empty() ? "<p>該当する文書はありません。</p>\n" : rows(list);
    out += list.next.empty() ? "" : next_form(list);
    return out + html::end_page();
}

} // namespace renkei::pages
