#include "gateway/forms/form/code_text.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/grids.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace renkei::html {
namespace {

using record::Row;

// FHIR's days-of-week, then what is done every day.
constexpr std::array<std::string_view, 7> days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::size_t every_day = days.size();
constexpr std::array<std::string_view, 8> heads{"月", "火", "水", "木", "金", "土", "日", "毎日の活動"};
constexpr int slot = 30; // minutes
constexpr int slots = 48;

struct Part {
    int slots;
    std::string_view name;
};
constexpr std::array<Part, 6> parts{
    {{12, "深夜"}, {4, "早朝"}, {8, "午前"}, {12, "午後"}, {8, "夜間"}, {4, "深夜"}}};

// Minutes of 0930, 9:30 or 24:00.
std::optional<int> minutes(std::string_view text) {
    std::string digits(text);
    std::erase(digits, ':');
    constexpr int hundred = 100;
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const int out = number / hundred * 60 + number % hundred;
    const bool is_time = digits.size() >= 3 && digits.size() <= 4 && error == std::errc() &&
                         end == digits.data() + digits.size() && number >= 0 && number % hundred < 60 &&
                         out <= slots * slot;
    return is_time ? std::optional(out) : std::nullopt;
}

std::string clock(int at) { return fmt::format("{}:{:02}", at / 60, at % 60); }

struct Box { // slots [begin, end)
    int begin;
    int end;
    std::string html;
};

struct Said {         // HTML
    std::string name; // the first that the row says
    std::string rest;
};

class Week {
public:
    Week(const Answers& answers, const SectionItems& items, const mapping::PageTable& table)
        : answers_(answers),
          items_(items),
          places_(table.places),
          rows_(table.rows) {}

    Grid run(RowSpan rows) {
        Grid out;
        for (Row* const row : rows) {
            if (!place(*row)) {
                out.rest.push_back(row);
            }
        }
        if (out.rest.size() < rows.size()) {
            out.has_restricted = std::ranges::any_of(items_.all(), [&](form::ItemId item) {
                return answers_.form().items()[item].group == rows_ && answers_.is_restricted(item);
            });
            for (std::vector<Box>& column : columns_) {
                column = joined(std::move(column));
            }
            out.html = html(out.has_restricted);
        }
        return out;
    }

private:
    std::string_view value(const Row& row, std::size_t place) const {
        const form::ItemId item = places_[place];
        return item == form::none || !answers_.shows(item)
                   ? std::string_view()
                   : answers_.record().value(row, answers_.form().items()[item]).text();
    }

    std::size_t day_of(const Row& row) const {
        const std::string_view code = value(row, 0);
        if (code.empty()) {
            return days.size();
        }
        const form::CodeRow* const found =
            form::row_of_code(answers_.form(), answers_.form().items()[places_[0]].list, code);
        const std::string_view fhir =
            found == nullptr ? std::string_view() : answers_.form().text(found->fhir);
        return static_cast<std::size_t>(std::ranges::find(days, fhir) - days.begin());
    }

    bool place(const Row& row) {
        const std::size_t day = day_of(row);
        const bool is_daily = value(row, 0).empty();
        const std::size_t first = is_daily ? 3 : 1;
        const std::optional<int> from = minutes(value(row, first));
        const std::optional<int> to = minutes(value(row, first + 1));
        const bool has_end = !value(row, first + 1).empty();
        if (!from || (has_end && !to) || (!is_daily && (day == days.size() || !to)) ||
            (is_daily && (!value(row, 1).empty() || !value(row, 2).empty()))) {
            return false;
        }
        const Said said =
            words(row, is_daily ? std::array<std::size_t, 3>{3, 4, 4} : std::array<std::size_t, 3>{0, 1, 2});
        const std::string times = clock(*from) + (to && *to != *from ? "～" + clock(*to) : "");
        const bool is_over_midnight = to && *to < *from;
        add(is_daily ? every_day : day, *from, is_over_midnight ? slots * slot : to.value_or(*from),
            said.name + said.rest + times);
        if (is_over_midnight && *to > 0) {
            add(is_daily ? every_day : (day + 1) % days.size(), 0, *to,
                said.name + "（前日の続き）～" + clock(*to));
        }
        return true;
    }

