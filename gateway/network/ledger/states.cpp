#include "gateway/network/ledger/states.h"

#include "gateway/core/json/parser.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/documents/request_event.h"
#include "gateway/network/sharing/members.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::ledger {
namespace {

using sharing::PersonState;
using KeptState = store::Kept<PersonState>;

using sharing::note_change;

std::string_view is_set(const std::optional<base::Millis>& moment) { return moment ? "set" : ""; }

// A moment is personal, and so is noted as there or not; "set>set": it was corrected.
std::string_view moment_after(const std::optional<base::Millis>& before,
                              const std::optional<base::Millis>& after) {
    return before && after && before != after ? "corrected" : is_set(after);
}

// Their names are added to `names`.
std::string changes_between(const PersonState& before, const PersonState& after,
                            std::vector<std::string>& names) {
    std::string out;
    const auto note = [&](std::string_view name, std::string_view was, std::string_view is) {
        if (was != is) {
            names.emplace_back(name);
            note_change(name, was, is, out);
        }
    };
    note("hidden", sharing::word_of(before.hidden), sharing::word_of(after.hidden));
    note("died", is_set(before.died), moment_after(before.died, after.died));
    note("insurer", before.insurer, after.insurer);
    note("moved-in", is_set(before.moved_in), moment_after(before.moved_in, after.moved_in));
    note("care-level", sharing::value::text(before.care_level), sharing::value::text(after.care_level));
    return out;
}

PersonState applied(const StateChange& change, PersonState state) {
    state.hidden = change.hidden.value_or(state.hidden);
    state.died = change.died.value_or(state.died);
    state.insurer = change.insurer.value_or(state.insurer);
    state.moved_in = change.moved_in.value_or(state.moved_in);
    state.care_level = change.care_level ? change.care_level : state.care_level;
    return state;
}

// The state under this number, which is added if there is none.
diag::Result<KeptState*> state_under(store::PersonRecords& records, const Subject& subject) {
    for (const store::UnreadRecord& each : records.unread) {
        if (each.kind == store::state_kind && each.person == subject.person) {
            return tl::make_unexpected(each.why); // it may say more than the change
        }
    }
    const auto found = std::ranges::find(records.states, subject.person, &KeptState::person);
    return found != records.states.end()
               ? &*found
               : &records.states.emplace_back(KeptState{subject.person, {.insurer = subject.insurer}});
}

// What was to be lifted, or the insurer, is not said otherwise by another number.
diag::Result<void> check_lifted(const StateChange& change, const PersonState& after) {
    const bool is_dead = change.died && !*change.died && after.died;
    const bool is_hidden = change.hidden && after.hidden > *change.hidden;
    const bool is_elsewhere = change.insurer && after.insurer != *change.insurer;
    return is_dead || is_hidden || is_elsewhere ? diag::fail(message::state_of_other_number, {},
                                                             {is_dead     ? "died"
                                                              : is_hidden ? "hidden"
                                                                          : "insurer"})
                                                : diag::Result<void>();
}

diag::Result<void> check_moments(const StateChange& change, base::Millis now) {
    if (change.died && *change.died) {
        TRY_VOID(check_past("death", **change.died, now));
    }
    return change.moved_in && *change.moved_in ? check_past("move", **change.moved_in, now)
                                               : diag::Result<void>();
}

// An insured number says its insurer, which counts until something else is entered.
diag::Result<void> note_insurer(store::Transaction& transaction, const store::Store& store,
                                const documents::PersonNumber& number, std::optional<base::Millis> moved_in) {
    if (number.within.system != policy::number_kind("insurer")->system) {
        return {};
    }
    const Subject subject{documents::person_hash(store.search_key(), number), number.within.value};
    TRY(store::PersonRecords records, store::person_records(transaction, subject.person, {}));
    const std::size_t before = records.states.size();
    TRY(KeptState* const kept, state_under(records, subject));
    TRY_VOID(store::put_insured(transaction, subject.person, subject.insurer));
    if (records.states.size() == before && !moved_in) {
        return {};
    }
    if (moved_in) {
        kept->record.insurer = subject.insurer;
        kept->record.moved_in = moved_in;
    }
    return store::put(transaction, *kept);
}

// Since when the one that asks insures the persons of both numbers, by the last move.
diag::Result<std::optional<base::Millis>>
check_insures(const store::Snapshot& snapshot, std::string_view own,
              std::initializer_list<documents::PersonNumber> numbers, base::Millis now) {
    std::optional<base::Millis> out;
    for (const documents::PersonNumber& each : numbers) {
        const std::string& insurer = each.within.value;
        TRY(const store::PersonRecords records,
            store::person_records(snapshot, documents::person_hash(snapshot.search_key(), each), insurer));
        const PersonState state = access::state_of(records, access::insurer_of(records, insurer), now);
        if (own.empty() || state.insurer != own) {
            return diag::fail(message::insurer_other, {}, {insurer});
        }
        TRY_VOID(store::check_whole(records));
        out = std::max(out, state.moved_in);
    }
    return out;
}

// Names of members, with what they were and are.
diag::Result<std::string> insurer_changes(const sharing::Insurer& before, const sharing::Insurer& after) {
    const std::string texts[] = {sharing::to_json(before), sharing::to_json(after)};
    json::Tree trees[2];
    for (std::size_t i = 0; i < std::size(texts); ++i) {
        TRY_VOID(json::Parser().parse(texts[i], trees[i]));
    }
    std::string out;
    const auto compare = [&](json::NodeId one, json::NodeId other) {
        for (const json::NodeId member : trees[1].children(other)) {
            const json::NodeId was = one == json::no_node ? one : trees[0].child(one, trees[1].key(member));
            if (!trees[1][member].is_object()) {
                note_change(trees[1].key(member), was == json::no_node ? "" : trees[0].raw(was),
                            trees[1].raw(member), out);
            }
        }
        for (const json::NodeId member : trees[0].children(one)) {
            if (trees[1].child(other, trees[0].key(member)) == json::no_node) {
                note_change(trees[0].key(member), trees[0].raw(member), "", out);
            }
        }
    };
    compare(json::Tree::root, json::Tree::root);
    for (const std::string_view part : {"functions", "settings"}) {
        compare(trees[0].child(json::Tree::root, part), trees[1].child(json::Tree::root, part));
    }
    return out;
}

} // namespace

