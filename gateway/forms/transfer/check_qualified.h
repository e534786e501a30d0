// Rows of a transfer that take a fact in where it must not stand, such as a medicine that is not to be given.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/transfer/transfer.h"

namespace renkei::transfer {

// One error for each row and answer of modifiers.tsv or context.tsv with which the fact is never read, which
// the row neither asks for in `when:` nor says in words. While converting, such a value is said in words or
// withheld; a row that asks is surer.
void check_qualified_rows(const Transfer& transfer, diag::Report& report);

} // namespace renkei::transfer
