// Fills a new record with what its form takes from the record of another document, as prefill.yaml says.
#pragma once

#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/service/prefill_plan.h"
#include "gateway/forms/transfer/target_record.h"

namespace renkei::service {

// What the new record has of its own.
struct NewRecord {
    const std::string& created;
    const std::string& document_id;
    const transfer::GivenValues& values; // they count before what the input says
    const record::Rules& rules;          // of the new form: which items must be filled
};

// The report holds every value that was taken over or shown, and which items are still open. Fails where the
// input has nothing that the new form takes.
diag::Result<void> begin_record(const PrefillPlan& plan, const record::Record& from, const NewRecord& made,
                                record::Record& to, diag::Report& report);

// What is said of a value of the new record: the sentence of the row's rule, and the row's note.
diag::Finding finding_of(diag::Message message, const PrefillPlan& plan, const PrefillRow& row,
                         const form::Item& here, const std::string& value, std::string path);
void list_missing(const NewRecord& made, const record::Record& to, diag::Report& report);

// The same report of a record that a transfer filled: which values are to be confirmed, and what they come
// from.
void report_carried(const PrefillPlan& plan, const record::Record& from, const NewRecord& made,
                    const record::Record& to, diag::Report& report);

} // namespace renkei::service
