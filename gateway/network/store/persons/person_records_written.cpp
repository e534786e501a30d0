// How what is kept beside documents is written.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/deliveries/closed_deliveries.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/persons/record_rows.h"
#include "gateway/network/store/persons/sealed_record.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/ledger.h"
#include "generated/messages/store.h"

#include <concepts>

namespace renkei::store {
namespace {

// Of a state, which has no id: there is one under each number.
constexpr std::string_view nil_uuid = "00000000-0000-0000-0000-000000000000";

// A day counts to its end.
std::optional<Millis> end_of(const std::optional<time::Date>& last_day) {
    constexpr Millis day = 24 * 60 * 60 * 1000;
    return last_day ? std::optional(time::beginning_of(*last_day) + day) : std::nullopt;
}

// What the row says beside the record.
struct Written {
    std::string_view kind{};
    std::string_view id{};
    std::string office{}; // in whose list it stands
    Millis begins = 0;
    std::optional<Millis> ends{};
    Millis withdrawn = 0;
    std::string_view insurer{}; // likewise
};

Written row_of(const sharing::Consent& it) {
    return {.kind = consent_kind,
            .id = it.id,
            .begins = it.given_at,
            .ends = end_of(it.until),
            .withdrawn = it.withdrawn ? it.withdrawn->at : 0};
}
Written row_of(const sharing::Registration& it) {
    return {.kind = registration_kind,
            .id = it.id,
            .office = policy::to_text(it.office),
            .begins = time::beginning_of(it.from),
            .ends = it.ended ? it.ended->at : end_of(it.until)};
}
// In the lists of its institution and insurer while the opinion is awaited.
Written row_of(const sharing::OpinionRequest& it) {
    const bool is_in_lists = sharing::is_awaited(sharing::opinion_state(it, it.sent));
    // what it says of the doctor's agreement and of the result counts on
    const bool says_more = it.received || it.decided;
    return {.kind = opinion_kind,
            .id = it.id,
            .office = is_in_lists ? policy::to_text(it.institution) : std::string(),
            .begins = time::beginning_of(it.sent),
            .ends = says_more ? std::nullopt : end_of(it.closed),
            .insurer = is_in_lists ? std::string_view(it.insurer) : std::string_view()};
}
// In the list of its insurer while it is open.
Written row_of(const sharing::Certification& it) {
    return {.kind = certification_kind,
            .id = it.id,
            .begins = time::beginning_of(it.applied()),
            .ends = end_of(it.withdrawn ? it.withdrawn : it.ended()),
            .insurer = it.is_open() ? std::string_view(it.insurer) : std::string_view()};
}
// In the list of an organisation that has something to do.
Written row_of(const sharing::StatedRelation& it) {
    const bool is_listed = it.kind != sharing::RelationKind::gives_care_service;
    return {.kind = relation_kind,
            .id = it.id,
            .office = is_listed ? policy::to_text(it.organisation) : std::string(),
            .begins = time::beginning_of(it.from),
            .ends = end_of(it.until)};
}
// In the list of the present insurer, who may know the person by the number of another one.
Written row_of(const sharing::PersonState& it) {
    return {.kind = state_kind,
            .id = nil_uuid,
            .office = policy::to_text(policy::Number{"insurer", it.insurer}),
            .ends = it.died};
}
// Kept for the person's life: its kind says nothing of an end.
Written row_of(const PlainRecord& it) {
    return {.kind = it.kind, .id = it.id, .office = policy::to_text(it.office), .insurer = it.insurer};
}

diag::Result<void> put_row(Transaction& transaction, const Hash& person, const Written& record,
                           const std::string& text) {
    Session& session = transaction.session();
    const std::optional<std::string> id = uuid_bytes(record.id);
    if (!id) {
        return diag::fail(message::store_conflict, {}, {record.id});
    }
    if (text.size() > max_record_bytes) {
        return diag::fail(message::record_too_large, {},
                          {std::to_string(text.size()), std::to_string(max_record_bytes)});
    }
    TRY(const std::string sealed, seal_record(session.shared.keys.answers, {person, *id, record.kind}, text));
    TRY(const std::int64_t last, last_place(session));
    const std::int64_t place = std::max(session.shared.clock->now() * places_a_millisecond, last + 1);
    TRY_VOID(session.sql.send(
        "INSERT INTO person_record (person, id, kind, office, begins, ends, withdrawn, entry, insurer, "
        "taken, "
        "changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (person, id) DO UPDATE "
        "SET office = excluded.office, begins = excluded.begins, ends = excluded.ends, withdrawn = "
        "excluded.withdrawn, entry = excluded.entry, insurer = excluded.insurer, changed = excluded.changed",
        {person, Bytes{*id}, record.kind, record.office, record.begins, or_null(record.ends),
         record.withdrawn, Bytes{sealed}, record.insurer, place, place}));
    return renew_spent(session, person);
}

} // namespace

diag::Result<void> lock_records(Transaction& transaction) {
    return lock_record_changes(transaction.session()).map([](const auto&) {});
}

template <class Record>
diag::Result<void> put(Transaction& transaction, const Kept<Record>& kept) {
    if constexpr (std::same_as<Record, sharing::Consent> || std::same_as<Record, sharing::Registration>) {
        TRY_VOID(put_insured(transaction, kept.person, kept.record.insurer));
    }
    if constexpr (std::same_as<Record, PlainRecord>) {
        return put_row(transaction, kept.person, row_of(kept.record), kept.record.text);
    } else {
        return put_row(transaction, kept.person, row_of(kept.record), sharing::to_json(kept.record));
    }
}
template diag::Result<void> put(Transaction&, const Kept<sharing::Consent>&);
template diag::Result<void> put(Transaction&, const Kept<sharing::Registration>&);
template diag::Result<void> put(Transaction&, const Kept<sharing::OpinionRequest>&);
template diag::Result<void> put(Transaction&, const Kept<sharing::Certification>&);
template diag::Result<void> put(Transaction&, const Kept<sharing::StatedRelation>&);
template diag::Result<void> put(Transaction&, const Kept<sharing::PersonState>&);
template diag::Result<void> put(Transaction&, const Kept<PlainRecord>&);

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

diag::Result<void> put(Transaction& transaction, const sharing::Insurer& insurer) {
    TRY_VOID(invalidate_closed(transaction));
    return transaction.session().sql.send("INSERT INTO insurer (number, entry) VALUES ($1, $2) ON CONFLICT "
                                          "(number) DO UPDATE SET entry = excluded.entry",
                                          {insurer.number, sharing::to_json(insurer)});
}

diag::Result<void> put_insured(Transaction& transaction, const Hash& person, std::string_view insurer) {
    TRY_VOID(invalidate_closed_about_new_insured(transaction.session(), person));
    return transaction.session().sql.send(
        "INSERT INTO insured_person (person, insurer) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING",
        {person, insurer});
}

} // namespace renkei::store
