// Tables and notices of pages, and how pages mark restricted content.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::html {

// Attributes that a table keeps its meaning with, where the look of a telephone turns it into blocks.
std::string cell(std::string_view label, std::string_view html);
std::string table_head(std::initializer_list<std::string_view> columns);
// A whole table of such cells, row by row; `name`: for those who hear it.
using TableRows = std::vector<std::vector<std::string>>;
std::string table(std::string_view name, std::initializer_list<std::string_view> columns,
                  const TableRows& rows);

// Around a table that is wider than a telephone: </div> ends it. `name`: HTML.
std::string scroll_begin(std::string_view name, bool is_restricted = false);

// What must be read before the rest: its mark, what it is in a word, and more about it. `role`: "alert", if
// it is what the reader waits for.
enum class Notice : std::uint8_t { info, success, warning, danger };
std::string notice(Notice kind, std::string_view word, std::string_view html = {},
                   std::string_view role = "note");

// Content that only those read who need it for their work. What has the class "x" may be left out on paper;
// then the notes stand there instead.
inline constexpr std::string_view restricted_tag = "<span class=\"tag sens\">取扱注意</span>";
std::string tag_if(bool is_restricted); // the tag with a space behind it, or nothing
// At the top of a page that has such content. Without a script: style alone follows the box.
inline constexpr std::string_view restricted_choice =
    "<p class=\"m\"><span class=\"tag sens\">取扱注意</span> "
    "の印がある内容は、業務に必要な人だけが読むものです。<label class=\"choice\"><input type=\"checkbox\" "
    "id=\"without\">取扱注意の内容を印刷に含めない</label><span "
    "class=\"left-out\">この印刷には含まれていません。</span></p>\n";
// In a section that has such content.
inline constexpr std::string_view restricted_note =
    "<p class=\"s left-out\"><span class=\"tag sens\">取扱注意</span> "
    "この区分には、印刷に含めていない内容があります。</p>\n";

// A line of several answers, of which some are restricted: only these are marked, and left out on paper.
struct LinePart {
    std::string html{};
    bool restricted = false;
    bool operator==(const LinePart&) const = default;
};
bool any_restricted(std::span<const LinePart> parts);
bool all_restricted(std::span<const LinePart> parts); // no: there are none
// Where all are restricted, none is marked here: what stands around them is. `look`: a class for each part.
std::string line_html(std::span<const LinePart> parts, std::string_view look, std::string_view between);

} // namespace renkei::html
