#include "gateway/forms/html/top.h"

#include "gateway/core/time/date.h"
#include "gateway/core/time/era.h"
#include "gateway/forms/html/contradictions.h"
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
using mapping::PageFact;
using mapping::PageRole;

constexpr std::string_view no_value_came = "<span class=\"o\">値が届いていません</span>";

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
    return birth_html(iso, day_of(answers));
}

// ---------------------------------------------------------------- facts
// What the rows of the document say to an item.
void each_answer(const Answers& answers, const record::Row& row, form::ItemId item,
                 const std::function<void(const Answer&, std::string_view value, const record::Row&)>& use) {
    const form::Item& asked = answers.form().items()[item];
    if (row.group == answers.group_of(asked)) {
        if (const Answer answer = answers.of(row, item); answer.speaks()) {
            use(answer,
                asked.group == row.group ? answers.record().value(row, asked).text() : std::string_view(),
                row);
        }
        return;
    }
    for (const form::GroupId g : answers.form().groups().ids(1)) {
        if (answers.form().groups()[g].parent != row.group) {
            continue;
        }
        for (const record::Row* below : answers.record().rows(row, g)) {
            each_answer(answers, *below, item, use);
        }
    }
}

// Answers of items of one name: 「あり」, then what there is, line by line, and apart what there is not.
struct FactLine {
    std::vector<LinePart> leads; // different answers, each behind the name of its box
    std::vector<LinePart> named;
    std::vector<LinePart> denied;
};

// Adds what the coded boxes of a fact's entry say of it: that it does not hold (true), holds no longer or is
// not sure.
bool add_marks(const Answers& answers, const record::Row& row, form::ItemId fact, std::string& html) {
    const form::Form& form = answers.form();
    const mapping::EntryId entry = answers.plan().page_item(fact).entry;
    bool is_denied = false;
    for (const form::ItemId i : form.items().ids()) {
        const form::Item& item = form.items()[i];
        if (i == fact || entry == none || answers.plan().page_item(i).entry != entry || item.list == none ||
            item.group != row.group || !answers.shows(i)) {
            continue;
        }
        const PageWord word = answers.word_of(item, answers.record().value(row, item).text());
        html += word.effect == CodeEffect::none ? std::string() : fmt::format("（{}）", escaped(word.text));
        is_denied |= word.effect == CodeEffect::denied;
    }
    return is_denied;
}

bool says_that_there_is_none(const form::Wording* wording, std::string_view text) {
    const form::Reading* const read = wording == nullptr ? nullptr : wording->of_text(text);
    return read != nullptr && (read->says == form::Says::nothing || read->says == form::Says::denied);
}

using FactLead = std::pair<std::string_view, LinePart>; // the name of its box, what it says

// Boxes that say the same say it once; where they do not, each says which box it is.
std::vector<LinePart> distinguished(std::span<const FactLead> leads) {
    const bool is_one = std::ranges::all_of(
        leads, [&](const FactLead& each) { return each.second.html == leads.front().second.html; });
    std::vector<LinePart> out;
    for (const auto& [box, lead] : leads) {
        const std::string name = is_one ? "" : fmt::format("<span class=\"k\">{}：</span>", escaped(box));
        LinePart part{.html = name + lead.html, .restricted = lead.restricted};
        if (std::ranges::find(out, part) == out.end()) {
            out.push_back(std::move(part));
        }
    }
    return out;
}

// Items of one name, from `at` on.
FactLine fact_line(const Answers& answers, std::size_t& at) {
    const auto facts = answers.plan().page_facts();
    const std::string_view name = answers.plan().text(facts[at].name);
    std::vector<FactLead> leads;
    FactLine out;
    for (; at < facts.size() && answers.plan().text(facts[at].name) == name; ++at) {
        const PageFact& fact = facts[at];
        const bool is_coded = answers.form().items()[fact.item].list != none;
        const std::string_view box = answers.form().text(answers.form().items()[fact.item].name);
        const bool restricted = answers.plan().page_item(fact.item).restricted != 0;
        const form::Wording* const wording =
            answers.plan().wordings().of_type(answers.plan().text(fact.resource));
        each_answer(answers, answers.record().root(), fact.item,
                    [&](const Answer& answer, std::string_view value, const record::Row& row) {
                        LinePart part{.html = answer.html, .restricted = restricted};
                        const bool is_denied = add_marks(answers, row, fact.item, part.html);
                        if (is_coded) {
                            leads.emplace_back(box, part);
                        } else {
                            (is_denied || says_that_there_is_none(wording, value) ? out.denied : out.named)
                                .push_back(part);
                        }
                    });
    }
    out.leads = distinguished(leads);
    return out;
}

