// Rows of a record, for a transfer: which there are, and what they are called.
#pragma once

#include "gateway/forms/mapping/transfer.h"
#include "gateway/forms/model/record.h"

#include <string>
#include <vector>

namespace renkei::service {

// Rows of a group in the order of the document, whatever rows they are in.
std::vector<const model::Row*> rows_of(const model::Record& record, std::uint16_t group);

// "diagnoses[1].codes[0]" of a row; empty for the document.
std::string path_of(const model::Form& form, const model::Row& row);

// Does the row say what is asked of documents that go this way? What is asked of others does not count.
bool holds(const std::vector<mapping::TransferTest>& tests, mapping::Direction way,
           const model::Record& record, const model::Row& row);

} // namespace renkei::service
