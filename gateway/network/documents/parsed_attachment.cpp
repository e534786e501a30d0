// A document that is kept as it came, with what the request says of it.
#include "gateway/forms/record/recognise/other_file_type.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/parsed_document.h"
#include "generated/messages/documents.h"
#include "generated/messages/forms.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::documents {

ParsedDocument parse(const Attachment& attachment, const ParseContext& by) {
    ParsedDocument out;
    out.is_attachment = true;
    out.replaced_document = attachment.replaces;
    out.replaces_only = attachment.replaces_only;
    out.fresh.version.media_type = attachment.media_type;
    out.fresh.version.sha = seal::sha256(attachment.bytes);
    set_metadata(out, attachment.metadata, by.search_key);
    out.fresh.parties.receivers_by_request = true;
    set_name(out, by.search_key, attachment.sender, {}, attachment.document);
    out.fresh.version.size = attachment.bytes.size();
    out.bodies.push_back({store::BodyKind::original, std::string(attachment.bytes)});
    out.fresh.version.sha1 = sha1_base64(attachment.bytes);
    return out;
}

void report_file_without_form(const Submission& submission, const policy::Peer& peer, Refusal refusal,
                              diag::Report& report) {
    const std::optional<diag::Finding> other =
        refusal == Refusal::none ? std::nullopt : record::other_file_type(submission.bytes);
    const bool is_other =
        other && (other->message == message::content_pdf || other->message == message::content_foreign);
    const bool is_attachment =
        refusal == Refusal::media_type &&
        std::ranges::find(peer.attachments, submission.media_type) != peer.attachments.end();
    if (is_other && peer.attachments.empty()) {
        report.add(message::no_attachment_allowed, {}, {peer.id});
    } else if (is_other || is_attachment) {
        report.add(message::send_as_attachment, {},
                   {peer.id, fmt::format("{}", fmt::join(peer.attachments, ", "))});
    }
}

} // namespace renkei::documents
