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

std::vector<std::string> creators_of(const form::Form& form); // roles, those that must be asked too
// As the peer itself, or for another.
bool may_send(const form::Form& form, const policy::Peer& peer);
bool is_only_asked(const form::Form& form, policy::Role role);
// The syntaxes in which documents of a foreign form can be given out, besides the form in which they came.
std::vector<std::string> syntaxes_of(const form::Form& form);

// Those of the senders that the peer may send as: its own numbers, or all.
std::vector<policy::Identifier> own_among(std::span<const policy::Identifier> senders,
                                          const policy::Peer& peer);
// The senders of a document of others that the peer brings: its custodian, or the organisations of its
// authors, if the peer is one of them and not the custodian.
std::vector<policy::Identifier> senders_here(const ExtractedMetadata& metadata, const policy::Peer& peer);
// The sender's part of the identity of a document without a form: all organisations that are named as its
// senders, in whatever order, so that none of them stands in another's place. If none is named, it is the
// peer that brings the document.
std::string identity_of(std::span<const policy::Identifier> senders, const policy::Peer& peer);

policy::Identifier sender_of(const mapping::Plan& plan, const record::Record& record);
// The receivers, if the form has items for them; documents of other forms name them in their Composition.
std::vector<policy::Identifier> receivers_of(const mapping::Plan& plan, const record::Record& record);

// Warns of the receivers that a request names and that the document does not go to.
void warn_unused_receivers(std::span<const policy::Identifier> requested,
                           std::span<const policy::Identifier> used, const diag::Where& where,
                           diag::Report& report);

// A system in which both have a number and no number is the same, so that they are two persons; empty if
// there is no such system.
std::string differing_system(std::span<const base::Personal<PersonNumber>> stated,
                             std::span<const base::Personal<PersonNumber>> named);

// Where an item of the document's head stands or should stand; `none`: the document.
diag::Where place_of(const service::RecordSource& source, const record::Record& record, form::ItemId item);
// The item that says who sent it (`sender`: its number); else the first that could.
form::ItemId sender_item(const record::Record& record, const policy::Identifier& sender);
// The item of the document's head that says to whom it goes: one that holds a receiver's number, and does not
// say who sent it.
form::ItemId receiver_item(const record::Record& record, std::span<const policy::Identifier> receivers);

// Warns if the index lacks numbers of the person beyond its limit. The document is accepted nevertheless.
void report_more_persons(const ExtractedMetadata& metadata, diag::Report& report);

Arrival arrival_of(const ParsedDocument& document, const StoredDocument& taken); // `document` outlives it

} // namespace renkei::documents
