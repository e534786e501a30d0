#include "gateway/network/registry/opinions.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/changes.h"
#include "gateway/network/registry/organisation_records.h"
#include "gateway/network/store/uuid7.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <utility>

namespace renkei::registry {
namespace {

namespace message = diag::message;

using sharing::OpinionRequest;
using sharing::OpinionState;
using KeptOpinion = store::Kept<OpinionRequest>;

diag::Result<void> check_opinion(const OpinionRequest& request, base::Millis now) {
    TRY_VOID(check_day("sent", request.sent, request.sent, now));
    TRY_VOID(check_period(request.sent, request.due));
    if (request.received) {
        TRY_VOID(check_day("received", request.received->day, request.sent, now));
    }
    if (request.decided) {
        TRY_VOID(check_day("decided", *request.decided, request.sent, now));
    }
    if (request.delivered) {
        if (!request.decided) {
            return diag::fail(message::opinion_undecided, {}, {request.id});
        }
        TRY_VOID(check_day("delivered", *request.delivered, *request.decided, now));
    }
    // one that was sent by mistake opens nothing from the day before on
    return request.closed ? check_day("closed", *request.closed, day_before(request.sent), now)
                          : diag::Result<void>();
}

diag::Result<void> check_single_opinion(const store::PersonRecords& records, const OpinionRequest& request) {
    for (const auto& [person, other, order] : records.opinions) {
        const bool is_open = !other.decided && !other.closed;
        if (is_open && other.institution == request.institution && other.insurer == request.insurer) {
            return diag::fail(message::opinion_doubled, {},
                              {policy::to_text(other.institution), other.id, other.sent.text()});
        }
    }
    return {};
}

// The decision that an opinion was for may come after its request was closed. Of one that was closed without
// an opinion, or that was sent by mistake, there is none.
bool may_follow_closing(const OpinionRequest& closed, const OpinionChange& change) {
    return closed.received && *closed.closed >= closed.sent && !change.received && !change.closed;
}

std::string changes_between_opinions(const OpinionRequest& before, const OpinionRequest& after) {
    const auto how = [](const OpinionRequest& it) {
        return it.received ? sharing::word_of(it.received->way) : std::string_view();
    };
    const auto agrees = [](const OpinionRequest& it) -> std::string_view {
        return !it.received ? "" : it.received->doctor_agrees ? "yes" : "no";
    };
    const auto day_of = [](const OpinionRequest& it) {
        return it.received ? std::optional(it.received->day) : std::nullopt;
    };
    Changes out;
    out.note("received", day_of(before), day_of(after));
    out.note("way", how(before), how(after));
    out.note("doctor-agrees", agrees(before), agrees(after));
    out.note("decided", before.decided, after.decided);
    out.note("delivered", before.delivered, after.delivered);
    out.note("closed", before.closed, after.closed);
    return out.text();
}

RecordEvent opinion_event(audit::Action action, std::string_view interaction, const OpinionRequest& request,
                          std::string_view changed = {}) {
    return {action, std::string(interaction),
            fmt::format("request={}&institution={}{}{}", request.id, policy::to_text(request.institution),
                        changed.empty() ? "" : "&changed=", changed)};
}

} // namespace

OpinionState opinion_state_of(const OpinionRequest& request, const sharing::PersonState& person,
                              base::Millis now) {
    const bool is_dead = person.died && *person.died <= now;
    const OpinionState state = sharing::opinion_state(request, time::day_in_japan(now));
    return is_dead && sharing::is_awaited(state) ? OpinionState::died : state;
}

sharing::OpinionReceived
ReceivedChange::applied_to(const std::optional<sharing::OpinionReceived>& before) const {
    const sharing::OpinionReceived known = before.value_or(sharing::OpinionReceived{.day = today});
    return {.day = day.value_or(known.day),
            .way = way.value_or(known.way),
            .doctor_agrees = doctor_agrees.value_or(known.doctor_agrees)};
}

OpinionRequest OpinionChange::applied_to(OpinionRequest request) const {
    const auto take = [](const auto& given, auto& out) { out = given ? given : out; };
    if (received) {
        request.received = received->applied_to(request.received);
    }
    take(decided, request.decided);
    take(delivered, request.delivered);
    take(closed, request.closed);
    return request;
}

diag::Result<OpinionRequest> request_opinion(store::Store& store, const Subject& subject,
                                             OpinionRequest request) {
    const base::Millis now = store.clock().now();
    request.id = store::new_uuid7(now);
    request.insurer = subject.insurer;
    TRY_VOID(check_opinion(request, now));
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records,
            store::person_records(transaction, subject.person, subject.insurer));
        TRY_VOID(check_addable(records, subject.insurer, now));
        TRY_VOID(check_single_opinion(records, request));
        TRY_VOID(store::put_insured(transaction, subject.person, subject.insurer));
        TRY_VOID(store::put(transaction, KeptOpinion{subject.person, request}));
        TRY(const std::string about, peer_id_of(transaction, request.institution));
        return audit_record(transaction, subject.person, about, now,
                            opinion_event(audit::Action::create, "opinions-request", request));
    }));
    return request;
}