    // All that the row says beside its place.
    Said words(const Row& row, const std::array<std::size_t, 3>& placed) const {
        Said out;
        for (const form::ItemId item : items_.all()) {
            const bool is_placed =
                std::ranges::any_of(placed, [&](std::size_t place) { return places_[place] == item; });
            if (is_placed || items_.stands_behind_words(item) ||
                answers_.group_of(answers_.form().items()[item]) != rows_) {
                continue;
            }
            if (const Answer answer = answers_.of(row, item); !answer.speaks()) {
                continue;
            } else if (out.name.empty()) {
                out.name = fmt::format("<b>{}</b>", answer.html);
            } else {
                out.rest += fmt::format("<span class=\"src\">{} {}</span>", escaped(items_.label_of(item)),
                                        answer.html);
            }
        }
        return out;
    }

    void add(std::size_t column, int from, int to, std::string html) {
        const int begin = std::min(from / slot, slots - 1);
        columns_[column].push_back(
            {.begin = begin, .end = std::max((to + slot - 1) / slot, begin + 1), .html = std::move(html)});
    }

    // Boxes that overlap become one, in order: there may be thousands.
    static std::vector<Box> joined(std::vector<Box> boxes) {
        std::ranges::stable_sort(boxes, {}, &Box::begin);
        std::vector<Box> out;
        for (Box& each : boxes) {
            if (out.empty() || out.back().end <= each.begin) {
                out.push_back(std::move(each));
                continue;
            }
            out.back().html.append("<br>").append(each.html);
            out.back().end = std::max(out.back().end, each.end);
        }
        return out;
    }

    std::string html(bool is_restricted) const {
        const std::string name = escaped(answers_.form().text(answers_.form().groups()[rows_].name));
        std::string out =
            scroll_begin(name, is_restricted) +
            fmt::format("<table class=\"week\"><caption>{}{}</caption><thead><tr><th scope=\"col\" "
                        "class=\"part\">帯</th><th scope=\"col\" class=\"hh\">時刻</th>",
                        tag_if(is_restricted), name);
        for (std::size_t i = 0; i < heads.size(); ++i) {
            out +=
                fmt::format("<th scope=\"col\"{}>{}</th>", i == every_day ? " class=\"act\"" : "", heads[i]);
        }
        out += "</tr></thead><tbody>\n";
        int part_begin = 0;
        std::size_t part = 0;
        constexpr int in_two_hours = 4;
        for (int at = 0; at < slots; ++at) {
            out += "<tr>";
            if (at == part_begin) {
                out += fmt::format("<th scope=\"rowgroup\" rowspan=\"{}\" class=\"part\">{}</th>",
                                   parts[part].slots, parts[part].name);
                part_begin += parts[part++].slots;
            }
            if (at % in_two_hours == 0) {
                out +=
                    fmt::format("<th scope=\"row\" rowspan=\"4\" class=\"hour\">{}</th>", clock(at * slot));
            }
            for (const std::vector<Box>& boxes : columns_) {
                const auto box = std::ranges::find_if(
                    boxes, [&](const Box& each) { return each.begin <= at && at < each.end; });
                out += box == boxes.end() ? "<td></td>"
                       : box->begin == at ? fmt::format("<td class=\"ev\" rowspan=\"{}\">{}</td>",
                                                        box->end - box->begin, box->html)
                                          : "";
            }
            out += "</tr>\n";
        }
        return out + "</tbody></table></div>\n";
    }

    const Answers& answers_;
    const SectionItems& items_;
    std::span<const form::ItemId> places_;
    form::GroupId rows_;
    std::array<std::vector<Box>, heads.size()> columns_;
};

} // namespace

Grid week_grid(const Answers& answers, const SectionItems& items, const mapping::PageTable& table,
               RowSpan rows) {
    return Week(answers, items, table).run(rows);
}

} // namespace renkei::html