// 「あり」 and the first of what there is stand in one line.
std::vector<LinePart> lines_of(FactLine fact) {
    std::vector<LinePart> out;
    const auto bold = [](const LinePart& part) {
        return LinePart{.html = "<b>" + part.html + "</b>", .restricted = part.restricted};
    };
    if (fact.leads.size() == 1 && !fact.named.empty() &&
        fact.named.front().restricted == fact.leads.front().restricted) {
        fact.leads.front().html += "　" + fact.named.front().html;
        fact.named.erase(fact.named.begin());
    }
    std::ranges::transform(fact.leads, std::back_inserter(out), bold);
    std::ranges::transform(fact.named, std::back_inserter(out), bold);
    const bool stands_alone = out.empty();
    for (const LinePart& each : fact.denied) {
        out.push_back(stands_alone ? bold(each)
                                   : LinePart{.html = "<span class=\"o\">なしの記載：</span>" + each.html,
                                              .restricted = each.restricted});
    }
    return out;
}

std::string shown_fact(std::string_view name, std::span<const LinePart> lines) {
    const bool is_marked = all_restricted(lines);
    return fmt::format("<div{}><dt>{}{}</dt><dd>{}</dd></div>\n", is_marked ? " class=\"x\"" : "",
                       tag_if(is_marked), escaped(name),
                       lines.empty() ? std::string(no_value_came) : line_html(lines, "f", {}));
}

// ---------------------------------------------------------------- what stands above all
std::vector<LinePart> alerts_of(const Answers& answers) {
    std::vector<LinePart> out;
    const auto alerts = answers.plan().page_alerts();
    for (const mapping::PageAlert& alert : alerts) {
        const std::string_view wanted = answers.plan().text(alert.value);
        const mapping::PageItem& item = answers.plan().page_item(alert.item);
        each_answer(
            answers, answers.record().root(), alert.item,
            [&](const Answer& answer, std::string_view value, const record::Row&) {
                if (wanted.empty() ? !answers.plan().wordings().names_nothing(value) : value == wanted) {
                    out.push_back(
                        {.html = fmt::format("{}：{}", escaped(answers.plan().text(item.label)), answer.html),
                         .restricted = item.restricted != 0});
                }
            });
    }
    return out;
}

std::string shown_alerts(std::span<const LinePart> alerts) {
    if (alerts.empty()) {
        return {};
    }
    const bool is_marked = all_restricted(alerts);
    return fmt::format("<p class=\"alert{}\">{}{}</p>\n", is_marked ? " x" : "", tag_if(is_marked),
                       line_html(alerts, {}, "　"));
}

// One box each: what contradicts itself is settled before it is used.
std::string shown_contradictions(std::span<const LinePart> contradictions) {
    std::string out;
    for (const LinePart& each : contradictions) {
        out += fmt::format("<p class=\"stop{}\" role=\"note\">{}<span class=\"tag\">食い違い</span> {}</p>\n",
                           each.restricted ? " x" : "", tag_if(each.restricted), each.html);
    }
    return out;
}

// A code of the whole document; one that is not known as usual must be seen.
struct DocumentMark {
    std::string html{}; // its name and the code in words; empty: there is none
    bool is_usual = true;
};

DocumentMark mark_of(const Answers& answers, PageRole role, std::string_view name) {
    const std::string html = html_of(answers, role);
    if (html.empty()) {
        return {};
    }
    const form::ItemId item = *item_of(answers, role);
    const PageWord word = answers.word_of(answers.form().items()[item], value_of(answers, item));
    return {.html = fmt::format("{}：{}", name, html),
            .is_usual = !word.text.empty() && word.effect == CodeEffect::none};
}

DocumentMark status_of(const Answers& answers) { return mark_of(answers, PageRole::status, "文書の状態"); }

