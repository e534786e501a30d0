#include "gateway/forms/html/top.h"

#include "gateway/core/time/date.h"
#include "gateway/core/time/era.h"
#include "gateway/forms/html/contradictions.h"
#include "gateway/forms/html/facts.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace renkei::html {
namespace {

using form::none;
using mapping::AlertKind;
using mapping::PageRole;

constexpr std::string_view no_value_came = "<span class=\"o\">値が届いていません</span>";

std::string_view value_of(const Answers& answers, form::ItemId item) {
    return item != none ? answers.record().value(answers.record().root(), answers.form().items()[item]).text()
                        : std::string_view();
}

std::string html_of(const Answers& answers, PageRole role) {
    const form::ItemId item = answers.item_of(role);
    return item != none ? answers.of(answers.record().root(), item).html : std::string();
}

// Family and given name may be items of their own. `said` gives what an item says.
std::string name_of(const Answers& answers, PageRole role,
                    const std::function<std::string(form::ItemId)>& said) {
    std::string out;
    for (const form::ItemId i : answers.form().items().ids()) {
        const bool is_part = answers.plan().page_item(i).role == role &&
                             answers.form().items()[i].group == form::document_group;
        const std::string part = is_part ? said(i) : std::string();
        out += (out.empty() || part.empty() ? "" : " ") + part;
    }
    return out;
}

// With the document's own day, or with the one that it is about, if the mapping names one and it is shown.
form::ItemId day_item(const Answers& answers, PageRole wanted) {
    for (const PageRole role : {wanted, PageRole::date}) {
        const form::ItemId item = answers.item_of(role);
        if (!value_of(answers, item).empty() && (role == PageRole::date || answers.shows(item))) {
            return item;
        }
    }
    return answers.form().about().created_item;
}

std::string_view label_of(const Answers& answers, form::ItemId item) {
    return answers.plan().text(answers.plan().page_item(item).label);
}

std::string labelled_date(const Answers& answers, form::ItemId item) {
    const std::string_view iso = value_of(answers, item);
    return iso.empty() ? std::string() : escaped(label_of(answers, item)) + " " + date_html(iso);
}

std::string birth_on_day(const Answers& answers, std::string_view iso) {
    const form::ItemId day = day_item(answers, PageRole::day);
    return birth_html(iso, value_of(answers, day),
                      day == day_item(answers, PageRole::date) ? "文書の日付" : label_of(answers, day));
}

std::string birth(const Answers& answers) {
    const std::string_view iso = value_of(answers, answers.item_of(PageRole::birth_date));
    if (iso.empty()) {
        const std::string reason = html_of(answers, PageRole::birth_date);
        return reason.empty() ? std::string(no_value_came) : reason;
    }
    return birth_on_day(answers, iso);
}

std::string shown_fact(std::string_view name, std::span<const LinePart> lines) {
    const bool is_marked = all_restricted(lines);
    return fmt::format("<div{}><dt>{}{}</dt><dd>{}</dd></div>\n", is_marked ? " class=\"x\"" : "",
                       tag_if(is_marked), escaped(name),
                       lines.empty() ? std::string(no_value_came) : line_html(lines, "f", {}));
}

// A code of the whole document; one that is not known as usual must be seen.
struct DocumentMark {
    std::string html{}; // the code in words; empty: there is none
    bool is_usual = true;
};

DocumentMark mark_of(const Answers& answers, PageRole role) {
    const std::string html = html_of(answers, role);
    if (html.empty()) {
        return {};
    }
    const form::ItemId item = answers.item_of(role);
    const PageWord word = answers.word_of(answers.form().items()[item], value_of(answers, item));
    return {.html = html, .is_usual = !word.text.empty() && word.effect == CodeEffect::none};
}

void add_status_alert(std::string status, std::vector<Alert>& out) {
    if (!status.empty()) {
        out.push_back(
            {.kind = AlertKind::danger, .name = "文書の状態", .lines = {{.html = std::move(status)}}});
    }
}

} // namespace

void add_document_alerts(const json::Tree& tree, const resources::BundleIndex& index, bool with_status,
                         std::vector<Alert>& out) {
    add_status_alert(with_status ? unusual_status_of(tree) : std::string(), out);
    const std::optional<std::string> death = death_of(tree, person_in(tree, index));
    const bool is_said = !death || std::ranges::any_of(out, [&](const Alert& each) {
        return each.kind == AlertKind::death &&
               (death->empty() || std::ranges::any_of(each.lines, [&](const LinePart& line) {
                    return line.html.find(*death) != std::string::npos;
                }));
    });
    if (!is_said) {
        out.push_back({.kind = AlertKind::death, .name = "死亡"});
        if (!death->empty()) {
            out.back().lines.push_back({.html = *death});
        }
    }
    for (const std::string_view each : label_alerts_of(tree, index)) {
        out.push_back({.kind = AlertKind::warning, .name = escaped(each)});
    }
}

bool names_person(const mapping::Plan& plan) {
    const auto has = [&](PageRole role) {
        return std::ranges::any_of(plan.form().items().ids(), [&](form::ItemId i) {
            return plan.page_item(i).role == role && plan.form().items()[i].group == form::document_group;
        });
    };
    return has(PageRole::name) || !has(PageRole::insured_number);
}

std::string birth_html(std::string_view iso, std::string_view day, std::string_view name_of_day) {
    std::string out = date_html(iso);
    if (const std::optional<std::string> era = time::era_of_iso(iso)) {
        out += fmt::format("（{}）", *era);
    }
    out += "生";
    if (const std::optional<int> age = time::full_years(iso, day)) {
        out += fmt::format("　{}歳（{}現在）", *age, escaped(name_of_day));
    }
    return out;
}

