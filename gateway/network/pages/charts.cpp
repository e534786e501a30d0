#include "gateway/network/pages/charts.h"

#include "gateway/core/text/utf8.h"
#include "gateway/network/pages/shown_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace renkei::pages {
namespace {

using mhd::SummaryEntry;
using mhd::SummaryNumber;

constexpr std::size_t most_lines = 3;      // of one chart
constexpr std::size_t most_points = 500;   // of one line
constexpr std::size_t most_of_label = 240; // bytes

// What is measured: the question itself, or a part of it.
struct Measured {
    std::string_view part; // key; empty: the question itself
    std::string_view name;
    std::string_view unit;
    bool is_same(const Measured& other) const { return part == other.part && unit == other.unit; }
};

struct Reading {
    const std::optional<SummaryNumber>* number = nullptr;
    std::string_view text; // the answer; empty: it was not asked
};

Reading reading_of(const SummaryEntry& entry, std::string_view part) {
    if (part.empty()) {
        return {&entry.question.number, entry.question.value};
    }
    const auto found = std::ranges::find(entry.question.parts, part, &mhd::SummaryPart::key);
    return found == entry.question.parts.end() ? Reading{} : Reading{&found->number, found->value};
}

std::vector<Measured> measured_in(const AskedQuestion& question) {
    std::vector<Measured> own;
    std::vector<Measured> of_parts;
    const auto add = [](std::vector<Measured>& out, const Measured& each) {
        const bool is_known =
            std::ranges::any_of(out, [&](const Measured& known) { return known.is_same(each); });
        const bool is_short = each.name.size() <= most_of_label && each.unit.size() <= most_of_label;
        if (!is_known && is_short) {
            out.push_back(each);
        }
    };
    for (const SummaryEntry* const entry : question.answers) {
        if (entry->question.number) {
            add(own, {.part = {}, .name = {}, .unit = entry->question.number->unit});
        }
        for (const mhd::SummaryPart& part : entry->question.parts) {
            if (part.number && !part.key.empty()) {
                add(of_parts, {.part = part.key, .name = part.what, .unit = part.number->unit});
            }
        }
    }
    return own.empty() ? of_parts : own;
}

// Different values of one moment are of several things.
bool are_of_one(const std::vector<Point>& points) {
    std::map<std::int64_t, double> values;
    return std::ranges::all_of(points, [&](const Point& point) {
        return !point.value || values.try_emplace(point.at, *point.value).first->second == *point.value;
    });
}

std::optional<Line> line_of(const mhd::SummaryContent& content, const AnswerWriter& writer,
                            const AskedQuestion& question, const Measured& measured) {
    Line out{.name = std::string(measured.name)};
    std::set<std::int64_t> moments;
    for (const SummaryEntry* const entry : question.answers) {
        const Reading reading = reading_of(*entry, measured.part);
        const AnswerDay day = day_of(content, *entry);
        const bool is_answered = reading.number != nullptr && !reading.text.empty();
        if (!is_answered || day.origin == DayOrigin::receipt || day.is_after_receipt) {
            continue;
        }
        const std::optional<SummaryNumber>& number = *reading.number;
        const bool is_drawn = number && number->unit == measured.unit && number->text.size() <= most_of_label;
        out.points.push_back(
            {.at = day.at,
             .value = is_drawn ? std::optional(number->value) : std::nullopt,
             .date = writer.day(*entry),
             .text = is_drawn ? number->text : std::string(text::head_of(reading.text, most_of_name)),
             .source = writer.sources(*entry)});
        if (is_drawn) {
            moments.insert(day.at);
        }
    }
    std::ranges::stable_sort(out.points, {}, &Point::at);
    out.is_connected = are_of_one(out.points);
    return moments.size() > 1 ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

std::vector<Chart> charts_of(const mhd::SummaryContent& content, const AnswerWriter& writer,
                             const AskedQuestion& question) {
    std::vector<Chart> out;
    const std::string& title = question.answers.front()->line.what;
    if (title.size() > most_of_label || question.answers.size() > most_points) {
        return out; // the table says it
    }
    for (const Measured& each : measured_in(question)) {
        std::optional<Line> line = line_of(content, writer, question, each);
        if (!line) {
            continue;
        }
        auto chart = std::ranges::find(out, each.unit, &Chart::unit);
        if (chart == out.end()) {
            chart = out.insert(out.end(), Chart{.title = title, .unit = std::string(each.unit)});
        }
        chart->lines.push_back(*std::move(line));
    }
    std::erase_if(out, [](const Chart& chart) { return chart.lines.size() > most_lines; }); // not readable
    return out;
}

} // namespace renkei::pages
