#include "gateway/network/access/person_facts.h"

#include "gateway/network/access/settled_records.h"
#include "gateway/network/sharing/plan_act.h"
#include "generated/messages/store.h"

#include <algorithm>
#include <iterator>

namespace renkei::access {
namespace {

template <class Record>
std::vector<Record> records_in(const std::vector<store::Kept<Record>>& kept) {
    std::vector<Record> out;
    for (const store::Kept<Record>& each : kept) {
        out.push_back(each.record);
    }
    return out;
}

// Those that name one of the numbers.
template <class Record>
std::vector<Record> records_of(const std::vector<Record>& all, policy::Number Record::*who,
                               const std::vector<policy::Number>& numbers) {
    std::vector<Record> out;
    std::ranges::copy_if(all, std::back_inserter(out), [&](const Record& each) {
        return std::ranges::find(numbers, each.*who) != numbers.end();
    });
    return out;
}

// Since when a state counts; one without a move always did.
bool has_come(const sharing::PersonState& state, base::Millis at) {
    return !state.moved_in || *state.moved_in <= at;
}

// The insurer and what stands with it, by the last move until then.
sharing::PersonState last_state(const std::vector<store::Kept<sharing::PersonState>>& states,
                                std::string_view insurer, base::Millis at) {
    const sharing::PersonState* last = nullptr;
    bool is_clear = true;
    for (const auto& [person, state, order] : states) {
        if (!has_come(state, at)) {
            continue;
        }
        if (last == nullptr || last->moved_in < state.moved_in) {
            last = &state;
            is_clear = true;
        } else if (last->moved_in == state.moved_in) {
            is_clear = is_clear && last->insurer == state.insurer;
        }
    }
    sharing::PersonState out =
        last != nullptr ? *last : sharing::PersonState{.insurer = std::string(insurer)};
    if (!is_clear) {
        out.insurer.clear();
    }
    return out;
}

// Of settled states.
sharing::PersonState state_at(const std::vector<store::Kept<sharing::PersonState>>& states,
                              std::string_view insurer, base::Millis at) {
    sharing::PersonState out = last_state(states, insurer, at);
    for (const auto& [person, state, order] : states) {
        out.hidden = std::max(out.hidden, state.hidden);
        out.died = out.died && state.died ? std::min(out.died, state.died) : std::max(out.died, state.died);
    }
    return out;
}

// Of settled records.
diag::Result<PersonFacts> facts_in(const store::Snapshot& snapshot, const store::PersonRecords& records,
                                   std::string_view insurer, base::Millis at) {
    TRY_VOID(store::check_whole(records));
    PersonFacts out{.numbers = records.numbers,
                    .person = state_at(records.states, insurer_of(records, insurer), at),
                    .consents = records_in(records.consents),
                    .registrations = records_in(records.registrations),
                    .opinions = records_in(records.opinions),
                    .certifications = records_in(records.certifications),
                    .relations = records_in(records.relations)};
    out.insurers = records.insurers;
    std::optional<sharing::Insurer> known = records.insurer(out.person.insurer);
    if (!known && !out.person.insurer.empty()) {
        TRY(known, store::insurer(snapshot, out.person.insurer));
    }
    out.insurer = std::move(known).value_or(sharing::Insurer{.number = out.person.insurer});
    return out;
}

} // namespace

std::vector<sharing::Registration>
PersonFacts::registrations_of(const std::vector<policy::Number>& offices) const {
    return records_of(registrations, &sharing::Registration::office, offices);
}

std::vector<sharing::OpinionRequest>
PersonFacts::opinions_of(const std::vector<policy::Number>& institutions) const {
    return records_of(opinions, &sharing::OpinionRequest::institution, institutions);
}

diag::Result<PersonFacts> facts_of(const store::Snapshot& snapshot, const seal::Hash& person,
                                   std::string_view insurer, base::Millis at, base::Millis now) {
    TRY(store::PersonRecords records, store::person_records(snapshot, person, insurer));
    return facts_in(snapshot, settled(std::move(records), now), insurer, at);
}

diag::Result<PersonFacts> facts_for(const store::Snapshot& snapshot, const seal::Hash& person,
                                    const std::vector<policy::Number>& numbers, base::Millis now) {
    TRY(store::PersonRecords records, store::records_for(snapshot, person, numbers));
    sharing::Insurer stand_in = records.stand_in.value_or(sharing::Insurer());
    TRY(PersonFacts out, facts_in(snapshot, settled(std::move(records), now), {}, now));
    out.stand_in = std::move(stand_in);
    return out;
}

diag::Result<std::vector<sharing::Consent>> consents_of(const store::Snapshot& snapshot,
                                                        const seal::Hash& person, base::Millis now) {
    TRY(store::PersonRecords records, store::records_of(snapshot, person, store::consent_kind));
    TRY_VOID(store::check_whole(records));
    return records_in(settled(std::move(records.consents), now));
}

diag::Result<std::vector<sharing::Certification>> certifications_of(const store::Snapshot& snapshot,
                                                                    const seal::Hash& person) {
    TRY(const store::PersonRecords records, store::records_of(snapshot, person, store::certification_kind));
    TRY_VOID(store::check_whole(records));
    return records_in(records.certifications);
}

// An act counts from when it is entered, whatever day it says, and ends when it is cancelled.
diag::Result<PlanStates> plans_of(const store::Snapshot& snapshot, const seal::Hash& person) {
    PlanStates out;
    for (const std::string_view kind : sharing::kinds_of_plan_acts()) {
        TRY(const store::PersonRecords records,
            store::records_of(snapshot, person, std::string(store::plain_prefix) + std::string(kind)));
        TRY_VOID(store::check_whole(records));
        for (const auto& [number, record, order] : records.plain) {
            const std::optional<sharing::PlanAct> act = sharing::plan_act(kind, record.text);
            if (!act || record.office.value.empty()) {
                return diag::fail(diag::message::record_unread, {}, {record.kind, record.id});
            }
            for (const std::string& plan : act->plans) {
                sharing::PlanState& state =
                    out[store::plan_hash(snapshot.search_key(), policy::identifier_of(record.office), plan)];
                state = std::max(state, act->state);
            }
        }
    }
    return out;
}

bool is_unreadable(const diag::Error& error) {
    return error.message == diag::message::record_damaged || error.message == diag::message::record_unread;
}

std::string_view insurer_of(const store::PersonRecords& records, std::string_view named) {
    return records.insured_by.empty()       ? named
           : records.insured_by.size() == 1 ? std::string_view(records.insured_by.front())
                                            : std::string_view();
}

sharing::PersonState state_of(const store::PersonRecords& records, std::string_view insurer,
                              base::Millis now) {
    std::vector<store::Kept<sharing::PersonState>> states = records.states;
    for (store::Kept<sharing::PersonState>& each : states) {
        each.record = settled(each.record, now);
    }
    return state_at(states, insurer, now);
}

} // namespace renkei::access
