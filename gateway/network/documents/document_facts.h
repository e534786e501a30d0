// Facts about a parsed document that are taken from its metadata and its form: keys, parties, places.
#pragma once

#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/service/source.h"
#include "gateway/network/documents/parsed_document.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::documents {

// What the sender's document and revision are called, as keys and in clear.
void set_name(ParsedDocument& parsed, const store::Hash& key, std::string_view sender, std::string_view form,
              std::string_view document);
void set_metadata(ParsedDocument& parsed, ExtractedMetadata metadata, const store::Hash& key);

std::vector<std::string> creators_of(const form::Form& form); // roles
// What documents of a foreign form can be given as, beside as they came.
std::vector<std::string> syntaxes_of(const form::Form& form);

// Of the senders those that the peer may send as: its own numbers, or all.
std::vector<policy::Identifier> own_among(std::span<const policy::Identifier> senders,
                                          const policy::Peer& peer);
// The senders of a document of others that the peer brings: its custodian, or the organisations of its
// authors, if the peer is one of them and not the custodian.
std::vector<policy::Identifier> senders_here(const ExtractedMetadata& metadata, const policy::Peer& peer);
// What the identity of a document without a form says of its sender: all organisations that are named as
// such, in whatever order. So none of them stands in another's place, and what names no organisation is its
// bringer's own.
std::string identity_of(std::span<const policy::Identifier> senders, const policy::Peer& peer);

policy::Identifier sender_of(const mapping::Plan& plan, const record::Record& record);
// Of a form that names its receivers by items; others do in their Composition.
std::vector<policy::Identifier> receivers_of(const mapping::Plan& plan, const record::Record& record);

// Of the receivers that a request names, those that the document does not go to.
void warn_unused_receivers(std::span<const policy::Identifier> requested,
                           std::span<const policy::Identifier> used, const diag::Where& where,
                           diag::Report& report);

// A system by which both number the person, where no number is the same: they are two persons. Empty: nothing
// says so.
std::string differing_system(std::span<const base::Personal<PersonNumber>> stated,
                             std::span<const base::Personal<PersonNumber>> named);

// Where an item of the document's head stands or should stand; `none`: the document.
diag::Where place_of(const service::RecordSource& source, const record::Record& record, form::ItemId item);
// The item that says who sent it (`sender`: its number); else the first that could.
form::ItemId sender_item(const record::Record& record, const policy::Identifier& sender);
// The item of the document's head that says to whom it goes: one that holds a receiver's number, and does not
// say who sent it.
form::ItemId receiver_item(const record::Record& record, std::span<const policy::Identifier> receivers);

} // namespace renkei::documents
