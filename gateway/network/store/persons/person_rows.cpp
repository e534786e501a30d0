#include "gateway/network/store/persons/person_rows.h"

#include "gateway/network/store/deliveries/closed_deliveries.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/rows/some_ids.h"
#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace renkei::store {

diag::Result<void> insert_persons(Connection& sql, std::string_view document, std::uint32_t number,
                                  std::span<const Hash> persons) {
    std::int64_t place = 0;
    for (const Hash& person : persons) {
        TRY_VOID(sql.send("INSERT INTO person (document, number, place, person) VALUES ($1, $2, $3, $4)",
                          {Bytes{document}, number, place++, person}));
    }
    return pair_persons(sql, document, number);
}

diag::Result<void> pair_persons(Connection& sql, std::string_view document, std::uint32_t number) {
    return sql.send("INSERT INTO person_party (person, who, document, number) SELECT s.person, p.who, "
                    "p.document, p.number FROM person s JOIN party p ON p.document = s.document AND p.number "
                    "= s.number WHERE s.document = $1 AND s.number = $2 ON CONFLICT (person, who, document, "
                    "number) DO NOTHING",
                    {Bytes{document}, number});
}

diag::Result<void> drop_persons(Connection& sql, std::string_view document, std::int64_t number) {
    TRY_VOID(sql.send("DELETE FROM person_party WHERE person IN (SELECT person FROM person WHERE document = "
                      "$1 AND number = $2) AND document = $3 AND number = $4",
                      {Bytes{document}, number, Bytes{document}, number}));
    return sql.send("DELETE FROM person WHERE document = $1 AND number = $2", {Bytes{document}, number});
}

constexpr std::string_view persons_of_version =
    "SELECT person FROM person WHERE document = $1 AND number = $2 ORDER BY place";
void Snapshot::prefetch_persons(std::string_view document, std::uint32_t number) const {
    if (const auto id = uuid_bytes(document); id && session().asks_ahead()) {
        session().sql.prefetch(persons_of_version, {Bytes{*id}, number});
    }
}

diag::Result<std::vector<Hash>> Snapshot::persons(std::string_view document, std::uint32_t number) const {
    const auto id = uuid_bytes(document);
    std::vector<Hash> out;
    if (id) {
        TRY_VOID(session().sql.run(persons_of_version, {Bytes{*id}, number},
                                   [&](const SqlRow& row) { out.push_back(row.hash(0)); }));
    }
    return out;
}

namespace {

using PersonsByDocument = std::map<std::string, std::vector<NamedPerson>>;

// Adds them. `which`: a condition on person p.
diag::Result<void> read_named(Connection& sql, std::string_view which, Connection::Values values,
                              PersonsByDocument& out) {
    return sql
        .run(fmt::format("SELECT p.number, p.person, n.person, p.document, v.plan FROM person p LEFT JOIN "
                         "insured_person n ON n.person = p.person LEFT JOIN version v ON v.document = "
                         "p.document AND v.number = p.number WHERE {} ORDER BY p.document, p.number, p.place",
                         which),
             values,
             [&](const SqlRow& row) {
                 out[uuid_text(row.view(3))].push_back(
                     {static_cast<std::uint32_t>(row.integer(0)), row.hash(1), !row.is_null(2),
                      row.is_null(4) ? std::nullopt : std::optional(row.hash(4))});
             })
        .map([](std::uint64_t) {});
}

} // namespace

const Hash& Snapshot::search_key() const { return session().shared.keys.search; }

diag::Result<std::vector<NamedPerson>> Snapshot::named_persons(std::string_view document) const {
    PersonsByDocument out;
    const std::string id = uuid_bytes(document).value_or(std::string());
    TRY_VOID(read_named(session().sql, "p.document = $1", {{Bytes{id}}}, out));
    return out.empty() ? std::vector<NamedPerson>() : std::move(out.begin()->second);
}

diag::Result<PersonsByDocument> Snapshot::named_persons(const std::vector<std::string>& documents) const {
    PersonsByDocument out;
    for (std::size_t from = 0; from < documents.size(); from += together) {
        const SomeIds some(documents, from);
        TRY_VOID(read_named(session().sql, fmt::format("p.document IN ({})", SomeIds::places()),
                            some.values(), out));
    }
    return out;
}

diag::Result<std::set<std::string>>
Snapshot::with_stated_persons(const std::vector<Version>& versions) const {
    std::set<std::string> out;
    std::vector<std::string> documents;
    std::ranges::transform(versions, std::back_inserter(documents), &Version::document);
    const auto is_asked = [&](std::string_view document, std::int64_t number) {
        return std::ranges::any_of(
            versions, [&](const Version& it) { return it.number == number && it.document == document; });
    };
    for (std::size_t from = 0; from < documents.size(); from += together) {
        const SomeIds some(documents, from);
        TRY_VOID(session().sql.run(
            fmt::format("WITH RECURSIVE same (document, number, person) AS (SELECT document, number, person "
                        "FROM person WHERE document IN ({}) UNION SELECT same.document, same.number, l.other "
                        "FROM person_link l JOIN same ON l.person = same.person) SELECT same.document, "
                        "same.number FROM same JOIN person_record r ON r.person = same.person WHERE r.kind = "
                        "'{}'",
                        SomeIds::places(), state_kind),
            some.values(), [&](const SqlRow& row) {
                std::string document = uuid_text(row.view(0));
                if (is_asked(document, row.integer(1))) {
                    out.insert(std::move(document));
                }
            }));
    }
    return out;
}

diag::Result<void> Transaction::set_persons(const Version& version, std::span<const Hash> persons) {
    const auto id = uuid_bytes(version.document);
    if (!id) {
        return diag::fail(diag::message::store_conflict, {}, {version.document});
    }
    TRY_VOID(invalidate_closed_about_document(session(), *id));
    TRY_VOID(drop_persons(session().sql, *id, version.number));
    return insert_persons(session().sql, *id, version.number, persons);
}

} // namespace renkei::store
