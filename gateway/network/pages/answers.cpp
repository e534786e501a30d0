#include "gateway/network/pages/answers.h"

#include "gateway/core/time/date.h"
#include "gateway/forms/page/answers.h"
#include "gateway/forms/page/html.h"
#include "gateway/network/mhd/date_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace renkei::pages {
namespace {

using mhd::SummaryEntry;
using page::escaped;
using page::isolated;

constexpr std::size_t most_shown = 2; // other answers that stand open
constexpr std::string_view between_days = "～";

std::string answer_html(std::string_view value) {
    return time::is_full_date(value) ? page::date_html(value) : isolated(value);
}

std::string_view day_of(const mhd::SummaryContent& content, const SummaryEntry& entry) {
    return entry.line.date.empty() ? std::string_view(content.sources[entry.sources.front()].date)
                                   : std::string_view(entry.line.date);
}

// From when it holds: a day, or a moment in any zone. What is no date comes last.
base::Millis moment_of(std::string_view date) {
    const std::optional<mhd::DateRange> range =
        mhd::parse_date_range(date.substr(0, date.find(between_days)));
    return range ? range->from : mhd::DateRange::never;
}

// Days of Japan since 1970; without a zone a date is Japan's.
base::Millis day_number(std::string_view date) {
    constexpr base::Millis hour = 3'600'000;
    constexpr base::Millis zone = 9 * hour;
    const base::Millis moment = moment_of(date);
    return moment == mhd::DateRange::never ? moment : (moment + zone) / (24 * hour);
}

// 歩行器 of 移動手段：歩行器, 内容 of アレルギーの内容.
std::string_view name_behind(std::string_view name, std::string_view asked) {
    if (asked.empty() || !name.starts_with(asked)) {
        return name;
    }
    const std::string_view rest = name.substr(asked.size());
    for (const std::string_view separator : {"：", "の"}) {
        if (rest.starts_with(separator) && rest.size() > separator.size()) {
            return rest.substr(separator.size());
        }
    }
    return name;
}

} // namespace

std::vector<AskedQuestion> questions_of(const mhd::SummaryContent& content, std::size_t section,
                                        bool is_restricted) {
    std::vector<AskedQuestion> out;
    std::map<std::string_view, std::size_t> by_key;
    for (const SummaryEntry& entry : content.entries) {
        if (entry.section != section || entry.question.is_restricted != is_restricted ||
            entry.question.is_group) {
            continue;
        }
        const auto [known, is_new] = by_key.try_emplace(entry.question.key, out.size());
        if (is_new) {
            out.emplace_back();
        }
        out[known->second].answers.push_back(&entry);
    }
    for (AskedQuestion& question : out) {
        std::ranges::stable_sort(question.answers, std::greater(), [&](const SummaryEntry* entry) {
            return moment_of(day_of(content, *entry));
        });
    }
    return out;
}

std::string day_html(std::string_view date) {
    const std::size_t at = date.find(between_days);
    if (at == std::string_view::npos) {
        return page::date_html(date);
    }
    const std::string_view end = date.substr(at + between_days.size());
    return page::date_html(date.substr(0, at)) + std::string(between_days) +
           (end.empty() ? std::string() : page::date_html(end));
}

std::string_view AnswerWriter::day(const SummaryEntry& entry) const { return day_of(content_, entry); }

std::string AnswerWriter::value(const SummaryEntry& entry) const {
    std::string out;
    std::string not_ticked;
    const auto add = [&](const std::string& html) { out += (out.empty() ? "" : "　") + html; };
    if (!entry.question.value.empty()) {
        add(answer_html(entry.question.value));
    }
    for (const mhd::SummaryPart& part : entry.question.parts) {
        const std::string name = escaped(name_behind(part.what, entry.line.what));
        if (!part.is_ticked) {
            add(fmt::format("<span class=\"k\">{}：</span>{}", name, answer_html(part.value)));
        } else if (*part.is_ticked) {
            add("<b>☑ " + name + "</b>");
        } else {
            not_ticked += (not_ticked.empty() ? "☐ " : " ☐ ") + name;
        }
    }
    if (!not_ticked.empty()) {
        add("<span class=\"o\">" + not_ticked + "</span>");
    }
    return out.empty() ? "<span class=\"o\">記載あり（値はありません）</span>" : out;
}

// Its name stands once, in the list of documents: a sender chooses how long it is.
std::string AnswerWriter::source(std::size_t number) const {
    const mhd::SummarySource& source = content_.sources[number];
    return fmt::format("<a class=\"d\" href=\"{}/{}\">文書{}</a>", escaped(documents_url_),
                       escaped(source.document), number + 1);
}

std::string AnswerWriter::sources(const SummaryEntry& entry) const {
    std::string out;
    for (const std::size_t number : entry.sources) {
        out += (out.empty() ? "" : "、") + source(number);
    }
    return out;
}

std::string AnswerWriter::others(const AskedQuestion& question) const {
    if (question.answers.size() < 2) {
        return {};
    }
    const SummaryEntry& newest = *question.answers.front();
    const std::string newest_value = value(newest);
    std::string shown;
    std::string folded;
    std::size_t count = 0;
    std::size_t count_folded = 0;
    for (const SummaryEntry* const entry : question.answers) {
        if (entry == &newest) {
            continue;
        }
        const std::string own_value = value(*entry);
        const bool is_same = own_value == newest_value;
        const bool differs = !is_same && day_number(day(*entry)) == day_number(day(newest)) &&
                             entry->sources.front() != newest.sources.front();
        const bool has_other_name = entry->line.what != newest.line.what;
        const std::string item = fmt::format(
            "<li>{}{}{}（{}　{}）</li>", differs ? "<span class=\"tag\">食い違い</span> " : "",
            has_other_name ? fmt::format("<span class=\"k\">{}：</span>", escaped(entry->line.what)) : "",
            is_same ? "<span class=\"o\">同じ</span>" : own_value, day_html(day(*entry)), sources(*entry));
        const bool is_open = differs || ++count <= most_shown;
        (is_open ? shown : folded) += item;
        count_folded += is_open ? 0 : 1;
    }
    std::string out = shown.empty() ? "" : "<ul>" + shown + "</ul>";
    if (count_folded > 0) {
        out +=
            fmt::format("<details><summary>ほか {} 件</summary><ul>{}</ul></details>", count_folded, folded);
    }
    return out;
}

} // namespace renkei::pages
