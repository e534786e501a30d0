#include "gateway/network/store/person_records.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/store/content.h"
#include "gateway/network/store/record_rows.h"
#include "gateway/network/store/row_values.h"
#include "gateway/network/store/sealed_record.h"
#include "gateway/network/store/uuid_bytes.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::store {
namespace {

namespace message = diag::message;

// Of a state, which has no id: there is one under each number.
constexpr std::string_view nil_uuid = "00000000-0000-0000-0000-000000000000";
// A row of the table `insurer` among those of a person.
constexpr std::string_view insurer_kind = "insurer";
constexpr std::string_view insured_kind = "insured_person"; // likewise, of the table of this name
constexpr std::string_view stand_in_kind = "stand_in";      // an insurer, too
constexpr std::string_view number_kind = "number";          // one of the linked numbers

// A record as its row holds it.
struct RecordRow {
    Hash person{};
    std::string id{}; // 16 bytes
    std::string kind{};
    std::string sealed{};
    std::string clear{}; // of an insurer
};

// A day counts to its end.
std::optional<Millis> end_of(const std::optional<time::Date>& last_day) {
    constexpr Millis day = 24 * 60 * 60 * 1000;
    return last_day ? std::optional(time::beginning_of(*last_day) + day) : std::nullopt;
}

struct Written {
    std::string_view id;
    std::string_view kind;
    std::string office;
    Millis begins = 0;
    std::optional<Millis> ends;
    Millis withdrawn = 0;
    std::string text;
    std::string_view insurer = {};
};

diag::Error unread(std::string_view kind, std::string_view id, const diag::Error& why) {
    return is_damage(why) ? diag::finding(message::record_damaged, {}, {std::string(kind), uuid_text(id)})
                          : diag::finding(message::record_unread, {}, {std::string(kind), uuid_text(id)});
}

diag::Result<std::string> open_row(const Session& session, const RecordRow& row) {
    return open_record(session.shared.keys.answers, {row.person, row.id, row.kind}, row.sealed);
}

template <class Record>
diag::Result<void> take(const Session& session, const RecordRow& row,
                        diag::Result<Record> (*read)(std::string_view), std::vector<Kept<Record>>& out) {
    const diag::Result<std::string> text = open_row(session, row);
    diag::Result<Record> record = text ? read(*text) : tl::make_unexpected(text.error());
    if (!record) {
        return tl::make_unexpected(unread(row.kind, row.id, record.error()));
    }
    out.push_back({row.person, *std::move(record)});
    return {};
}

diag::Result<void> take_record(const Session& session, const RecordRow& row, PersonRecords& out) {
    if (row.kind == consent_kind) {
        return take(session, row, sharing::read_consent, out.consents);
    }
    if (row.kind == registration_kind) {
        return take(session, row, sharing::read_registration, out.registrations);
    }
    if (row.kind == opinion_kind) {
        return take(session, row, sharing::read_opinion_request, out.opinions);
    }
    if (row.kind == certification_kind) {
        return take(session, row, sharing::read_certification, out.certifications);
    }
    if (row.kind == relation_kind) {
        return take(session, row, sharing::read_stated_relation, out.relations);
    }
    if (row.kind == state_kind) {
        return take(session, row, sharing::read_person_state, out.states);
    }
    return diag::fail(message::record_unread, {}, {row.kind, uuid_text(row.id)}); // of a newer program
}

void take_row(const Session& session, const RecordRow& row, PersonRecords& out) {
    if (const diag::Result<void> taken = take_record(session, row, out); !taken) {
        out.unread.push_back({row.person, uuid_text(row.id), row.kind, taken.error()});
    }
}

// Of a list in SQL: `$2, $3`.
std::string holes(std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
    }
    return out;
}

// Which of a person's rows are read: a condition on `r`, and the texts of its holes, from $2 on.
struct RowFilter {
    std::string condition{};
    std::vector<std::string> texts{};
    bool wants_stand_in = false;
};

