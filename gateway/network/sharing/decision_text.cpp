#include "gateway/network/sharing/decision_text.h"

#include "gateway/core/diag/bilingual_text.h"
#include "gateway/core/json/writer.h"

#include <fmt/format.h>

#include <vector>

namespace renkei::sharing {
namespace {

using diag::BilingualText;
using diag::Language;

constexpr BilingualText allowed_text{"allowed", "許可"};
constexpr BilingualText denied_text{"denied", "拒否"};
constexpr BilingualText what_text{"what", "情報"};
constexpr BilingualText who_text{"who", "閲覧者"};
constexpr BilingualText edition_text{"edition", "版"};
constexpr BilingualText narrowed_text{", made stricter by {}", "（{} により厳格化）"};
constexpr BilingualText cell_text{"cell", "欄"};
constexpr BilingualText asks_text{"asks for", "条件"};
constexpr BilingualText failed_text{"failed", "満たさない条件"};
constexpr BilingualText starts_text{"starts", "開始日"};
constexpr BilingualText change_text{"would change it", "変わる場合"};
constexpr BilingualText without_text{"without", "除くもの"};
constexpr BilingualText editions_text{"editions say", "各版の欄"};

std::string words_of(std::string_view kind, std::string_view code, Language language) {
    return diag::words_for(kind, code, language);
}

std::vector<std::string_view> masked_words(const Masked& masked) {
    std::vector<std::string_view> out;
    if (masked.places) {
        out.emplace_back("places");
    }
    if (masked.not_for_family) {
        out.emplace_back("family");
    }
    return out;
}

std::vector<Condition> conditions_of(const Cell& cell) {
    std::vector<Condition> out;
    for (std::size_t i = 0; i < words<Condition>.size(); ++i) {
        if (cell.conditions.has(static_cast<Condition>(i))) {
            out.push_back(static_cast<Condition>(i));
        }
    }
    return out;
}

// The cells of one kind and column in every edition that has some.
std::vector<const MatrixRow*> rows_of(const Matrix& matrix, KindId kind, ColumnId column) {
    std::vector<const MatrixRow*> out;
    for (const MatrixRow& row : matrix.rows()) {
        if (row.kind == kind && row.column == column) {
            out.push_back(&row);
        }
    }
    return out;
}

class Explanation {
public:
    Explanation(const Matrix& matrix, const ReadingRequest& request, Language language)
        : matrix_(matrix),
          request_(request),
          language_(language) {}

    std::string text(const Decision& decision) {
        const std::string_view reason = word_of(decision.reason);
        add((decision.allowed() ? allowed_text : denied_text).in(language_),
            fmt::format("{} ({})", words_of("decision", reason, language_), reason));
        if (request_.kind) {
            add(what_text, matrix_[*request_.kind]);
        }
        add(who_text, matrix_[request_.reader]);
        add_edition(decision);
        add_cell(decision);
        if (decision.starts) {
            add(starts_text, decision.starts->text());
        }
        add(change_text, words_of("remedy", reason, language_));
        for (const std::string_view masked : masked_words(decision.masked)) {
            add(without_text, words_of("masked", masked, language_));
        }
        add_editions();
        return std::move(out_);
    }

private:
    void add(const std::string& label, std::string_view text) {
        out_ += fmt::format("{}: {}\n", label, text);
    }
    void add(const BilingualText& label, std::string_view text) { add(label.in(language_), text); }
    template <class Row>
    requires requires(const Row& row) { row.title; }
    void add(const BilingualText& label, const Row& row) {
        add(label, fmt::format("{} {}", row.id, row.title.in(language_)));
    }

    void add_edition(const Decision& decision) {
        if (!decision.edition) {
            return;
        }
        const Edition& edition = matrix_[*decision.edition];
        std::string text = fmt::format("{} {}", edition.id, edition.title.in(language_));
        if (decision.cell != nullptr && decision.cell->narrowed_by) {
            text += fmt::format(fmt::runtime(narrowed_text.in(language_)),
                                matrix_[*decision.cell->narrowed_by].id);
        }
        add(edition_text, text);
    }

    void add_cell(const Decision& decision) {
        if (decision.cell == nullptr) {
            return;
        }
        const Cell& cell = *decision.cell;
        add(cell_text,
            fmt::format("{} / {}: {} (matrix.tsv:{})", matrix_[decision.column].title.in(language_),
                        words_of("relation", word_of(cell.relation), language_),
                        words_of("right", word_of(cell.right), language_), cell.line));
        for (const Condition condition : conditions_of(cell)) {
            const bool has_failed = condition_of(decision.reason) == condition;
            add(has_failed ? failed_text : asks_text, titled(condition));
        }
        const std::optional<Condition> failed = condition_of(decision.reason);
        if (failed && !cell.conditions.has(*failed)) { // asked of every cell, or by a setting
            add(failed_text, titled(*failed));
        }
    }
    std::string titled(Condition condition) const {
        return fmt::format("{} {}", word_of(condition), matrix_.title(condition).in(language_));
    }

    void add_editions() {
        const std::optional<ColumnId> column = matrix_[request_.reader].column;
        if (!request_.kind || !column) {
            return;
        }
        for (const MatrixRow* const row : rows_of(matrix_, *request_.kind, *column)) {
            add(editions_text,
                fmt::format("{} {}: {} ({})", matrix_[row->edition].id,
                            words_of("relation", word_of(row->relation), language_),
                            words_of("right", word_of(row->right), language_), row->provenance));
        }
    }

    const Matrix& matrix_;
    const ReadingRequest& request_;
    Language language_;
    std::string out_{};
};

void write_answer(json::Writer& out, const Decision& decision) {
    out.key("allow").boolean(decision.allowed()).member("reason", word_of(decision.reason));
}

} // namespace

std::string explained(const Matrix& matrix, const ReadingRequest& request, const Decision& decision,
                      Language language) {
    return Explanation(matrix, request, language).text(decision);
}

std::string explained_json(const Matrix& matrix, const ReadingRequest& request, const Decision& decision,
                           Language language) {
    std::string text;
    json::Writer out(text);
    out.start_object();
    write_answer(out, decision);
    if (request.kind) {
        out.member("kind", matrix[*request.kind].id);
    }
    out.member("reader", matrix[request.reader].id);
    if (decision.edition) {
        out.member("edition", matrix[*decision.edition].id);
    }
    if (const Cell* const cell = decision.cell; cell != nullptr) {
        if (cell->narrowed_by) {
            out.member("narrowed_by", matrix[*cell->narrowed_by].id);
        }
        out.key("cell").start_object().key("line").number(cell->line);
        out.member("column", matrix[decision.column].id).member("relation", word_of(cell->relation));
        out.member("right", word_of(cell->right)).key("conditions").start_array();
        for (const Condition condition : conditions_of(*cell)) {
            out.string(word_of(condition));
        }
        out.end_array().end_object();
    }
    if (const std::optional<Condition> failed = condition_of(decision.reason)) {
        out.member("failed", word_of(*failed));
    }
    if (decision.starts) {
        out.member("starts", decision.starts->text());
    }
    out.key("without").start_array();
    for (const std::string_view masked : masked_words(decision.masked)) {
        out.string(masked);
    }
    out.end_array();
    out.member("sentence", words_of("decision", word_of(decision.reason), language));
    out.member("would_change_it", words_of("remedy", word_of(decision.reason), language)).end_object();
    return text;
}

std::string short_json(const Decision& decision) {
    std::string text;
    json::Writer out(text);
    out.start_object();
    write_answer(out, decision);
    out.end_object();
    return text;
}

} // namespace renkei::sharing
