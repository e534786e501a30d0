#include "gateway/forms/html/narrative.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/fhir/xml/markup.h"
#include "gateway/fhir/xml/resolve.h"
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
constexpr std::array<std::string_view, 29> kept_elements{
    "div",   "p",     "br",         "hr",    "b",     "i",     "u",  "del", "sub", "sup",
    "small", "q",     "blockquote", "pre",   "code",  "ul",    "ol", "li",  "dl",  "dt",
    "dd",    "table", "caption",    "thead", "tbody", "tfoot", "tr", "th",  "td"};
// What others are on the page; headings are no headings of it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 18> renamed{{{"address", "div"},
                                                                                 {"center", "div"},
                                                                                 {"h1", "p"},
                                                                                 {"h2", "p"},
                                                                                 {"h3", "p"},
                                                                                 {"h4", "p"},
                                                                                 {"h5", "p"},
                                                                                 {"h6", "p"},
                                                                                 {"strong", "b"},
                                                                                 {"em", "i"},
                                                                                 {"ins", "u"},
                                                                                 {"s", "del"},
                                                                                 {"strike", "del"},
                                                                                 {"tt", "code"},
                                                                                 {"kbd", "code"},
                                                                                 {"samp", "code"},
                                                                                 {"big", "b"},
                                                                                 {"var", "i"}}};
constexpr std::array<std::string_view, 2> without_end{"br", "hr"};

// Empty: none.
std::string_view shown_element(std::string_view name) {
    const auto* const other =
        std::ranges::find(renamed, name, &std::pair<std::string_view, std::string_view>::first);
    const std::string_view shown = other == renamed.end() ? name : other->second;
    return std::ranges::find(kept_elements, shown) != kept_elements.end() ? shown : std::string_view();
}

// Attributes that numbers and the shape of a table depend on; each is a number.
constexpr std::array<std::string_view, 4> kept_attributes{"colspan", "rowspan", "start", "value"};
constexpr int greatest_number = 1000; // HTML's limit of colspan

// Programs and style are no text of a document.
constexpr std::array<std::string_view, 2> without_text{"script", "style"};

constexpr std::size_t deepest = 60; // elements below it lose their tags

class NarrativeCleaner {
public:
    NarrativeCleaner(std::string_view div, std::size_t most, int& tables)
        : markup_(div),
          most_(most),
          tables_(tables) {}

    CleanNarrative run() {
        while (out_.html.size() <= most_) {
            const Markup::Step step = markup_.next();
            if (step == Markup::Step::done) {
                return close();
            }
            if (step == Markup::Step::error) {
                out_.is_damaged = true;
                return close();
            }
            take(step);
        }
        out_.is_cut = true;
        return close();
    }

private:
    void take(Markup::Step step) {
        if (step == Markup::Step::start) {
            start();
        } else if (step == Markup::Step::end) {
            end();
        } else if (step == Markup::Step::text && hidden_ == 0) {
            text();
        }
    }

    void start() {
        const std::string_view name = markup_.name();
        hidden_ += std::ranges::find(without_text, name) == without_text.end() ? 0 : 1;
        const bool is_struck = is_struck_out();
        std::string_view shown = shown_element(name);
        const std::size_t most_open = shown == "del" || is_struck ? 2 * deepest : deepest;
        if (open_.size() >= most_open) {
            out_.is_cut |= most_open > deepest; // a look that turns what the text says is lost
            shown = {};
        } else if (is_struck && hidden_ == 0 && (shown.empty() || open_.size() >= deepest)) {
            shown = "span";
        }
        open_.push_back({shown, hidden_});
        if (name == "img") {
            image();
        }
        if (shown == "table" && ++depth_of_tables_ == 1) {
            out_.html += fmt::format("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"表 {}\">",
                                     ++tables_);
        }
        if (!shown.empty()) {
            out_.html += fmt::format("<{}", shown);
            out_.html += is_struck ? " class=\"gone\"" : "";
            attributes();
            out_.html += '>';
        }
    }

    // The one look that turns what a text says.
    bool is_struck_out() const {
        return std::ranges::any_of(markup_.attributes(), [](const xml::MarkupAttribute& each) {
            if (each.name != "style") {
                return false;
            }
            std::string style;
            xml::append_resolved(style, each.value);
            for (std::size_t at = style.find("/*"); at != std::string::npos; at = style.find("/*", at)) {
                const std::size_t end = style.find("*/", at + 2);
                style.erase(at, end == std::string::npos ? end : end + 2 - at);
            }
            std::ranges::transform(style, style.begin(), base::lower);
            return style.find("line-through") != std::string::npos;
        });
    }

    void attributes() {
        for (const xml::MarkupAttribute& each : markup_.attributes()) {
            int number = 0;
            const char* const last = each.value.data() + each.value.size();
            const auto [stop, error] = std::from_chars(each.value.data(), last, number);
            const bool is_kept =
                each.prefix.empty() && std::ranges::find(kept_attributes, each.name) != kept_attributes.end();
            if (is_kept && error == std::errc() && stop == last && number > 0 && number <= greatest_number) {
                out_.html += fmt::format(" {}=\"{}\"", each.name, number);
            }
        }
    }

    void image() {
        const auto attributes = markup_.attributes();
        const auto alt = std::ranges::find(attributes, "alt", &xml::MarkupAttribute::name);
        std::string words;
        if (alt != attributes.end()) {
            xml::append_resolved(words, alt->value);
        }
        out_.html += fmt::format("［画像{}{}］", words.empty() ? "" : "：", escaped(words));
    }

    void text() {
        std::string plain;
        if (markup_.is_cdata()) {
            plain = markup_.text();
        } else {
            xml::append_resolved(plain, markup_.text());
        }
        out_.has_text |= plain.find_first_not_of(" \t\r\n") != std::string::npos;
        append_text(out_.html, text::truncated_utf8(plain, most_));
        out_.is_cut |= plain.size() > most_;
    }

    void end() {
        if (open_.empty()) {
            return;
        }
        const Open last = open_.back();
        open_.pop_back();
        hidden_ = open_.empty() ? 0 : open_.back().hidden;
        if (!last.shown.empty() && std::ranges::find(without_end, last.shown) == without_end.end()) {
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
        int hidden;             // elements around it that are no text, itself counted
    };

    Markup markup_;
    std::size_t most_;
    int& tables_;
    CleanNarrative out_{};
    std::vector<Open> open_;
    int hidden_ = 0;
    int depth_of_tables_ = 0;
};

} // namespace

CleanNarrative clean_narrative(std::string_view div, std::size_t most, int& tables) {
    return NarrativeCleaner(div, most, tables).run();
}

} // namespace renkei::html
