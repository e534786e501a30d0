// What acts do to a record that its kind alone describes (mappings/ledger/KIND): its items become its text.
#pragma once

#include "gateway/network/server/records/record_form.h"
#include "gateway/network/store/persons/person_records.h"

#include <map>
#include <string>
#include <string_view>

namespace renkei::server {

// Item → what it says. Of what people write a number ("office:…") is one.
using ItemTexts = std::map<std::string, std::string, std::less<>>;
// As people write it, or as the engine keeps it.
enum class ItemText : bool { written, canonical };

// What the store calls the kind, and its event of an act.
std::string row_kind_of(std::string_view kind);
std::string interaction_of(std::string_view kind, std::string_view act);

ItemTexts texts_of(const RecordForm& form);
// Kept and not shown, shown and not kept, or the id.
bool is_alone(const RecordForm& form, std::string_view item);

// `record_unread`: a newer program wrote something that the kind does not have here. Nothing is made of the
// rest.
diag::Result<void> check_items(const RecordForms& forms, const store::PlainRecord& record);
// The items of a record that is kept.
RecordForm& items_of(const RecordForms& forms, const store::PlainRecord& record);

// `before` with these items, checked by the rules of its kind; a new one has an id and an insurer alone. What
// it says has happened: no day is ahead of `now`.
diag::Result<store::PlainRecord> plain_record(const RecordForms& forms, const store::PlainRecord& before,
                                              const policy::Identifier& person, const ItemTexts& items,
                                              base::Millis now, ItemText how = ItemText::written);

// In a list: its id and what its items say.
std::string plain_line(const RecordForms& forms, const store::PlainRecord& record);

} // namespace renkei::server
