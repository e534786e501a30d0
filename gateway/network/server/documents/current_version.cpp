#include "gateway/network/server/documents/current_version.h"

#include "gateway/network/documents/readable.h"
#include "generated/messages/documents.h"

namespace renkei::server {

namespace message = diag::message;
using diag::Result;

Result<store::Version> current_version(const store::Snapshot& snapshot, const std::string& document,
                                       const access::Reader& reader, documents::PartMaker* parts) {
    TRY(const documents::Readable seen,
        documents::readable(snapshot, document, reader, store::Titles::left_sealed, parts));
    if (seen.versions.empty()) {
        return diag::fail(message::no_such_document, {});
    }
    return seen.versions.back().status == store::VersionStatus::withdrawn
               ? Result<store::Version>(diag::fail(message::version_gone, {}))
               : seen.versions.back();
}

} // namespace renkei::server
