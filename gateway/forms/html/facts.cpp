#include "gateway/forms/html/facts.h"

#include "gateway/core/base/word_list.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/form/level_limits.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>

namespace renkei::html {
namespace {

using form::none;
using mapping::AlertKind;
using mapping::PageFact;

constexpr std::array<std::string_view, 2> reasons_of_unknown{"unknown", "asked-unknown"};

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
    std::vector<LinePart> leads{}; // different answers, each behind the name of its box
    std::vector<LinePart> named{};
    std::vector<LinePart> denied{};
    bool is_alert = false;      // one of them names something
    bool lead_is_alert = false; // and one of the leads does
};

// Does the answer of a coded box say that there is something?
bool names_something(const Answers& answers, const PageFact& fact, std::string_view code) {
    const form::Form& form = answers.form();
    const form::Item& item = form.items()[fact.item];
    const std::string_view codes = answers.plan().text(fact.codes);
    const form::CodeRow* const row = form::row_of_code(form, item.list, code);
    return row != nullptr && row->absent.empty() &&
           (codes.empty() ? !answers.plan().wordings().names_nothing(answers.words_of_code(item, code))
                          : base::is_word_of(codes, form.text(row->fhir)));
}

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

// Of a box of the document; empty: it has none, or is not shown.
std::string_view code_of(const Answers& answers, std::string_view id) {
    const std::optional<form::ItemId> box = answers.form().item(id);
    return box && answers.shows(*box)
               ? answers.record().value(answers.record().root(), answers.form().items()[*box]).text()
               : std::string_view();
}

// Does another box say that the level does not hold? It counts also where the reader may not see it.
bool is_void(const Answers& answers, const form::LimitPlace& place) {
    const std::optional<form::ItemId> box = answers.form().item(place.void_item);
    const std::string_view code =
        box ? answers.record().value(answers.record().root(), answers.form().items()[*box]).text()
            : std::string_view();
    return !code.empty() && base::is_word_of(place.void_codes, code);
}

// Why a coded box has no answer to the question of a fact, though it has a code: 再調査 is no level.
std::string_view why_none(const Answers& answers, form::ItemId item, std::string_view code) {
    const form::Form& form = answers.form();
    const form::CodeRow* const row = form::row_of_code(form, form.items()[item].list, code);
    if (row != nullptr && !row->absent.empty() &&
        !base::is_one_of(form.text(row->absent), reasons_of_unknown)) {
        return answers.words_of_code(form.items()[item], code);
    }
    const form::LimitPlace* const place = form::limit_place_of(form.id());
    return place != nullptr && form.item(place->level) == item && is_void(answers, *place)
               ? answers.words_of_code(form.items()[*form.item(place->void_item)],
                                       code_of(answers, place->void_item))
               : std::string_view();
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
    std::string said;
    bool disagrees = false; // two boxes of the document, with different answers to one question
    FactLine out;
    for (; at < facts.size() && answers.plan().text(facts[at].name) == name; ++at) {
        const PageFact& fact = facts[at];
        const form::Item& item = answers.form().items()[fact.item];
        const bool is_flag = item.type == form::ItemType::flag;
        const bool is_coded = item.list != none && !is_flag;
        const bool shows_all = fact.alert == AlertKind::line || fact.alert >= AlertKind::danger;
        const std::string_view box = answers.form().text(answers.form().items()[fact.item].name);
        const bool restricted = answers.plan().page_item(fact.item).restricted != 0;
        const form::Wording* const wording =
            answers.plan().wordings().of_type(answers.plan().text(fact.resource));
        each_answer(answers, answers.record().root(), fact.item,
                    [&](const Answer& answer, std::string_view value, const record::Row& row) {
                        LinePart part{.html = is_flag ? escaped(box) : answer.html, .restricted = restricted};
                        if (const auto why = is_coded ? why_none(answers, fact.item, value) : "";
                            !why.empty()) {
                            part.html = fmt::format("<span class=\"o\">値なし</span>（{}）", escaped(why));
                        }
                        const bool is_denied = add_marks(answers, row, fact.item, part.html) ||
                                               (!is_coded && says_that_there_is_none(wording, value));
                        const bool is_alert = answer.state == AnswerState::stated && !is_denied &&
                                              (is_flag    ? answer.ticked
                                               : is_coded ? names_something(answers, fact, value)
                                                          : !answers.plan().wordings().names_nothing(value));
                        out.is_alert |= is_alert;
                        out.lead_is_alert |= is_alert && is_coded;
                        if (!is_alert && (is_flag || !shows_all)) {
                            return; // it stands in its section
                        }
                        if (is_coded && fact.alert == AlertKind::line && row.parent == nullptr &&
                            answer.state == AnswerState::stated) {
                            disagrees |= !said.empty() && said != answer.html;
                            said = answer.html;
                        }
                        if (is_coded) {
                            leads.emplace_back(box, part);
                        } else {
                            (is_denied ? out.denied : out.named).push_back(part);
                        }
                    });
    }
    out.leads = distinguished(leads);
    if (disagrees) {
        out.leads.insert(out.leads.begin(), {.html = "<span class=\"tag soon\">食い違い</span>",
                                             .restricted = all_restricted(out.leads)});
    }
    return out;
}

// 「あり」 and the first of what there is stand in one line.
std::vector<LinePart> lines_of(FactLine fact) {
    std::vector<LinePart> out;
    const auto bold = [](const LinePart& part) {
        return LinePart{.html = "<b>" + part.html + "</b>", .restricted = part.restricted};
    };
    if (fact.leads.size() == 1 && fact.lead_is_alert && !fact.named.empty() &&
        fact.named.front().restricted == fact.leads.front().restricted) {
        fact.leads.front().html += "　" + fact.named.front().html;
        fact.named.erase(fact.named.begin());
    }
    if (!fact.lead_is_alert) { // a box that says none or unknown does not stand before what is named
        fact.leads.swap(fact.named);
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

void add_own_alerts(const Answers& answers, std::vector<Alert>& out) {
    for (const mapping::PageAlert& alert : answers.plan().page_alerts()) {
        const std::string_view wanted = answers.plan().text(alert.value);
        const mapping::PageItem& item = answers.plan().page_item(alert.item);
        const std::string label = escaped(answers.plan().text(item.label));
        const std::string name = escaped(answers.plan().text(alert.name));
        const bool is_box = answers.form().items()[alert.item].type == form::ItemType::flag;
        each_answer(answers, answers.record().root(), alert.item,
                    [&](const Answer& answer, std::string_view value, const record::Row&) {
                        const bool is_meant = wanted.empty() ? !answers.plan().wordings().names_nothing(value)
                                                             : value == wanted;
                        if (!is_meant || (wanted.empty() && answer.state != AnswerState::stated)) {
                            return;
                        }
                        const bool is_death = alert.kind == AlertKind::death;
                        const std::string said = is_box ? label : answer.html;
                        if (is_box && !out.empty() && !name.empty() && out.back().name == name &&
                            out.back().lines.back().restricted == (item.restricted != 0)) {
                            out.back().lines.back().html += "、" + said;
                            return;
                        }
                        out.push_back({.kind = alert.kind,
                                       .name = is_death       ? "死亡"
                                               : name.empty() ? label
                                                              : name,
                                       .lines = {{.html = is_death ? label + "：" + answer.html : said,
                                                  .restricted = item.restricted != 0}}});
                    });
    }
}

// Of boxes whose ids stand there with blanks between them, the first that says something.
std::string_view first_of(const Answers& answers, std::string_view ids) {
    while (!ids.empty()) {
        if (const std::string_view code = code_of(answers, text::next_part(ids, ' ')); !code.empty()) {
            return code;
        }
    }
    return {};
}

constexpr std::string_view limit_name = "在宅サービスの1か月の支給限度（単位）";

// What the law sets for the level that the document says, unless the document states the same itself.
void add_limit(const Answers& answers, std::vector<Fact>& out) {
    const form::LimitPlace* const place = form::limit_place_of(answers.form().id());
    const form::LevelLimit* const limit =
        place == nullptr || is_void(answers, *place)
            ? nullptr
            : form::limit_of(code_of(answers, place->level), first_of(answers, place->days));
    const std::string_view own = limit == nullptr ? "" : code_of(answers, place->own_limit);
    if (limit == nullptr || own == limit->units) {
        return;
    }
    const bool restricted = answers.plan().page_item(*answers.form().item(place->level)).restricted != 0;
    Fact fact{.name = limit_name};
    if (!own.empty()) {
        fact.lines.push_back(
            {.html = fmt::format("<span class=\"tag soon\">食い違い</span> この文書の記載：<b>{}</b>",
                                 with_separators(own)),
             .restricted = restricted});
    }
    fact.lines.push_back(
        {.html = fmt::format("法令の額：<b>{}</b>（{}からの額{}）　<span class=\"o\">出典：{}</span>",
                             with_separators(limit->units), date_html(limit->from),
                             limit->until.empty() ? std::string() : "、" + date_html(limit->until) + "まで",
                             escaped(limit->source)),
         .restricted = restricted});
    out.push_back(std::move(fact));
}

} // namespace

TopFacts top_facts(const Answers& answers) {
    TopFacts out;
    add_own_alerts(answers, out.alerts);
    const auto facts = answers.plan().page_facts();
    for (std::size_t at = 0; at < facts.size();) {
        const AlertKind kind = facts[at].alert;
        const std::string_view name = answers.plan().text(facts[at].name);
        FactLine fact = fact_line(answers, at);
        const bool is_alert = fact.is_alert && kind != AlertKind::line;
        std::vector<LinePart> lines = lines_of(std::move(fact));
        if (is_alert) {
            out.alerts.push_back({.kind = kind, .name = escaped(name), .lines = std::move(lines)});
        } else if (kind == AlertKind::line || kind >= AlertKind::danger) {
            out.facts.push_back({.name = name, .lines = std::move(lines)});
        }
    }
    add_limit(answers, out.facts);
    return out;
}

} // namespace renkei::html
