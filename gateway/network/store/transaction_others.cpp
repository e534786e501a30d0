// Answers, links of persons, peers, settings, audit.
#include "gateway/network/audit/facts.h"
#include "gateway/network/store/audit/audit_access.h"
#include "gateway/network/store/audit/audit_chain.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/deliveries/closed_deliveries.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/persons/record_rows.h"
#include "gateway/network/store/rows/transaction.h"
#include "generated/messages/policy.h"
#include "generated/messages/store.h"

namespace renkei::store {

diag::Result<void> Transaction::store_response(std::string_view peer, const Hash& key,
                                               const IdempotentResponse& answer, Millis until) {
    TRY(const std::string sealed, seal_answer(*session_, peer, key, answer.response_body));
    // one that still counts stays, and is a conflict: who comes second runs again and finds it
    TRY_VOID(session_->sql.send("DELETE FROM answer WHERE peer = $1 AND request = $2 AND until <= $3",
                                {peer, key, session_->shared.clock->now()}));
    return session_->sql.send("INSERT INTO answer (peer, request, body, status, location, answer, until) "
                              "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                              {peer, key, answer.body, answer.status, answer.location, Bytes{sealed}, until});
}

diag::Result<void> Transaction::forget_response(std::string_view peer, const Hash& key) {
    return session_->sql.send("DELETE FROM answer WHERE peer = $1 AND request = $2", {peer, key});
}

diag::Result<bool> Transaction::link(const Hash& person, const Hash& other) {
    TRY_VOID(lock_records(*this)); // who enters a record now must see those of both
    TRY(const std::uint64_t changed, session_->sql.run("INSERT INTO person_link (person, other) VALUES ($1, "
                                                       "$2), ($3, $4) ON CONFLICT (person, other) DO NOTHING",
                                                       {person, other, other, person}));
    if (changed != 0) {
        TRY_VOID(renew_spent(*session_, person)); // both have the same records now
    }
    return changed != 0;
}

diag::Result<bool> Transaction::unlink(const Hash& person, const Hash& other) {
    TRY_VOID(lock_records(*this));
    TRY(const std::uint64_t changed,
        session_->sql.run(
            "DELETE FROM person_link WHERE (person = $1 AND other = $2) OR (person = $3 AND other = $4)",
            {person, other, other, person}));
    if (changed != 0) {
        TRY_VOID(renew_spent(*session_, person));
        TRY_VOID(renew_spent(*session_, other));
    }
    return changed != 0;
}

diag::Result<void> Transaction::put(const policy::Peer& peer) {
    if (!peer.unreadable.empty()) { // what this program does not know would be gone
        return diag::fail(message::peer_unread, {}, {peer.id});
    }
    TRY_VOID(session_->sql.send( // first, as close() locks it
        "INSERT INTO peer (id, entry) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET entry = excluded.entry",
        {peer.id, policy::to_json(peer)}));
    return invalidate_closed_for_peer(*session_, peer.id);
}

diag::Result<void> Transaction::set(std::string_view name, std::string_view value) {
    return session_->sql.send("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO "
                              "UPDATE SET value = excluded.value",
                              {name, value});
}

diag::Result<void> Transaction::audit(const audit::Event& event) {
    return audit_facts(audit::to_facts(event, session_->shared.settings.base));
}

void Transaction::prefetch_audit_end() const {
    if (!session_->audit_end) {
        store::prefetch_audit_end(*session_, session_->shared.settings.node);
    }
}

diag::Result<void> Transaction::audit_facts(std::string_view facts) {
    if (!session_->audit_end) {
        TRY(session_->audit_end, audit_end());
    }
    const StoreSettings& settings = session_->shared.settings;
    const AuditEnd before = *session_->audit_end;
    const AuditEnd now{before.sequence + 1, audit::chain(before.hash, before.sequence + 1, facts)};
    session_->audit_end = now;
    ++audit_events_;
    TRY_VOID(session_->sql.send(
        "INSERT INTO audit_event (node, sequence, event, previous, hash, seal) VALUES ($1, $2, $3, $4, $5, "
        "$6)",
        {settings.node, now.sequence, facts, before.hash, now.hash,
         audit::seal_of(session_->shared.audit_seals, settings.node, now.sequence, now.hash)}));
    return note_access(session_->sql, settings.node, now.sequence, facts);
}

} // namespace renkei::store