diag::Result<OpinionRequest> change_opinion(store::Store& store, const seal::Hash& person,
                                            std::string_view id, const OpinionChange& change) {
    const base::Millis now = store.clock().now();
    OpinionRequest out;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records, store::person_records(transaction, person, {}));
        if (!change.closed) { // to close one is possible beside a record that cannot be read
            TRY_VOID(store::check_whole(records));
        }
        TRY(const KeptOpinion kept, find_kept(records.opinions, id, message::opinion_unknown));
        if (kept.record.closed && !may_follow_closing(kept.record, change)) {
            return diag::fail(message::opinion_closed_before, {},
                              {kept.record.id, kept.record.closed->text()});
        }
        out = change.applied_to(kept.record);
        TRY_VOID(check_opinion(out, now));
        if (out == kept.record) {
            return {};
        }
        TRY_VOID(store::put(transaction, KeptOpinion{kept.person, out}));
        TRY(const std::string about, peer_id_of(transaction, out.institution));
        return audit_record(transaction, kept.person, about, now,
                            opinion_event(audit::Action::update, change.interaction, out,
                                          changes_between_opinions(kept.record, out)));
    }));
    return out;
}

ShownOpinions opinions_shown(store::PersonRecords records, Awaited which, base::Millis now) {
    ShownOpinions out;
    const sharing::PersonState person = access::state_of(records, {}, now);
    std::erase_if(records.opinions, [&](const KeptOpinion& kept) {
        return which == Awaited::overdue &&
               opinion_state_of(kept.record, person, now) != OpinionState::overdue;
    });
    for (const KeptOpinion& kept : records.opinions) {
        out.states.push_back(opinion_state_of(kept.record, person, now));
    }
    out.records = std::move(records);
    return out;
}

diag::Result<ShownOpinions> opinions_shown(const store::Snapshot& snapshot, store::ListQuery query,
                                           Awaited which, base::Millis now) {
    query.kind = store::opinion_kind;
    const bool is_of_insurer = query.office.value.empty();
    ShownOpinions out;
    const auto show = [&](const KeptOpinion& kept,
                          const store::PersonRecords& records) -> diag::Result<bool> {
        const sharing::PersonState person = access::state_of(records, {}, now);
        const OpinionState state = opinion_state_of(kept.record, person, now);
        const bool is_seen = is_of_insurer || person.hidden == sharing::Hidden::none;
        if (!is_seen || (which == Awaited::overdue && state != OpinionState::overdue)) {
            return false;
        }
        out.records.opinions.push_back(kept);
        out.states.push_back(state);
        return true;
    };
    TRY_VOID(
        each_listed(snapshot, std::move(query), &store::PersonRecords::opinions, out.records.unread, show));
    return out;
}

} // namespace renkei::registry
