#include "gateway/network/store/record_rows.h"

#include "gateway/network/store/row_values.h"

#include <fmt/format.h>

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
    const RecordSpan* newest_consent = nullptr;
    for (const RecordSpan& each : records) {
        if (each.kind == state_kind) {
            died = earlier(died, each.ends);
        } else if (each.kind == consent_kind &&
                   (newest_consent == nullptr || each.begins >= newest_consent->begins)) {
            newest_consent = &each;
        }
    }
    // of two that were given at once, the one without an end holds both
    std::optional<Millis> consents_end;
    bool is_open = false;
    for (const RecordSpan& each : records) {
        if (each.kind == consent_kind && each.begins == newest_consent->begins) {
            is_open = is_open || !each.ends;
            consents_end = std::max(consents_end, each.ends);
        }
    }
    if (is_open) {
        consents_end.reset();
    }
    for (RecordSpan& each : records) {
        each.spent = each.kind == state_kind     ? std::nullopt
                     : each.kind == consent_kind ? earlier(consents_end, died)
                                                 : earlier(each.ends, died);
    }
}

diag::Result<void> renew_spent(Session& session, const Hash& person) {
    TRY(std::vector<RecordSpan> records,
        read_all<RecordSpan>(
            session.sql,
            "WITH RECURSIVE same (person) AS (VALUES ($1) UNION SELECT l.other FROM person_link l JOIN same "
            "ON l.person = same.person) SELECT r.person, r.id, r.kind, r.begins, r.ends, r.spent FROM same "
            "JOIN person_record r ON r.person = same.person",
            {{person}}, [](const SqlRow& row) -> diag::Result<RecordSpan> {
                return RecordSpan{row.hash(0),    row.text(1),       row.text(2),
                                  row.integer(3), moment_in(row, 4), moment_in(row, 5)};
            }));
    std::vector<RecordSpan> renewed = records;
    set_spent(renewed);
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (renewed[i].spent != records[i].spent) {
            TRY_VOID(session.sql.send("UPDATE person_record SET spent = $1 WHERE person = $2 AND id = $3",
                                      {or_null(renewed[i].spent), renewed[i].person, Bytes{renewed[i].id}}));
        }
    }
    return {};
}

// A consent with an end could hide one without, so it goes last of those that were given at once.
diag::Result<std::uint64_t> drop_spent_records(Connection& sql, Millis before, int limit) {
    return sql.run("DELETE FROM person_record WHERE (person, id) IN (SELECT person, id FROM person_record "
                   "WHERE spent < $1 ORDER BY spent, begins, ends IS NULL DESC, ends DESC LIMIT $2)",
                   {before, limit});
}

} // namespace renkei::store
