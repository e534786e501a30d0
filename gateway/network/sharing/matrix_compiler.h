// Compiles the rows of a matrix into tables: one for each day from which another edition decides or narrows.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/sharing/matrix.h"

#include <filesystem>
#include <vector>

namespace renkei::sharing {

// Before a form in kinds.tsv: it carries the kind for a reader of class board alone, as papers of a case.
inline constexpr std::string_view papers_of_case = "case:";

class MatrixCompiler {
public:
    explicit MatrixCompiler(Matrix& matrix) : matrix_(matrix) {}
    // `folder`: for errors. It is wrong if no edition decides or names the time before, or two decide at
    // once.
    diag::Result<void> compile(const std::filesystem::path& folder);

private:
    diag::Result<void> check_editions(const std::filesystem::path& folder);
    // A right whose condition no step asks is an error.
    diag::Result<void> check_cells(const MatrixTable& table, KindId kind,
                                   const std::filesystem::path& folder) const;
    std::vector<EditionId> valid(EditionUse use, const time::Date& day) const;
    std::vector<time::Date> days_of_change() const;
    void add_table(const time::Date& day);
    void add_cells(MatrixTable& table, KindId kind, ColumnId column, const time::Date& day);
    void add_deemed_cell(MatrixTable& table, const MatrixRow& row) const;
    void narrow(Cell& cell, KindId kind, ColumnId column, const time::Date& day) const;

    Matrix& matrix_;
};

} // namespace renkei::sharing
