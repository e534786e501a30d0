#include "gateway/network/pages/chart.h"

#include "gateway/core/text/utf8.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace renkei::pages {
namespace {

using html::escaped;

// Sizes in units of the viewBox.
constexpr double width = 320;
constexpr double height = 110;
constexpr double left = 8;
constexpr double right = 8;
constexpr double top = 16;
constexpr double bottom = 12;

struct Range {
    double from = std::numeric_limits<double>::max();
    double to = std::numeric_limits<double>::lowest();

    void add(double value) {
        from = std::min(from, value);
        to = std::max(to, value);
    }
    // 0 … 1; in the middle if there is one value only
    double part(double value) const { return to > from ? (value - from) / (to - from) : 0.5; }
};

class ChartSvg {
public:
    explicit ChartSvg(const Chart& chart) : chart_(chart) {
        for (const Line& line : chart.lines) {
            for (const Point& point : line.points) {
                times_.add(static_cast<double>(point.at));
                if (point.value) {
                    values_.add(*point.value);
                }
            }
        }
    }

    std::string svg() const {
        std::string out =
            fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}\" focusable=\"false\">",
                        width, height, escaped(chart_.id));
        for (std::size_t i = 0; i < chart_.lines.size(); ++i) {
            out += line(chart_.lines[i], i);
        }
        return out + "</svg>";
    }

private:
    double x(const Point& point) const {
        return left + times_.part(static_cast<double>(point.at)) * (width - left - right);
    }
    double y(double value) const { return height - bottom - values_.part(value) * (height - top - bottom); }

    // Lines differ by their strokes and marks, too: not by colour alone (WCAG 1.4.1).
    std::string line(const Line& line, std::size_t number) const {
        std::string marks;
        const Point* first = nullptr;
        const Point* last = nullptr;
        for (const Point& point : line.points) {
            if (point.value) {
                marks += mark(x(point), y(*point.value), number);
                first = first == nullptr ? &point : first;
                last = &point;
            }
        }
        return first == nullptr ? std::string()
                                : fmt::format("<g class=\"l{}\">{}{}{}{}</g>", number % 3,
                                              line.is_connected ? strokes(line) : std::string(), marks,
                                              label(*first), last == first ? std::string() : label(*last));
    }

    static std::string mark(double x, double y, std::size_t number) {
        return number % 2 == 0
                   ? fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>", x, y)
                   : fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"6\" height=\"6\"/>", x - 3, y - 3);
    }

    // One stroke up to each answer that is no number, and one behind it.
    std::string strokes(const Line& line) const {
        std::string out;
        std::string corners;
        std::size_t count = 0;
        const auto end_stroke = [&] {
            out += count > 1 ? fmt::format("<polyline points=\"{}\"/>", corners) : std::string();
            corners.clear();
            count = 0;
        };
        for (const Point& point : line.points) {
            if (!point.value) {
                end_stroke();
                continue;
            }
            corners += fmt::format("{:.1f},{:.1f} ", x(point), y(*point.value));
            ++count;
        }
        end_stroke();
        return out;
    }

    // Above its point, and inside the viewBox.
    std::string label(const Point& point) const {
        const double part = times_.part(static_cast<double>(point.at));
        const std::string_view anchor = part < 0.25 ? "start" : part > 0.75 ? "end" : "middle";
        return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x(point),
                           y(*point.value) - 5, anchor, escaped(point.text));
    }

    const Chart& chart_;
    Range times_{};
    Range values_{};
};

std::string table(const Chart& chart) {
    const bool is_named = chart.lines.size() > 1;
    std::string out = "<table role=\"table\" class=\"stack dense\">" +
                      (is_named ? html::table_head({"項目", "日付", "値", "出典"})
                                : html::table_head({"日付", "値", "出典"}));
    for (const Line& line : chart.lines) {
        for (const Point& point : line.points) {
            out += "<tr role=\"row\">" +
                   (is_named ? html::cell("項目", html::isolated(line.name)) : std::string()) +
                   html::cell("日付", point.date) +
                   html::cell("値", html::isolated(point.text) +
                                        (point.value ? " " + escaped(chart.unit) : std::string())) +
                   html::cell("出典", point.source) + "</tr>";
        }
    }
    return out + "</tbody></table>";
}

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

std::string figure(const Chart& chart) {
    std::string names;
    for (const Line& line : chart.lines) {
        if (chart.lines.size() > 1) {
            names += fmt::format("{}<span class=\"l{}\">{}</span>", names.empty() ? "：" : "・",
                                 static_cast<std::size_t>(&line - chart.lines.data()) % 3,
                                 html::isolated(line.name));
        }
    }
    const std::vector<Point>& points = chart.lines.front().points;
    return fmt::format("<figure><figcaption id=\"{0}\">{1}{2}{3}</figcaption>{4}<p class=\"s\">{6} から "
                       "{7}</p><details><summary>{1}の値の一覧"
                       "</summary>{5}</details></figure>\n",
                       escaped(chart.id), escaped(chart.title),
                       chart.unit.empty() ? "" : fmt::format("（{}）", escaped(chart.unit)), names,
                       ChartSvg(chart).svg(), table(chart), points.front().date, points.back().date);
}

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
