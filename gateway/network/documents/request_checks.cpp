#include "gateway/network/documents/request_checks.h"

#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/revision.h"
#include "generated/messages/documents.h"

#include <map>

namespace renkei::documents {

using diag::Result;
using store::Hash;

Result<void> check_policy(const ParsedDocument& document, const policy::Peer& peer) {
    policy::RefusalContext asked{.creators = document.creators,
                                 .media_type = document.fresh.version.media_type};
    std::vector<std::string> creators = document.creators;
    policy::AccessDecision decision = policy::AccessDecision::allowed;
    if (document.is_attachment && !document.is_foreign) {
        decision = policy::may_attach(peer, document.fresh.version.media_type);
        // no form that says who creates it: its sender must be right
        creators = {std::string(policy::to_text(peer.role))};
    }
    if (decision == policy::AccessDecision::allowed) {
        asked.senders = document.metadata.senders;
        decision = policy::may_create(peer, creators, document.metadata.senders);
    }
    if (decision == policy::AccessDecision::allowed && !document.is_attachment) {
        asked.senders = {&document.sender, document.sender.value.empty() ? 0U : 1U};
        // a Bundle may say one thing as FHIR and another as the form
        decision = policy::may_sign(peer, document.sender);
    }
    if (decision == policy::AccessDecision::allowed) {
        return {};
    }
    diag::Error error = policy::access_error(decision, &peer, asked);
    error.where = decision == policy::AccessDecision::not_the_sender ? document.sender_where : document.where;
    return tl::make_unexpected(std::move(error));
}

void keep_own_senders(ParsedDocument& document, const policy::Peer& peer) {
    document.fresh.parties.senders = own_among(document.fresh.parties.senders, peer);
}

Result<void> check_repeated(const std::vector<ParsedDocument>& parsed) {
    std::map<std::pair<Hash, Hash>, const ParsedDocument*> known;
    for (const ParsedDocument& document : parsed) {
        const auto [at, is_new] = known.try_emplace(
            {document.sender_of_kind.value_or(document.fresh.key.sender), document.fresh.key.document},
            &document);
        const store::Version& other = at->second->fresh.version;
        if (!is_new && compare_revisions(other.revision, document.fresh.version.revision) == 0 &&
            other.sha != document.fresh.version.sha) {
            return diag::fail(diag::message::conflict_within, document.where, {document.name});
        }
    }
    return {};
}

} // namespace renkei::documents
