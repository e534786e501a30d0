#include "gateway/network/pages/chart.h"

#include "gateway/forms/page/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace renkei::pages {
namespace {

using page::escaped;

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
                values_.add(point.value);
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
    double y(const Point& point) const {
        return height - bottom - values_.part(point.value) * (height - top - bottom);
    }

    // Lines differ by their strokes and marks, too: not by colour alone (WCAG 1.4.1).
    std::string line(const Line& line, std::size_t number) const {
        std::string corners;
        std::string marks;
        for (const Point& point : line.points) {
            corners += fmt::format("{:.1f},{:.1f} ", x(point), y(point));
            marks += number % 2 == 0
                         ? fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>", x(point), y(point))
                         : fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"6\" height=\"6\"/>",
                                       x(point) - 3, y(point) - 3);
        }
        return fmt::format("<g class=\"l{}\"><polyline points=\"{}\"/>{}{}{}</g>", number % 3, corners, marks,
                           label(line.points.front()),
                           line.points.size() > 1 ? label(line.points.back()) : std::string());
    }

    // Above its point, and inside the viewBox.
    std::string label(const Point& point) const {
        const double part = times_.part(static_cast<double>(point.at));
        const std::string_view anchor = part < 0.25 ? "start" : part > 0.75 ? "end" : "middle";
        return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x(point),
                           y(point) - 5, anchor, escaped(point.text));
    }

    const Chart& chart_;
    Range times_{};
    Range values_{};
};

std::string table(const Chart& chart) {
    const bool is_named = chart.lines.size() > 1;
    std::string out = fmt::format("<table role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">{}<th "
                                  "role=\"columnheader\" scope=\"col\">日付</th><th role=\"columnheader\" "
                                  "scope=\"col\">値</th><th role=\"columnheader\" "
                                  "scope=\"col\">出典</th></tr></thead><tbody role=\"rowgroup\">",
                                  is_named ? "<th role=\"columnheader\" scope=\"col\">項目</th>" : "");
    for (const Line& line : chart.lines) {
        const std::string name =
            is_named ? fmt::format("<td role=\"cell\" data-label=\"項目\">{}</td>", escaped(line.name)) : "";
        for (const Point& point : line.points) {
            out += fmt::format(
                "<tr role=\"row\">{}<td role=\"cell\" data-label=\"日付\">{}</td><td role=\"cell\" "
                "data-label=\"値\">{} {}</td><td role=\"cell\" data-label=\"出典\">{}</td></tr>",
                name, point.date, page::isolated(point.text), escaped(chart.unit), point.source);
        }
    }
    return out + "</tbody></table>";
}

} // namespace

std::string figure(const Chart& chart) {
    std::string names;
    for (const Line& line : chart.lines) {
        if (chart.lines.size() > 1) {
            names +=
                fmt::format("{}<span class=\"l{}\">{}</span>", names.empty() ? "：" : "・",
                            static_cast<std::size_t>(&line - chart.lines.data()) % 3, escaped(line.name));
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

} // namespace renkei::pages