// A death, a test person and a document that is no final one: by its items, else by its FHIR document.
void add_document_alerts(const Answers& answers, const PageOptions& options, std::vector<LinePart>& alerts) {
    const json::Tree* const tree = options.document;
    if (tree != nullptr && options.index != nullptr && !answers.is_part()) {
        const std::string death = death_of(*tree, person_in(*tree, *options.index));
        const bool is_said = std::ranges::any_of(
            alerts, [&](const LinePart& each) { return each.html.find(death) != std::string::npos; });
        if (!death.empty() && !is_said) {
            alerts.push_back({.html = death});
        }
        for (const std::string_view each : label_alerts_of(*tree, *options.index)) {
            alerts.push_back({.html = escaped(each)});
        }
    }
    const DocumentMark own = status_of(answers);
    std::string status = !own.is_usual                         ? own.html
                         : own.html.empty() && tree != nullptr ? unusual_status_of(*tree)
                                                               : std::string();
    if (!status.empty()) {
        alerts.push_back({.html = std::move(status)});
    }
}

} // namespace

std::string birth_html(std::string_view iso, std::string_view day) {
    std::string out = date_html(iso);
    if (const std::optional<std::string> era = time::era_of_iso(iso)) {
        out += fmt::format("（{}）", *era);
    }
    out += "生";
    if (const std::optional<int> age = time::full_years(iso, day)) {
        out += fmt::format("　{}歳（文書の日付現在）", *age);
    }
    return out;
}

std::string document_line(const Answers& answers, std::uint32_t version) {
    std::string out = date_html(day_of(answers));
    if (const std::string sender = html_of(answers, PageRole::sender); !sender.empty()) {
        out += "　送信元：" + sender;
    }
    if (version > 0) {
        out += fmt::format("　版 {}", version);
    }
    out = "<p class=\"m\">" + out + "</p>\n";
    if (const DocumentMark status = status_of(answers); status.is_usual && !status.html.empty()) {
        out += fmt::format("<p class=\"m\">{}</p>\n", status.html);
    }
    const DocumentMark label = mark_of(answers, PageRole::confidentiality, "閲覧制限");
    return label.html.empty()
               ? out
               : out + fmt::format("<p class=\"m{}\">{}</p>\n", label.is_usual ? "" : " a", label.html);
}

constexpr std::string_view number_alone = "<section class=\"who\" aria-label=\"本人\">\n<p "
                                          "class=\"name\"><small>被保険者番号</small>{}</p>\n</section>\n";

PersonBox person_box(const Answers& answers, const PageOptions& options) {
    std::vector<LinePart> alerts = alerts_of(answers);
    add_document_alerts(answers, options, alerts);
    const std::vector<LinePart> contradictions = contradictions_in(answers);
    const std::string above = shown_alerts(alerts) + shown_contradictions(contradictions);
    alerts.insert(alerts.end(), contradictions.begin(), contradictions.end());
    if (!item_of(answers, PageRole::name)) { // some forms know the person by number only
        const std::string number = html_of(answers, PageRole::insured_number);
        return {.html = above + (number.empty() ? "" : fmt::format(number_alone, number)),
                .has_restricted = any_restricted(alerts)};
    }
    PersonBox out{.html = "<section class=\"who\" aria-label=\"本人\">\n" + above + "<p class=\"name\">",
                  .has_restricted = any_restricted(alerts)};
    const std::string name = html_of(answers, PageRole::name);
    const std::string gender = html_of(answers, PageRole::gender);
    if (const std::string kana = html_of(answers, PageRole::kana); !kana.empty()) {
        out.html += "<small>" + kana + "</small>";
    }
    out.html += name.empty() ? "氏名：" + std::string(no_value_came) : name + " 様";
    out.html += fmt::format("</p>\n<p>{}　{}</p>\n",
                            gender.empty() ? "性別：" + std::string(no_value_came) : gender, birth(answers));
    const auto facts = answers.plan().page_facts();
    if (!facts.empty()) {
        out.html += "<dl>\n";
        for (std::size_t at = 0; at < facts.size();) {
            const std::string_view label = answers.plan().text(facts[at].name);
            const std::vector<LinePart> lines = lines_of(fact_line(answers, at));
            out.html += shown_fact(label, lines);
            out.has_restricted |= any_restricted(lines);
        }
        out.html += "</dl>\n";
    }
    out.html += "</section>\n";
    return out;
}

std::string person_of_sheet(const Answers& answers) {
    const std::optional<form::ItemId> name = item_of(answers, PageRole::name);
    const std::string_view insured = value_of(answers, item_of(answers, PageRole::insured_number));
    const std::string number = insured.empty() ? std::string() : "被保険者番号 " + std::string(insured);
    if (!name) {
        return number;
    }
    return sheet_person(value_of(answers, name), value_of(answers, item_of(answers, PageRole::birth_date)),
                        number);
}

} // namespace renkei::html
