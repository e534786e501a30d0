#include "gateway/forms/mapping/match/timing_words.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/forms/mapping/plan/code_words.h"

#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace renkei::mapping {
namespace {

using json::NodeId;

constexpr std::string_view timing_mark = "、";
constexpr std::size_t date_size = std::string_view("2026-01-13").size();
constexpr const char* any_count = "(日|週|月|時間|毎日)(間)?に?[0-9]+回|分[0-9]|毎食";
constexpr const char* any_length = "[0-9](日|週|か月|ヶ月|カ月)(分|間)";
constexpr const char* any_clock = "[0-9](:[0-9]{2}|時([^間]|$))";
constexpr const char* any_day =
    "[月火水木金土日]曜|[月火水木金土日][・、,/]?[月火水木金土日]|\\([月火水木金土日]\\)";

bool finds(std::string_view text, const std::string& pattern) {
    return !pattern.empty() && re2::RE2::PartialMatch(text, pattern);
}

// "7.0" is 7
std::string plain_number(std::string_view number) {
    if (number.find('.') != std::string_view::npos) {
        number = number.substr(0, number.find_last_not_of('0') + 1);
        number.remove_suffix(number.ends_with('.') ? 1 : 0);
    }
    return std::string(number);
}

// A number that is not a part of another one.
std::string as_pattern(const std::string& number) { return "(^|[^0-9.])" + re2::RE2::QuoteMeta(number); }

class TimingReader {
public:
    TimingReader(const MatchState& state, std::string_view text, Scope scope)
        : state_(state),
          tree_(state.tree()),
          text_(text::fold(text)),
          scope_(scope) {}

    TimingWords run(NodeId part) {
        const NodeId url = child(part, "url");
        if (url == json::no_node) {
            read_timing(part);
        } else if (code_words_of("extension", tree_.text(url)) != nullptr) {
            length(child(part, "valueDuration"));
            period(child(part, "valuePeriod"));
        }
        return std::move(out_);
    }

private:
    NodeId child(NodeId object, std::string_view name) const {
        return object == json::no_node || !tree_[object].is_object() ? json::no_node
                                                                     : tree_.child(object, name);
    }
    bool counts(NodeId leaf) const {
        return leaf != json::no_node && (scope_ == Scope::all || !state_.consumption.is_consumed(leaf));
    }
    std::string text_at(NodeId object, std::string_view name) const {
        const NodeId found = child(object, name);
        return counts(found) ? std::string(tree_.text(found)) : std::string();
    }
    std::string number_at(NodeId object, std::string_view name) const {
        const NodeId found = child(object, name);
        return found != json::no_node && tree_[found].is_number() ? plain_number(text_at(object, name)) : "";
    }

    // Says the words unless the text does (`said`); `other` is how texts say another thing of this kind.
    void say(const std::string& words, const std::string& said, const std::string& other) {
        if (finds(text_, said)) {
            return;
        }
        std::string& to = finds(text_, other) ? out_.otherwise : out_.unsaid;
        to.append(to.empty() ? std::string_view() : timing_mark).append(words);
    }

    void read_timing(NodeId timing) {
        const NodeId repeat = child(timing, "repeat");
        for (const NodeId each : tree_.items(child(timing, "event"))) {
            if (counts(each)) {
                date(tree_.text(each), "");
            }
        }
        length(child(repeat, "boundsDuration"));
        period(child(repeat, "boundsPeriod"));
        count(repeat);
        frequency(repeat);
        days(child(repeat, "dayOfWeek"));
        for (const NodeId each : tree_.items(child(repeat, "timeOfDay"))) {
            if (counts(each)) {
                clock(std::string(tree_.text(each)));
            }
        }
        times(child(repeat, "when"));
        for (const std::string_view name :
             {"boundsRange", "countMax", "duration", "durationMax", "frequencyMax", "periodMax", "offset"}) {
            out_.is_complete = out_.is_complete && !counts(child(repeat, name));
        }
    }

    std::string unit_words(const std::string& code) {
        const CodeWords* const known = code_words_of("unit", code);
        return known == nullptr ? std::string() : std::string(known->words);
    }

    void length(NodeId duration) {
        const std::string value = number_at(duration, "value");
        if (value.empty()) {
            return;
        }
        const std::string coded = unit_words(text_at(duration, "code"));
        const std::string unit = coded.empty() ? text_at(duration, "unit") : coded;
        out_.is_complete =
            out_.is_complete && !unit.empty() && child(duration, "comparator") == json::no_node;
        say(value + unit + "間", as_pattern(value) + re2::RE2::QuoteMeta(unit) + "(分|間)", any_length);
    }

