// The table audit_access: which audit events are about a person or a document.
#pragma once

#include "gateway/network/store/rows/snapshot.h"

#include <span>
#include <string>
#include <vector>

namespace renkei::store {

class Connection;

inline constexpr Millis accesses_kept =
    366LL * 24 * 60 * 60 * 1000; // about the twelve months that are asked for

// Notes one event, as it is kept, for each person and document that it names.
diag::Result<void> note_access(Connection& sql, std::string_view node, std::uint64_t sequence,
                               std::string_view facts);
// Notes all events of a store in which none is noted: an older program wrote it, or it was restored.
diag::Result<void> note_all_accesses(Connection& sql);

// Events of one day and node that differ only in the documents and persons which they are about.
struct NotedAccess {
    std::string node{};
    std::uint64_t first = 0; // numbers of the first and the last of them
    std::uint64_t last = 0;
    std::uint64_t times = 0;              // of the document or person that most of them are about
    bool found = false;                   // false: they were refused, or searches that showed nothing
    bool is_of_person = false;            // they name one of the persons
    std::vector<std::string> documents{}; // without dashes
    std::string first_event{};            // as they are kept
    std::string last_event{};
};
struct NotedAccesses {
    std::vector<NotedAccess> lines{}; // that found something; the newest days first
    std::uint64_t found_nothing = 0;
    bool is_cut = false; // older ones are left out: there are too many
};
// Of persons and of documents (ids), since the day of this moment, in Japan.
diag::Result<NotedAccesses> accesses_about(const Snapshot& snapshot, std::span<const Hash> persons,
                                           std::span<const std::string> documents, Millis since);
// Of days before this moment. Returns how many were dropped.
diag::Result<std::uint64_t> drop_old_accesses(Connection& sql, Millis before, std::size_t most);

} // namespace renkei::store
