#include "gateway/network/documents/request_digest.h"

#include <fmt/format.h>

namespace renkei::documents {
namespace {

using store::Hash;

Hash with_receivers(Hash digest, std::span<const policy::Identifier> receivers) {
    for (const policy::Identifier& receiver : receivers) {
        digest = seal::keyed_hash(digest, {"receiver", receiver.system, receiver.value});
    }
    return digest;
}

std::string replaced(const std::string& document, const std::vector<std::uint32_t>& versions) {
    return versions.empty() ? document : fmt::format("{} {}", document, fmt::join(versions, " "));
}

} // namespace

store::Hash digest(const SubmissionBatch& batch) {
    Hash out{};
    for (const Submission& each : batch.submissions) {
        out = seal::keyed_hash(out, {"submission", each.bytes, each.media_type, each.charset, each.form,
                                     each.file_name, replaced(each.replaces, each.replaces_only),
                                     each.lenient ? "lenient" : "strict", each.interaction});
        out = with_receivers(out, each.receivers);
    }
    for (const Attachment& each : batch.attachments) {
        out = seal::keyed_hash(out, {"attachment", each.bytes, each.media_type, each.sender, each.document,
                                     replaced(each.replaces, each.replaces_only), each.interaction});
        out = with_receivers(out, each.metadata.receivers);
    }
    return out;
}

} // namespace renkei::documents
