#include "gateway/network/store/persons/person_records.h"

#include "gateway/network/sharing/record_reader.h"
#include "gateway/network/store/bodies/content.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/persons/record_rows.h"
#include "gateway/network/store/persons/sealed_record.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

#include <iterator>
#include <tuple>

namespace renkei::store {
namespace {

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
    RecordOrder order{};
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
    out.push_back({row.person, *std::move(record), row.order});
    return {};
}

diag::Result<PlainRecord> read_plain(std::string_view text) {
    json::Tree tree;
    TRY_VOID(sharing::record_parser().parse(text, tree));
    PlainRecord out{.text = std::string(text)};
    for (const json::NodeId member : tree.children(json::Tree::root)) {
        if (tree.key(member) == "office") {
            out.office = policy::parse_number(tree.text(member)).value_or(policy::Number());
        } else if (tree.key(member) == "insurer") {
            out.insurer = tree.text(member);
        }
    }
    return out;
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
    if (row.kind.starts_with(plain_prefix)) {
        TRY_VOID(take(session, row, read_plain, out.plain));
        out.plain.back().record.id = uuid_text(row.id);
        out.plain.back().record.kind = row.kind;
        return {};
    }
    return diag::fail(message::record_unread, {}, {row.kind, uuid_text(row.id)}); // of a newer program
}

void take_row(const Session& session, const RecordRow& row, PersonRecords& out) {
    if (const diag::Result<void> taken = take_record(session, row, out); !taken) {
        out.unread.push_back({row.person, uuid_text(row.id), row.kind, taken.error()});
    }
}

// Of all persons, those that a condition names.
diag::Result<std::vector<RecordRow>> rows_where(const Session& session, std::string_view condition,
                                                std::vector<SqlValue> values) {
    return read_all<RecordRow>(
        session.sql, fmt::format("SELECT person, id, kind, entry FROM person_record WHERE {}", condition),
        values, [](const SqlRow& row) -> diag::Result<RecordRow> {
            return RecordRow{row.hash(0), row.text(1), row.text(2), row.text(3)};
        });
}

PersonRecords taken(const Session& session, std::span<const RecordRow> rows) {
    PersonRecords out;
    for (const RecordRow& row : rows) {
        take_row(session, row, out);
    }
    return out;
}

// Of a list in SQL: `$2, $3`.
std::string holes(std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
    }
    return out;
}

// The condition of a list, whose index has `<> ''`, and its $1.
std::pair<std::string, std::string> list_of(const ListQuery& query) {
    const bool is_of_office = !query.office.value.empty();
    return {fmt::format("{0} = $1 AND {0} <> ''", is_of_office ? "office" : "insurer"),
            is_of_office ? policy::to_text(query.office) : query.insurer};
}

// Which of a person's rows are read: a condition on `r`, and the texts of its holes, from $2 on.
struct RowFilter {
    std::string condition{};
    std::vector<std::string> texts{};
    bool wants_stand_in = false;
};

constexpr std::string_view read_by_decisions = "r.kind NOT LIKE 'ledger/%'";

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

constexpr std::string_view any_insurer = " UNION ALL SELECT NULL, NULL, 'stand_in', NULL, entry, NULL, NULL "
                                         "FROM insurer WHERE number = (SELECT MAX(number) FROM "
                                         "insurer) AND NOT EXISTS (SELECT 1 FROM given)";

// Of columns person, id, kind, entry, what is clear, taken, changed.
diag::Result<RecordRow> record_row(const SqlRow& row) {
    if (!row.is_null(1)) {
        return RecordRow{row.hash(0), row.text(1), row.text(2),
                         row.text(3), {},          {row.integer(5), row.integer(6)}};
    }
    return row.is_null(0) ? RecordRow{.kind = row.text(2), .clear = row.text(4)}
                          : RecordRow{.person = row.hash(0), .kind = row.text(2)};
}

diag::Result<std::vector<RecordRow>> read_rows_of(const Session& session, const Hash& person,
                                                  std::string_view insurer, const RowFilter& filter) {
    std::vector<SqlValue> values{person};
    values.insert(values.end(), filter.texts.begin(), filter.texts.end());
    values.emplace_back(insurer);
    return read_all<RecordRow>(
        session.sql,
        fmt::format(
            "{0}, given (number) AS (SELECT n.insurer FROM same JOIN insured_person n ON n.person = "
            "same.person) SELECT r.person, r.id, r.kind, r.entry, NULL, r.taken, r.changed FROM same "
            "JOIN person_record r ON r.person = same.person{1}{2} UNION ALL SELECT person, NULL, 'number', "
            "NULL, NULL, NULL, NULL FROM same UNION ALL SELECT NULL, NULL, 'insured_person', NULL, number, "
            "NULL, NULL FROM given UNION ALL SELECT NULL, NULL, 'insurer', NULL, entry, NULL, NULL FROM "
            "insurer WHERE number = ${3} OR "
            "number IN (SELECT number FROM given){4}",
            same_person, filter.condition.empty() ? "" : " AND ", filter.condition, values.size(),
            filter.wants_stand_in ? any_insurer : ""),
        values, record_row);
}

diag::Result<void> add_row(const Session& session, const RecordRow& row, PersonRecords& out) {
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
    return {};
}

