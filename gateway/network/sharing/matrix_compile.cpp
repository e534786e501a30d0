#include "gateway/network/sharing/matrix_compiler.h"
#include "generated/messages/sharing.h"

#include <algorithm>
#include <chrono>

namespace renkei::sharing {
namespace {

bool is_valid_on(const Edition& edition, const time::Date& day) {
    return edition.from <= day && (!edition.until || day <= *edition.until);
}

// What a condition brings with it. A lapse of the registration belongs to being registered (O18).
Conditions completed(Conditions conditions) {
    if (conditions.has(Condition::registered)) {
        conditions.add({Condition::identity, Condition::claims, Condition::view_until});
    }
    return conditions;
}

Cell cell_of(const MatrixRow& row) {
    return {.relation = row.relation,
            .right = row.right,
            .conditions = completed(row.conditions),
            .is_opened_by_us = row.is_opened_by_us,
            .edition = row.edition,
            .narrowed_by = std::nullopt,
            .line = row.line,
            .narrowing_line = 0};
}

// Is it asked of such a cell, or said by its relation? What no step asks would be passed in silence.
bool is_asked(Condition condition, const Cell& cell, const Kind& kind, bool is_stored) {
    if (kind.exchange == Exchange::direct) {
        return condition == Condition::purpose;
    }
    switch (condition) {
    case Condition::registered:
    case Condition::opinion_request:
    case Condition::consent:
    case Condition::service_type:
    case Condition::job:
    case Condition::purpose:
    case Condition::live:
    case Condition::function:
    case Condition::delivery:
    case Condition::doctor:
    case Condition::board_case: return true;
    case Condition::identity:
    case Condition::claims:
    case Condition::view_until: return cell.conditions.has(Condition::registered);
    case Condition::plan_maker: return cell.relation == Relation::plan_maker;
    case Condition::burden: return cell.relation == Relation::gives_care_service;
    case Condition::not_stored: return !is_stored;
    case Condition::care_manager_inside: // by the choice of the column, and these below by steps of their own
    case Condition::health_facility:
    case Condition::result:
    case Condition::disaster:
    case Condition::emergency:
    case Condition::hidden:
    case Condition::dead: return false;
    }
    return false;
}

} // namespace

std::vector<EditionId> MatrixCompiler::valid(EditionUse use, const time::Date& day) const {
    std::vector<EditionId> out;
    for (std::size_t i = 0; i < matrix_.editions_.size(); ++i) {
        if (matrix_.editions_[i].use == use && is_valid_on(matrix_.editions_[i], day)) {
            out.push_back(static_cast<EditionId>(i));
        }
    }
    return out;
}

std::vector<time::Date> MatrixCompiler::days_of_change() const {
    std::vector<time::Date> out;
    for (const Edition& edition : matrix_.editions_) {
        if (edition.use == EditionUse::history || edition.use == EditionUse::before_start) {
            continue;
        }
        out.push_back(edition.from);
        if (edition.until) {
            out.push_back(time::Date::of(edition.until->first_day() + std::chrono::days(1)));
        }
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

diag::Result<void> MatrixCompiler::check_editions(const std::filesystem::path& folder) {
    const diag::Where where{.file = (folder / "editions.tsv").generic_string()};
    const auto before = std::ranges::find(matrix_.editions_, EditionUse::before_start, &Edition::use);
    if (before == matrix_.editions_.end()) {
        return diag::fail(diag::message::access_edition_missing, where, {word_of(EditionUse::before_start)});
    }
    matrix_.before_start_ = static_cast<EditionId>(before - matrix_.editions_.begin());
    if (std::ranges::find(matrix_.editions_, EditionUse::decides, &Edition::use) == matrix_.editions_.end()) {
        return diag::fail(diag::message::access_edition_missing, where, {word_of(EditionUse::decides)});
    }
    for (const time::Date& day : days_of_change()) {
        const std::vector<EditionId> deciding = valid(EditionUse::decides, day);
        const auto is_from = [&](EditionId id) { return matrix_[id].from == matrix_[deciding.back()].from; };
        if (std::ranges::count_if(deciding, is_from) > 1) {
            return diag::fail(diag::message::access_edition_twice, where,
                              {matrix_[deciding[0]].id, matrix_[deciding[1]].id, day.text()});
        }
    }
    return {};
}

// The stricter right and the conditions of both. An unknown cell of a narrowing edition does not narrow (O4),
// and what an organisation made itself is narrowed by a cell about authors alone (O14).
void MatrixCompiler::narrow(Cell& cell, KindId kind, ColumnId column, const time::Date& day) const {
    for (const EditionId edition : valid(EditionUse::narrows, day)) {
        for (const MatrixRow& row : matrix_.rows_) {
            const bool is_same_place =
                row.edition == edition && row.kind == kind && row.column == matrix_[column].narrowed_as;
            const bool is_same_relation =
                row.relation == cell.relation ||
                (row.relation == Relation::any && cell.relation != Relation::author);
            if (!is_same_place || !is_same_relation || row.right > Right::no || cell.right > Right::no) {
                continue;
            }
            const Cell before = cell;
            cell.right = std::max(cell.right, row.right);
            cell.conditions.add(completed(row.conditions));
            if (cell.right != before.right || cell.conditions != before.conditions) {
                cell.narrowed_by = edition;
                cell.narrowing_line = row.line;
            }
        }
    }
}

// The conditions of the deciding edition, without the request for an opinion (O20).
void MatrixCompiler::add_deemed_cell(MatrixTable& table, const MatrixRow& row) const {
    Cell cell = cell_of(row);
    for (const MatrixRow& deciding : matrix_.rows_) {
        if (deciding.edition == table.edition_ && deciding.kind == row.kind &&
            deciding.column == row.column && deciding.relation == Relation::other) {
            cell.conditions.add(completed(deciding.conditions));
        }
    }
    cell.conditions.remove(Condition::opinion_request);
    if (matrix_[*row.kind].is_certification) {
        cell.right = Right::no;
    }
    table.cells_.push_back(cell);
}

void MatrixCompiler::add_cells(MatrixTable& table, KindId kind, ColumnId column, const time::Date& day) {
    const std::vector<EditionId> deemed = valid(EditionUse::deemed, day);
    for (const MatrixRow& row : matrix_.rows_) {
        if (row.kind != kind || row.column != column) {
            continue;
        }
        if (row.edition == table.edition_) {
            table.not_stored_[static_cast<std::size_t>(kind)] =
                table.not_stored_[static_cast<std::size_t>(kind)] || !row.is_stored;
            Cell& cell = table.cells_.emplace_back(cell_of(row));
            narrow(cell, kind, column, day);
        } else if (row.relation == Relation::deemed_care_office &&
                   std::ranges::find(deemed, row.edition) != deemed.end()) {
            add_deemed_cell(table, row);
        }
    }
}

void MatrixCompiler::add_table(const time::Date& day) {
    const std::vector<EditionId> deciding = valid(EditionUse::decides, day);
    if (deciding.empty()) {
        if (!matrix_.tables_.empty()) { // the last one ended: it denies from then on
            matrix_.tables_.emplace_back(day, matrix_.tables_.back().edition(), matrix_.kinds_.size(),
                                         matrix_.columns_.size());
        }
        return;
    }
    const EditionId newest =
        *std::ranges::max_element(deciding, {}, [&](EditionId id) { return matrix_[id].from; });
    MatrixTable table(day, newest, matrix_.kinds_.size(), matrix_.columns_.size());
    for (std::size_t kind = 0; kind < matrix_.kinds_.size(); ++kind) {
        for (std::size_t column = 0; column < matrix_.columns_.size(); ++column) {
            const auto kind_id = static_cast<KindId>(kind);
            const auto column_id = static_cast<ColumnId>(column);
            add_cells(table, kind_id, column_id, day);
            table.first_[table.place(kind_id, column_id) + 1] =
                static_cast<std::uint32_t>(table.cells_.size());
        }
    }
    matrix_.tables_.push_back(std::move(table));
}

diag::Result<void> MatrixCompiler::check_cells(const MatrixTable& table, KindId kind,
                                               const std::filesystem::path& folder) const {
    for (std::size_t column = 0; column < matrix_.columns_.size(); ++column) {
        for (const Cell& cell : table.cells(kind, static_cast<ColumnId>(column))) {
            for (std::size_t i = 0; cell.right < Right::no && i < words<Condition>.size(); ++i) {
                const auto condition = static_cast<Condition>(i);
                if (cell.conditions.has(condition) &&
                    !is_asked(condition, cell, matrix_[kind], table.is_stored(kind))) {
                    return diag::fail(diag::message::access_condition_unasked,
                                      {.file = (folder / "matrix.tsv").generic_string(), .line = cell.line},
                                      {word_of(condition), word_of(cell.relation)});
                }
            }
        }
    }
    return {};
}

diag::Result<void> MatrixCompiler::compile(const std::filesystem::path& folder) {
    TRY_VOID(check_editions(folder));
    for (const time::Date& day : days_of_change()) {
        add_table(day);
    }
    for (const MatrixTable& table : matrix_.tables_) {
        for (std::size_t kind = 0; kind < matrix_.kinds_.size(); ++kind) {
            TRY_VOID(check_cells(table, static_cast<KindId>(kind), folder));
        }
    }
    return {};
}

} // namespace renkei::sharing
