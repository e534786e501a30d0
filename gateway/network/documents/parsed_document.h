// A document that was read, checked, converted and validated: all facts about it before the store is read.
#pragma once

#include "gateway/forms/service/document_set.h"
#include "gateway/network/documents/intake.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::documents {

struct ParsedDocument {
    store::NewVersion fresh{}; // without content, which is sealed when nothing speaks against it any more
    std::vector<store::Body> bodies{};
    ExtractedMetadata metadata{};
    std::vector<std::string> creators{}; // roles that create it; empty for an attachment that is described
    policy::Identifier
        sender{};        // how the form itself names its sender; empty: the form has no such item, or no form
    std::string name{};  // what its sender calls it
    diag::Where where{}; // in what was sent: where it begins, as far as known …
    diag::Where sender_where{};   // … where its sender stands, or should
    diag::Where receiver_where{}; // … and where its receiver does; if no item names one, where it begins
    std::optional<store::Hash> sender_of_kind{}; // as the sender of its key, but with the kind of the number;
                                                 // nothing: it is no number
    std::optional<store::DocumentKey> replaced{}; // what it says it replaces
    std::string replaced_document{};              // … and what the request says,
    std::vector<std::uint32_t> replaces_only{};   // in one of these versions; empty: any
    std::size_t part = 0;
    bool has_revisions = false; // of its form
    bool is_attachment = false;
    bool is_foreign = false;             // a FHIR document of others, of a form that others define or of none
    std::vector<std::string> syntaxes{}; // of a foreign one: what it can be given as, beside as it came
    bool withdraws = false;              // it says that it holds no longer
    std::optional<service::SetMember> set_member{}; // where its form belongs to others
    std::string title{};                            // of its form
    std::string answers{};                          // kind of ledger record; empty: none
    bool must_be_asked = false; // its sender may send it only where a record of this kind asks for it
    bool is_deletion = false;   // of other documents
    // How those are called that it takes back where they are older: what a deletion deletes, and the parts of
    // a document (catalogue::FormRelations) that do not come with it any more.
    std::vector<store::DocumentKey> takes_back{};
    std::vector<store::DocumentKey> deletions{}; // how a deletion of it is called
    std::vector<store::DocumentKey> heads{};     // how the documents are called that it is a part of

    bool replaces() const { return replaced || !replaced_document.empty(); }
};

// What documents are parsed with.
struct ParseContext {
    const Limits& limits;
    const store::Hash& search_key;
    const policy::Peer& peer; // who sends them
    base::Millis now;
};

// Adds the documents of a submission. If the result is not `none`, some were refused, as the report says.
Refusal parse(ConversionWorker& worker, const Submission& submission, const ParseContext& by,
              std::vector<ParsedDocument>& parsed, diag::Report& report);
// Of an attachment.
ParsedDocument parse(const Attachment& attachment, const ParseContext& by);
// Reports how to send what was refused, if it is a PDF, a picture, an archive, or of a type that this peer
// may send as an attachment only.
void report_file_without_form(const Submission& submission, const policy::Peer& peer, Refusal refusal,
                              diag::Report& report);

} // namespace renkei::documents
