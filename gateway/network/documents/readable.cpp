#include "gateway/network/documents/readable.h"

#include "gateway/network/access/document_access.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/documents/part.h"

#include <algorithm>

namespace renkei::documents {

using diag::Result;
using store::Version;

Result<bool> is_shown(const store::Snapshot& snapshot, const Version& version, const access::Reader& reader) {
    TRY(const access::DocumentAccess access,
        access::DocumentRights(snapshot, reader).of_document(version.document));
    return access.of(reader.peer, version.number) == policy::VersionAccess::shown;
}

Result<std::optional<Version>> readable_newest(const store::Snapshot& snapshot, std::string_view document,
                                               const access::Reader& reader, PartMaker* parts) {
    TRY(const access::DocumentAccess access,
        access::DocumentRights(snapshot, reader,
                               parts == nullptr ? access::Parts::left_out : access::Parts::shown)
            .of_document(document));
    if (const sharing::FormPart* const part = access.part_of_newest(reader.peer); part != nullptr) {
        TRY(std::optional<Version> version, snapshot.version(document, access.history.newest));
        if (!version) {
            return std::optional<Version>();
        }
        Version out = store::as_part(*std::move(version), *part);
        TRY(const bool is_there, parts->has_open_kinds(snapshot, out));
        return is_there ? std::optional(std::move(out)) : std::nullopt;
    }
    return access.newest(reader.peer) == policy::VersionAccess::shown
               ? snapshot.version(document, access.history.newest)
               : Result<std::optional<Version>>(std::nullopt);
}

const Version* Readable::find(std::uint32_t number) const {
    if (number == 0) {
        return versions.empty() ? nullptr : &versions.back();
    }
    const auto found = std::ranges::find(versions, number, &Version::number);
    return found == versions.end() ? nullptr : &*found;
}

// A document of others is answered as one that is not there.
Result<Readable> readable(const store::Snapshot& snapshot, std::string_view document,
                          const access::Reader& reader, store::Titles titles, PartMaker* parts) {
    Readable out;
    snapshot.prefetch_asked(document);
    TRY(const access::DocumentAccess seen,
        access::DocumentRights(snapshot, reader,
                               parts == nullptr ? access::Parts::left_out : access::Parts::shown)
            .of_document(document));
    const sharing::FormPart* const part = seen.part_of_newest(reader.peer);
    if (part == nullptr && seen.newest(reader.peer) == policy::VersionAccess::not_a_party) {
        return out;
    }
    out.is_of_sender = std::ranges::any_of(seen.history.versions, [&](const auto& version) {
        return policy::may_withdraw(reader.peer, version.second) == policy::AccessDecision::allowed;
    });
    out.is_of_case = seen.is_of_case;
    TRY(std::vector<Version> all, snapshot.asked_versions(document, titles));
    for (Version& version : all) {
        if (part != nullptr && version.number == seen.history.newest) {
            Version shown = store::as_part(std::move(version), *part);
            TRY(const bool is_there, parts->has_open_kinds(snapshot, shown));
            if (is_there) {
                out.versions.push_back(std::move(shown));
            }
            continue;
        }
        const policy::VersionAccess access = seen.of(reader.peer, version.number);
        if (access == policy::VersionAccess::not_a_party) {
            continue;
        }
        if (version.status == store::VersionStatus::withdrawn) {
            out.withdrawals.push_back(version.number);
        }
        out.versions.push_back(access == policy::VersionAccess::shown ? std::move(version)
                                                                      : store::as_gone(std::move(version)));
    }
    return out;
}

Result<store::DocumentPage> find_documents(const store::Snapshot& snapshot, const access::Reader& reader,
                                           store::DocumentQuery query, PartMaker* parts) {
    access::IsPartThere is_there;
    if (parts != nullptr) {
        is_there = [&](const Version& version) { return parts->has_open_kinds(snapshot, version); };
    }
    return access::find_documents(snapshot, reader, std::move(query), is_there);
}

using policy::AccessDecision;

diag::Result<Changeable> to_change(store::Transaction& transaction, const access::Reader& reader,
                                   std::string_view document) {
    access::DocumentRights rights(transaction, reader);
    Changeable out;
    TRY(out.decision, rights.may_withdraw(document));
    if (out.decision == AccessDecision::not_a_party) {
        return out;
    }
    TRY(out.newest, transaction.newest(document));
    TRY(out.decision, rights.may_withdraw(document)); // another node may have added a version before the lock
    if (out.decision == AccessDecision::not_a_party || !out.newest) {
        return Changeable{};
    }
    return out;
}

} // namespace renkei::documents
