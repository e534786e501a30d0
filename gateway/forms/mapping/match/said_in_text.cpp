#include "gateway/forms/mapping/match/said_in_text.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/base/number.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/date.h"
#include "gateway/forms/mapping/match/qualifier_answers.h"
#include "gateway/forms/mapping/plan/code_words.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

namespace renkei::mapping {
namespace {

// U+FF10 … U+FF19 and U+FF0E as ASCII; all else as it is.
std::string with_ascii_digits(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_wide = text.substr(i).starts_with("\xEF\xBC") && i + 2 < text.size();
        const auto last = is_wide ? static_cast<unsigned char>(text[i + 2]) : 0U;
        if (is_wide && (last == 0x8E || (last >= 0x90 && last <= 0x99))) {
            out += last == 0x8E ? '.' : static_cast<char>('0' + (last - 0x90));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// What is longer or more was not written for a box of a form: it is not looked through.
constexpr std::size_t longest_text = 4096; // bytes
constexpr std::size_t longest_unit = 64;
constexpr std::size_t most_texts = 64; // days, times and events of one Timing

constexpr std::string_view timing_mark = "、";
constexpr std::size_t date_size = std::string_view("2026-01-13").size();

// What stands for the letters in a row of kind "timing".
struct InRow {
    std::string_view n;
    std::string_view u{};
    std::string_view p{};
};

struct TimingReader {
    const MatchState& state;
    const std::string_view stated;
    const Scope scope;
    const json::Tree& tree = state.tree();
    std::string text{}; // folded
    TimingWords unsaid{};

    TimingWords run(NodeId part) {
        const NodeId url = state.child(part, EngineName::url);
        if (url != json::no_node && code_words_of("extension", tree.text(url)) == nullptr) {
            return {};
        }
        needs(stated.size() <= longest_text);
        text = text::fold(stated.substr(0, longest_text));
        if (url == json::no_node) {
            read_timing(part);
        } else {
            length(state.child(part, "valueDuration"));
            period(state.child(part, "valuePeriod"));
        }
        return std::move(unsaid);
    }

    bool counts(NodeId leaf) const {
        return leaf != json::no_node && (scope == Scope::all || !state.consumption.is_consumed(leaf));
    }
    std::string_view text_at(NodeId object, std::string_view name) const {
        const NodeId found = state.child(object, name);
        return counts(found) ? tree.text(found) : std::string_view();
    }
    std::string_view number_at(NodeId object, std::string_view name) const {
        const NodeId found = state.child(object, name);
        return counts(found) && tree[found].is_number() ? base::short_number(tree.text(found)) : "";
    }
    std::vector<std::string_view> texts_at(NodeId object, std::string_view name) {
        std::vector<std::string_view> out;
        for (const NodeId each : tree.items(state.child(object, name))) {
            needs(out.size() < most_texts);
            if (counts(each) && out.size() < most_texts) {
                out.push_back(tree.text(each));
            }
        }
        return out;
    }
    void needs(bool is_said) { unsaid.is_complete = unsaid.is_complete && is_said; }

    bool finds(std::string_view pattern) const {
        return !pattern.empty() &&
               re2::RE2::PartialMatch(text, re2::RE2(std::string(pattern), re2::RE2::Quiet));
    }
    static std::string filled(std::string_view row, const InRow& by) {
        std::string out;
        for (const char& c : row) {
            out += c == 'N' ? by.n : c == 'U' ? by.u : c == 'P' ? by.p : std::string_view(&c, 1);
        }
        return out;
    }
    static std::string pattern_of(const CodeWords& row, const InRow& by) {
        return filled(row.pattern,
                      {re2::RE2::QuoteMeta(by.n), re2::RE2::QuoteMeta(by.u), re2::RE2::QuoteMeta(by.p)});
    }
    // Adds what the text does not say; `other` is how texts say another thing of this kind.
    void say(const std::string& words, const std::string& said, std::string_view other) {
        if (!finds(said)) {
            std::string& to = finds(other) ? unsaid.otherwise : unsaid.unsaid;
            to.append(to.empty() ? std::string_view() : timing_mark).append(words);
        }
    }
    void say(std::string_view name, const InRow& by) {
        const CodeWords& row = *code_words_of("timing", name);
        say(filled(row.words, by), pattern_of(row, by), row.other);
    }

    void read_timing(NodeId timing) {
        const NodeId repeat = state.child(timing, "repeat");
        for (const std::string_view each : texts_at(timing, "event")) {
            date(each, "");
        }
        length(state.child(repeat, "boundsDuration"));
        period(state.child(repeat, "boundsPeriod"));
        if (const std::string_view number = number_at(repeat, "count"); !number.empty()) {
            say("count", {number});
        }
        frequency(repeat);
        days(texts_at(repeat, "dayOfWeek"));
        for (const std::string_view each : texts_at(repeat, "timeOfDay")) {
            clock(each);
        }
        const std::string_view any_time = code_words_of("timing", "when")->other;
        for (const std::string_view each : texts_at(repeat, "when")) {
            const CodeWords* const known = code_words_of("when", each);
            needs(known != nullptr);
            if (known != nullptr) {
                say(std::string(known->words), std::string(known->pattern), any_time);
            }
        }
        for (const std::string_view name :
             {"boundsRange", "countMax", "duration", "durationMax", "frequencyMax", "periodMax", "offset"}) {
            needs(!counts(state.child(repeat, name)));
        }
    }

    static std::string_view unit_words(std::string_view code) {
        const CodeWords* const known = code_words_of("unit", code);
        return known == nullptr ? std::string_view() : known->words;
    }

    void length(NodeId duration) {
        const std::string_view value = number_at(duration, "value");
        if (value.empty()) {
            return;
        }
        const std::string_view coded = unit_words(text_at(duration, "code"));
        const std::string_view unit = coded.empty() ? text_at(duration, "unit") : coded;
        needs(!unit.empty() && unit.size() <= longest_unit &&
              state.child(duration, "comparator") == json::no_node);
        say("length", {value, unit.substr(0, unit.size() <= longest_unit ? unit.size() : 0)});
    }

    void period(NodeId bounds) {
        const std::string_view today = state.day();
        const std::string_view start = text_at(bounds, "start");
        const std::string_view end = text_at(bounds, "end");
        date(start, is_earlier_day(today, start) ? "から（文書より後の日付）" : "から");
        date(end, is_earlier_day(end, today) ? "まで（終了）" : "まで");
    }

    void date(std::string_view day, std::string_view behind) {
        if (time::is_date(day.substr(0, date_size))) {
            day = day.substr(0, date_size); // of a moment
        }
        if (!day.empty() && text.find(day) == std::string::npos) {
            say(std::string(day) + std::string(behind), {}, {});
        }
    }

    void frequency(NodeId repeat) {
        const std::string_view given = number_at(repeat, "frequency");
        const std::string_view period = number_at(repeat, "period");
        const std::string_view code = text_at(repeat, "periodUnit");
        if (period.empty()) {
            if (!given.empty()) {
                say("frequency", {given});
            }
            return;
        }
        const InRow by{given.empty() ? "1" : given, unit_words(code), period};
        needs(!by.u.empty());
        if (period == "1" && (code == "wk" || code == "d")) {
            const bool is_of_days = !texts_at(repeat, "dayOfWeek").empty();
            say(code == "wk" ? "week" : is_of_days ? "day-of-week" : by.n == "3" ? "day-3" : "day", by);
        } else {
            say(by.n == "1" ? "period-1" : "period", by);
        }
    }

    void days(const std::vector<std::string_view>& codes) {
        const CodeWords& row = *code_words_of("timing", "weekday");
        std::string all;
        bool is_said = true;
        for (const std::string_view code : codes) {
            if (const CodeWords* const known = code_words_of("day", code); known != nullptr) {
                all.append(all.empty() ? "" : "・").append(known->words);
                is_said = is_said && finds(pattern_of(row, {known->words}));
            }
        }
        if (!is_said) {
            say(filled(row.words, {all}), {}, row.other);
        }
    }

    void clock(std::string_view time) { // 08:00:00
        if (!std::ranges::all_of(time, [](char c) { return base::is_digit(c) || c == ':'; })) {
            needs(false);
            return;
        }
        const std::string_view hour = text::next_part(time, ':');
        const std::string_view minute = text::next_part(time, ':');
        say(minute == "00" ? "hour" : "clock", {hour.substr(hour.starts_with('0') ? 1 : 0), hour, minute});
    }
};

} // namespace

bool holds_amount(std::string_view text, std::string_view number) {
    const std::string plain = with_ascii_digits(text);
    const auto is_part = [&](std::size_t at) {
        return at < plain.size() &&
               (base::is_digit(plain[at]) ||
                (plain[at] == '.' && at + 1 < plain.size() && base::is_digit(plain[at + 1])));
    };
    for (std::size_t at = plain.find(number); at != std::string::npos; at = plain.find(number, at + 1)) {
        const bool is_behind_digit = at > 0 && (base::is_digit(plain[at - 1]) || plain[at - 1] == '.');
        if (!is_behind_digit && !is_part(at + number.size())) {
            return true;
        }
    }
    return false;
}

bool has_unsaid_amount(const MatchState& state, NodeId node, std::string_view text, Scope scope) {
    const json::Tree& tree = state.tree();
    if (text.size() > longest_text) {
        return true;
    }
    const std::string plain = text::fold(text);
    const auto is_said = [&](NodeId number) {
        const NodeId amount = tree.parent(number);
        const std::string_view words = state.text_at(amount, EngineName::unit);
        const std::string unit = text::fold(words.empty() ? state.text_at(amount, EngineName::code) : words);
        return holds_amount(text, tree.text(number)) && plain.find(unit) != std::string::npos &&
               tree.child(amount, "comparator") == json::no_node;
    };
    for (NodeId at = node; at < tree.after(node); ++at) {
        const bool counts = scope == Scope::all || !state.consumption.is_consumed(at);
        if (tree[at].is_number() && counts && !is_said(at)) {
            return true;
        }
    }
    return false;
}

TimingWords timing_words(const MatchState& state, NodeId part, std::string_view text, Scope scope) {
    return TimingReader{state, text, scope}.run(part);
}

} // namespace renkei::mapping
