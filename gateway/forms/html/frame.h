// What all pages for people begin with, and how they point to the sheet of restricted content.
#pragma once

#include <string>
#include <string_view>

namespace renkei::html {

// Up to and with <body>. `policy`: the Content-Security-Policy of the page as it is sent; the page says it
// itself, too, because it is also read as a file. `more_style`: behind the look that all pages have.
std::string page_begin(std::string_view title, std::string_view policy, std::string_view more_style = {});

// Stands in a section if the sheet of restricted content has a part of it.
inline constexpr std::string_view restricted_note =
    "<p class=\"s\"><span class=\"tag\">取扱注意</span> この区分には、<a "
    "href=\"#restricted\">別紙（取扱注意）</a>に記載した内容があります。</p>\n";

} // namespace renkei::html
