#include "gateway/network/pages/work_page.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/top.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

using html::isolated;

constexpr std::string_view looks[] = {"", "soon", "late"}; // by Urgency
constexpr std::string_view tags[] = {
    "", "<span class=\"tag soon\"><span aria-hidden=\"true\">△</span>もうすぐ</span>",
    "<span class=\"tag late\"><span aria-hidden=\"true\">!</span>期限超過</span>"};

std::string dated(const std::string& day) { return day.empty() ? std::string() : html::date_html(day); }

std::string tiles(const WorkPage& page) {
    std::string out = "<ul class=\"tiles\">\n";
    for (const WorkTile& each : page.tiles) {
        const Urgency urgency = each.count == 0 ? Urgency::none : each.urgency;
        out += fmt::format("<li class=\"tile {}\">{}<b>{}<small> 件</small></b></li>\n",
                           looks[static_cast<std::size_t>(urgency)], escaped(each.label), each.count);
    }
    return out + "</ul>\n";
}

// Names and numbers of persons go into a body, never into a URL: so forms are sent by POST.
std::string begin_form(const WorkPage& page, std::string_view attributes) {
    return fmt::format("<form method=\"post\" action=\"{}/_search\"{}>\n", escaped(page.url), attributes);
}

std::string filter(const WorkPage& page) {
    const auto searched = [&](std::string_view name) {
        const auto found = std::ranges::find(page.searched, name, &WorkField::first);
        return found == page.searched.end() ? std::string() : found->second;
    };
    std::string out = begin_form(page, " class=\"filter\" role=\"search\" aria-label=\"一覧の絞り込み\"");
    for (const WorkChoice& each : page.choices) {
        out += fmt::format("<label>{}<select name=\"{}\"><option value=\"\">すべて</option>",
                           escaped(each.label), each.name);
        for (const auto& [value, words] : each.options) {
            out += fmt::format("<option value=\"{}\"{}>{}</option>", escaped(value),
                               value == searched(each.name) ? " selected" : "", escaped(words));
        }
        out += "</select></label>\n";
    }
    constexpr std::string_view fields[][2] = {{"name", "氏名またはカナ"}, {"number", "被保険者番号"}};
    for (const auto& [name, label] : fields) {
        out += fmt::format("<label>{}<input name=\"{}\" type=\"text\" value=\"{}\" "
                           "autocomplete=\"off\"></label>\n",
                           label, name, escaped(searched(name)));
    }
    return out + "<button class=\"btn\" type=\"submit\">絞り込む</button>\n</form>\n";
}

std::string state_cell(const WorkRow& row) {
    std::string out;
    bool is_behind = !row.state.empty(); // the step that is next, or none is
    for (const auto& [step, is_done] : row.steps) {
        const std::string_view look = is_done ? " class=\"past\"" : is_behind ? "" : " aria-current=\"step\"";
        is_behind = is_behind || !is_done;
        out += fmt::format("<li{}>{}{}</li>", look, escaped(step), is_done ? "（済）" : "");
    }
    return (out.empty() ? "" : "<ol class=\"steps\">" + out + "</ol>") + escaped(row.state);
}

std::string notes_cell(const WorkRow& row) {
    std::string out;
    for (const std::string& note : row.notes) {
        const bool is_marked = row.is_late && out.empty();
        out += fmt::format("<span class=\"f{}\">{}</span>", is_marked ? " a" : "", isolated(note));
    }
    out += row.action;
    return out.empty() ? "<span class=\"o\">―</span>" : out;
}

std::string rows(const WorkPage& page) {
    html::TableRows rows;
    for (const WorkRow& each : page.rows) {
        rows.push_back(
            {fmt::format("<span class=\"left\">{}</span><span class=\"src f\">{}</span>{}",
                         escaped(each.left), dated(each.due), tags[static_cast<std::size_t>(each.urgency)]),
             person_cell(each.subject, page.today),
             escaped(each.what) + "<span class=\"src f\">" + dated(each.since) + "</span>", state_cell(each),
             notes_cell(each)});
    }
    return rows.empty() ? "<p>該当するものはありません。</p>\n"
                        : html::table(page.title, {"残り", "利用者", "内容", "状態", page.notes_title}, rows);
}

std::string page_form(const WorkPage& page, std::size_t number, std::string_view words) {
    std::string out = begin_form(page, "");
    for (const auto& [name, value] : page.searched) {
        out += fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value));
    }
    return out + fmt::format("<input type=\"hidden\" name=\"page\" value=\"{}\"><button class=\"btn\" "
                             "type=\"submit\">{}</button></form>\n",
                             number, words);
}

std::string left_out(std::size_t count, std::string_view words) {
    return count == 0 ? std::string()
                      : html::notice(html::Notice::warning, fmt::format("{}：{} 件", words, count));
}

} // namespace

std::string person_cell(const sharing::NamedSubject& subject, std::string_view today) {
    const auto line = [](const std::string& html) {
        return html.empty() ? html : "<small class=\"f\">" + html + "</small>";
    };
    return line(subject.kana.empty() ? "" : isolated(subject.kana)) + "<b>" +
           (subject.name.empty() ? "氏名の記録なし" : isolated(subject.name)) + "</b>" +
           line(subject.birth ? html::birth_html(subject.birth->text(), today) : "") +
           line(subject.number.empty() ? "" : "被保険者番号 " + isolated(subject.number));
}

std::string work_page(const WorkPage& page, const html::PageHead& head) {
    std::string out =
        html::begin_page({.title = page.title, .look = "broad-sheet", .has_forms = true}, &head) +
        fmt::format("<div class=\"head\">\n<h1>{}</h1>\n<p class=\"m\">{}現在。{}</p>\n</div>\n",
                    escaped(page.title), dated(page.today), escaped(page.lead));
    if (!page.refusal.empty()) {
        return out + html::notice(html::Notice::warning, escaped(page.refusal), {}, "alert") + filter(page) +
               html::end_page();
    }
    out += tiles(page) + filter(page) +
           left_out(page.unread, "開けない記録（その利用者は一覧にありません。運用者に連絡してください）") +
           left_out(page.withheld, "このページで表示を認められない記録") +
           fmt::format("<p><b>{} 件</b>（期限の近い順、{} / {} ページ）</p>\n", page.found, page.page,
                       page.pages) +
           rows(page) + "<div class=\"pager\">";
    out += page.page > 1 ? page_form(page, page.page - 1, "前のページ") : "";
    out += page.page < page.pages ? page_form(page, page.page + 1, "次のページ") : "";
    return out + "</div>\n" + html::end_page();
}

} // namespace renkei::pages
