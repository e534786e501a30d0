// Rows of a record, for a transfer: which there are, and what they are called.
#pragma once

#include "gateway/forms/record/value/record.h"
#include "gateway/forms/transfer/transfer.h"

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace renkei::transfer {

// Rows of a group in the order of the document, whatever rows they are in.
std::vector<const record::Row*> rows_of(const record::Record& record, form::GroupId group);
// … below this row.
std::vector<const record::Row*> rows_below(const record::Record& record, const record::Row& row,
                                           form::GroupId group);

// "diagnoses[1].text" of an item of a row; empty for the document.
std::string path_of(const form::Form& form, const record::Row& row, const form::Item& item);

// Items that rows of the transfer take on this way, or of which they ask whether they say something.
std::set<form::ItemId> items_asked_for(const Transfer& transfer, Direction way);

// Is a text, or its reading, what is asked for?
bool is_answer(const TransferTest& test, std::string_view text);
// Does the row say what is asked of documents that go this way? What is asked of others does not count.
bool holds(std::span<const TransferTest> tests, Direction way, const record::Record& record,
           const record::Row& row);

// What in a row of the foreign document says that it is not to be shown further; null: nothing.
const TransferTest* withheld_by(const Transfer& transfer, Direction way, const record::Record& record,
                                const record::Row& row);

// Does the foreign document have rows of which this says something? No rows say nothing.
bool exists(const Transfer& transfer, const TransferAny& any, const record::Record& foreign);
// Texts of the rows that say this, by how they are read: 「特になし」 is `none`.
std::vector<std::pair<const record::Row*, form::ItemId>>
texts_read_so(const Transfer& transfer, const TransferAny& any, const record::Record& foreign);

// What a row of a group says of itself that keeps its values from being carried: "stopped". Null: nothing
// does.
const TransferTest* excluded_by(const Transfer& transfer, Direction way, const record::Record& record,
                                const record::Row& row);

} // namespace renkei::transfer
