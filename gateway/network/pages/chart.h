// A few measurements over time as a line: inline SVG for those who see it, and a table for everybody.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace renkei::pages {

struct Point {
    std::int64_t at = 0; // seconds, for the place on the line only
    double value = 0;
    std::string date{};   // HTML
    std::string text{};   // the value as it came
    std::string source{}; // HTML
};

struct Line {
    std::string name{};          // empty: the chart has one line
    std::vector<Point> points{}; // from old to new
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
