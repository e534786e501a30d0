// What a document takes back, and what comes too late for that reason.
#include "gateway/network/documents/revision.h"
#include "gateway/network/documents/version_resolver.h"
#include "generated/messages/documents.h"

namespace renkei::documents {
namespace {

using diag::Result;
using store::Version;

} // namespace

// A version that is older than a deletion of it, or than the document that it would be a part of.
Result<void> VersionResolver::check_lateness(const ParsedDocument& parsed) const {
    const std::string& revision = parsed.fresh.version.revision;
    for (const store::DocumentKey& key : parsed.deletions) {
        TRY(const std::optional<std::string> deleted, current_revision(parsed, key));
        if (deleted && !(compare_revisions(revision, *deleted) > 0)) {
            return diag::fail(message::conflict_deleted, {}, {revision, *deleted});
        }
    }
    for (const store::DocumentKey& key : parsed.heads) {
        TRY(const std::optional<std::string> head, current_revision(parsed, key));
        if (head && compare_revisions(revision, *head) < 0) {
            return diag::fail(message::conflict_older, {}, {revision, *head});
        }
    }
    return {};
}

// Of the document that is called so; nothing: it is not here, or was withdrawn.
Result<std::optional<std::string>> VersionResolver::current_revision(const ParsedDocument& parsed,
                                                                     const store::DocumentKey& key) const {
    TRY(const KeyMatch found, match_key(parsed, key));
    if (!found.id) {
        return std::nullopt;
    }
    TRY(const std::vector<Version> versions, transaction_.versions(*found.id));
    return versions.back().status == store::VersionStatus::withdrawn
               ? std::nullopt
               : std::optional(highest_of(versions).revision);
}

Result<std::vector<StoredDocument>> VersionResolver::take_back(const ParsedDocument& newer,
                                                               std::string_view interaction) {
    ++now_; // its receivers get the withdrawals behind it, which takes back all at once
    std::vector<StoredDocument> out;
    for (const store::DocumentKey& key : newer.takes_back) {
        TRY(const KeyMatch named, match_key(newer, key));
        if (!named.id) {
            continue;
        }
        TRY(std::optional<StoredDocument> taken, take_back_one(newer, *named.id));
        if (taken) {
            TRY_VOID(audit(newer, *taken, interaction));
            out.push_back(*std::move(taken));
        }
    }
    if (out.empty() && newer.is_deletion) {
        warnings_.add(message::nothing_to_delete, newer.where, {newer.fresh.version.revision});
    }
    return out;
}

// Nothing: it is withdrawn already, or not older.
Result<std::optional<StoredDocument>> VersionResolver::take_back_one(const ParsedDocument& newer,
                                                                     const std::string& document) {
    TRY(const std::vector<Version> versions, transaction_.versions(document));
    const Version& newest = versions.back();
    const bool is_older = compare_revisions(highest_of(versions).revision, newer.fresh.version.revision) < 0;
    if (newest.status == store::VersionStatus::withdrawn || !is_older) {
        return std::nullopt;
    }
    TRY(const policy::Access access, transaction_.access(document, newest.number));
    if (policy::may_withdraw(*caller_.peer, access) != policy::AccessDecision::allowed) {
        return std::nullopt; // as if it were not here
    }
    StoredDocument taken{.version = newest, .part = newer.part};
    TRY_VOID(withdraw(taken));
    return taken;
}

} // namespace renkei::documents
