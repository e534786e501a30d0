// A few measurements over time as a line: inline SVG for those who see it, and a table for everybody.
#pragma once

#include "gateway/network/pages/answers.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace renkei::pages {

struct Point {
    std::int64_t at = 0;           // for the place on the line only
    std::optional<double> value{}; // nothing: an answer that is no number of this unit, as 不明; no line
                                   // leads past it
    std::string date{};            // HTML
    std::string text{};            // the answer as it came
    std::string source{};          // HTML
};

struct Line {
    std::string name{};          // empty: the chart has one line
    std::vector<Point> points{}; // from old to new
    bool is_connected = true;    // no: several things are measured, which a line would mix
};

struct Chart {
    std::string id{}; // of the page, unique in it
    std::string title{};
    std::string unit{};
    std::vector<Line> lines{};
};

// A figure of lines that have points. Names, titles and units are escaped here; what is HTML in a point is
// not.
std::string figure(const Chart& chart);

// Which measurements of a person are drawn, from the answers to a question: of the value itself, or of a few
// numbers beside it, as of a blood pressure; one chart for each unit. A line needs two days. Answers that are
// no such number interrupt it, and stand in its table.
std::vector<Chart> charts_of(const mhd::SummaryContent& content, const AnswerWriter& writer,
                             const AskedQuestion& question);

} // namespace renkei::pages
