#include "gateway/app/online/stored_facts.h"

#include "gateway/app/online/peers/peer_changes.h"
#include "gateway/app/online/records/named_person.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/cli.h"

#include <algorithm>

namespace renkei::online {
namespace {

// An option that says what the store knows; empty: none was given.
std::string_view option_beside_store(const PolicyOptions& said) {
    const PolicyOptions unsaid;
    const auto names = [&](std::string_view relation) {
        return std::ranges::find(said.relations, relation) != said.relations.end();
    };
    const std::pair<bool, std::string_view> options[] = {
        {said.consent != unsaid.consent, "--consent"},
        {said.insurer != unsaid.insurer, "--insurer"},
        {said.live_from != unsaid.live_from, "--live-from"},
        {said.functions != unsaid.functions, "--function"},
        {said.hidden != unsaid.hidden, "--hidden"},
        {said.care_level != unsaid.care_level, "--care-level"},
        {said.has_died, "--died"},
        {said.settings != unsaid.settings, "--settings"},
        {names("registered"), "--relation registered"},
        {names("plan_maker"), "--relation plan_maker"},
        {names("opinion_requested"), "--relation opinion_requested"},
        {names("gives_care_service"), "--relation gives_care_service"},
        {names("case"), "--relation case"}};
    for (const auto& [is_said, name] : options) {
        if (is_said) {
            return name;
        }
    }
    return {};
}

diag::Result<void> check_usage(const StoredQuestion& question, const PolicyOptions& said) {
    if (question.person.empty() || question.peer.empty()) {
        return diag::fail(message::usage_missing, {}, {question.person.empty() ? "--person" : "--peer"});
    }
    const std::string_view option = option_beside_store(said);
    return option.empty() ? diag::Result<void>()
                          : diag::fail(message::usage_unexpected, {}, {std::string(option)});
}

// What is read about a person is audited.
diag::Result<StoredFacts> find_facts(const NamedPerson& named, const std::string& peer, base::Millis at) {
    store::Store& store = named.store();
    TRY(const ledger::Subject subject, ledger::subject_of(store, named.number, {}));
    StoredFacts out;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(out.peer, find_peer(transaction, peer));
        TRY(out.facts,
            access::facts_of(transaction, subject.person, subject.insurer, at, store.clock().now()));
        TRY_VOID(ledger::check_insurer(out.facts.person));
        TRY(const store::PersonRecords consents,
            store::records_of(transaction, subject.person, store::consent_kind));
        out.outranked = ledger::outranked_consent(consents, at, store.clock().now());
        audit::Event event = ledger::event_about(subject.person, store.clock().now(), audit::Action::read,
                                                 "policy-explain", {});
        event.about = out.peer.id;
        return transaction.audit(event);
    }));
    return out;
}

} // namespace

std::string_view StoredFacts::actor(const sharing::Matrix& matrix) const {
    const std::span<const sharing::ActorId> readers = matrix.readers_of(peer.role);
    return readers.empty() ? std::string_view() : std::string_view(matrix[readers.front()].id);
}

void StoredFacts::put_into(sharing::State& state) const {
    state.person = facts.person;
    state.insurer = facts.insurer;
    state.consents = facts.consents;
    state.registrations = facts.registrations_of(peer.numbers);
    state.caller_insurer = access::insurer_number_of(peer);
    if (state.job.empty()) { // as for a request without a user
        state.job = access::reader_of(peer, nullptr, nullptr, state.at).job;
    }
    state.opinion_requests = facts.opinions_of(peer.numbers);
    state.doctor_agrees = sharing::doctor_agrees(facts.opinions, state.at);
    state.result_is_delivered = sharing::result_is_delivered(facts.opinions, state.at);
    state.gives_care_service = sharing::is_related(facts.relations, sharing::RelationKind::gives_care_service,
                                                   peer.numbers, facts.insurer, state.at);
    state.board_case = sharing::board_case_of(facts.relations, peer.numbers, facts.insurer, state.at);
}

tl::expected<StoredFacts, Failure> stored_facts_of(const StoredQuestion& question, const PolicyOptions& said,
                                                   Language language) {
    if (const diag::Result<void> usage = check_usage(question, said); !usage) {
        return fail_usage(usage.error());
    }
    TRY(const NamedPerson named, open_person(question.config, question.person, language));
    const base::Millis at = // a wrong date is named with the other options
        time::parse_instant_or_day(said.date).value_or(named.installation->clock().now());
    return find_facts(named, question.peer, at).map_error([](const diag::Error& error) {
        return Failure(error);
    });
}

void add_stored_question(Command& command, StoredQuestion& question) {
    add_config(command, question.config);
    command.filter("--person", question.person);
    command.filter("--peer", question.peer);
}

} // namespace renkei::online
