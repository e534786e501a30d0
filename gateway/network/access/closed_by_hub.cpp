#include "gateway/network/access/closed_by_hub.h"

#include "gateway/network/access/document_access.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/access/hub.h"

namespace renkei::access {
namespace {

diag::Result<std::map<std::string, std::uint64_t>> closed_forms(const store::Snapshot& snapshot,
                                                                const Reader& reader) {
    std::map<std::string, std::uint64_t> out;
    store::DocumentQuery query{.viewer = viewer_of(reader.peer), .limit = 100};
    for (bool more = true; more;) {
        TRY(const store::DocumentPage page, snapshot.find(query));
        DocumentRights rights(snapshot,
                              reader); // of one page: a peer may have documents of very many persons
        for (const store::Version& version : page.versions) {
            if (is_by_matrix(reader, version.form)) {
                TRY(const DocumentAccess access, rights.of_document(version.document));
                out[version.form] += access.newest(reader.peer) == policy::VersionAccess::shown ? 0U : 1U;
            }
        }
        more = page.more;
        query.after = page.after;
    }
    std::erase_if(out, [](const auto& form) { return form.second == 0; });
    return out;
}

} // namespace

diag::Result<ClosedByHub> closed_by_hub(const store::Snapshot& snapshot,
                                        const std::vector<policy::Peer>& peers,
                                        const std::shared_ptr<const Hub>& hub, base::Millis at) {
    ClosedByHub out;
    for (const policy::Peer& peer : peers) {
        if (peer.revoked) {
            continue; // it reads nothing today
        }
        TRY(auto forms, closed_forms(snapshot, receiver_of(peer, hub, at)));
        if (!forms.empty()) {
            out.emplace(peer.id, std::move(forms));
        }
    }
    return out;
}

} // namespace renkei::access
