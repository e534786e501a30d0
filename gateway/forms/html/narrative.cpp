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

class NarrativeCleaner {
public:
    NarrativeCleaner(std::string_view div, std::size_t most, int& tables)
        : markup_(div),
          most_(most),
          tables_(tables) {}

    CleanNarrative run() {
        while (out_.html.size() <= most_) {
            const Markup::Step step = markup_.next();
            switch (step) {
            case Markup::Step::start: start(); break;
            case Markup::Step::end: end(); break;
            case Markup::Step::text: text(); break;
            case Markup::Step::other: break;
            case Markup::Step::done:
            case Markup::Step::error: out_.is_damaged = step == Markup::Step::error; return close();
            }
        }
        out_.is_cut = true;
        return close();
    }

private:
    void start() {
        const std::string_view name = markup_.name();
        const bool hides = base::is_word_of(without_text, name);
        hidden_ += hides ? 1 : 0;
        std::string alternative;
        std::string numbers;
        bool strikes = base::is_word_of(struck, name); // the one look that turns what a text says
        for (const xml::MarkupAttribute& each : markup_.attributes()) {
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
        struck_ += strikes ? 1 : 0;
        const std::string_view shown = open_.size() < deepest ? shown_element(name) : std::string_view();
        if (name == "img" && hidden_ == 0) {
            add_text(fmt::format("［画像{}{}］", alternative.empty() ? "" : "：", alternative));
        }
        if (base::is_word_of(ends_paragraph, shown)) {
            keep_paragraph_open();
        }
        open_.push_back({.shown = shown, .hides = hides, .strikes = strikes, .at = out_.html.size()});
        if (shown == "table" && ++depth_of_tables_ == 1) {
            out_.html += fmt::format("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"表 {}\">",
                                     ++tables_);
        }
        if (!shown.empty()) {
            out_.html += fmt::format("<{}{}>", shown, numbers);
        }
    }

    // A <p> with a block in it is written as <div>. At most one <p> is open.
    void keep_paragraph_open() {
        if (const auto p = std::ranges::find(open_, "p", &Open::shown); p != open_.end()) {
            out_.html.replace(p->at + 1, p->shown.size(), "div");
            p->shown = "div";
        }
    }

    void text() {
        if (hidden_ > 0) {
            return;
        }
        std::string plain;
        if (markup_.is_cdata()) {
            plain = markup_.text();
        } else {
            xml::append_resolved(plain, markup_.text());
        }
        add_text(plain);
    }

    // Struck out by an element of its own: whatever HTML makes of the elements around it, the text stays so.
    void add_text(std::string_view plain) {
        const bool has_text = plain.find_first_not_of(" \t\r\n") != std::string_view::npos;
        const bool is_struck = struck_ > 0 && has_text;
        out_.has_text |= has_text;
        out_.html += is_struck ? "<del>" : "";
        append_text(out_.html, text::truncated_utf8(plain, most_));
        out_.html += is_struck ? "</del>" : "";
        out_.is_cut |= plain.size() > most_;
    }

    void end() {
        const Open last = open_.back();
        open_.pop_back();
        hidden_ -= last.hides ? 1 : 0;
        struck_ -= last.strikes ? 1 : 0;
        if (!last.shown.empty() && !base::is_word_of(without_end, last.shown)) {
            out_.html += fmt::format("</{}>", last.shown);
        }
        if (last.shown == "table" && --depth_of_tables_ == 0) {
            out_.html += "</div>";
        }
    }

    CleanNarrative close() {
        while (!open_.empty()) {
            end();
        }
        return std::move(out_);
    }

    struct Open {
        std::string_view shown; // its tag; empty: none
        bool hides;             // what is in it is no text
        bool strikes;
        std::size_t at; // of its tag in the HTML
    };

    Markup markup_;
    std::size_t most_;
    int& tables_;
    CleanNarrative out_{};
    std::vector<Open> open_;
    int hidden_ = 0; // open elements that hide
    int struck_ = 0; // and that strike out
    int depth_of_tables_ = 0;
};

} // namespace

CleanNarrative clean_narrative(std::string_view div, std::size_t most, int& tables) {
    return NarrativeCleaner(div, most, tables).run();
}

} // namespace renkei::html
