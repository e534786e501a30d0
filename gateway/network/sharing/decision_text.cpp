#include "gateway/network/sharing/decision_text.h"

#include "gateway/core/diag/message.h"
#include "gateway/core/json/writer.h"
#include "gateway/network/sharing/cell_explanation.h"

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
constexpr BilingualText lines_text{"matrix.tsv:{}, made stricter by matrix.tsv:{}",
                                   "matrix.tsv:{}、matrix.tsv:{} により厳格化"};
constexpr BilingualText met_text{"met", "満たす条件"};
constexpr BilingualText not_asked_text{"not asked", "問わない条件"};
constexpr BilingualText failed_text{"failed", "満たさない条件"};
constexpr BilingualText registration_text{"registration", "担当事業所登録"};
constexpr BilingualText starts_text{"starts", "開始日"};
constexpr BilingualText change_text{"would change it", "変わる場合"};
constexpr BilingualText or_text{"or", "または"};
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
    if (masked.names) {
        out.emplace_back("names");
    }
    if (masked.not_for_family) {
        out.emplace_back("family");
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

void write_without(json::Writer& out, const Masked& masked) {
    out.key("without").start_array();
    for (const std::string_view word : masked_words(masked)) {
        out.string(word);
    }
    out.end_array();
}

struct Explanation {
    const Matrix& matrix;
    const ReadingRequest& request;
    Language language;
    std::string out{};

    std::string text(const Decision& decision) {
        const std::string_view reason = word_of(decision.reason);
        add((decision.allowed() ? allowed_text : denied_text).in(language),
            fmt::format("{} ({})", words_of("decision", reason, language), reason));
        if (request.kind) {
            add(what_text, matrix[*request.kind]);
        }
        add(who_text, matrix[request.reader]);
        if (const std::optional<RegistrationPast> past = registration_past(request, decision)) {
            add(registration_text,
                fmt::format("{} {}", past->day.text(), words_of("registration-end", past->word, language)));
        }
        add_edition(decision);
        add_cell(decision);
        if (decision.starts) {
            add(starts_text, decision.starts->text());
        }
        for (const std::string& remedy : remedies(matrix, request, decision, language)) {
            add(change_text, remedy);
        }
        for (const std::string& other : other_relations(matrix, request, decision, language)) {
            add(or_text, other);
        }
        for (const std::string_view masked : masked_words(decision.masked)) {
            add(without_text, words_of("masked", masked, language));
        }
        add_editions();
        return std::move(out);
    }

    void add(const std::string& label, std::string_view text) { out += fmt::format("{}: {}\n", label, text); }
    void add(const BilingualText& label, std::string_view text) { add(label.in(language), text); }
    template <class Row>
    requires requires(const Row& row) { row.title; }
    void add(const BilingualText& label, const Row& row) {
        add(label, fmt::format("{} {}", row.id, row.title.in(language)));
    }

    void add_edition(const Decision& decision) {
        if (!decision.edition) {
            return;
        }
        const Edition& edition = matrix[*decision.edition];
        std::string text = fmt::format("{} {}", edition.id, edition.title.in(language));
        if (decision.cell != nullptr && decision.cell->narrowed_by) {
            text +=
                fmt::format(fmt::runtime(narrowed_text.in(language)), matrix[*decision.cell->narrowed_by].id);
        }
        add(edition_text, text);
    }

    void add_cell(const Decision& decision) {
        if (decision.cell == nullptr) {
            return;
        }
        const Cell& cell = *decision.cell;
        const std::string lines = cell.narrowed_by ? fmt::format(fmt::runtime(lines_text.in(language)),
                                                                 cell.line, cell.narrowing_line)
                                                   : fmt::format("matrix.tsv:{}", cell.line);
        add(cell_text, fmt::format("{} / {}: {} ({})", matrix[decision.column].title.in(language),
                                   words_of("relation", word_of(cell.relation), language),
                                   words_of("right", word_of(cell.right), language), lines));
        for (const ConditionState& each : condition_states(matrix, request, decision)) {
            const BilingualText& label = !each.state                      ? not_asked_text
                                         : *each.state == Reason::allowed ? met_text
                                                                          : failed_text;
            add(label, titled(each.condition));
        }
    }
    std::string titled(Condition condition) const {
        return fmt::format("{} {}", word_of(condition), matrix.title(condition).in(language));
    }

    void add_editions() {
        const std::optional<ColumnId> column = matrix[request.reader].column;
        if (!request.kind || !column) {
            return;
        }
        for (const MatrixRow* const row : rows_of(matrix, *request.kind, *column)) {
            add(editions_text,
                fmt::format("{} {}: {} ({})", matrix[row->edition].id,
                            words_of("relation", word_of(row->relation), language),
                            words_of("right", word_of(row->right), language), row->provenance));
        }
    }
};

void write_list(json::Writer& out, std::string_view name, const std::vector<std::string>& texts) {
    out.key(name).start_array();
    for (const std::string& text : texts) {
        out.string(text);
    }
    out.end_array();
}

void write_answer(json::Writer& out, const Decision& decision) {
    out.key("allow").boolean(decision.allowed()).member("reason", word_of(decision.reason));
}

} // namespace

std::string explained(const Matrix& matrix, const ReadingRequest& request, const Decision& decision,
                      Language language) {
    return Explanation{matrix, request, language}.text(decision);
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
        if (cell->narrowed_by) {
            out.key("narrowing_line").number(cell->narrowing_line);
        }
        out.member("column", matrix[decision.column].id).member("relation", word_of(cell->relation));
        out.member("right", word_of(cell->right)).key("conditions").start_object();
        for (const ConditionState& each : condition_states(matrix, request, decision)) {
            out.member(word_of(each.condition), !each.state                      ? "not_asked"
                                                : *each.state == Reason::allowed ? "met"
                                                                                 : "failed");
        }
        out.end_object().end_object();
    }
    if (const std::optional<Condition> failed = condition_of(decision.reason)) {
        out.member("failed", word_of(*failed));
    }
    if (const std::optional<RegistrationPast> past = registration_past(request, decision)) {
        out.key("registration").start_object().member("day", past->day.text());
        out.member("why", past->word).end_object();
    }
    if (decision.starts) {
        out.member("starts", decision.starts->text());
    }
    write_without(out, decision.masked);
    out.member("sentence", words_of("decision", word_of(decision.reason), language));
    write_list(out, "would_change_it", remedies(matrix, request, decision, language));
    write_list(out, "or", other_relations(matrix, request, decision, language));
    out.end_object();
    return text;
}

std::string short_json(const Decision& decision) {
    std::string text;
    json::Writer out(text);
    out.start_object();
    write_answer(out, decision);
    if (decision.masked.any()) {
        write_without(out, decision.masked);
    }
    out.end_object();
    return text;
}

} // namespace renkei::sharing