std::string month_text(const Answers& answers) {
    for (const form::ItemId i : answers.form().items().ids()) {
        const form::Item& item = answers.form().items()[i];
        if (item.type == form::ItemType::month && item.group == form::document_group) {
            const std::string_view month = value_of(answers, i); // of others something else is said
            return month.empty() ? std::string() : date_text(month) + "分";
        }
    }
    return {};
}

std::string document_line(const Answers& answers, std::uint32_t version) {
    const form::ItemId day = day_item(answers, PageRole::day);
    const form::ItemId date = day_item(answers, PageRole::date);
    std::string out = labelled_date(answers, day);
    if (const std::string own = labelled_date(answers, date); day != date && !own.empty()) {
        out += "　" + own;
    }
    if (const std::string month = month_text(answers); !month.empty()) {
        out += "　" + escaped(month);
    }
    if (const std::string sender = html_of(answers, PageRole::sender); !sender.empty()) {
        out += "　送信元：" + sender;
    }
    if (version > 0) {
        out += fmt::format("　版 {}", version);
    }
    out = "<p class=\"m\">" + out + "</p>\n";
    if (const DocumentMark status = mark_of(answers, PageRole::status);
        status.is_usual && !status.html.empty()) {
        out += fmt::format("<p class=\"m\">文書の状態：{}</p>\n", status.html);
    }
    const DocumentMark label = mark_of(answers, PageRole::confidentiality);
    return label.html.empty() ? out
                              : out + fmt::format("<p class=\"m{}\">閲覧制限：{}</p>\n",
                                                  label.is_usual ? "" : " a", label.html);
}

namespace {

// Of a form that knows no name: the box begins with the number, or with the name that another document has.
std::string number_head(const Answers& answers, const KnownPerson* known, const std::string& number) {
    if (known == nullptr) {
        return fmt::format("<p class=\"name\"><small>被保険者番号</small>{}</p>\n", number);
    }
    const std::string& born = known->birth_date;
    return fmt::format("<p class=\"name\">{}{} 様</p>\n<p>{}　{}　被保険者番号 {}</p>\n<p "
                       "class=\"s\">氏名など（{}による）</p>\n",
                       known->kana.empty() ? "" : "<small>" + isolated(known->kana) + "</small>",
                       isolated(known->name), code_html(gender_system, known->gender),
                       born.empty() ? born : birth_on_day(answers, born), number, isolated(known->source));
}

std::string name_head(const Answers& answers) {
    const auto html = [&](form::ItemId item) { return answers.of(answers.record().root(), item).html; };
    const std::string name = name_of(answers, PageRole::name, html);
    const std::string kana = name_of(answers, PageRole::kana, html);
    const std::string gender = html_of(answers, PageRole::gender);
    return fmt::format("<p class=\"name\">{}{}</p>\n<p>{}　{}</p>\n",
                       kana.empty() ? kana : "<small>" + kana + "</small>",
                       name.empty() ? "氏名：" + std::string(no_value_came) : name + " 様",
                       gender.empty() ? "性別：" + std::string(no_value_came) : gender, birth(answers));
}

} // namespace

PersonBox person_box(const Answers& answers, const PageOptions& options) {
    TopFacts top = top_facts(answers);
    const DocumentMark status = mark_of(answers, PageRole::status);
    add_status_alert(status.is_usual ? std::string() : status.html, top.alerts);
    if (options.document != nullptr && options.index != nullptr && !answers.is_part()) {
        add_document_alerts(*options.document, *options.index, status.html.empty(), top.alerts);
    }
    if (std::vector<LinePart> contradictions = contradictions_in(answers); !contradictions.empty()) {
        top.alerts.push_back({.name = "食い違い", .lines = std::move(contradictions)});
    }
    const std::string alerts = alerts_html(top.alerts);
    PersonBox out{.has_restricted = any_restricted(top.alerts)};
    const bool is_named = answers.item_of(PageRole::name) != none; // some forms have a number only
    const std::string number = is_named ? std::string() : html_of(answers, PageRole::insured_number);
    if (!is_named && number.empty()) {
        out.html = alerts;
        return out;
    }
    std::string facts;
    for (const Fact& each : top.facts) {
        facts += shown_fact(each.name, each.lines);
        out.has_restricted |= any_restricted(each.lines);
    }
    out.html =
        fmt::format("<section class=\"who\" aria-label=\"本人\">\n{}{}{}</section>\n{}",
                    is_named ? name_head(answers) : number_head(answers, options.person, number),
                    facts.empty() ? facts : "<dl>\n" + facts + "</dl>\n", flags_html(top.alerts), alerts);
    return out;
}

std::string person_of_sheet(const Answers& answers, const KnownPerson* known) {
    const std::string_view insured = value_of(answers, answers.item_of(PageRole::insured_number));
    const std::string number = insured.empty() ? std::string() : "被保険者番号 " + std::string(insured);
    if (answers.item_of(PageRole::name) == none) {
        return known == nullptr || number.empty() ? number
                                                  : sheet_person(known->name, known->birth_date, number) +
                                                        (known->birth_date.empty() ? "" : "　" + number);
    }
    const std::string name = name_of(answers, PageRole::name,
                                     [&](form::ItemId item) { return std::string(value_of(answers, item)); });
    return sheet_person(name, value_of(answers, answers.item_of(PageRole::birth_date)), number);
}

} // namespace renkei::html
