// Which events `renkei audit` prints: of a node, of peers, about a document, about a person, emergencies, of
// a period.
#pragma once

#include "gateway/app/online/setup/command_line.h"
#include "gateway/network/audit/person_part.h"
#include "gateway/network/auditreport/access_report.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/store/store.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace renkei::online {

// The options --since and --until: a day in Japan, or an instant. Both ends count.
struct PeriodOptions {
    std::string since{};
    std::string until{};
    void add_to(Command& command);
    bool is_limited() const { return !since.empty() || !until.empty(); }
    // The finding is one of usage.
    diag::Result<auditreport::Period> read() const;
};

struct AuditFilter { // what is empty filters nothing
    std::string node{};
    std::vector<std::string> peers{}; // any of them
    std::string document{};
    std::optional<documents::PersonNumber> person{};
    bool emergencies = false; // only requests that state one
    auditreport::Period period{};
};

class EventSelection {
public:
    // Reads under which hashes the person is known, and the documents that are about it: an event may name
    // either. `filter` outlives it.
    static diag::Result<EventSelection> of(const AuditFilter& filter, const store::Store& store);

    bool add(const store::AuditRow& row, const audit::EventSummary& noted); // is it wanted?
    // What of a wanted event is about the person, the document or else the office that is asked for.
    audit::Event part_of(const audit::Event& event) const;
    // A list that is filtered by something unknown is empty, which would go unnoticed. After the last event.
    ExitCode warn_if_unknown(const store::Store& store, Language language) const;
    bool has_person() const { return has_person_; } // after the last event: in whatever period

private:
    explicit EventSelection(const AuditFilter& filter) : filter_(&filter) {}

    const AuditFilter* filter_;
    audit::PersonInEvents person_{};
    std::set<std::string> nodes_{}; // that have events
    bool has_peer_ = false;         // events name documents and peers that were deleted, too
    bool has_document_ = false;
    bool has_person_ = false;
    bool is_empty_ = true; // no event is wanted
};

} // namespace renkei::online
