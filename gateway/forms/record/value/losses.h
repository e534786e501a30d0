// What a writer says about values that its syntax has no place for.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/text/cp932.h"
#include "gateway/core/text/replace.h"
#include "gateway/forms/record/value/unmapped_content.h"

#include <span>

namespace renkei::record {

// "visits[1].staff[0]"; empty for the document.
std::string row_path(const form::Form& form, const Row& row);

// About an item of a row; its value is in the finding.
diag::Finding& add_loss(diag::Report& report, const Record& record, const Row& row, const form::Item& item,
                        diag::Message message, std::vector<std::string> args);

// Characters that did not go over as they are.
void add_encoding_losses(diag::Report& report, const Record& record, const Row& row, const form::Item& item,
                         std::span<const text::EncodeNote> notes);

// Characters that were replaced for a receiver, or cannot be.
void add_replacement_losses(diag::Report& report, const Record& record, const Row& row,
                            const form::Item& item, std::span<const text::ReplaceNote> notes,
                            text::Repertoire repertoire);

// Reasons that name no item, and blank boxes: CSV has neither.
void add_extra_losses(diag::Report& report, const Record& record, const UnmappedContent& unmapped,
                      std::string_view syntax);

// Every value of the rows below a row.
void add_losses_below(diag::Report& report, const Record& record, const UnmappedContent& unmapped,
                      const Row& row, std::string_view syntax);

} // namespace renkei::record
