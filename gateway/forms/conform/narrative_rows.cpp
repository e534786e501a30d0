#include "gateway/forms/conform/narrative_rows.h"

#include "gateway/fhir/xml/markup.h"
#include "gateway/fhir/xml/resolve.h"
#include "gateway/fhir/xml/xhtml.h"

#include <algorithm>
#include <array>

namespace renkei::conform {
namespace {

using xml::Markup;

constexpr std::array<std::string_view, 3> cell_elements{"td", "th", "dd"};
constexpr std::array<std::string_view, 21> blocks{
    "div", "p",  "li", "tr",    "dt",    "h1",      "h2",         "h3",  "h4", "h5", "h6",
    "br",  "ul", "ol", "table", "tbody", "caption", "blockquote", "pre", "dl", "hr"};

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\x1F") == std::string_view::npos;
}

class Reading {
public:
    explicit Reading(std::string_view div) : markup_(xml::trimmed(div)) {}

    std::vector<NarrativeRow> run() {
        for (;;) {
            switch (markup_.next()) {
            case Markup::Step::start:
                open_.push_back(markup_.name());
                begin(open_.back());
                break;
            case Markup::Step::end:
                end(open_.back());
                open_.pop_back();
                break;
            case Markup::Step::text: xml::append_resolved(text_, markup_.text()); break;
            case Markup::Step::other: break;
            case Markup::Step::done:
            case Markup::Step::error: end_row(); return std::move(rows_);
            }
        }
    }

private:
    static bool is_cell(std::string_view name) {
        return std::ranges::find(cell_elements, name) != cell_elements.end();
    }
    static bool is_block(std::string_view name) { return std::ranges::find(blocks, name) != blocks.end(); }

    void begin(std::string_view name) {
        if (is_cell(name)) {
            end_cell();
            ++cells_deep_;
        } else {
            pass(name);
        }
    }

    void end(std::string_view name) {
        if (is_cell(name)) {
            end_cell();
            --cells_deep_;
        } else if (name == "dt" && cells_deep_ == 0) {
            end_cell();
        } else {
            pass(name);
        }
    }

    void pass(std::string_view name) {
        if (cells_deep_ > 0 || !is_block(name)) {
            text_ += inline_boundary;
        } else {
            end_row();
        }
    }

    void end_cell() {
        if (!is_blank(text_) || cells_deep_ > 0) { // an empty cell keeps its column
            row_.cells.push_back(std::move(text_));
        }
        text_.clear();
    }

    void end_row() {
        end_cell();
        if (!std::ranges::all_of(row_.cells, is_blank)) {
            rows_.push_back(std::move(row_));
        }
        row_ = {};
    }

    Markup markup_;
    std::vector<std::string_view> open_{}; // elements
    std::vector<NarrativeRow> rows_{};
    NarrativeRow row_{};
    std::string text_{};
    unsigned cells_deep_ = 0;
};

} // namespace

std::vector<NarrativeRow> narrative_rows(std::string_view div) { return Reading(div).run(); }

} // namespace renkei::conform