diag::Result<PersonRecords> read_records(const Session& session, const Hash& person, std::string_view insurer,
                                         const RowFilter& filter) {
    TRY(std::vector<RecordRow> rows, read_rows_of(session, person, insurer, filter));
    std::ranges::sort(rows, {}, &RecordRow::id); // ids sort by time
    PersonRecords out;
    for (const RecordRow& row : rows) {
        TRY_VOID(add_row(session, row, out));
    }
    return out;
}

} // namespace

diag::Result<PersonRecords> person_records(const Snapshot& snapshot, const Hash& person,
                                           std::string_view insurer) {
    return read_records(snapshot.session(), person, insurer, {std::string(read_by_decisions)});
}

diag::Result<PersonRecords> all_records(const Snapshot& snapshot, const Hash& person,
                                        std::string_view insurer) {
    return read_records(snapshot.session(), person, insurer, {"1 = 1"});
}

diag::Result<PersonRecords> records_for(const Snapshot& snapshot, const Hash& person,
                                        std::span<const policy::Number> offices) {
    RowFilter filter = of_offices(registration_kind, offices);
    filter.condition =
        fmt::format("{} AND r.kind NOT IN ('{}', '{}') AND (r.kind <> '{}' OR {})", read_by_decisions,
                    consent_kind, certification_kind, registration_kind, filter.condition);
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
    // the first condition is that of the index
    TRY(const std::vector<RecordRow> rows,
        rows_where(snapshot.session(), "id = $1 AND kind <> 'person_state' AND kind = $2",
                   {Bytes{uuid_bytes(id).value_or("")}, kind}));
    return taken(snapshot.session(), rows);
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

diag::Result<PersonRecords> records_listed(const Snapshot& snapshot, const ListQuery& query) {
    const auto [condition, whose] = list_of(query);
    TRY(const std::vector<RecordRow> rows,
        rows_where(snapshot.session(), condition + " AND id > $2 AND kind = $3 ORDER BY id LIMIT $4",
                   {whose, Bytes{uuid_bytes(query.after).value_or("")}, query.kind, query.limit}));
    return taken(snapshot.session(), rows);
}

diag::Result<std::vector<PersonRecords>> persons_listed(const Snapshot& snapshot, const ListQuery& query,
                                                        std::span<const std::string_view> listed,
                                                        std::span<const std::string_view> read) {
    struct Row {
        Hash asked{}; // the number that is in the list
        RecordRow row{};
    };
    const Session& session = snapshot.session();
    const auto [condition, whose] = list_of(query);
    TRY(std::vector<Row> rows,
        read_all<Row>(
            session.sql,
            fmt::format(
                "WITH RECURSIVE same (asked, person) AS (SELECT person, person FROM person_record WHERE {} "
                "AND kind IN ('{}') UNION SELECT same.asked, l.other FROM person_link l JOIN same ON "
                "l.person = same.person) SELECT r.person, r.id, r.kind, r.entry, NULL, r.taken, r.changed, "
                "same.asked FROM same JOIN person_record r ON r.person = same.person WHERE r.kind IN ('{}') "
                "UNION ALL SELECT person, NULL, 'number', NULL, NULL, NULL, NULL, asked FROM same UNION ALL "
                "SELECT NULL, NULL, 'insured_person', NULL, n.insurer, NULL, NULL, same.asked FROM same JOIN "
                "insured_person n ON n.person = same.person",
                condition, fmt::join(listed, "', '"), fmt::join(read, "', '")),
            {{whose}}, [](const SqlRow& row) -> diag::Result<Row> {
                TRY(RecordRow read_row, record_row(row));
                return Row{row.hash(7), std::move(read_row)};
            }));
    std::ranges::sort(rows, {}, [](const Row& it) { return std::tie(it.asked, it.row.id); });
    TRY(const std::vector<sharing::Insurer> known, insurers(snapshot));
    std::vector<PersonRecords> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == 0 || rows[i].asked != rows[i - 1].asked) {
            out.emplace_back();
        }
        TRY_VOID(add_row(session, rows[i].row, out.back()));
    }
    for (PersonRecords& each : out) {
        std::ranges::copy_if(known, std::back_inserter(each.insurers), [&](const sharing::Insurer& it) {
            return std::ranges::find(each.insured_by, it.number) != each.insured_by.end();
        });
    }
    return out;
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

diag::Result<std::vector<UnreadRecord>> unread_records(const ReadInSnapshot& read) {
    constexpr std::size_t page = 1000;
    std::vector<UnreadRecord> out;
    RecordRow last;
    for (bool more = true; more;) {
        PersonRecords found;
        std::vector<RecordRow> rows;
        TRY_VOID(read([&](const Snapshot& snapshot) -> diag::Result<void> {
            TRY(rows, rows_where(snapshot.session(), "(person, id) > ($1, $2) ORDER BY person, id LIMIT $3",
                                 {last.person, Bytes{last.id}, static_cast<std::uint32_t>(page)}));
            found = taken(snapshot.session(), rows);
            return {};
        }));
        std::ranges::move(found.unread, std::back_inserter(out));
        more = rows.size() == page;
        if (more) {
            last = std::move(rows.back());
        }
    }
    return out;
}

} // namespace renkei::store
