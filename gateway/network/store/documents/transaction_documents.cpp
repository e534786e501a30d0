#include "gateway/network/store/bodies/content.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/deliveries/closed_deliveries.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/persons/person_rows.h"
#include "gateway/network/store/rows/party_key.h"
#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/rows/uuid7.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace renkei::store {
namespace {

// What a version's row needs beside the version itself.
struct Place {
    std::string document; // 16 bytes
    std::uint32_t number = 1;
    Millis now = 0;
};

tl::unexpected<diag::Error> conflict(std::string_view document) {
    return diag::fail(message::store_conflict, {}, {document});
}

// A key that is taken already is a conflict.
diag::Result<void> name_document(const Session& session, std::string_view document, const DocumentKey& key) {
    return session.sql.send("INSERT INTO document_name (sender, name, document) VALUES ($1, $2, $3)",
                            {key.sender, key.document, Bytes{document}});
}

diag::Result<Place> make_document(const Session& session, const NewVersion& added) {
    Place place{.document = {}, .number = 1, .now = session.shared.clock->now()};
    place.document = *uuid_bytes(new_uuid7(place.now));
    TRY_VOID(session.sql.send("INSERT INTO document (id, sender, name, newest, live, form, date, changed) "
                              "VALUES ($1, $2, $3, 1, 1, $4, $5, $6)",
                              {Bytes{place.document}, added.key.sender, added.key.document,
                               added.version.form, added.version.date, place.now}));
    TRY_VOID(name_document(session, place.document, added.key));
    return place;
}

// A withdrawal stays one.
diag::Result<void> supersede(Session& session, std::string_view document, std::uint32_t number) {
    TRY_VOID(invalidate_closed_about_document(session, document));
    return session.sql.send("UPDATE version SET status = 'superseded' WHERE document = $1 AND number = $2 "
                            "AND status = 'current'",
                            {Bytes{document}, number});
}

// The document's row decides who is first: on PostgreSQL it stays locked until the end of the transaction.
diag::Result<Place> go_on(Session& session, const NewVersion& added, std::uint32_t expected) {
    Place place{.document = {}, .number = expected + 1, .now = session.shared.clock->now()};
    const Version& version = added.version;
    TRY_VOID(session.sql.run(
        "UPDATE document SET newest = $1, live = 1, form = $2, date = $3, changed = $4 WHERE id = (SELECT "
        "document "
        "FROM document_name WHERE sender = $5 AND name = $6) AND newest = $7 RETURNING id",
        {place.number, version.form, version.date, place.now, added.key.sender, added.key.document, expected},
        [&](const SqlRow& row) { place.document = row.text(0); }));
    if (place.document.empty()) {
        return conflict("-");
    }
    TRY_VOID(supersede(session, place.document, expected));
    return place;
}

diag::Result<void> insert_version(const Session& session, const Place& place, const NewVersion& added) {
    const Version& version = added.version;
    const SealedContent& content = added.content;
    return session.sql.send("INSERT INTO version (document, number, revision, status, sha, form, "
                            "form_version, syntax, media_type, type_system, type_code, date, created, "
                            "submitter, size, sha1, has_fhir, master, wrapped, bound_to, title, plan) "
                            "VALUES ($1, $2, $3, 'current', $4, $5, $6, $7, $8, $9, $10, "
                            "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
                            {Bytes{place.document},
                             place.number,
                             version.revision,
                             version.sha,
                             version.form,
                             version.form_version,
                             version.syntax,
                             version.media_type,
                             version.type_system,
                             version.type_code,
                             version.date,
                             place.now,
                             version.submitter,
                             version.size,
                             version.sha1,
                             version.has_fhir,
                             content.key.master,
                             Bytes{content.key.bytes},
                             Bytes{content.bound_to},
                             Bytes{content.title},
                             or_null(added.parties.plan)});
}

diag::Result<void> insert_bodies(const Session& session, const Place& place, const SealedContent& content) {
    std::map<BodyKind, std::uint32_t> written;
    for (const SealedContent::Part& body : content.bodies) {
        const bool is_chunk = std::ranges::count(content.bodies, body.kind, &SealedContent::Part::kind) > 1;
        const std::string name = body_row_name(body.kind, is_chunk ? ++written[body.kind] : 0);
        TRY_VOID(session.sql.send("INSERT INTO body (document, number, kind, bytes) VALUES ($1, $2, $3, $4)",
                                  {Bytes{place.document}, place.number, name, Bytes{body.bytes}}));
    }
    return {};
}

diag::Result<void> insert_parties(const Session& session, const Place& place, const NewVersion& added) {
    struct Party {
        policy::Identifier number;
        std::int64_t sides = 0;
    };
    const Hash& key = session.shared.keys.search;
    std::map<std::int64_t, Party> parties;
    const auto note = [&](std::int64_t who, const policy::Identifier& number, PartySide side) {
        Party& party = parties[who];
        party.number = number;
        party.sides |= side;
    };
    for (const policy::Identifier& number : added.parties.senders) {
        note(party_key(key, number), number, side_sender);
    }
    for (const policy::Identifier& number : added.parties.receivers) {
        note(party_key(key, number), number, side_receiver);
        if (added.parties.receivers_by_request) {
            note(party_key(key, number), number, side_by_request);
        }
    }
    note(submitter_key(key, added.version.submitter), {"", added.version.submitter}, side_submitter);
    for (const auto& [who, party] : parties) {
        TRY_VOID(session.sql.send(
            "INSERT INTO party (document, number, who, sides, system, value) VALUES ($1, $2, $3, $4, $5, $6)",
            {Bytes{place.document}, place.number, who, party.sides, party.number.system,
             party.number.value}));
    }
    return {};
}

// Sent before the query that follows, so that its answer is of the time when the row is locked.
diag::Result<void> lock_document(const Session& session, std::string_view which, Connection::Values values) {
    const std::string_view for_update = session.sql.dialect().for_update;
    return for_update.empty()
               ? diag::Result<void>()
               : session.sql.send(fmt::format("SELECT 1 FROM document WHERE {}{}", which, for_update),
                                  values);
}

} // namespace

