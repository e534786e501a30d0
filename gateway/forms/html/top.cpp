#include "gateway/forms/html/top.h"

#include "gateway/core/time/date.h"
#include "gateway/core/time/era.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace renkei::html {
namespace {

using form::none;
using mapping::PageFact;
using mapping::PageRole;

constexpr std::string_view no_value_came = "<span class=\"o\">値が届いていません</span>";

// FHIR codes of what is usual; any other one must be seen.
constexpr std::array<std::string_view, 2> usual_statuses{"final", "amended"};
constexpr std::array<std::string_view, 1> usual_confidentiality{"N"};

// An item of the document itself.
std::optional<form::ItemId> item_of(const Answers& answers, PageRole role) {
    for (const form::ItemId i : answers.form().items().ids()) {
        if (answers.plan().page_item(i).role == role &&
            answers.form().items()[i].group == form::document_group) {
            return i;
        }
    }
    return std::nullopt;
}

std::string_view value_of(const Answers& answers, std::optional<form::ItemId> item) {
    return item ? answers.record().value(answers.record().root(), answers.form().items()[*item]).text()
                : std::string_view();
}

std::string html_of(const Answers& answers, PageRole role) {
    const std::optional<form::ItemId> item = item_of(answers, role);
    return item ? answers.of(answers.record().root(), *item).html : std::string();
}

std::string_view day_of(const Answers& answers) {
    const std::string_view stated = value_of(answers, item_of(answers, PageRole::date));
    const form::ItemId created = answers.form().about().created_item;
    return !stated.empty() || created == none ? stated : value_of(answers, created);
}

std::string birth(const Answers& answers) {
    const std::string_view iso = value_of(answers, item_of(answers, PageRole::birth_date));
    if (iso.empty()) {
        const std::string reason = html_of(answers, PageRole::birth_date);
        return reason.empty() ? std::string(no_value_came) : reason;
    }
    std::string out = date_html(iso);
    if (const std::optional<std::string> era = time::era_of_iso(iso)) {
        out += fmt::format("（{}）", *era);
    }
    out += "生";
    if (const std::optional<int> age = time::full_years(iso, day_of(answers))) {
        out += fmt::format("　{}歳（文書の日付現在）", *age);
    }
    return out;
}

// ---------------------------------------------------------------- facts
struct FactLine {
    std::string html;
    bool restricted = false;
};

void add_answers(const Answers& answers, const record::Row& row, form::ItemId item, FactLine& out) {
    const form::GroupId group = answers.group_of(answers.form().items()[item]);
    if (row.group == group) {
        const Answer answer = answers.of(row, item);
        if (answer.speaks()) {
            out.html += (out.html.empty() ? "" : "　") + answer.html;
        }
        return;
    }
    for (const form::GroupId g : answers.form().groups().ids(1)) {
        if (answers.form().groups()[g].parent != row.group) {
            continue;
        }
        for (const record::Row* below : answers.record().rows(row, g)) {
            add_answers(answers, *below, item, out);
        }
    }
}

// Items of one name, from `first` on.
FactLine fact_line(const Answers& answers, std::size_t& at) {
    const auto facts = answers.plan().page_facts();
    const std::string_view name = answers.plan().text(facts[at].name);
    FactLine out;
    for (; at < facts.size() && answers.plan().text(facts[at].name) == name; ++at) {
        add_answers(answers, answers.record().root(), facts[at].item, out);
        out.restricted |= answers.plan().page_item(facts[at].item).restricted != 0;
    }
    return out;
}

// A fact at the top of the page. When printed, restricted content stands on the separate sheet.
std::string shown_fact(const FactLine& line) {
    if (line.html.empty()) {
        return std::string(no_value_came);
    }
    if (!line.restricted) {
        return "<b>" + line.html + "</b>";
    }
    return fmt::format("<span class=\"screen\"><b>{}</b> <span class=\"tag\">取扱注意</span></span><span "
                       "class=\"paper\">別紙（取扱注意）</span>",
                       line.html);
}

std::string_view fhir_code_of(const Answers& answers, form::ItemId item) {
    const std::string_view code = value_of(answers, item);
    const form::ListId list = answers.form().items()[item].list;
    if (list == none) {
        return code;
    }
    const form::CodeRowId row = answers.form().row_of_form_code(answers.form().lists()[list], code);
    return row == none ? code
                       : answers.form().text(answers.form().rows(answers.form().lists()[list])[row].fhir);
}

// A code of the whole document.
std::string mark(const Answers& answers, PageRole role, std::string_view name,
                 std::span<const std::string_view> usual) {
    const std::optional<form::ItemId> item = item_of(answers, role);
    const std::string html = html_of(answers, role);
    if (html.empty()) {
        return {};
    }
    const bool is_usual = std::ranges::find(usual, fhir_code_of(answers, *item)) != usual.end();
    return fmt::format("<p class=\"m{}\">{}：{}</p>\n", is_usual ? "" : " a", name, html);
}

} // namespace

std::string document_line(const Answers& answers, std::uint32_t version) {
    std::string out = date_html(day_of(answers));
    if (const std::string sender = html_of(answers, PageRole::sender); !sender.empty()) {
        out += "　送信元：" + sender;
    }
    if (version > 0) {
        out += fmt::format("　版 {}", version);
    }
    return "<p class=\"m\">" + out + "</p>\n" +
           mark(answers, PageRole::status, "文書の状態", usual_statuses) +
           mark(answers, PageRole::confidentiality, "閲覧制限", usual_confidentiality);
}

std::string person_box(const Answers& answers) {
    if (!item_of(answers, PageRole::name)) {
        return {};
    }
    const std::string name = html_of(answers, PageRole::name);
    const std::string gender = html_of(answers, PageRole::gender);
    std::string out = "<section class=\"who\" aria-label=\"本人\">\n<p class=\"n\">";
    if (const std::string kana = html_of(answers, PageRole::kana); !kana.empty()) {
        out += "<small>" + kana + "</small>";
    }
    out += name.empty() ? "氏名：" + std::string(no_value_came) : name + " 様";
    out += fmt::format("</p>\n<p class=\"b\">{}　{}</p>\n",
                       gender.empty() ? "性別：" + std::string(no_value_came) : gender, birth(answers));
    const auto facts = answers.plan().page_facts();
    if (!facts.empty()) {
        out += "<dl>\n";
        for (std::size_t at = 0; at < facts.size();) {
            const std::string label = escaped(answers.plan().text(facts[at].name));
            out +=
                fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", label, shown_fact(fact_line(answers, at)));
        }
        out += "</dl>\n";
    }
    return out + "</section>\n";
}

std::string person_line(const Answers& answers) {
    return fmt::format("<p class=\"paper\">{} 様　{}　{}</p>\n", html_of(answers, PageRole::name),
                       birth(answers), date_html(day_of(answers)));
}

} // namespace renkei::html
