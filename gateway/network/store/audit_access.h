// The table audit_access: which audit events are about a person or a document.
#pragma once

#include "gateway/network/store/snapshot.h"

namespace renkei::store {

class Connection;

// Notes one event, as it is kept, for each person and document that it names.
diag::Result<void> note_access(Connection& sql, std::string_view node, std::uint64_t sequence,
                               std::string_view facts);
// Notes all events of a store in which none is noted: an older program wrote it, or it was restored.
diag::Result<void> note_all_accesses(Connection& sql);

// Equal events of one day and node.
struct NotedAccess {
    AuditPosition first{}; // of the first of them
    std::uint64_t times = 0;
    bool found = false; // false: they were refused, or searches that showed nothing
    // Of what found something: the first and the last one, as they are kept; the same if there is one.
    std::string first_event{};
    std::string last_event{};
};
// Of a document's id, and of a person's keyed hash in hex; since the day of this moment, in Japan.
diag::Result<std::vector<NotedAccess>> accesses_of_document(const Snapshot& snapshot, std::string_view id,
                                                            Millis since);
diag::Result<std::vector<NotedAccess>> accesses_of_person(const Snapshot& snapshot, std::string_view hash,
                                                          Millis since);

} // namespace renkei::store