diag::Result<std::optional<std::string>> Transaction::document_id(const DocumentKey& key) const {
    TRY_VOID(lock_document(*session_,
                           "id = (SELECT document FROM document_name WHERE sender = $1 AND name = $2)",
                           {{key.sender, key.document}}));
    return Snapshot::document_id(key);
}

diag::Result<std::pair<std::optional<std::string>, std::optional<std::string>>>
Transaction::document_ids(const DocumentKey& key, const Hash& other_sender) const {
    TRY_VOID(lock_document(
        *session_,
        "id IN (SELECT document FROM document_name WHERE name = $1 AND sender IN ($2, $3)) ORDER BY id",
        {{key.document, key.sender, other_sender}}));
    std::pair<std::optional<std::string>, std::optional<std::string>> out;
    TRY_VOID(
        session_->sql.run("SELECT sender, document FROM document_name WHERE name = $1 AND sender IN ($2, $3)",
                          {key.document, key.sender, other_sender}, [&](const SqlRow& row) {
                              (row.hash(0) == key.sender ? out.first : out.second) = uuid_text(row.view(1));
                          }));
    return out;
}

diag::Result<std::optional<Version>> Transaction::newest(std::string_view document) const {
    if (const auto id = uuid_bytes(document)) {
        TRY_VOID(lock_document(*session_, "id = $1", {{Bytes{*id}}}));
    }
    return Snapshot::newest(document);
}

namespace {

// The current master key moved on since prepare().
diag::Result<void> use_current_key(const Session& session, SealedContent& content) {
    if (const auto ring = session.shared.ring.now(); content.key.master != ring->current().id) {
        TRY(content.key, rewrap(*ring, {content.key, content.bound_to}));
    }
    return {};
}

} // namespace

diag::Result<Version> Transaction::add(NewVersion added, std::uint32_t expected) {
    Session& session = *session_;
    TRY_VOID(use_current_key(session, added.content));
    TRY(const Place place, expected == 0 ? make_document(session, added) : go_on(session, added, expected));
    TRY_VOID(insert_version(session, place, added));
    TRY_VOID(insert_bodies(session, place, added.content));
    TRY_VOID(insert_parties(session, place, added));
    TRY_VOID(insert_persons(session.sql, place.document, place.number, added.parties.persons));
    for (const InsuredPerson& each : added.parties.insured) {
        TRY_VOID(put_insured(*this, each.person, each.insurer));
    }
    Version out = std::move(added.version);
    out.document = uuid_text(place.document);
    out.number = place.number;
    out.status = VersionStatus::current;
    out.created = place.now;
    return out;
}

