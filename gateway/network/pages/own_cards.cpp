#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/auditreport/access_words.h"
#include "gateway/network/pages/answers.h"
#include "gateway/network/pages/own_page.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

using diag::BilingualText;
using html::escaped;
using mhd::EligibilityField;
using mhd::EligibilityValue;
using mhd::Holds;

constexpr BilingualText card_used_text{"Used so far: {}", "これまでに使った額：{}"};
constexpr BilingualText card_ended_text{"ended", "終わりました"};
constexpr BilingualText card_later_text{"later", "これから"};
constexpr BilingualText card_none_text{"Nothing that arrived holds today.",
                                       "今日有効なものは、届いていません。"};
constexpr BilingualText card_undated_text{"No period is stated", "有効な期間は書かれていません"};
constexpr BilingualText card_source_text{"From: {}", "出典：{}"};
constexpr BilingualText card_differs_text{"Documents disagree", "文書によって違います"};
constexpr BilingualText card_law_text{
    "The amount that the law sets (a municipality may have set a higher one):",
    "国の定めた額（市区町村がこれより高く決めていることがあります）："};
constexpr BilingualText card_ask_text{"Documents disagree: ask your municipality.",
                                      "文書によって違います。市区町村の窓口でお確かめください。"};

// 19,705 単位 of 19705 単位
std::string card_amount(const std::string& text) {
    const std::size_t digits = std::min(text.find(' '), text.size());
    return html::isolated(html::with_separators(text.substr(0, digits)) + text.substr(digits));
}

struct CardWriter {
    const OwnView& view;
    diag::Language language;
    OwnCards out{};
    std::string others{}; // what does not hold today

    std::string in(const BilingualText& text) const { return text.in(language); }

    const std::vector<EligibilityValue>& values_of(std::string_view field) const {
        static const std::vector<EligibilityValue> none;
        const auto found = std::ranges::find(view.eligibility.fields, field, &EligibilityField::id);
        return found == view.eligibility.fields.end() ? none : found->values;
    }

    // What holds; else what may, as documents of the newest day say.
    bool is_shown(const EligibilityValue& value, const EligibilityValue* first) const {
        const auto day = [&](const EligibilityValue& each) {
            return view.content->sources[each.sources.front()].date;
        };
        return value.holds != Holds::no && !value.text.empty() &&
               (first == nullptr || value.contradicts ||
                (value.holds == first->holds && (value.holds == Holds::yes || day(value) == day(*first))));
    }

    void add(const mhd::OwnCard& card) {
        const EligibilityValue* first = nullptr;
        bool differs = false;
        std::string inner;
        std::string ended;
        for (const EligibilityValue& each : values_of(card.field)) {
            const std::string until = each.period.to.value_or(std::string());
            const bool is_later = each.period.from > view.eligibility.day.text();
            if (is_shown(each, first)) {
                const bool is_of_law = each.limit != nullptr; // a municipality may set a higher one
                inner += first == nullptr ? ""
                         : is_of_law      ? fmt::format("<p>{}</p>", in(card_law_text))
                                     : fmt::format("<p class=\"tag danger\">{}</p>", in(card_differs_text));
                inner += fmt::format("<p class=\"big\">{}</p><p>{}", card_amount(each.text),
                                     each.period.is_known() || !card.used.empty() ? time_html(each.period)
                                                                                  : in(card_undated_text));
                for (const EligibilityValue& used : values_of(card.used)) { // in the same document
                    inner += used.sources.front() == each.sources.front()
                                 ? auditreport::filled_text(card_used_text, language, card_amount(used.text))
                                 : "";
                }
                const std::string source = is_of_law
                                               ? basis_html(*each.limit)
                                               : shown_name(view.content->sources[each.sources.front()].name);
                inner += fmt::format("<span class=\"src\">{}</span></p>",
                                     auditreport::filled_text(card_source_text, language, source));
                differs |= first != nullptr && !is_of_law;
                first = first == nullptr ? &each : first;
            } else if (each.holds == Holds::no &&
                       (is_later || (!until.empty() && until < view.eligibility.day.text()))) {
                ended += fmt::format("<li>{}：{}　{} <span class=\"tag\">{}</span></li>\n",
                                     escaped(card.title), card_amount(each.text), time_html(each.period),
                                     in(is_later ? card_later_text : card_ended_text));
            }
        }
        others += ended;
        if (first == nullptr && ended.empty()) {
            return;
        }
        const std::string title = escaped(card.title);
        if (out.html.empty()) {
            out.first =
                first == nullptr || differs
                    ? html::notice(html::Notice::warning, title, in(differs ? card_ask_text : card_none_text))
                    : html::notice(html::Notice::info, title + "：" + card_amount(first->text),
                                   time_html(first->period));
        }
        out.html += fmt::format("<div class=\"card\"><h3>{}</h3>{}</div>\n", title,
                                first == nullptr ? "<p>" + in(card_none_text) + "</p>" : inner);
    }
};

} // namespace

OwnCards own_cards(const OwnView& view, diag::Language language) {
    CardWriter writer{view, language};
    for (const mhd::OwnCard& card : view.content == nullptr ? std::vector<mhd::OwnCard>() : view.own.cards) {
        writer.add(card);
    }
    OwnCards& out = writer.out;
    out.html = out.html.empty() ? out.html : "<div class=\"cards\">\n" + out.html + "</div>\n";
    out.html += writer.others.empty() ? writer.others : "<ul class=\"s\">\n" + writer.others + "</ul>\n";
    return std::move(out);
}

} // namespace renkei::pages
