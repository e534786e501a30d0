// A few measurements over time as a line: inline SVG for those who see it, and a table for everybody.
#pragma once

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

} // namespace renkei::pages
