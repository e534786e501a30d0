// Which events `renkei audit list` prints: of a node, of a peer, about a document, about a person.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/store/store.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace renkei::online {

struct AuditFilter { // what is empty filters nothing
    std::string node{};
    std::string peer{};
    std::string document{};
    std::optional<documents::PersonNumber> person{};
};

class EventSelection {
public:
    // Reads under which hashes the person is known, and the documents that are about it: an event may name
    // either. `filter` outlives it.
    static diag::Result<EventSelection> of(const AuditFilter& filter, const store::Store& store);

    bool add(const store::AuditRow& row, const audit::EventSummary& noted); // is it wanted?
    // A list that is filtered by something unknown is empty, which would go unnoticed. After the last event.
    ExitCode warn_if_unknown(const store::Store& store, Language language) const;

private:
    explicit EventSelection(const AuditFilter& filter) : filter_(&filter) {}
    bool is_about_person(const audit::EventSummary& noted) const;

    const AuditFilter* filter_;
    std::vector<std::string> persons_{};                        // of the one that is asked for: hashes in hex
    std::map<std::string, std::set<std::uint32_t>> versions_{}; // that name it, by document (without dashes)
    std::set<std::string> nodes_{};                             // that have events
    bool has_peer_ = false; // events name documents and peers that were deleted, too
    bool has_document_ = false;
    bool has_person_ = false;
};

} // namespace renkei::online
