// How an act is done, for the rules of a kind: each kind's file instantiates it for its own.
#pragma once

#include "gateway/network/ledger/enter.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/sharing/record_members.h"
#include "gateway/network/store/rows/uuid7.h"
#include "generated/messages/ledger.h"

#include <concepts>

namespace renkei::ledger {

// Specialised beside the rules of a kind:
//   list, unknown    where its records are among those of a person, and the message if there is none
//   organisation     whose peer an event is about; a kind may have none
//   query            what an event says of a record
//   check_open       whether the act is possible on the record as it is
//   check            the rules of the record, with what else the person has (of a new one: nothing)
//   check_among      that it is no second one of what may be there once
//   follow           what else the change writes; a kind may have none
template <class Record>
struct Kind;

// A new one (`opening`) has no `id` yet: `make` is given the one that it gets, and its insurer.
template <class Record>
diag::Result<Record> write_record(store::Store& store, const Act<Record>& act, const Subject& subject,
                                  std::string_view id, const Make<Record>& make, PeerChange* peer) {
    using Of = Kind<Record>;
    const base::Millis now = store.clock().now();
    const bool is_new = act.needs == Needs::opening;
    store::Kept<Record> kept{subject.person, {.insurer = subject.insurer}};
    constexpr bool names_person = requires { kept.record.subject; };
    if constexpr (names_person) {
        if (!subject.number.empty()) {
            kept.record.subject = {.number = subject.number};
        }
    }
    Record out;
    if (is_new) {
        kept.record.id = store::new_uuid7(now);
        TRY(out, make(kept.record, {}));
        TRY_VOID(Of::check(out, {}, now));
        if constexpr (names_person) {
            TRY_VOID(check_named(out.subject, now));
        }
    }
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        constexpr auto read =
            std::same_as<Record, store::PlainRecord> ? &store::all_records : &store::person_records;
        TRY(const store::PersonRecords records, read(transaction, subject.person, subject.insurer));
        TRY(const ChangeStep step, check_change(peer, transaction, records));
        if (step == ChangeStep::leave) {
            return {};
        }
        std::string about; // the peer; empty: none
        if constexpr (requires { Of::organisation; }) {
            if (act.of_peer) {
                TRY(about, peer_id_of(transaction, out.*Of::organisation));
                if (about.empty()) {
                    return diag::fail(diag::message::office_unknown, {},
                                      {policy::to_text(out.*Of::organisation)});
                }
            }
        }
        if (act.needs == Needs::opening) {
            TRY_VOID(store::check_whole(records));
            sharing::PersonState state = access::state_of(records, subject.insurer, now);
            if constexpr (requires { out.last_day; }) { // what happened in life can be entered afterwards
                if (state.died && out.last_day <= *state.died) {
                    state.died.reset();
                }
            }
            TRY_VOID(check_open(state, subject.insurer));
            TRY_VOID(check_room(records));
        } else if (act.needs == Needs::whole) {
            TRY_VOID(store::check_whole(records));
        }
        std::string changed;
        if (!is_new) {
            TRY(kept, find_kept(records.*Of::list, id, Of::unknown));
            TRY_VOID(Of::check_open(kept.record, act));
            TRY(out, make(kept.record, records));
            if (act.is_checked) {
                TRY_VOID(Of::check(out, records, now));
            }
            if constexpr (names_person) {
                TRY_VOID(out.subject == kept.record.subject ? diag::Result<void>()
                                                            : check_named(out.subject, now));
            }
            if constexpr (sharing::Described<Record>) {
                sharing::note_changes(&kept.record, &out, changed);
            }
        }
        if (act.needs != Needs::closing) {
            TRY_VOID(Of::check_among(out, records));
        }
        if (is_new) {
            TRY_VOID(store::put_insured(transaction, subject.person, subject.insurer));
        } else if (out == kept.record) {
            return {};
        }
        const Record before = kept.record;
        kept.record = out;
        TRY_VOID(store::put(transaction, kept));
        if constexpr (requires { &Of::follow; }) {
            TRY_VOID(Of::follow(transaction, before, out, records, now, caller_of(peer)));
        }
        if constexpr (requires { Of::organisation; }) {
            if (!act.of_peer) {
                TRY(about, peer_id_of(transaction, out.*Of::organisation));
            }
        }
        audit::Event event =
            event_about(kept.person, now, is_new ? audit::Action::create : audit::Action::update,
                        std::string(act.interaction),
                        Of::query(out) + (changed.empty() ? "" : "&changed=") + changed, caller_of(peer));
        event.about = about;
        return transaction.audit(event);
    }));
    return out;
}

template <class Record>
diag::Result<Record> enter(store::Store& store, const Act<Record>& act, const Subject& subject,
                           std::type_identity_t<Record> record, PeerChange* peer) {
    const auto make = [&](const Record& fresh, const auto& /*records*/) -> diag::Result<Record> {
        record.id = fresh.id;
        record.insurer = fresh.insurer;
        if constexpr (requires { record.subject; }) {
            std::optional<sharing::NamedSubject> named = fresh.subject;
            rename(named, record.subject);
            record.subject = std::move(named);
        }
        return record;
    };
    return write_record<Record>(store, act, subject, {}, make, peer);
}

template <class Record>
diag::Result<Record> change(store::Store& store, const Act<Record>& act, const seal::Hash& person,
                            std::string_view id, const std::type_identity_t<Make<Record>>& make,
                            PeerChange* peer) {
    return write_record<Record>(store, act, {.person = person}, id, make, peer);
}

} // namespace renkei::ledger
