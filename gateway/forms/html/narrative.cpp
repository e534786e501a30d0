#include "gateway/forms/html/narrative.h"

#include "gateway/core/base/word_list.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/markup.h"
#include "gateway/fhir/xml/xhtml_rules.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace renkei::html {
namespace {

using xml::Markup;

// Elements that the page has, too. Others lose their tags and keep their text.
constexpr std::string_view kept_elements = "div p br hr b i u sub sup small q blockquote pre code ul ol li "
                                           "dl dt dd table caption thead tbody tfoot tr th td";
// What others are on the page; headings are no headings of it.
struct RenamedElements {
    std::string_view written;
    std::string_view shown;
};
constexpr std::array<RenamedElements, 6> renamed{{{"address center", "div"},
                                                  {"h1 h2 h3 h4 h5 h6", "p"},
                                                  {"strong big", "b"},
                                                  {"em var", "i"},
                                                  {"ins", "u"},
                                                  {"tt kbd samp", "code"}}};
constexpr std::string_view struck = "del s strike"; // each text in them is struck out by itself
constexpr std::string_view without_end = "br hr";
// Ends an open <p> where HTML is read, and with it all that is open in the <p>.
constexpr std::string_view ends_paragraph = "div p hr blockquote pre ul ol li dl dt dd table";
constexpr std::string_view without_text = "script style"; // programs and style are no text of a document

// Attributes that numbers and the shape of a table depend on; each is a number.
constexpr std::string_view kept_attributes = "colspan rowspan start value";

constexpr std::size_t deepest = 100; // elements below it lose their tags

// Empty: none.
std::string_view shown_element(std::string_view name) {
    const auto* const other = std::ranges::find_if(
        renamed, [&](const RenamedElements& each) { return base::is_word_of(each.written, name); });
    return other != renamed.end()                  ? other->shown
           : base::is_word_of(kept_elements, name) ? name
                                                   : std::string_view();
}

bool is_number(std::string_view text) {
    constexpr int greatest = 1000; // HTML's limit of colspan
    int number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && stop == text.data() + text.size() && number > 0 && number <= greatest;
}

struct NarrativeCleaner {
    struct Open {
        std::string_view shown; // its tag; empty: none
        bool hides;             // what is in it is no text
        bool strikes;
        std::size_t at; // of its tag in the HTML
    };

    Markup markup;
    std::size_t most;
    int& tables;
    CleanNarrative out{};
    std::vector<Open> open{};
    int hidden = 0;        // open elements that hide
    int inside_struck = 0; // and that strike out
    int depth_of_tables = 0;

    CleanNarrative run() {
        while (out.html.size() <= most) {
            const Markup::Step step = markup.next();
            switch (step) {
            case Markup::Step::start: start(); break;
            case Markup::Step::end: end(); break;
            case Markup::Step::text: text(); break;
            case Markup::Step::other: break;
            case Markup::Step::done:
            case Markup::Step::error: out.is_damaged = step == Markup::Step::error; return close();
            }
        }
        out.is_cut = true;
        return close();
    }

    void start() {
        const std::string_view name = markup.name();
        const bool hides = base::is_word_of(without_text, name);
        hidden += hides ? 1 : 0;
        std::string alternative;
        std::string numbers;
        bool strikes = base::is_word_of(struck, name); // the one look that turns what a text says
        for (const xml::MarkupAttribute& each : markup.attributes()) {
            std::string value;
            xml::append_resolved(value, each.value);
            strikes |=
                each.name == "style" && xml::bare_style(value).find("line-through") != std::string::npos;
            if (each.name == "alt") {
                alternative = value;
            } else if (each.prefix.empty() && base::is_word_of(kept_attributes, each.name) &&
                       is_number(value)) {
                numbers += fmt::format(" {}=\"{}\"", each.name, value);
            }
        }
        inside_struck += strikes ? 1 : 0;
        const std::string_view shown = open.size() < deepest ? shown_element(name) : std::string_view();
        if (name == "img" && hidden == 0) {
            add_text(fmt::format("［画像{}{}］", alternative.empty() ? "" : "：", alternative));
        }
        if (base::is_word_of(ends_paragraph, shown)) {
            keep_paragraph_open();
        }
        open.push_back({.shown = shown, .hides = hides, .strikes = strikes, .at = out.html.size()});
        if (shown == "table" && ++depth_of_tables == 1) {
            out.html += fmt::format("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"表 {}\">",
                                    ++tables);
        }
        if (!shown.empty()) {
            out.html += fmt::format("<{}{}>", shown, numbers);
        }
    }

    // A <p> with a block in it is written as <div>. At most one <p> is open.
    void keep_paragraph_open() {
        if (const auto p = std::ranges::find(open, "p", &Open::shown); p != open.end()) {
            out.html.replace(p->at + 1, p->shown.size(), "div");
            p->shown = "div";
        }
    }

    void text() {
        if (hidden > 0) {
            return;
        }
        std::string plain;
        if (markup.is_cdata()) {
            plain = markup.text();
        } else {
            xml::append_resolved(plain, markup.text());
        }
        add_text(plain);
    }

    // Struck out by an element of its own: whatever HTML makes of the elements around it, the text stays so.
    void add_text(std::string_view plain) {
        const bool has_text = plain.find_first_not_of(" \t\r\n") != std::string_view::npos;
        const bool is_struck = inside_struck > 0 && has_text;
        out.has_text |= has_text;
        out.html += is_struck ? "<del>" : "";
        append_text(out.html, text::truncated_utf8(plain, most));
        out.html += is_struck ? "</del>" : "";
        out.is_cut |= plain.size() > most;
    }

    void end() {
        const Open last = open.back();
        open.pop_back();
        hidden -= last.hides ? 1 : 0;
        inside_struck -= last.strikes ? 1 : 0;
        if (!last.shown.empty() && !base::is_word_of(without_end, last.shown)) {
            out.html += fmt::format("</{}>", last.shown);
        }
        if (last.shown == "table" && --depth_of_tables == 0) {
            out.html += "</div>";
        }
    }

    CleanNarrative close() {
        while (!open.empty()) {
            end();
        }
        return std::move(out);
    }
};

} // namespace

CleanNarrative clean_narrative(std::string_view div, std::size_t most, int& tables) {
    return NarrativeCleaner{Markup(div), most, tables}.run();
}

} // namespace renkei::html