diag::Result<ChangedState> change_state(store::Store& store, const Subject& subject,
                                        const StateChange& change, PeerChange* peer) {
    const base::Millis now = store.clock().now();
    TRY_VOID(check_moments(change, now));
    ChangedState out;
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(store::PersonRecords records,
            store::person_records(transaction, subject.person, subject.insurer));
        TRY_VOID(check_change(peer, transaction, records));
        out.changed.clear();
        const std::size_t states = records.states.size();
        TRY(KeptState* const kept, state_under(records, subject));
        const PersonState after = applied(change, kept->record);
        PersonState before = kept->record;
        if (records.states.size() > states && change.insurer) { // now it is known here
            before.insurer.clear();
        }
        kept->record = after;
        out = {.state = access::state_of(records, subject.insurer, now)};
        const std::string changes = changes_between(before, after, out.changed);
        TRY_VOID(check_lifted(change, out.state));
        if (change.insurer || change.moved_in) {
            TRY_VOID(check_insurer(out.state));
        }
        if (out.changed.empty()) {
            return {};
        }
        TRY_VOID(store::put_insured(transaction, subject.person, subject.insurer));
        TRY_VOID(store::put(transaction, *kept));
        return transaction.audit(event_about(subject.person, now, audit::Action::update, "person-set",
                                             "changed=" + changes, caller_of(peer)));
    }));
    return out;
}

diag::Result<bool> change_link(store::Store& store, const documents::PersonNumber& a,
                               const documents::PersonNumber& b, mhd::Linked wanted,
                               std::optional<base::Millis> moved_in, PeerChange* peer) {
    const base::Millis now = store.clock().now();
    TRY_VOID(check_moments({.moved_in = moved_in}, now));
    TRY_VOID(mhd::check_linkable(a));
    TRY_VOID(mhd::check_linkable(b));
    const std::string own = peer == nullptr ? b.within.value : access::insurer_number_of(*peer->caller.peer);
    bool is_changed = false;
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        std::optional<base::Millis> since = moved_in;
        if (peer != nullptr) {
            TRY(since, check_insures(transaction, own, {a, b}, now));
        }
        TRY(is_changed, mhd::change_link(transaction, store, a, b, wanted, caller_of(peer)));
        if (!is_changed || wanted == mhd::Linked::no) {
            return {};
        }
        for (const documents::PersonNumber& each : {a, b}) {
            const bool moved_here = each.within.value == own && (peer != nullptr || each == b);
            TRY_VOID(note_insurer(transaction, store, each, moved_here ? since : std::nullopt));
        }
        TRY(const store::PersonRecords records,
            store::person_records(transaction, documents::person_hash(store.search_key(), a), {}));
        return records.states.empty() ? diag::Result<void>()
                                      : check_insurer(access::state_of(records, {}, now));
    }));
    return is_changed;
}

diag::Result<bool> change_insurer(store::Store& store, const std::string& number, const MakeInsurer& make,
                                  PeerChange* peer) {
    if (!policy::is_whole({.kind = "insurer", .value = number})) {
        return diag::fail(diag::message::insurer_number_wrong, {}, {number});
    }
    bool is_changed = false;
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const std::optional<sharing::Insurer> before, store::insurer(transaction, number));
        TRY(const sharing::Insurer after, make(before.value_or(sharing::Insurer{.number = number})));
        is_changed = !before || after != *before;
        if (!is_changed) {
            return {};
        }
        TRY(const std::string changed,
            insurer_changes(before.value_or(sharing::Insurer{.number = number}), after));
        TRY_VOID(store::put(transaction, after));
        audit::Event event =
            documents::event_of(caller_of(peer), store.clock().now(), audit::Action::update, "insurer-set");
        event.query = fmt::format("insurer={}&changed={}", number, changed);
        return transaction.audit(event);
    }));
    return is_changed;
}

} // namespace renkei::ledger
