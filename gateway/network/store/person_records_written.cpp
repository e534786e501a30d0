// How what is kept beside documents is written.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/store/closed_deliveries.h"
#include "gateway/network/store/person_records.h"
#include "gateway/network/store/record_rows.h"
#include "gateway/network/store/row_values.h"
#include "gateway/network/store/sealed_record.h"
#include "gateway/network/store/uuid_bytes.h"
#include "generated/messages/registry.h"
#include "generated/messages/store.h"

namespace renkei::store {
namespace {

namespace message = diag::message;

// Of a state, which has no id: there is one under each number.
constexpr std::string_view nil_uuid = "00000000-0000-0000-0000-000000000000";

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
    return put_row(transaction, application.person,
                   {.id = record.id,
                    .kind = certification_kind,
                    .office = {},
                    .begins = time::beginning_of(record.applied()),
                    .ends = end_of(record.withdrawn ? record.withdrawn : record.ended()),
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