RowFilter of_offices(std::string_view kind, std::span<const policy::Number> offices) {
    RowFilter out;
    for (const policy::Number& office : offices) {
        out.texts.push_back(policy::to_text(office));
    }
    out.condition = offices.empty()
                        ? "FALSE"
                        : fmt::format("r.kind = '{}' AND r.office IN ({})", kind, holes(2, offices.size()));
    return out;
}

// The numbers of one person, those that are linked included.
constexpr std::string_view same_person =
    "WITH RECURSIVE same (person) AS (VALUES ($1) UNION SELECT l.other FROM person_link l JOIN same ON "
    "l.person = same.person)";

constexpr std::string_view any_insurer = " UNION ALL SELECT NULL, NULL, 'stand_in', NULL, entry FROM insurer "
                                         "WHERE number = (SELECT MAX(number) FROM "
                                         "insurer) AND NOT EXISTS (SELECT 1 FROM given)";

diag::Result<std::vector<RecordRow>> read_rows_of(const Session& session, const Hash& person,
                                                  std::string_view insurer, const RowFilter& filter) {
    std::vector<SqlValue> values{person};
    values.insert(values.end(), filter.texts.begin(), filter.texts.end());
    values.emplace_back(insurer);
    return read_all<RecordRow>(
        session.sql,
        fmt::format(
            "{0}, given (number) AS (SELECT n.insurer FROM same JOIN insured_person n ON n.person = "
            "same.person) SELECT r.person, r.id, r.kind, r.entry, NULL FROM same JOIN person_record r "
            "ON r.person = same.person{1}{2} UNION ALL SELECT person, NULL, 'number', NULL, NULL FROM same "
            "UNION ALL SELECT NULL, NULL, 'insured_person', NULL, number FROM given UNION ALL SELECT NULL, "
            "NULL, 'insurer', NULL, entry FROM insurer WHERE number = ${3} OR "
            "number IN (SELECT number FROM given){4}",
            same_person, filter.condition.empty() ? "" : " AND ", filter.condition, values.size(),
            filter.wants_stand_in ? any_insurer : ""),
        values, [](const SqlRow& row) -> diag::Result<RecordRow> {
            if (!row.is_null(1)) {
                return RecordRow{row.hash(0), row.text(1), row.text(2), row.text(3)};
            }
            return row.is_null(0) ? RecordRow{.kind = row.text(2), .clear = row.text(4)}
                                  : RecordRow{.person = row.hash(0), .kind = row.text(2)};
        });
}

diag::Result<PersonRecords> read_records(const Session& session, const Hash& person, std::string_view insurer,
                                         const RowFilter& filter) {
    TRY(std::vector<RecordRow> rows, read_rows_of(session, person, insurer, filter));
    std::ranges::sort(rows, {}, &RecordRow::id); // ids sort by time
    PersonRecords out;
    for (const RecordRow& row : rows) {
        if (row.kind == number_kind) {
            out.numbers.push_back(row.person);
        } else if (row.kind == insurer_kind) {
            TRY(sharing::Insurer known, sharing::read_insurer(row.clear));
            out.insurers.push_back(std::move(known));
        } else if (row.kind == stand_in_kind) {
            TRY(out.stand_in, sharing::read_insurer(row.clear));
        } else if (row.kind == insured_kind) {
            if (std::ranges::find(out.insured_by, row.clear) == out.insured_by.end()) {
                out.insured_by.push_back(row.clear);
            }
        } else {
            take_row(session, row, out);
        }
    }
    return out;
}

