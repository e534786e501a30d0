#include "gateway/network/pages/eligibility_page.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/answers.h"
#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/person_record.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

using mhd::EligibilityField;
using mhd::EligibilityState;
using mhd::EligibilityValue;
using mhd::Holds;

constexpr std::string_view eligibility_title = "資格確認";

// What is to be known of a field at this row; null: at the row that says that there is none. A row does not
// bear what is said of another one.
std::string_view state_words(EligibilityState state, const EligibilityValue* value) {
    switch (state) {
    case EligibilityState::stated:
    case EligibilityState::count: return {};
    case EligibilityState::differs:
        return value != nullptr && value->contradicts ? "食い違い" : std::string_view();
    case EligibilityState::undated:
        return value == nullptr || value->holds != Holds::unknown ? std::string_view()
               : value->period.is_known() ? "この期間では、この日に有効か分かりません"
                                          : "期間の記載がなく、この日に有効か分かりません";
    case EligibilityState::not_valid: return "この日に有効な記載がありません";
    case EligibilityState::unknown:
        return value == nullptr || value->text.empty() ? "不明と記載" : std::string_view();
    case EligibilityState::blank: return "証に記載がありません";
    case EligibilityState::not_asked: break;
    }
    return "読める証か、読める欄がありません";
}

std::string state_of(const EligibilityField& field, const EligibilityValue* value) {
    const std::string_view words = state_words(field.state, value);
    std::string out = words.empty() ? std::string() : fmt::format(" <span class=\"tag\">{}</span>", words);
    if (field.is_silent_in_newer) {
        out += " <span class=\"tag\">より新しい証には記載がありません</span>";
    }
    return out;
}

std::string period_html(const EligibilityValue& value) {
    if (value.is_timeless) {
        return "<span class=\"o\">―</span>";
    }
    return value.period.is_known() ? time_html(value.period)
                                   : std::string("<span class=\"o\">記載なし</span>");
}

std::string_view holds_words(const EligibilityValue& value) {
    if (value.is_timeless) {
        return "―";
    }
    switch (value.holds) {
    case Holds::yes: return "有効";
    case Holds::no: return "この日は対象外";
    case Holds::unknown: break;
    }
    return "分かりません";
}

std::string row(const EligibilityField& field, const EligibilityValue* value, const AnswerWriter& writer) {
    const bool is_marked = value != nullptr && value->is_restricted;
    std::string sources;
    for (std::size_t i = 0; value != nullptr && i < value->sources.size(); ++i) {
        sources += (i == 0 ? "" : "、") + writer.source(value->sources[i]);
    }
    if (value != nullptr && value->limit != nullptr) {
        sources += fmt::format("<span class=\"src\">{}</span>", basis_html(*value->limit));
    }
    const std::string answer = value == nullptr ? std::string("<span class=\"o\">―</span>")
                               : value->text.empty() && !value->reason.empty()
                                   ? fmt::format("値なし（{}）", shown(value->reason, most_of_name))
                               : value->text.empty() ? std::string("不明")
                                                     : shown(value->text, most_of_answer);
    return fmt::format("<tr role=\"row\"{}><th role=\"rowheader\" scope=\"row\">{}{}{}</th>",
                       is_marked ? " class=\"x\"" : "", is_marked ? html::restricted_tag : std::string_view(),
                       escaped(field.name), state_of(field, value)) +
           html::cell("記載", answer) +
           html::cell("期間", value == nullptr ? std::string() : period_html(*value)) +
           html::cell("この日", value == nullptr ? std::string() : std::string(holds_words(*value))) +
           html::cell("出典", sources) + "</tr>\n";
}

std::string day_form(const mhd::Eligibility& eligibility, const mhd::SummaryContent& content,
                     std::string_view documents_url) {
    const auto document = std::ranges::find_if(
        content.sources, [](const mhd::SummarySource& each) { return !each.document.empty(); });
    return document == content.sources.end()
               ? std::string()
               : fmt::format("<form class=\"filter\" method=\"get\" action=\"{}/{}/eligibility\" "
                             "aria-label=\"日付\">\n"
                             "<label>確認する日<input name=\"date\" type=\"date\" value=\"{}\"></label>\n"
                             "<button class=\"btn\" type=\"submit\">確認</button>\n</form>\n",
                             escaped(documents_url), escaped(document->document), eligibility.day.text());
}

} // namespace

std::string eligibility_page(const mhd::Eligibility& eligibility, const mhd::SummaryContent& content,
                             const std::vector<mhd::SummarySection>& sections, std::string_view documents_url,
                             const html::PageHead& head) {
    // the person, and the documents: the answers stand in the table
    const std::vector<mhd::SummarySection> of_person(sections.begin(),
                                                     sections.begin() + (sections.empty() ? 0 : 1));
    const PersonRecord record(content, of_person, documents_url, {});
    const AnswerWriter writer(content, documents_url, {});
    const std::string cut = eligibility.is_cut
                                ? html::notice(html::Notice::warning,
                                               "記載が多いため、一部を省略しています。文書を見てください。")
                                : "";
    const bool has_restricted = std::ranges::any_of(eligibility.fields, [](const EligibilityField& field) {
        return std::ranges::any_of(field.values, &EligibilityValue::is_restricted);
    });
    std::string rows;
    for (const EligibilityField& field : eligibility.fields) {
        if (field.values.empty()) {
            rows += row(field, nullptr, writer);
        }
        for (const EligibilityValue& value : field.values) {
            rows += row(field, &value, writer);
        }
    }
    return html::begin_page({.title = eligibility_title, .sheet = record.sheet(), .has_forms = true}, &head) +
           fmt::format("<div class=\"head\">\n<h1>{}：{} 時点</h1>\n{}{}</div>\n", eligibility_title,
                       html::date_html(eligibility.day.text()),
                       has_restricted ? html::restricted_choice : std::string_view(), record.head() + cut) +
           fmt::format("<table role=\"table\" class=\"stack\" aria-label=\"{}\">", eligibility_title) +
           html::table_head({"項目", "記載", "期間", "この日", "出典"}) + rows + "</tbody></table>\n" +
           std::string(has_restricted ? html::restricted_note : std::string_view()) +
           day_form(eligibility, content, documents_url) + record.body() + html::end_page();
}

} // namespace renkei::pages
