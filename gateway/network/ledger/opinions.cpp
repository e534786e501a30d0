#include "gateway/network/ledger/opinions.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/enter_record.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

#include <utility>

namespace renkei::ledger {

using sharing::OpinionRequest;
using sharing::OpinionState;

template <>
struct Kind<OpinionRequest> {
    static constexpr auto list = &store::PersonRecords::opinions;
    static constexpr diag::Message unknown = message::opinion_unknown;
    static constexpr auto organisation = &OpinionRequest::institution;
    static std::string query(const OpinionRequest& it) {
        return fmt::format("request={}&institution={}", it.id, policy::to_text(it.institution));
    }
    // The decision that an opinion was for may come after its request was closed. Of one that was closed
    // without an opinion, or that was sent by mistake, there is none.
    static diag::Result<void> check_open(const OpinionRequest& it, const Act<OpinionRequest>& act) {
        const bool is_of_decision =
            act.interaction == opinion_decide.interaction || act.interaction == opinion_deliver.interaction;
        return !it.closed || (is_of_decision && it.received && *it.closed >= it.sent)
                   ? diag::Result<void>()
                   : diag::fail(message::opinion_closed_before, {}, {it.id, it.closed->text()});
    }
    static diag::Result<void> check(const OpinionRequest& it, const store::PersonRecords& /*records*/,
                                    base::Millis now) {
        TRY_VOID(check_day("sent", it.sent, it.sent, now));
        TRY_VOID(check_period(it.sent, it.due));
        if (it.received) {
            TRY_VOID(check_day("received", it.received->day, it.sent, now));
        }
        if (it.decided) {
            TRY_VOID(check_day("decided", *it.decided, it.sent, now));
        }
        if (it.delivered) {
            if (!it.decided) {
                return diag::fail(message::opinion_undecided, {}, {it.id});
            }
            TRY_VOID(check_day("delivered", *it.delivered, *it.decided, now));
        }
        // one that was sent by mistake opens nothing from the day before on
        return it.closed ? check_day("closed", *it.closed, day_before(it.sent), now) : diag::Result<void>();
    }
    static diag::Result<void> check_among(const OpinionRequest& it, const store::PersonRecords& records) {
        const auto is_open = [](const OpinionRequest& each) { return !each.decided && !each.closed; };
        const auto* const before = store::with_id(records.opinions, it.id);
        if (before != nullptr && is_open(before->record)) { // linked numbers may bring two together
            return {};
        }
        for (const auto& [person, other, order] : records.opinions) {
            if (is_open(it) && is_open(other) && other.id != it.id && other.institution == it.institution &&
                other.insurer == it.insurer) {
                return diag::fail(message::opinion_doubled, {},
                                  {policy::to_text(other.institution), other.id, other.sent.text()});
            }
        }
        return {};
    }
};
template diag::Result<OpinionRequest> enter(store::Store&, const Act<OpinionRequest>&, const Subject&,
                                            OpinionRequest, PeerChange*);
template diag::Result<OpinionRequest> change(store::Store&, const Act<OpinionRequest>&, const seal::Hash&,
                                             std::string_view, const Make<OpinionRequest>&, PeerChange*);

diag::Result<void> check_institution(const sharing::Matrix& matrix, std::span<const policy::Peer> peers,
                                     const OpinionRequest& request) {
    std::vector<std::string_view> types; // of all offices that write opinions
    for (const sharing::Actor& each : matrix.actors()) {
        const bool writes = std::ranges::any_of(matrix.rows(), [&](const sharing::MatrixRow& row) {
            return row.right == sharing::Right::makes && row.column == each.column &&
                   row.conditions.has(sharing::Condition::opinion_request);
        });
        if (writes) {
            types.insert(types.end(), each.service_types.begin(), each.service_types.end());
        }
    }
    const auto has = [&](const std::vector<std::string_view>& all) {
        return std::ranges::find(all, request.service_type) != all.end();
    };
    const policy::Peer* const peer = peer_with(peers, request.institution);
    const std::vector<std::string_view> of_peer =
        peer == nullptr ? types : matrix.service_types(peer->role); // of none but offices
    const bool is_right =
        request.service_type.empty() ? peer == nullptr || of_peer.empty() : has(types) && has(of_peer);
    return is_right
               ? diag::Result<void>()
               : diag::fail(message::opinion_of_other_office, {},
                            {policy::to_text(request.institution), fmt::format("{}", fmt::join(types, " "))});
}

OpinionState opinion_state_of(const OpinionRequest& request, const sharing::PersonState& person,
                              base::Millis now) {
    const bool is_dead = person.died && *person.died <= now;
    const OpinionState state = sharing::opinion_state(request, time::day_in_japan(now));
    return is_dead && sharing::is_awaited(state) ? OpinionState::died : state;
}

ShownOpinions opinions_shown(store::PersonRecords records, Awaited which, base::Millis now) {
    ShownOpinions out;
    const sharing::PersonState person = access::state_of(records, {}, now);
    std::erase_if(records.opinions, [&](const auto& kept) {
        const OpinionState state = opinion_state_of(kept.record, person, now);
        const bool is_shown = which == Awaited::all || state == OpinionState::overdue;
        if (is_shown) {
            out.states.push_back(state);
        }
        return !is_shown;
    });
    out.records = std::move(records);
    return out;
}

diag::Result<ShownOpinions> opinions_shown(const store::Snapshot& snapshot, store::ListQuery query,
                                           Awaited which, base::Millis now) {
    query.kind = store::opinion_kind;
    const bool is_of_insurer = query.office.value.empty();
    const auto state = [&](const OpinionRequest& it,
                           const store::PersonRecords& records) -> diag::Result<std::optional<OpinionState>> {
        const sharing::PersonState person = access::state_of(records, {}, now);
        const OpinionState is = opinion_state_of(it, person, now);
        const bool is_seen = is_of_insurer || person.hidden == sharing::Hidden::none;
        return is_seen && (which == Awaited::all || is == OpinionState::overdue) ? std::optional(is)
                                                                                 : std::nullopt;
    };
    return shown_of<OpinionState>(snapshot, std::move(query), &store::PersonRecords::opinions, now, state);
}

} // namespace renkei::ledger