diag::Result<void> put_row(Transaction& transaction, const Hash& person, const Written& record) {
    Session& session = transaction.session();
    const std::optional<std::string> id = uuid_bytes(record.id);
    if (!id) {
        return diag::fail(message::store_conflict, {}, {std::string(record.id)});
    }
    if (record.text.size() > max_record_bytes) {
        return diag::fail(message::record_too_large, {},
                          {std::to_string(record.text.size()), std::to_string(max_record_bytes)});
    }
    TRY(const std::string sealed,
        seal_record(session.shared.keys.answers, {person, *id, record.kind}, record.text));
    TRY_VOID(session.sql.send(
        "INSERT INTO person_record (person, id, kind, office, begins, ends, withdrawn, entry, insurer) "
        "VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (person, id) DO UPDATE SET office = "
        "excluded.office, begins = excluded.begins, ends = excluded.ends, withdrawn = excluded.withdrawn, "
        "entry = excluded.entry, insurer = excluded.insurer",
        {person, Bytes{*id}, record.kind, record.office, record.begins, or_null(record.ends),
         record.withdrawn, Bytes{sealed}, record.insurer}));
    return renew_spent(session, person);
}

} // namespace

diag::Result<PersonRecords> person_records(const Snapshot& snapshot, const Hash& person,
                                           std::string_view insurer) {
    return read_records(snapshot.session(), person, insurer, {});
}

diag::Result<PersonRecords> records_for(const Snapshot& snapshot, const Hash& person,
                                        std::span<const policy::Number> offices) {
    RowFilter filter = of_offices(registration_kind, offices);
    filter.condition = fmt::format("r.kind NOT IN ('{}', '{}') AND (r.kind <> '{}' OR {})", consent_kind,
                                   certification_kind, registration_kind, filter.condition);
    filter.wants_stand_in = true;
    return read_records(snapshot.session(), person, {}, filter);
}

diag::Result<PersonRecords> records_of(const Snapshot& snapshot, const Hash& person, std::string_view kind) {
    return read_records(snapshot.session(), person, {}, {fmt::format("r.kind = '{}'", kind)});
}

std::optional<sharing::Insurer> PersonRecords::insurer(std::string_view number) const {
    const auto found = std::ranges::find(insurers, number, &sharing::Insurer::number);
    return found == insurers.end() ? std::nullopt : std::optional(*found);
}

diag::Result<std::optional<Hash>> person_of_record(const Snapshot& snapshot, std::string_view id) {
    TRY(std::vector<Hash> found,
        read_all<Hash>(snapshot.session().sql,
                       "SELECT person FROM person_record WHERE id = $1 AND kind <> 'person_state'",
                       {{Bytes{uuid_bytes(id).value_or("")}}},
                       [](const SqlRow& row) -> diag::Result<Hash> { return row.hash(0); }));
    return first_of(std::move(found));
}

diag::Result<PersonRecords> record_with_id(const Snapshot& snapshot, std::string_view kind,
                                           std::string_view id) {
    const Session& session = snapshot.session();
    TRY(const std::vector<RecordRow> rows,
        read_all<RecordRow>(session.sql,
                            "SELECT person, id, kind, entry FROM person_record WHERE id = $1 AND kind <> "
                            "'person_state' AND kind = $2", // the first condition is that of the index
                            {{Bytes{uuid_bytes(id).value_or("")}, kind}},
                            [](const SqlRow& row) -> diag::Result<RecordRow> {
                                return RecordRow{row.hash(0), row.text(1), row.text(2), row.text(3)};
                            }));
    PersonRecords out;
    for (const RecordRow& row : rows) {
        take_row(session, row, out);
    }
    return out;
}

diag::Result<bool> is_listed(const Snapshot& snapshot, std::string_view kind, const Hash& person,
                             std::span<const policy::Number> offices) {
    const RowFilter filter = of_offices(kind, offices);
    std::vector<SqlValue> values{person};
    values.insert(values.end(), filter.texts.begin(), filter.texts.end());
    TRY(const std::vector<std::string> found,
        read_all<std::string>(
            snapshot.session().sql,
            fmt::format("{} SELECT r.id FROM same JOIN person_record r ON r.person = same.person WHERE {}",
                        same_person, filter.condition),
            values, [](const SqlRow& row) -> diag::Result<std::string> { return row.text(0); }));
    return !found.empty();
}

