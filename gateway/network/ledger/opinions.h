// 主治医意見書作成依頼: asked, received, decided and closed; and the lists of those that are awaited. Each
// change is checked, written and audited in one transaction.
#pragma once

#include "gateway/network/ledger/enter.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/sharing/facts.h"

namespace renkei::ledger {

// Refused: of a dead person or one who is insured elsewhere, and a second one of the institution while the
// first is open. The institution need not be a peer: its opinion may come on paper.
inline constexpr Act<sharing::OpinionRequest> opinion_request{"opinions-request", Needs::opening};
inline constexpr Act<sharing::OpinionRequest> opinion_name{"opinions-name", Needs::whole};
// Refused: of one that was closed, but for the decision (and since when the person has it) that an opinion
// which came was for.
inline constexpr Act<sharing::OpinionRequest> opinion_receive{"opinions-receive", Needs::whole};
inline constexpr Act<sharing::OpinionRequest> opinion_decide{"opinions-decide", Needs::whole};
inline constexpr Act<sharing::OpinionRequest> opinion_deliver{"opinions-deliver", Needs::whole};
// The day is the last one on which it counts: not before the day before it was sent.
inline constexpr Act<sharing::OpinionRequest> opinion_close{"opinions-close", Needs::closing};

// Who may be asked: a medical institution, or a care facility that the matrix lets write opinions, with its
// service type. Of a number that no peer has, what is not stated is not asked.
diag::Result<void> check_institution(const sharing::Matrix& matrix, std::span<const policy::Peer> peers,
                                     const sharing::OpinionRequest& request);

// Of a person in this state.
sharing::OpinionState opinion_state_of(const sharing::OpinionRequest& request,
                                       const sharing::PersonState& person, base::Millis now);

using ShownOpinions = Shown<sharing::OpinionState>;
// Those of a person, whose records are given; `all`: also what is not awaited any more.
ShownOpinions opinions_shown(store::PersonRecords records, Awaited which, base::Millis now);
// Those that are awaited of an institution, without those of persons who are hidden (支援措置); or by an
// insurer.
diag::Result<ShownOpinions> opinions_shown(const store::Snapshot& snapshot, store::ListQuery query,
                                           Awaited which, base::Millis now);

} // namespace renkei::ledger
