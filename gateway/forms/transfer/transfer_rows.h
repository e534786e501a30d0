// Rows of a record, for a transfer: which there are, and what they are called.
#pragma once

#include "gateway/forms/mapping/transfer.h"
#include "gateway/forms/model/record.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace renkei::service {

// Rows of a group in the order of the document, whatever rows they are in.
std::vector<const model::Row*> rows_of(const model::Record& record, model::GroupId group);

// "diagnoses[1].text" of an item of a row; empty for the document.
std::string path_of(const model::Form& form, const model::Row& row, const model::Item& item);

// Does the row say what is asked of documents that go this way? What is asked of others does not count.
bool holds(std::span<const mapping::TransferTest> tests, mapping::Direction way, const model::Record& record,
           const model::Row& row);

// What in a row of the foreign document says that it is not to be shown further; null: nothing.
const mapping::TransferTest* withheld_by(const mapping::Transfer& transfer, mapping::Direction way,
                                         const model::Record& record, const model::Row& row);

// Does the foreign document have rows of which this says something? No rows say nothing.
bool exists(const mapping::Transfer& transfer, const mapping::TransferAny& any, const model::Record& foreign);
// Texts of the rows that say this, by how they are read: 「特になし」 is `none`.
std::vector<std::pair<const model::Row*, model::ItemId>> texts_read_so(const mapping::Transfer& transfer,
                                                                       const mapping::TransferAny& any,
                                                                       const model::Record& foreign);

// What a row of a group says of itself that keeps its values from being carried: "stopped". Null: nothing
// does.
const mapping::TransferTest* excluded_by(const mapping::Transfer& transfer, mapping::Direction way,
                                         const model::Record& record, const model::Row& row);

} // namespace renkei::service