diag::Result<void> check_whole(const PersonRecords& records) {
    return records.unread.empty() ? diag::Result<void>() : tl::make_unexpected(records.unread.front().why);
}

diag::Result<void> lock_records(Transaction& transaction) {
    return transaction.lock("person_records.changed_by_one_at_a_time");
}

diag::Result<void> put(Transaction& transaction, const Kept<sharing::Consent>& consent) {
    const sharing::Consent& record = consent.record;
    TRY_VOID(put_insured(transaction, consent.person, record.insurer));
    return put_row(transaction, consent.person,
                   {.id = record.id,
                    .kind = consent_kind,
                    .office = {},
                    .begins = record.given_at,
                    .ends = end_of(record.until),
                    .withdrawn = record.withdrawn ? record.withdrawn->at : 0,
                    .text = sharing::to_json(record)});
}

diag::Result<void> put(Transaction& transaction, const Kept<sharing::Registration>& registration) {
    const sharing::Registration& record = registration.record;
    TRY_VOID(put_insured(transaction, registration.person, record.insurer));
    return put_row(transaction, registration.person,
                   {.id = record.id,
                    .kind = registration_kind,
                    .office = policy::to_text(record.office),
                    .begins = time::beginning_of(record.from),
                    .ends = record.ended ? record.ended->at : end_of(record.until),
                    .text = sharing::to_json(record)});
}

diag::Result<void> put(Transaction& transaction, const Kept<sharing::OpinionRequest>& request) {
    const sharing::OpinionRequest& record = request.record;
    const bool is_in_lists = sharing::is_awaited(sharing::opinion_state(record, record.sent));
    // what it says of the doctor's agreement and of the result counts on
    const bool says_more = record.received || record.decided;
    return put_row(transaction, request.person,
                   {.id = record.id,
                    .kind = opinion_kind,
                    .office = is_in_lists ? policy::to_text(record.institution) : std::string(),
                    .begins = time::beginning_of(record.sent),
                    .ends = says_more ? std::nullopt : end_of(record.closed),
                    .text = sharing::to_json(record),
                    .insurer = is_in_lists ? std::string_view(record.insurer) : std::string_view()});
}

diag::Result<void> put(Transaction& transaction, const Kept<sharing::Certification>& application) {
    const sharing::Certification& record = application.record;
    const std::optional<time::Date>& result = record.day_of(sharing::CertificationStep::result);
    return put_row(transaction, application.person,
                   {.id = record.id,
                    .kind = certification_kind,
                    .office = {},
                    .begins = time::beginning_of(record.applied()),
                    .ends = end_of(record.withdrawn ? record.withdrawn : result),
                    .text = sharing::to_json(record),
                    .insurer = record.is_open() ? std::string_view(record.insurer) : std::string_view()});
}

diag::Result<void> put(Transaction& transaction, const Kept<sharing::StatedRelation>& relation) {
    const sharing::StatedRelation& record = relation.record;
    return put_row(transaction, relation.person,
                   {.id = record.id,
                    .kind = relation_kind,
                    .office = {},
                    .begins = time::beginning_of(record.from),
                    .ends = end_of(record.until),
                    .text = sharing::to_json(record)});
}

diag::Result<void> put(Transaction& transaction, const Kept<sharing::PersonState>& state) {
    return put_row(transaction, state.person,
                   {.id = nil_uuid,
                    .kind = state_kind,
                    .office = {},
                    .begins = 0,
                    .ends = state.record.died,
                    .text = sharing::to_json(state.record)});
}

