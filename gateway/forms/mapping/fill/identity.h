// The identity of a document: the sender's number with its document id and revision, or the hash of the
// canonical record.
#pragma once

#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mapping {

struct IdentityParts { // text of the record; empty: the form or the record does not say
    std::string_view sender;
    std::string document; // of several items, all filled: joined as in document_identity()
    std::string_view revision;
};
IdentityParts identity_parts(const record::Record& record);

// An organisation as FHIR names it: a number of one organisation may be another one's in another system.
struct PartyNumber {
    std::string_view system; // empty if the item is no number, or if there is no item
    std::string_view value;
};
PartyNumber sender_number(const Plan& plan, const record::Record& record); // the sender of identity_parts()
// "9970100013:990010:0000000001:20260201": what all documents of one care plan share. Empty: the form has
// no such number, or a part of it is empty. It holds a person's number.
std::string plan_number(const record::Record& record);
std::vector<PartyNumber> receiver_numbers(const Plan& plan, const record::Record& record);

// What names the document of another form that says the same of itself as the record: each item that names
// one there has the value of the item with its id here, or of the one that `pairs` (of `deletion`) names.
// Nothing if a value is missing, or if a pair names another sender.
std::optional<std::string> document_taken_back(const record::Record& deletion, const form::Form& other);
std::optional<std::string> document_of_deletion(const record::Record& taken_back, const form::Form& deletion);

// What names a document of another form whose items have values of this record. Nothing if one is missing.
struct DocumentName {
    std::string_view sender;
    std::string document;
};
// `own_item`: the id here of an item that names a document there.
std::optional<DocumentName>
document_beside(const record::Record& record, const form::Form& other,
                const std::function<std::string_view(std::string_view)>& own_item);

// The version of the form that the document says it was made in; empty if it says none.
std::string_view version_named(const record::Record& record);

// "9970100013|DOC-1|2", or "sha256:…" if the form gives no document id or no sender, or if one of several
// items that name the document is empty. Parts are escaped. It may hold a person's number: for documents
// only, never for logs.
std::string document_identity(const record::Record& record);

} // namespace renkei::mapping
