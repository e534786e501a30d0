// A document that is kept as it came, with what the request says of it.
#include "gateway/network/documents/digest.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/parsed_document.h"

namespace renkei::documents {

ParsedDocument parse(const Attachment& attachment, const ParseContext& by) {
    ParsedDocument out;
    out.is_attachment = true;
    out.replaced_document = attachment.replaces;
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

} // namespace renkei::documents