diag::Result<PersonRecords> records_listed(const Snapshot& snapshot, const ListQuery& query) {
    const Session& session = snapshot.session();
    const bool is_of_office = !query.office.value.empty();
    const std::string whose = is_of_office ? policy::to_text(query.office) : query.insurer;
    // `<> ''` is the condition of the index
    TRY(const std::vector<RecordRow> rows,
        read_all<RecordRow>(
            session.sql,
            fmt::format(
                "SELECT person, id, kind, entry FROM person_record WHERE {0} = $1 AND {0} <> '' AND id "
                "> $2 AND kind = $3 ORDER BY id LIMIT $4",
                is_of_office ? "office" : "insurer"),
            {{whose, Bytes{uuid_bytes(query.after).value_or("")}, query.kind, query.limit}},
            [](const SqlRow& row) -> diag::Result<RecordRow> {
                return RecordRow{row.hash(0), row.text(1), row.text(2), row.text(3)};
            }));
    PersonRecords out;
    for (const RecordRow& row : rows) {
        take_row(session, row, out);
    }
    return out;
}

diag::Result<void> drop(Transaction& transaction, const UnreadRecord& record) {
    Session& session = transaction.session();
    const std::optional<std::string> id = uuid_bytes(record.id);
    if (!id) {
        return diag::fail(message::store_conflict, {}, {record.id});
    }
    TRY_VOID(session.sql.send("DELETE FROM person_record WHERE person = $1 AND id = $2",
                              {record.person, Bytes{*id}}));
    return renew_spent(session, record.person);
}

diag::Result<std::vector<sharing::Insurer>> insurers(const Snapshot& snapshot) {
    return read_all<sharing::Insurer>(snapshot.session().sql, "SELECT entry FROM insurer ORDER BY number", {},
                                      [](const SqlRow& row) { return sharing::read_insurer(row.view(0)); });
}

diag::Result<std::optional<sharing::Insurer>> insurer(const Snapshot& snapshot, std::string_view number) {
    TRY(std::vector<sharing::Insurer> found,
        read_all<sharing::Insurer>(snapshot.session().sql, "SELECT entry FROM insurer WHERE number = $1",
                                   {{number}},
                                   [](const SqlRow& row) { return sharing::read_insurer(row.view(0)); }));
    return first_of(std::move(found));
}

diag::Result<void> put(Transaction& transaction, const sharing::Insurer& insurer) {
    return transaction.session().sql.send("INSERT INTO insurer (number, entry) VALUES ($1, $2) ON CONFLICT "
                                          "(number) DO UPDATE SET entry = excluded.entry",
                                          {insurer.number, sharing::to_json(insurer)});
}

diag::Result<void> put_insured(Transaction& transaction, const Hash& person, std::string_view insurer) {
    return transaction.session().sql.send(
        "INSERT INTO insured_person (person, insurer) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING",
        {person, insurer});
}

diag::Result<std::uint64_t> count_damaged_records(const Store& store) {
    constexpr std::size_t page = 1000;
    std::uint64_t out = 0;
    RecordRow last;
    for (bool more = true; more;) {
        PersonRecords found;
        std::vector<RecordRow> rows;
        TRY_VOID(store.read([&](const Snapshot& snapshot) -> diag::Result<void> {
            found = {}; // the job may run again
            TRY(rows,
                read_all<RecordRow>(snapshot.session().sql,
                                    "SELECT person, id, kind, entry FROM person_record WHERE (person, id) > "
                                    "($1, $2) ORDER BY person, id LIMIT $3",
                                    {{last.person, Bytes{last.id}, static_cast<std::uint32_t>(page)}},
                                    [](const SqlRow& row) -> diag::Result<RecordRow> {
                                        return RecordRow{row.hash(0), row.text(1), row.text(2), row.text(3)};
                                    }));
            for (const RecordRow& row : rows) {
                take_row(snapshot.session(), row, found);
            }
            return {};
        }));
        out += found.unread.size();
        more = rows.size() == page;
        if (more) {
            last = std::move(rows.back());
        }
    }
    return out;
}

} // namespace renkei::store