diag::Result<bool> Transaction::restore_content(std::string_view document, std::uint32_t number,
                                                const Version& fresh, SealedContent content) {
    const Session& session = *session_;
    const auto id = uuid_bytes(document);
    TRY_VOID(use_current_key(session, content));
    TRY(const std::uint64_t met,
        session.sql.run(
            "UPDATE version SET form_version = $1, syntax = $2, media_type = $3, size = $4, sha1 = $5, "
            "has_fhir = $6, master = $7, wrapped = $8, bound_to = $9, title = $10 WHERE document = "
            "$11 AND number = $12 AND sha = $13 AND status <> 'withdrawn'",
            {fresh.form_version, fresh.syntax, fresh.media_type, fresh.size, fresh.sha1, fresh.has_fhir,
             content.key.master, Bytes{content.key.bytes}, Bytes{content.bound_to}, Bytes{content.title},
             Bytes{id.value_or("")}, number, fresh.sha}));
    if (met == 0) {
        return false;
    }
    TRY_VOID(session.sql.send("DELETE FROM body WHERE document = $1 AND number = $2", {Bytes{*id}, number}));
    TRY_VOID(insert_bodies(session, {.document = *id, .number = number}, content));
    TRY_VOID(session.sql.send("DELETE FROM damaged_version WHERE document = $1 AND number = $2",
                              {Bytes{*id}, number}));
    return true;
}

diag::Result<void> Transaction::add_submitter(std::string_view document, std::uint32_t number,
                                              std::string_view peer) {
    const auto id = uuid_bytes(document);
    if (!id) {
        return conflict(document);
    }
    TRY_VOID(session_->sql.send(
        "INSERT INTO party (document, number, who, sides, system, value) VALUES ($1, $2, $3, "
        "$4, '', $5) ON CONFLICT "
        "(document, number, who) DO UPDATE SET sides = party.sides | excluded.sides",
        {Bytes{*id}, number, submitter_key(session_->shared.keys.search, peer), std::int64_t{side_repeater},
         peer}));
    TRY_VOID(invalidate_closed_about_document(*session_, *id));
    return pair_persons(session_->sql, *id, number);
}

diag::Result<void> Transaction::add_document_key(std::string_view document, const DocumentKey& key) {
    TRY(const std::optional<std::string> known, document_id(key));
    if (known) {
        return *known == document ? diag::Result<void>() : conflict(document);
    }
    const auto id = uuid_bytes(document);
    return id ? name_document(*session_, *id, key) : conflict(document);
}

// Its description stays (form, type, title, date), the description of its bytes does not.
diag::Result<Version> Transaction::withdraw(std::string_view document, std::uint32_t expected,
                                            std::string_view submitter) {
    Session& session = *session_;
    const auto id = uuid_bytes(document);
    if (!id) {
        return conflict(document);
    }
    const Millis now = session.shared.clock->now();
    TRY(const std::uint64_t met, session.sql.run("UPDATE document SET newest = $1, withdrawn = $2, live = 0, "
                                                 "changed = $3 WHERE id = $4 AND newest = $5",
                                                 {expected + 1, expected + 1, now, Bytes{*id}, expected}));
    if (met == 0) {
        return conflict(document);
    }
    TRY_VOID(supersede(session, *id, expected));
    TRY_VOID(session.sql.run("INSERT INTO version (document, number, revision, status, sha, form, "
                             "form_version, syntax, media_type, type_system, type_code, "
                             "date, created, submitter, size, sha1, has_fhir, master, wrapped, "
                             "bound_to, title, plan) SELECT document, number + 1, "
                             "revision, 'withdrawn', $1, form, form_version, '', '', type_system, type_code, "
                             "date, $2, $3, 0, '', 0, master, wrapped, "
                             "bound_to, title, plan FROM version WHERE document = $4 AND number = $5",
                             {Hash{}, now, submitter, Bytes{*id}, expected}));
    // readers of the previous version learn that it was withdrawn
    TRY_VOID(session.sql.send("INSERT INTO party (document, number, who, sides, system, value) SELECT "
                              "document, number + 1, who, sides, system, value FROM "
                              "party WHERE document = $1 AND number = $2",
                              {Bytes{*id}, expected}));
    TRY_VOID(session.sql.send("INSERT INTO person (document, number, place, person) SELECT document, number "
                              "+ 1, place, person FROM person WHERE document = $1 AND number = $2",
                              {Bytes{*id}, expected}));
    TRY_VOID(pair_persons(session.sql, *id, expected + 1));
    TRY(auto out, version(document, expected + 1));
    if (!out) {
        return conflict(document);
    }
    return std::move(*out);
}

diag::Result<void> Transaction::withdraw_superseded(std::string_view document, std::uint32_t number) {
    const auto id = uuid_bytes(document);
    return id ? session_->sql.send(
                    "UPDATE document SET withdrawn = $1, changed = $2 WHERE id = $3 AND withdrawn < $4",
                    {number, session_->shared.clock->now(), Bytes{*id}, number})
              : conflict(document);
}

} // namespace renkei::store
