#include "gateway/network/pages/answers.h"

#include "gateway/core/time/date_time.h"
#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/mhd/search/date_range.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace renkei::pages {
namespace {

using html::escaped;
using mhd::SummaryEntry;

constexpr std::size_t most_sources = 10; // of one answer
constexpr std::string_view between_days = "～";

bool is_day(std::string_view value) {
    return time::is_full_date(value) || (time::is_date_time(value) && !time::is_date(value));
}

std::string answer_html(std::string_view value) {
    if (const std::size_t at = value.find(between_days); at != std::string_view::npos) {
        const std::string_view from = value.substr(0, at);
        const std::string_view to = value.substr(at + between_days.size());
        if ((is_day(from) && (to.empty() || is_day(to))) || (from.empty() && is_day(to))) {
            return time_html({.from = std::string(from), .to = std::string(to)});
        }
    }
    return is_day(value) ? html::date_html(value) : shown(value, most_of_answer);
}

// What is no date is shown as the text that it is.
std::string date_or_text(std::string_view text) {
    const bool is_date = time::is_date_time(text) || mhd::parse_date_range(text);
    return text.empty() ? std::string() : is_date ? html::date_html(text) : shown(text, most_of_name);
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

// What a question's details of one key say; days do not count.
std::set<std::string_view> said_of(const mhd::SummaryQuestion& question, std::string_view key) {
    std::set<std::string_view> out;
    for (const mhd::SummaryPart& part : question.parts) {
        if (part.key == key && !is_day(part.value)) {
            out.insert(!part.is_ticked ? std::string_view(part.value) : *part.is_ticked ? "☑" : "☐");
        }
    }
    return out;
}

// 要介護2 that was certified on another day is the same level, and what only one of them says contradicts
// nothing. Without an answer of their own the details, days too, are the answer.
bool contradict(const mhd::SummaryQuestion& one, const mhd::SummaryQuestion& other) {
    if (one.value != other.value || one.value.empty()) {
        return true;
    }
    return std::ranges::any_of(one.parts, [&](const mhd::SummaryPart& part) {
        const std::set<std::string_view> ours = said_of(one, part.key);
        const std::set<std::string_view> theirs = said_of(other, part.key);
        return !ours.empty() && !theirs.empty() && ours != theirs;
    });
}

// Does it say something to which the other one is silent?
bool says_more(const mhd::SummaryQuestion& one, const mhd::SummaryQuestion& other) {
    return std::ranges::any_of(one.parts, [&](const mhd::SummaryPart& part) {
        return part.is_ticked.value_or(true) &&
               std::ranges::find(other.parts, part.key, &mhd::SummaryPart::key) == other.parts.end();
    });
}

using mhd::DateRange;
using mhd::SummarySource;

constexpr std::string_view lasting[] = {"AllergyIntolerance", "Condition", "Goal", "MedicationStatement"};

bool is_lasting(const SummaryEntry& entry) {
    const std::string_view type = std::string_view(entry.reference).substr(0, entry.reference.find('/'));
    return std::ranges::find(lasting, type) != std::end(lasting);
}

std::int64_t number_of_day(base::Millis at) {
    return time::day_in_japan(at).first_day().time_since_epoch().count();
}

} // namespace

std::vector<AskedQuestion> questions_of(const mhd::SummaryContent& content, std::size_t section) {
    std::vector<AskedQuestion> out;
    std::map<std::pair<std::string_view, bool>, std::size_t> by_key;
    for (const SummaryEntry& entry : content.entries) {
        if (entry.section != section || entry.question.is_group) {
            continue;
        }
        const auto [known, is_new] =
            by_key.try_emplace({entry.question.key, entry.question.is_restricted}, out.size());
        if (is_new) {
            out.emplace_back();
        }
        out[known->second].answers.push_back(&entry);
    }
    for (AskedQuestion& question : out) {
        std::ranges::stable_sort(
            question.answers, [](const AnswerDay& a, const AnswerDay& b) { return a.is_newer_than(b); },
            [&](const SummaryEntry* entry) { return day_of(content, *entry); });
    }
    return out;
}

std::string time_html(const mhd::SummaryTime& time) {
    const std::string from = date_or_text(time.from);
    return time.to ? from + std::string(between_days) + date_or_text(*time.to) : from;
}

std::string basis_html(const form::LevelLimit& limit) {
    return fmt::format("{}　{}", shown(limit.source, most_of_answer),
                       time_html({.from = std::string(limit.from), .to = std::string(limit.until)}));
}

std::string AnswerWriter::day(const SummaryEntry& entry) const {
    const AnswerDay day = day_of(content_, entry);
    const mhd::SummarySource& source = content_.sources[entry.sources.front()];
    std::string out = day.stated != nullptr ? time_html(*day.stated) : std::string();
    if (day.origin == DayOrigin::document) {
        out += (out.empty() ? "" : "　") + date_or_text(source.date);
        out += "付";
    } else if (day.origin == DayOrigin::receipt) {
        out += " <span class=\"tag\">日付が読めません</span>";
        out += source.received
                   ? fmt::format("　受付：{}", html::date_html(time::second_in_japan(*source.received)))
                   : std::string();
    }
    return out + (day.is_after_receipt ? " <span class=\"tag\">受付より後の日付</span>" : "");
}

std::string AnswerWriter::value(const SummaryEntry& entry) const {
    const std::string out = parts(entry, documents_url_.empty() ? Boxes::ticked : Boxes::all);
    return out.empty() ? "<span class=\"o\">記載あり（値はありません）</span>" : out;
}

std::string AnswerWriter::said(const SummaryEntry& entry) const { return parts(entry, Boxes::ticked); }

std::string AnswerWriter::parts(const SummaryEntry& entry, Boxes boxes) const {
    std::string out;
    std::string not_ticked;
    const std::string between = documents_url_.empty() ? "<br>" : "　"; // a person reads line by line
    const auto add = [&](const std::string& html) { out += (out.empty() ? "" : between) + html; };
    if (!entry.question.value.empty()) {
        add(answer_html(entry.question.value));
    }
    for (const mhd::SummaryPart& part : entry.question.parts) {
        if (out.size() + not_ticked.size() > most_of_cell) {
            return out + std::string(cut_note);
        }
        const std::string name = shown_name(name_behind(part.what, entry.line.what));
        if (!part.is_ticked) {
            add(fmt::format("<span class=\"k\">{}：</span>{}", name, answer_html(part.value)));
        } else if (*part.is_ticked) {
            add("<b>☑ " + name + "</b>");
        } else if (boxes == Boxes::all) {
            not_ticked += (not_ticked.empty() ? "☐ " : " ☐ ") + name;
        }
    }
    if (!not_ticked.empty()) {
        add("<span class=\"o\">" + not_ticked + "</span>");
    }
    if (const mhd::SummaryTime* const since = beginning_of(entry)) {
        add("<span class=\"k\">時期：</span>" + time_html(*since));
    }
    return out;
}

// Its name stands once, in the list of documents: a sender chooses how long it is.
std::string AnswerWriter::source(std::size_t number) const {
    if (documents_url_.empty() || content_.sources[number].document.empty()) { // a record has no page
        return shown_name(content_.sources[number].name);
    }
    return fmt::format("<a class=\"d\" href=\"{0}/{1}\" aria-describedby=\"{3}document{2}\">文書{2}</a>",
                       escaped(documents_url_), escaped(content_.sources[number].document), number + 1,
                       prefix_);
}

std::string AnswerWriter::sources(const SummaryEntry& entry) const {
    std::string out;
    const std::size_t count = std::min(entry.sources.size(), most_sources);
    for (std::size_t i = 0; i < count; ++i) {
        out += (out.empty() ? "" : "、") + source(entry.sources[i]);
    }
    return out + (count < entry.sources.size() ? fmt::format("、ほか {} 件", entry.sources.size() - count)
                                               : std::string());
}

std::string AnswerWriter::named_source(const SummaryEntry& entry) const {
    const SummarySource& document = content_.sources[entry.sources.front()];
    return fmt::format("<a href=\"{}/{}\">{}</a>", escaped(documents_url_), escaped(document.document),
                       shown_name(document.name));
}

std::string AnswerWriter::others(const AskedQuestion& question, Others shown) const {
    if (question.answers.size() < 2) {
        return {};
    }
    const SummaryEntry& newest = *question.answers.front();
    std::string open;
    std::string folded;
    bool has_before = false;
    std::size_t count_folded = 0;
    std::size_t count_same = 0;
    std::size_t count_left_out = 0;
    const std::string value_of_newest = value(newest);
    const AnswerDay day_of_newest = day_of(content_, newest);
    for (const SummaryEntry* const entry : question.answers) {
        if (entry == &newest) {
            continue;
        }
        if (open.size() + folded.size() > most_of_cell) {
            ++count_left_out;
            continue;
        }
        const std::string value_of_entry = value(*entry);
        const bool is_same = value_of_entry == value_of_newest;
        const bool is_beside = !is_same && day_of(content_, *entry).is_same_day(day_of_newest) &&
                               entry->sources.front() != newest.sources.front();
        const bool is_of_same_document = !is_same && entry->sources.front() == newest.sources.front();
        const bool differs = is_beside && contradict(entry->question, newest.question);
        const bool has_other_name = entry->line.what != newest.line.what;
        const std::string answer = fmt::format(
            "{}{}（{}　{}）",
            has_other_name ? fmt::format("<span class=\"k\">{}：</span>", shown_name(entry->line.what)) : "",
            is_same ? "<span class=\"o\">同じ</span>" : value_of_entry, day(*entry),
            differs ? named_source(*entry) : sources(*entry));
        if (differs) {
            open += "<span class=\"src\"><span class=\"tag\">食い違い</span> " + answer + "</span>";
        } else if (shown == Others::contradictions) {
            continue;
        } else if ((is_beside && says_more(entry->question, newest.question)) || is_of_same_document) {
            open += "<span class=\"src\">" + answer + "</span>";
        } else if (!is_same && !is_beside && !has_before) {
            open += "<span class=\"src\">以前の記載：" + answer + "</span>";
            has_before = true;
        } else {
            folded += "<li>" + answer + "</li>";
            ++count_folded;
            count_same += is_same ? 1 : 0;
        }
    }
    if (count_folded > 0) {
        open += fmt::format("<details><summary>ほか {} 件{}</summary><ul>{}</ul></details>", count_folded,
                            count_same == count_folded ? "（同じ）" : "", folded);
    }
    if (count_left_out > 0) {
        open += fmt::format("<span class=\"src\"><b>ほか {} 件は省略：文書を見てください</b></span>",
                            count_left_out);
    }
    return open;
}

const mhd::SummaryTime* beginning_of(const SummaryEntry& entry) {
    return is_lasting(entry) && entry.line.date.is_known() ? &entry.line.date : nullptr;
}

AnswerDay day_of(const mhd::SummaryContent& content, const SummaryEntry& entry) {
    const SummarySource& source = content.sources[entry.sources.front()];
    const bool is_own = entry.line.date.is_known() && !is_lasting(entry);
    AnswerDay out{.stated = is_own ? &entry.line.date : nullptr, .at = source.received.value_or(0)};
    std::optional<DateRange> range;
    if (is_own) { // of a period that has no beginning: its end
        range = mhd::parse_date_range(entry.line.date.from.empty() ? entry.line.date.to.value_or("")
                                                                   : entry.line.date.from);
        out.origin = DayOrigin::answer;
    }
    if (!range) {
        range = mhd::parse_date_range(source.date);
        out.origin = range ? DayOrigin::document : DayOrigin::receipt;
    }
    if (range) {
        out.at = range->from;
    }
    out.first = number_of_day(out.at);
    out.last = range ? number_of_day(range->to - 1) : out.first;
    out.is_after_receipt = source.received && out.first > number_of_day(*source.received);
    return out;
}

std::string document_link(const mhd::NamedDocument& document, std::string_view documents_url) {
    return fmt::format("<a href=\"{}/{}\">{}</a>", escaped(documents_url), escaped(document.document),
                       document.title.empty() ? "表題なし" : shown_name(document.title));
}

std::string document_list(const std::vector<mhd::NamedDocument>& documents, std::string_view documents_url) {
    std::string out = "<ul class=\"docs\">\n";
    for (const mhd::NamedDocument& each : documents) {
        out += fmt::format("<li>{}　{}</li>\n", document_link(each, documents_url),
                           time_html({.from = each.date}));
    }
    return out + "</ul>\n";
}

std::string more_documents(std::size_t count, std::string_view documents_url) {
    return count == 0
               ? std::string()
               : fmt::format(
                     "<p>ほか {} 件以上：<a href=\"{}\">文書の一覧</a>でこの番号を検索してください。</p>\n",
                     count, escaped(documents_url));
}

} // namespace renkei::pages
