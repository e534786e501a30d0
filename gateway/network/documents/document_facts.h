// Facts about a parsed document that are taken from its metadata and its form: keys, parties, places.
#pragma once

#include "gateway/forms/mapping/plan.h"
#include "gateway/forms/service/source.h"
#include "gateway/network/documents/parsed_document.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::documents {

// What the sender's document and revision are called, as keys and in clear.
void set_name(ParsedDocument& draft, const store::Hash& key, std::string_view sender, std::string_view form,
              std::string_view document);
void set_metadata(ParsedDocument& draft, ExtractedMetadata metadata, const store::Hash& key);

// Ours count 1, 2, 3; a foreign document type may count 1.0, 1.1 ("1" is the same as "1.0").
std::int64_t revision_number(const model::Form& form, std::string_view revision);
std::string revision_text(std::int64_t number); // for people

std::vector<std::string> creators_of(const model::Form& form); // roles
policy::Identifier sender_of(const mapping::Plan& plan, const model::Record& record);
// Of a form that names its receivers by items; others do in their Composition.
std::vector<policy::Identifier> receivers_of(const mapping::Plan& plan, const model::Record& record);

// A system by which both number the person, where no number is the same: they are two persons. Empty: nothing
// says so.
std::string differing_system(std::span<const base::Personal<PersonNumber>> stated,
                             std::span<const base::Personal<PersonNumber>> named);

// Where an item of the document's head stands or should stand; `none`: the document.
diag::Where place_of(const service::RecordSource& source, const model::Record& record, std::uint16_t item);
// The item that says who sent it (`sender`: its number); else the first that could.
std::uint16_t sender_item(const model::Record& record, const policy::Identifier& sender);
// The item of the document's head that says to whom it goes: one that holds a receiver's number, and does not
// say who sent it.
std::uint16_t receiver_item(const model::Record& record, std::span<const policy::Identifier> receivers);

} // namespace renkei::documents