    void period(NodeId bounds) {
        date(text_at(bounds, "start"), "から");
        date(text_at(bounds, "end"), "まで");
    }

    void date(std::string_view day, std::string_view behind) {
        day = day.substr(0, date_size);
        if (!day.empty() && text_.find(day) == std::string::npos) {
            say(std::string(day) + std::string(behind), {}, {});
        }
    }

    void count(NodeId repeat) {
        if (const std::string number = number_at(repeat, "count"); !number.empty()) {
            say("計" + number + "回",
                "計" + re2::RE2::QuoteMeta(number) + "回|" + as_pattern(number) + "回分",
                "計[0-9]+回|[0-9]回分");
        }
    }

    void frequency(NodeId repeat) {
        const std::string given = number_at(repeat, "frequency");
        const std::string period = number_at(repeat, "period");
        const std::string code = text_at(repeat, "periodUnit");
        const std::string unit = unit_words(code);
        if (period.empty()) {
            say_if(!given.empty(), given + "回", as_pattern(given) + "回", any_count);
            return;
        }
        out_.is_complete = out_.is_complete && !unit.empty();
        const std::string times = given.empty() ? "1" : given;
        const std::string quoted = re2::RE2::QuoteMeta(times);
        if (code == "wk" && period == "1") {
            say("週" + times + "回", "週(間)?に?" + quoted + "回", any_count);
        } else if (code == "d" && period == "1") {
            const std::string meals = times == "3" ? "|毎食" : "";
            say("1日" + times + "回", "(1日|日に|毎日)" + quoted + "回|分" + quoted + "([^0-9]|$)" + meals,
                any_count);
        } else {
            say(period + unit + "に" + times + "回",
                as_pattern(period) + unit + "(間)?(に" + quoted + "回" +
                    (times == "1" ? "|毎|ごと|おき)" : ")"),
                std::string(any_count) + "|[0-9](時間|日)(毎|ごと|おき)");
        }
    }
    void say_if(bool is_given, const std::string& words, const std::string& said, const std::string& other) {
        if (is_given) {
            say(words, said, other);
        }
    }

    void days(NodeId list) {
        std::string all;
        bool is_said = true;
        for (const NodeId each : tree_.items(list)) {
            const CodeWords* const known = counts(each) ? code_words_of("day", tree_.text(each)) : nullptr;
            if (known != nullptr) {
                const std::string day(known->words);
                all += (all.empty() ? "" : "・") + day;
                is_said =
                    is_said && finds(text_, day + "(曜|[・、,/]?[月火水木金土日])|[月火水木金土日][・、,/]?" +
                                                day + "|\\(" + day + "\\)");
            }
        }
        if (!all.empty() && !is_said) {
            say(all + "曜", {}, any_day);
        }
    }

    void clock(const std::string& time) { // 08:00:00
        if (!std::ranges::all_of(time, [](char c) { return base::is_digit(c) || c == ':'; })) {
            out_.is_complete = false;
            return;
        }
        const std::string hour =
            time.substr(time.starts_with('0') ? 1 : 0, time.find(':') - (time[0] == '0'));
        const std::string minute = time.substr(std::min<std::size_t>(time.find(':') + 1, time.size()), 2);
        const std::string full = minute == "00" ? "(:00|時([^間]|$))" : ":" + minute + "|時" + minute + "分";
        say(time.substr(0, 5), "(^|[^0-9])0?" + hour + "(" + full + ")", any_clock);
    }

    void times(NodeId list) {
        static const std::string any_time = [] {
            std::string out;
            for (const CodeWords& each : code_words()) {
                if (each.kind == "when") {
                    out.append(out.empty() ? "" : "|").append(each.pattern);
                }
            }
            return out;
        }();
        for (const NodeId each : tree_.items(list)) {
            const CodeWords* const known = counts(each) ? code_words_of("when", tree_.text(each)) : nullptr;
            if (known != nullptr) {
                say(std::string(known->words), std::string(known->pattern), any_time);
            }
            out_.is_complete = out_.is_complete && (known != nullptr || !counts(each));
        }
    }

    const MatchState& state_;
    const json::Tree& tree_;
    const std::string text_;
    const Scope scope_;
    TimingWords out_;
};

} // namespace

TimingWords timing_words(const MatchState& state, NodeId part, std::string_view text, Scope scope) {
    return TimingReader(state, text, scope).run(part);
}

} // namespace renkei::mapping
