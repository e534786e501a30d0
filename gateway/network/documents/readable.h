// The versions of a document that one reader is shown. Who is shown what is decided by network/access; the
// caller stores the audit event of a read (store::Store::append_audit).
#pragma once

#include "gateway/network/access/reader.h"
#include "gateway/network/policy/decide.h"
#include "gateway/network/store/rows/snapshot.h"
#include "gateway/network/store/rows/transaction.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace renkei::documents {

class PartMaker;

diag::Result<bool> is_shown(const store::Snapshot& snapshot, const store::Version& version,
                            const access::Reader& reader);
// `parts` makes what a reader is shown of a document that may not be seen whole (store::as_part() of its
// version); without it such a document is not there. Nor is one of which the part has nothing of the kinds of
// information that are open.

// The newest version, if this peer is shown it; it is no withdrawal then.
diag::Result<std::optional<store::Version>> readable_newest(const store::Snapshot& snapshot,
                                                            std::string_view document,
                                                            const access::Reader& reader,
                                                            PartMaker* parts = nullptr);

// The versions of a document that this peer may see.
struct Readable {
    // Oldest first: those that are shown, and store::as_gone() of those that are not shown any more, which
    // are withdrawn for this peer. If the newest version is not shown, none is; of one that is shown in part,
    // store::as_part(). Empty: not for this peer.
    std::vector<store::Version> versions{};
    std::vector<std::uint32_t> withdrawals{}; // the numbers of those that withdrew the document
    bool is_of_sender = false;                // the peer sent a version of it, whether or not it is shown
    bool is_of_case = false; // a paper of a case before the board: read, and neither kept nor carried on
    // The version with this number; 0 means the last one. Null if there is no such version.
    const store::Version* find(std::uint32_t number) const;
};
diag::Result<Readable> readable(const store::Snapshot& snapshot, std::string_view document,
                                const access::Reader& reader, store::Titles titles = store::Titles::opened,
                                PartMaker* parts = nullptr);

// What access::find_documents() finds.
diag::Result<store::DocumentPage> find_documents(const store::Snapshot& snapshot,
                                                 const access::Reader& reader, store::DocumentQuery query,
                                                 PartMaker* parts);

// A document of which only the id is known, and that the caller would withdraw or replace.
struct Changeable {
    policy::AccessDecision decision = policy::AccessDecision::not_a_party;
    std::optional<store::Version> newest{}; // locked until the transaction ends; nothing for not_a_party
};
// `not_a_party` for a document that is not there, and for one that is closed to the caller: both cost the
// same.
diag::Result<Changeable> to_change(store::Transaction& transaction, const access::Reader& reader,
                                   std::string_view document);

} // namespace renkei::documents
