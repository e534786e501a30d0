// When a row of a transfer holds: `when:`, and what `withhold:` and `refuse:` list.
#pragma once

#include "gateway/forms/transfer/transfer.h"

namespace renkei::transfer {

// The rows in which the items of a condition may stand, there and here; document_group: none.
struct ConditionRows {
    form::GroupId foreign = form::document_group;
    form::GroupId ours = form::document_group;
};

// {item: ID, is: [values]}, {item: ID, not: [values]}, {item: ID, like: RE2}, {item: ID, reads: wording, …},
// {item: ID}, `ours:` instead of `item:`, {empty: ID}, or a list of them that all hold. Between the two forms
// of `transfer`. Everything wrong goes to the report.
std::vector<TransferTest> read_conditions(const yaml::Node& node, const Transfer& transfer,
                                          ConditionRows rows, const TransferContext& context,
                                          diag::Report& report);

} // namespace renkei::transfer
