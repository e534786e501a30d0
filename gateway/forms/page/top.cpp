#include "gateway/forms/page/top.h"

#include "gateway/core/time/date.h"
#include "gateway/core/time/era.h"
#include "gateway/forms/page/html.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace renkei::page {
namespace {

using mapping::PageFact;
using mapping::PageRole;
using model::none;

constexpr std::string_view no_value_came = "<span class=\"o\">値が届いていません</span>";

// R4 composition-status: any other one must be seen.
constexpr std::array<std::string_view, 2> statuses_of_valid_documents{"final", "amended"};

// An item of the document itself.
std::optional<std::uint16_t> item_of(const Answers& answers, PageRole role) {
    for (std::uint16_t i = 0; i < answers.form().items().size(); ++i) {
        if (answers.plan().page_item(i).role == role && answers.form().items()[i].group == 0) {
            return i;
        }
    }
    return std::nullopt;
}

std::string_view value_of(const Answers& answers, std::optional<std::uint16_t> item) {
    return item ? answers.record().value(answers.record().root(), answers.form().items()[*item]).text()
                : std::string_view();
}

std::string html_of(const Answers& answers, PageRole role) {
    const std::optional<std::uint16_t> item = item_of(answers, role);
    return item ? answers.of(answers.record().root(), *item).html : std::string();
}

std::string_view day_of(const Answers& answers) {
    const std::string_view stated = value_of(answers, item_of(answers, PageRole::date));
    const std::uint16_t created = answers.form().about().created_item;
    return !stated.empty() || created == none ? stated : value_of(answers, created);
}

std::string birth(const Answers& answers) {
    const std::string_view iso = value_of(answers, item_of(answers, PageRole::birth_date));
    if (iso.empty()) {
        const std::string reason = html_of(answers, PageRole::birth_date);
        return reason.empty() ? std::string(no_value_came) : reason;
    }
    std::string out = escaped(shown_date(iso));
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

void add_answers(const Answers& answers, const model::Row& row, std::uint16_t item, FactLine& out) {
    const std::uint16_t group = answers.group_of(answers.form().items()[item]);
    if (row.group == group) {
        const Answer answer = answers.of(row, item);
        if (answer.speaks()) {
            out.html += (out.html.empty() ? "" : "　") + answer.html;
        }
        return;
    }
    for (std::uint16_t g = 1; g < answers.form().groups().size(); ++g) {
        if (answers.form().groups()[g].parent != row.group) {
            continue;
        }
        for (const model::Row* below : answers.record().rows(row, g)) {
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

// On paper restricted content is on the sheet apart.
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

} // namespace

std::string document_line(const Answers& answers, std::uint32_t version) {
    std::string out = escaped(shown_date(day_of(answers)));
    if (const std::string sender = html_of(answers, PageRole::sender); !sender.empty()) {
        out += "　送信元：" + sender;
    }
    if (version > 0) {
        out += fmt::format("　版 {}", version);
    }
    out = "<p class=\"m\">" + out + "</p>\n";
    const std::optional<std::uint16_t> status = item_of(answers, PageRole::status);
    const std::string_view code = value_of(answers, status);
    if (status && !code.empty() && answers.form().items()[*status].list != none) {
        const model::CodeList& list = answers.form().lists()[answers.form().items()[*status].list];
        const std::uint16_t row = answers.form().row_of_form_code(list, code);
        const std::string_view fhir =
            row == none ? code : answers.form().text(answers.form().rows(list)[row].fhir);
        const bool is_valid =
            fhir == statuses_of_valid_documents[0] || fhir == statuses_of_valid_documents[1];
        out += fmt::format("<p class=\"m{}\">文書の状態：{}</p>\n", is_valid ? "" : " a",
                           html_of(answers, PageRole::status));
    }
    return out;
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
                       birth(answers), escaped(shown_date(day_of(answers))));
}

} // namespace renkei::page
