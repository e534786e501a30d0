// renkei opinions: which institutions are asked for an opinion of the attending doctor
// (主治医意見書作成依頼), and what came of it.
#include "gateway/app/online/records/record_acts.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/network/ledger/opinions.h"
#include "generated/messages/ledger.h"

#include <algorithm>
#include <array>

namespace renkei::online {
namespace {

using sharing::OpinionRequest;

std::string opinion_line(const store::Kept<OpinionRequest>& kept, sharing::OpinionState state,
                         Language language) {
    const OpinionRequest& it = kept.record;
    const auto in = [&](Language each) {
        return diag::words_for("opinion_state", sharing::word_of(state), each);
    };
    std::string out = fmt::format("{} {} {} {}", it.id, policy::to_text(it.institution), it.sent.text(),
                                  label(in(Language::japanese), in(Language::english), language));
    out += column("due", it.due) + column("reference", it.reference) + column("insurer", it.insurer);
    if (it.received) {
        out += column("received", it.received->day) + column("way", sharing::word_of(it.received->way)) +
               column("doctor-agrees", it.received->doctor_agrees ? "yes" : "no");
    }
    out += column("decided", it.decided) + column("delivered", it.delivered) + column("closed", it.closed);
    return diag::on_one_line(out);
}

diag::Result<OpinionRequest> opinion_of(const Asked& asked, base::Millis now) {
    OpinionRequest out{.service_type = asked.text("--service-type"), .reference = asked.text("--reference")};
    TRY(out.institution, read_number(asked.text("--institution"), "--institution"));
    TRY(out.sent, asked.day("--sent", now));
    TRY(out.due, asked.day("--due"));
    return out;
}

// Does the matrix open anything to such a peer because it is asked?
bool may_be_asked(const sharing::Matrix& matrix, policy::Role role) {
    const std::span<const sharing::ActorId> readers = matrix.readers_of(role);
    return std::ranges::any_of(matrix.rows(), [&](const sharing::MatrixRow& row) {
        return row.relation == sharing::Relation::opinion_requested &&
               std::ranges::any_of(
                   readers, [&](sharing::ActorId reader) { return matrix[reader].column == row.column; });
    });
}

// Of the institution that is asked.
Notices institution_notices(const sharing::Matrix& matrix, const std::optional<policy::Peer>& peer,
                            const policy::Number& institution, bool is_facility, Language language) {
    const std::string number = policy::to_text(institution);
    if (!peer) {
        return notice(diag::finding(diag::message::opinion_of_no_peer, {}, {number}), language);
    }
    return may_be_asked(matrix, peer->role) || is_facility
               ? Notices()
               : notice(diag::finding(diag::message::opinion_of_other_role, {},
                                      {number, peer->id, policy::to_text(peer->role)}),
                        language);
}

ExitResult request_opinion(const Asked& asked) {
    const Language language = asked.language();
    TRY_VOID(as_usage(opinion_of(asked, 0)));
    TRY(const sharing::Matrix matrix, open_matrix(asked.settings));
    TRY_VOID(as_usage(opinion_of(asked, 0).and_then(
        [&](const OpinionRequest& it) { return ledger::check_institution(matrix, {}, it); })));
    const auto say = [&](const store::Store& store, const OpinionRequest& it) -> diag::Result<Notices> {
        TRY(Notices out, insurer_notices(store, it.insurer, language));
        TRY(const std::optional<policy::Peer> peer, find_office(store, it.institution));
        out.add(institution_notices(matrix, peer, it.institution, !it.service_type.empty(), language));
        return out;
    };
    return enter_asked(asked, ledger::opinion_request, asked.sentence(), &opinion_of, say);
}

// `step(request, day)` changes it.
template <class Step>
ExitResult change_opinion(const Asked& asked, const ledger::Act<OpinionRequest>& act, const Step& step) {
    const auto change = [&](store::Store& store, const seal::Hash& person, const time::Date& day) {
        return ledger::change(store, act, person, asked.of.id,
                              ledger::edited([&](OpinionRequest& it) { step(it, day); }));
    };
    return change_on_day(asked, change, no_notices);
}

ExitResult receive_opinion(const Asked& asked) {
    // what is not said stays; a first one came today, on paper, without agreement
    return change_opinion(asked, ledger::opinion_receive, [&](OpinionRequest& it, const time::Date& day) {
        const bool is_first = !it.received;
        sharing::OpinionReceived& received = is_first ? it.received.emplace() : *it.received;
        received.day = is_first || !asked.text("--on").empty() ? day : received.day;
        received.way = asked.word("--way", received.way);
        received.doctor_agrees =
            asked.has("--doctor-agrees") ? asked.text("--doctor-agrees") == "yes" : received.doctor_agrees;
    });
}

// One that sets a day.
template <const ledger::Act<OpinionRequest>& act, std::optional<time::Date> OpinionRequest::*set>
ExitResult set_day(const Asked& asked) {
    return change_opinion(asked, act, [](OpinionRequest& it, const time::Date& day) { it.*set = day; });
}

ExitResult list_opinions(const Asked& asked) {
    const ledger::Awaited which = asked.flag("--overdue") ? ledger::Awaited::overdue : ledger::Awaited::all;
    const auto of_person = [&](const NamedPerson& named, store::PersonRecords records) {
        return diag::Result<ledger::ShownOpinions>(
            ledger::opinions_shown(std::move(records), which, named.store().clock().now()));
    };
    const auto of_query = [&](const store::Snapshot& it, const store::ListQuery& query, base::Millis now) {
        return ledger::opinions_shown(it, query, which, now);
    };
    const auto line = [&](const auto& kept, sharing::OpinionState state, const auto& /*today*/) {
        return opinion_line(kept, state, asked.language());
    };
    return list_asked(asked, "opinions-list", &store::PersonRecords::opinions, of_person, of_query, line,
                      record_json);
}

constexpr std::array<ActCode, 6> opinion_acts{
    {{"request", &request_opinion},
     {"receive", &receive_opinion},
     {"decide", &set_day<ledger::opinion_decide, &OpinionRequest::decided>},
     {"deliver", &set_day<ledger::opinion_deliver, &OpinionRequest::delivered>},
     {"close", &set_day<ledger::opinion_close, &OpinionRequest::closed>},
     {"list", &list_opinions}}};

} // namespace

const RecordKind opinion_kind{"opinions", opinion_acts};

} // namespace renkei::online
