#include "gateway/network/store/audit/audit_access.h"

#include "gateway/core/base/logical_id.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/sql/find_end.h"
#include "gateway/network/store/sql/select_statement.h"
#include "gateway/network/store/sql/sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace renkei::store {
namespace {

constexpr Millis ahead_in_japan = 9LL * 60 * 60 * 1000;
constexpr Millis one_day_long = 24LL * 60 * 60 * 1000;
constexpr std::size_t digits_of_person = 16; // events name persons by these at least

std::int64_t number_of_day(Millis at) { return (at + ahead_in_japan) / one_day_long; }

std::string_view caller_of_event(const audit::Event& event) {
    return !event.peer.empty() ? event.peer : !event.certificate.empty() ? event.certificate : event.address;
}

// In what the events of one row are equal, whatever documents a list of theirs showed. Of what found nothing
// it is the caller alone: about one person or document nothing that a caller chooses makes more rows of it.
Hash line_of(const audit::Event& event, const audit::EventSummary& about, bool found) {
    if (!found) {
        return seal::keyed_hash(Hash{}, {caller_of_event(event)});
    }
    return seal::keyed_hash(Hash{}, {caller_of_event(event), event.interaction, audit::to_text(event.outcome),
                                     event.reason, event.ground, event.about, event.emergency, event.document,
                                     std::to_string(event.version), about.persons.empty() ? "" : "persons"});
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

// Of one event, several in a statement: a page of a search may show hundreds of documents.
struct Noting {
    Connection& sql;
    std::vector<SqlValue> facts;

    diag::Result<void> note(std::span<const std::string_view> subjects) {
        for (const std::size_t size : {64U, 8U, 1U}) { // so there are three statements, whatever is shown
            for (; subjects.size() >= size; subjects = subjects.subspan(size)) {
                TRY_VOID(send(subjects.first(size)));
            }
        }
        return {};
    }

    diag::Result<void> send(std::span<const std::string_view> subjects) {
        std::vector<SqlValue> values{subjects.front()}; // $1; the event's facts are $2 to $7
        values.insert(values.end(), facts.begin(), facts.end());
        std::string rows = "($1, $2, $3, $4, $5, $6, $6, $7)";
        for (const std::string_view subject : subjects.subspan(1)) {
            values.emplace_back(subject);
            rows += fmt::format(", (${}, $2, $3, $4, $5, $6, $6, $7)", values.size());
        }
        return sql.send(fmt::format("INSERT INTO audit_access (subject, day, node, line, found, first_event, "
                                    "last_event, times) VALUES {} ON CONFLICT (subject, day, node, line) DO "
                                    "UPDATE SET last_event = excluded.last_event, times = "
                                    "audit_access.times + excluded.times",
                                    rows),
                        values);
    }
};

using LineKey = std::tuple<std::int64_t, std::string, std::string>; // day, node, line

class Accesses {
public:
    Accesses(const Snapshot& snapshot, Millis since)
        : sql_(snapshot.session().sql),
          since_(number_of_day(since)) {}

    diag::Result<NotedAccesses> of(const std::vector<std::string>& subjects) && {
        for (std::size_t from = 0; from < subjects.size(); from += together) {
            TRY_VOID(read_rows(subjects, from));
        }
        for (auto at = lines_.rbegin(); at != lines_.rend(); ++at) { // the newest days first
            if (std::get<0>(at->first) < since_ || out_.lines.size() == most_lines) {
                out_.is_cut = true;
                break;
            }
            TRY_VOID(add(std::move(at->second)));
        }
        return std::move(out_);
    }

private:
    // The days before the one with which a question that found too much ends are left out, of all subjects.
    diag::Result<void> read_rows(const std::vector<std::string>& subjects, std::size_t from) {
        SelectStatement statement(
            "SELECT day, node, line, found, subject, first_event, last_event, times FROM "
            "audit_access WHERE subject IN (");
        for (std::size_t i = from; i < from + together; ++i) {
            statement.add(i == from ? "" : ", ");
            statement.add(statement.value(subjects[std::min(i, subjects.size() - 1)]));
        }
        statement.add(fmt::format(") AND day >= {}", statement.value(since_)));
        statement.add(fmt::format(" ORDER BY day DESC LIMIT {}", statement.value(most_rows)));
        std::size_t rows = 0;
        std::int64_t last_day = since_;
        TRY_VOID(sql_.run(statement.text(), statement.values(), [&](const SqlRow& row) {
            ++rows;
            last_day = row.integer(0);
            take(row);
        }));
        if (rows == most_rows) {
            out_.is_cut = true;
            since_ = std::max(since_, last_day);
        }
        return {};
    }

    void take(const SqlRow& row) {
        NotedAccess& line = lines_[{row.integer(0), row.text(1), row.text(2)}];
        const auto first = static_cast<std::uint64_t>(row.integer(5));
        const bool is_new = line.node.empty();
        line.node = row.text(1);
        line.found = row.integer(3) != 0;
        if (row.view(4).size() > digits_of_person) {
            line.documents.push_back(row.text(4));
        } else {
            line.is_of_person = true;
        }
        line.first = is_new ? first : std::min(line.first, first);
        line.last = std::max(line.last, static_cast<std::uint64_t>(row.integer(6)));
        line.times = std::max(line.times, static_cast<std::uint64_t>(row.integer(7)));
    }

    diag::Result<void> add(NotedAccess line) {
        if (!line.found) {
            out_.found_nothing += line.times;
            return {};
        }
        TRY(line.first_event, event_of(line.node, line.first));
        TRY(line.last_event, event_of(line.node, line.last));
        out_.lines.push_back(std::move(line));
        return {};
    }

    diag::Result<std::string> event_of(const std::string& node, std::uint64_t sequence) {
        std::string out;
        TRY_VOID(sql_.run("SELECT event FROM audit_event WHERE node = $1 AND sequence = $2", {node, sequence},
                          [&](const SqlRow& row) { out = row.text(0); }));
        return out;
    }

    static constexpr std::size_t most_rows = 50'000; // of a question
    static constexpr std::size_t most_lines = 10'000;
    Connection& sql_;
    std::int64_t since_;
    std::map<LineKey, NotedAccess> lines_{};
    NotedAccesses out_{};
};

} // namespace

diag::Result<void> note_access(Connection& sql, std::string_view node, std::uint64_t sequence,
                               std::string_view facts) {
    const std::optional<audit::KeptEvent> kept = audit::event_of(facts);
    if (!kept) {
        return {};
    }
    const audit::Event& event = kept->event;
    const audit::EventSummary about = audit::summary_of(event);
    const bool found = audit::has_found(event);
    const Hash line = line_of(event, about, found);
    const std::set<std::string> subjects = subjects_of(about, found);
    const std::vector<std::string_view> noted(subjects.begin(), subjects.end());
    return Noting{sql, {number_of_day(event.at), node, line, found ? 1 : 0, sequence, event.times}}.note(
        noted);
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

diag::Result<NotedAccesses> accesses_about(const Snapshot& snapshot, std::span<const Hash> persons,
                                           std::span<const std::string> documents, Millis since) {
    std::vector<std::string> subjects;
    for (const Hash& person : persons) {
        subjects.push_back(seal::to_hex(person).substr(0, digits_of_person));
    }
    std::ranges::transform(documents, std::back_inserter(subjects),
                           [](const std::string& id) { return base::logical_id(id); });
    return Accesses(snapshot, since).of(subjects);
}

diag::Result<std::uint64_t> drop_old_accesses(Connection& sql, Millis before, std::size_t most) {
    return sql.run("DELETE FROM audit_access WHERE (subject, day, node, line) IN (SELECT subject, day, node, "
                   "line FROM audit_access WHERE day < $1 LIMIT $2)",
                   {number_of_day(before), most});
}

} // namespace renkei::store
