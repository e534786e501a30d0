#include "gateway/network/documents/request_set.h"

#include "gateway/forms/service/document_set.h"
#include "generated/messages/rules.h"

namespace renkei::documents {

void check_request_set(const catalogue::Catalogue& catalogue, std::span<const ParsedDocument> documents,
                       const policy::Peer& peer, diag::Report& report) {
    std::vector<service::SetMember> members;
    for (const ParsedDocument& document : documents) {
        if (document.set_member) {
            members.push_back(*document.set_member);
        }
    }
    if (members.empty() || policy::is_intermediary(peer.role)) {
        return;
    }
    service::check_sets(catalogue, members, report);
    for (const ParsedDocument& document : documents) {
        if (!document.set_member) {
            report.add(diag::message::set_foreign, document.where,
                       {document.title.empty() ? document.fresh.version.media_type : document.title,
                        std::to_string(document.part + 1)});
        }
    }
}

} // namespace renkei::documents
