// What a random record is made of, before it becomes one: small enough to be taken apart when a law fails.
#pragma once

#include "gateway/forms/record/value/record.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::laws {

struct DraftValue {
    std::string text; // canonical text, or a code of the list of reasons
    bool is_reason = false;
    std::string note; // of a reason
};

struct DraftRow {
    DraftRow(const form::Form& form, form::GroupId group);
    form::GroupId group;
    std::vector<std::optional<DraftValue>> values; // per item slot
    std::vector<std::vector<DraftRow>> groups;     // per group slot
    bool is_bare() const;
};

// The record owns copies of the texts; its rows are numbered.
void make_record(const DraftRow& draft, record::Record& record);

// Removes the n-th row or value that may go (an item that must be filled stays). False: there are not so
// many.
bool remove_piece(DraftRow& draft, const form::Form& form, std::size_t n);

} // namespace renkei::laws
