// Carries a record of a foreign document into a form of ours, or back, as a transfer says. What did not
// arrive is reported, value by value: computed from what no row took.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/transfer/target_record.h"
#include "gateway/forms/transfer/transfer.h"

namespace renkei::transfer {

struct CarriedFrom {
    const record::Record& record;
    const record::Places& places; // where its values stand in the input
};

// An error where the transfer refuses documents that say what this one says (`refuse:`).
diag::Result<void> check_carried(const Transfer& transfer, Direction way, const CarriedFrom& from);

// `rules`: of the form that is made. A value that they refuse is not carried; why, and that it is lost, is
// reported.
void carry(const Transfer& transfer, Direction way, const CarriedFrom& from, const record::Rules& rules,
           const TransferValues& values, record::Record& to, diag::Report& loss);

// Removes from a numbered record each row that lacks a required value, if the form can do without the row, so
// that it does not hold back the document. Each value of the row is reported.
void leave_out_incomplete_rows(record::Record& record, diag::Report& loss);

// Items of the document that must be filled, and are not: "memberID, address". The other rules that the
// document breaks go to `broken`.
std::string missing_items(const record::Record& record, const record::Rules& rules, diag::Report& broken);

} // namespace renkei::transfer
