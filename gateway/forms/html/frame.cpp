#include "gateway/forms/html/frame.h"

#include "gateway/core/text/utf8.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/style.h"

#include <fmt/format.h>

namespace renkei::html {

std::string page_begin(std::string_view title, std::string_view policy, std::string_view more_style) {
    const std::string_view in_page = policy.substr(0, policy.find("; frame-ancestors")); // of headers only
    return fmt::format("<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
                       "http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<meta name=\"viewport\" "
                       "content=\"width=device-width\">\n<meta name=\"referrer\" "
                       "content=\"no-referrer\">\n<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n",
                       in_page, escaped(title), style, more_style);
}

std::string sheet_style(std::string_view left, std::string_view right, std::string_view page) {
    constexpr std::size_t most = 60; // characters
    const auto box = [](std::string_view place, std::string_view text) {
        return fmt::format("@{}{{content:{}}}", place, css_string(text::head_of(text, most)));
    };
    return fmt::format("@page {}{{{}{}@bottom-right{{content:counter(page) \" / \" counter(pages)}}}}\n",
                       page, box("top-left", left), box("top-right", right));
}

} // namespace renkei::html
