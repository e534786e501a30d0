// The columns of one CSV record beside those of a form: as many, each with what belongs there?
#pragma once

#include "gateway/core/csv/record.h"
#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"

#include <optional>
#include <span>
#include <string>

namespace renkei::record {

// Where the syntax has an item of the document, from 1; 0: nowhere.
std::size_t column_of(const form::Form& form, const form::Syntax& syntax, form::ItemId item);

// Has it all columns, or all standard ones?
bool has_width(const csv::Record& record, const form::Syntax& syntax);

// How many of the filled cells hold a value of their items.
struct ColumnFit {
    std::size_t filled = 0;
    std::size_t fitting = 0;
};
ColumnFit fit_of(const csv::Record& record, const form::Form& form, const form::Syntax& syntax);

// The first column of an item of the document that must be filled and is empty or holds no value of it:
// "4 作成年月日 (created_date)". Empty: all of them fit.
std::string first_misfit(const csv::Record& record, const form::Form& form, const form::Syntax& syntax);

// What to say of a record that has the columns of a form, but another word where its form type stands.
std::optional<diag::Finding> wrong_form_type(const csv::Record& record,
                                             std::span<const form::Form* const> forms);

// What to say of a record that names one form and has the columns of another, whose values fit better there.
std::optional<diag::Finding> columns_of_other_form(const csv::Record& record, const form::Form& claimed,
                                                   std::span<const form::Form* const> forms);

} // namespace renkei::record
