#include "gateway/network/documents/request_checks.h"

#include "gateway/forms/service/document_set.h"
#include "gateway/network/documents/deliveries.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/revision.h"
#include "generated/messages/documents.h"
#include "generated/messages/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace renkei::documents {
namespace {

using diag::Result;
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

bool KeyedPart::is_withdrawn() const {
    return std::ranges::any_of(known, &store::RequestVersion::is_withdrawn_early);
}

diag::Result<std::vector<KeyedPart>> keyed_parts(const store::Snapshot& snapshot,
                                                 const store::Hash& search_key, std::string_view peer,
                                                 const SubmissionBatch& batch) {
    std::vector<KeyedPart> out;
    for (std::size_t part = 0; part < batch.submissions.size(); ++part) {
        const std::string& key = batch.submissions[part].idempotency_key;
        if (!key.empty() && key != batch.idempotency_key) {
            const store::Hash hash = request_hash(search_key, key);
            TRY(std::vector<store::RequestVersion> known, snapshot.request_versions(peer, hash));
            out.push_back({part, hash, std::move(known)});
        }
    }
    return out;
}

bool is_part_withdrawn(std::span<const KeyedPart> keyed, std::size_t part) {
    const auto found = std::ranges::find(keyed, part, &KeyedPart::part);
    return found != keyed.end() && found->is_withdrawn();
}

} // namespace renkei::documents
