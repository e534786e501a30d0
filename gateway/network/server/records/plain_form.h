// What acts do to a record that its kind alone describes (mappings/ledger/KIND): its items become its text.
#pragma once

#include "gateway/network/server/records/record_form.h"
#include "gateway/network/store/person_records.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace renkei::server {

// Item (of a number: what its two items begin with) → what it shall say.
using ItemTexts = std::map<std::string, std::string, std::less<>>;

// As people write it, or as the engine keeps it.
enum class ItemText : bool { written, canonical };

ItemTexts texts_of(const RecordForm& form);

// `before` with these items, checked by the rules of its kind; a new one has an id and an insurer alone.
diag::Result<store::PlainRecord> plain_record(const RecordForms& forms, const store::PlainRecord& before,
                                              const policy::Identifier& person, const ItemTexts& items,
                                              ItemText how = ItemText::written);

// In a list: its id and what its items say.
std::string plain_line(const RecordForms& forms, const store::PlainRecord& record);

} // namespace renkei::server
