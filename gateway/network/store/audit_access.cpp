#include "gateway/network/store/audit_access.h"

#include "gateway/core/base/logical_id.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/store/session.h"
#include "gateway/network/store/sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::store {
namespace {

constexpr Millis ahead_in_japan = 9LL * 60 * 60 * 1000;
constexpr Millis one_day_long = 24LL * 60 * 60 * 1000;
constexpr std::size_t digits_of_person = 16; // events name persons by these at least

std::int64_t number_of_day(Millis at) { return (at + ahead_in_japan) / one_day_long; }

constexpr std::string_view document_searches[] = {"search-type", "ITI-66",   "ITI-67",     "ITI-83",
                                                  "ITI-119",     "$summary", "eligibility"};

bool finds_something(const audit::Event& event, const audit::EventSummary& about) {
    const bool is_delivery = event.interaction == "delivery"; // no request
    const bool is_refused = event.outcome == audit::Outcome::minor && !is_delivery;
    const bool is_search =
        std::ranges::find(document_searches, event.interaction) != std::end(document_searches);
    return !is_refused && (!is_search || !about.documents.empty());
}

std::string_view caller_of_event(const audit::Event& event) {
    return !event.peer.empty() ? event.peer : !event.certificate.empty() ? event.certificate : event.address;
}

// In what the events of one row are equal. Of what found nothing it is the caller alone: nothing that a
// caller chooses makes more rows of it.
Hash line_of(const audit::Event& event, const audit::EventSummary& about, bool found) {
    if (!found) {
        return seal::keyed_hash(Hash{}, {caller_of_event(event)});
    }
    return seal::keyed_hash(Hash{}, {caller_of_event(event), event.interaction, audit::to_text(event.outcome),
                                     event.reason, event.ground, event.about, event.emergency,
                                     std::to_string(event.version),
                                     fmt::format("{}", fmt::join(about.documents, ",")),
                                     fmt::format("{}", fmt::join(about.persons, ","))});
}

// What found nothing is noted once, of its persons if it names some.
std::set<std::string> subjects_of(const audit::EventSummary& about, bool found) {
    std::set<std::string> out;
    for (const std::string& person : about.persons) {
        out.insert(person.substr(0, digits_of_person));
    }
    if (found || out.empty()) {
        out.insert(about.documents.begin(), about.documents.end());
    }
    return out;
}

diag::Result<std::vector<NotedAccess>> accesses_of(const Snapshot& snapshot, std::string_view subject,
                                                   Millis since) {
    std::vector<NotedAccess> out;
    TRY_VOID(snapshot.session().sql.run(
        "SELECT a.node, a.first_event, a.times, a.found, f.event, l.event FROM audit_access a LEFT JOIN "
        "audit_event f ON f.node = a.node AND f.sequence = a.first_event AND a.found = 1 LEFT JOIN "
        "audit_event l "
        "ON l.node = a.node AND l.sequence = a.last_event AND a.found = 1 WHERE a.subject = $1 AND a.day >= "
        "$2",
        {subject, number_of_day(since)}, [&](const SqlRow& row) {
            out.push_back({.first = {row.text(0), static_cast<std::uint64_t>(row.integer(1))},
                           .times = static_cast<std::uint64_t>(row.integer(2)),
                           .found = row.integer(3) != 0,
                           .first_event = row.text(4),
                           .last_event = row.text(5)});
        }));
    return out;
}

} // namespace

diag::Result<void> note_access(Connection& sql, std::string_view node, std::uint64_t sequence,
                               std::string_view facts) {
    const std::optional<audit::KeptEvent> kept = audit::event_of(facts);
    if (!kept) {
        return {};
    }
    const audit::Event& event = kept->event;
    const audit::EventSummary about = audit::summary_of(event);
    const bool found = finds_something(event, about);
    const Hash line = line_of(event, about, found);
    for (const std::string& subject : subjects_of(about, found)) {
        TRY_VOID(sql.send(
            "INSERT INTO audit_access (subject, day, node, line, found, first_event, last_event, "
            "times) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (subject, day, node, line) "
            "DO UPDATE SET last_event = excluded.last_event, times = audit_access.times + "
            "excluded.times",
            {subject, number_of_day(event.at), node, line, found ? 1 : 0, sequence, sequence, event.times}));
    }
    return {};
}

diag::Result<void> note_all_accesses(Connection& sql) {
    constexpr int page = 500;
    struct Unnoted {
        std::string node{};
        std::int64_t sequence = 0;
        std::string facts{};
    };
    bool has_some = false;
    TRY_VOID(sql.run("SELECT 1 FROM audit_access LIMIT 1", {}, [&](const SqlRow&) { has_some = true; }));
    Unnoted last;
    for (bool more = !has_some; more;) {
        std::vector<Unnoted> found;
        TRY_VOID(sql.run(
            "SELECT node, sequence, event FROM audit_event WHERE (node, sequence) > ($1, $2) ORDER BY "
            "node, sequence LIMIT $3",
            {last.node, last.sequence, page}, [&](const SqlRow& row) {
                found.push_back({row.text(0), row.integer(1), row.text(2)});
            }));
        for (const Unnoted& each : found) {
            TRY_VOID(note_access(sql, each.node, static_cast<std::uint64_t>(each.sequence), each.facts));
        }
        more = found.size() == page;
        last = found.empty() ? Unnoted() : std::move(found.back());
    }
    return {};
}

diag::Result<std::vector<NotedAccess>> accesses_of_document(const Snapshot& snapshot, std::string_view id,
                                                            Millis since) {
    return accesses_of(snapshot, base::logical_id(id), since);
}

diag::Result<std::vector<NotedAccess>> accesses_of_person(const Snapshot& snapshot, std::string_view hash,
                                                          Millis since) {
    return accesses_of(snapshot, hash.substr(0, digits_of_person), since);
}

} // namespace renkei::store
