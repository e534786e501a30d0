#include "gateway/core/text/width_folding.h"
#include "gateway/core/text/words.h"
#include "gateway/fhir/xml/characters.h"
#include "gateway/fhir/xml/markup.h"
#include "gateway/fhir/xml/xhtml.h"
#include "gateway/forms/conform/documents/narrative_sentences.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

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

constexpr std::array<std::string_view, 5> separators{":", "：", "=", "＝", "\x1F"};
constexpr std::array<std::string_view, 7> stops{"、", "。", "，", ",", "；", ";", "\n"};

struct Mark {
    std::size_t at = std::string_view::npos;
    std::size_t size = 0;
};
Mark first_of(std::string_view text, std::span<const std::string_view> marks) {
    Mark out;
    for (const std::string_view mark : marks) {
        if (const std::size_t at = text.find(mark); at < out.at) {
            out = {at, mark.size()};
        }
    }
    return out;
}

std::string_view without_leading(std::string_view text, std::span<const std::string_view> marks) {
    for (Mark mark = first_of(text, marks); mark.at == 0; mark = first_of(text, marks)) {
        text.remove_prefix(mark.size);
    }
    return text;
}

std::string without_boundaries(std::string_view text) {
    std::string out(text);
    std::ranges::replace(out, inline_boundary, ' ');
    return std::string(text::trim(out));
}

struct Statements {
    const std::set<std::string>& labels;
    std::vector<std::string> heads{};
    std::vector<Statement> out{};

    void add(const NarrativeRow& row) {
        const std::vector<std::string>& cells = row.cells;
        std::vector<std::string> folded;
        std::ranges::transform(cells, std::back_inserter(folded),
                               [](const std::string& cell) { return text::fold(cell); });
        const auto is_label = [this](const std::string& cell) { return labels.contains(cell); };
        if (cells.size() > 1 && std::ranges::all_of(folded, is_label)) {
            heads = folded;
            return;
        }
        if (cells.size() == heads.size() && !is_label(folded.front())) {
            for (std::size_t i = 0; i < cells.size(); ++i) {
                put(heads[i], cells[i]);
            }
            return;
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i + 1 < cells.size() && is_label(folded[i])) {
                put(folded[i], cells[i + 1]);
                ++i;
            } else {
                add_text(cells[i]);
            }
        }
    }

    std::vector<Statement> take() { return std::move(out); }

    void put(const std::string& label, std::string_view value) {
        out.push_back({label, without_boundaries(value)});
    }

    // "LABEL: value", "LABEL: value" …
    void add_text(std::string_view text) {
        std::ranges::for_each(clauses_of(text), [this](std::string_view clause) { add_part(clause); });
    }

    void add_part(std::string_view text) {
        const std::string_view part = without_leading(text, separators);
        if (const Mark separator = first_of(part, separators); separator.at != std::string_view::npos) {
            if (const std::string label = text::fold(part.substr(0, separator.at)); labels.contains(label)) {
                put(label, without_leading(part.substr(separator.at), separators)); // <b>LABEL</b>: value
            }
        }
    }
};

} // namespace

std::vector<NarrativeRow> narrative_rows(std::string_view div) { return Reading(div).run(); }

std::vector<std::string_view> clauses_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const Mark stop = first_of(text, stops);
        out.push_back(text.substr(0, stop.at));
        text.remove_prefix(
            std::min(text.size(), stop.at == std::string_view::npos ? text.size() : stop.at + stop.size));
    }
    return out;
}

std::vector<Statement> statements_of(const std::vector<NarrativeRow>& rows,
                                     const std::set<std::string>& labels) {
    Statements out{labels};
    std::ranges::for_each(rows, [&](const NarrativeRow& row) { out.add(row); });
    return out.take();
}

} // namespace renkei::conform
