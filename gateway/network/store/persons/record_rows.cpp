#include "gateway/network/store/persons/record_rows.h"

#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/deliveries/closed_deliveries.h"

#include <algorithm>

namespace renkei::store {
namespace {

// An end that is not known comes after all others.
std::optional<Millis> earlier(std::optional<Millis> a, std::optional<Millis> b) {
    return a && b ? std::optional(std::min(*a, *b)) : a ? a : b;
}

std::optional<Millis> moment_in(const SqlRow& row, std::size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

} // namespace

void set_spent(std::span<RecordSpan> records) {
    std::optional<Millis> died;
    Millis withdrawn = 0;
    for (const RecordSpan& each : records) {
        died = each.kind == state_kind ? earlier(died, each.ends) : died;
        withdrawn = std::max(withdrawn, each.withdrawn);
    }
    const auto end_of = [&](const RecordSpan& each) {
        // one that was given later by a clock that ran ahead permits nothing after its own withdrawal
        const bool is_withdrawn =
            each.kind == consent_kind && (each.begins <= withdrawn || each.withdrawn != 0);
        return earlier(earlier(each.ends, died), is_withdrawn ? std::optional(withdrawn) : std::nullopt);
    };
    std::optional<Millis> consents_end = 0;
    for (const RecordSpan& each : records) {
        if (each.kind == consent_kind && consents_end) {
            const std::optional<Millis> end = end_of(each);
            consents_end = end ? std::max(consents_end, end) : std::nullopt;
        }
    }
    for (RecordSpan& each : records) {
        each.spent = each.kind == state_kind     ? std::nullopt
                     : each.kind == consent_kind ? consents_end
                                                 : end_of(each);
    }
}

diag::Result<void> renew_spent(Session& session, const Hash& person) {
    TRY(std::vector<RecordSpan> records,
        read_all<RecordSpan>(
            session.sql,
            "WITH RECURSIVE same (person) AS (VALUES ($1) UNION SELECT l.other FROM person_link l JOIN same "
            "ON l.person = same.person) SELECT r.person, r.id, r.kind, r.begins, r.ends, r.withdrawn, "
            "r.spent "
            "FROM same JOIN person_record r ON r.person = same.person",
            {{person}}, [](const SqlRow& row) -> diag::Result<RecordSpan> {
                return RecordSpan{row.hash(0),       row.text(1),    row.text(2),      row.integer(3),
                                  moment_in(row, 4), row.integer(5), moment_in(row, 6)};
            }));
    std::vector<RecordSpan> renewed = records;
    set_spent(renewed);
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (renewed[i].spent != records[i].spent) {
            TRY_VOID(session.sql.send("UPDATE person_record SET spent = $1 WHERE person = $2 AND id = $3",
                                      {or_null(renewed[i].spent), renewed[i].person, Bytes{renewed[i].id}}));
        }
    }
    TRY_VOID(count_record_change(session));
    return invalidate_closed_about_person(session, person);
}

diag::Result<std::int64_t> last_place(const Session& session) {
    std::int64_t out = 0;
    TRY_VOID(session.sql.run("SELECT coalesce(max(changed), 0) FROM person_record", {},
                             [&](const SqlRow& row) { out = row.integer(0); }));
    return out;
}

diag::Result<std::uint64_t> drop_spent_records(Connection& sql, Millis before, int limit) {
    return sql.run("DELETE FROM person_record WHERE (person, id) IN (SELECT person, id FROM person_record "
                   "WHERE spent < $1 ORDER BY spent, withdrawn LIMIT $2)",
                   {before, limit});
}

} // namespace renkei::store
