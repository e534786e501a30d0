// 主治医意見書作成依頼: asked, received, decided and closed; and the lists of those that are awaited. Each
// change is checked, written and audited in one transaction.
#pragma once

#include "gateway/network/registry/subject.h"
#include "gateway/network/sharing/facts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::registry {

// The id and the insurer are set here. Refused: of a dead person or one who is insured elsewhere, and a
// second one of the institution while the first is open. The institution need not be a peer: its opinion may
// come on paper.
diag::Result<sharing::OpinionRequest> request_opinion(store::Store& store, const Subject& subject,
                                                      sharing::OpinionRequest request);

// Of how an opinion came. What is not given stays; of a first one it came today, on paper, without agreement.
struct ReceivedChange {
    time::Date today{};
    std::optional<time::Date> day{};
    std::optional<sharing::OpinionWay> way{};
    std::optional<bool> doctor_agrees{};

    sharing::OpinionReceived applied_to(const std::optional<sharing::OpinionReceived>& before) const;
};

// What is given takes the place of what was.
struct OpinionChange {
    std::string interaction{};
    std::optional<ReceivedChange> received{};
    std::optional<time::Date> decided{};
    std::optional<time::Date> delivered{};
    std::optional<time::Date>
        closed{}; // the last day on which it counts: not before the day before it was sent

    sharing::OpinionRequest applied_to(sharing::OpinionRequest request) const;
};
// Refused: of one that was closed, but for the decision (and since when the person has it) that an opinion
// which came was for. If nothing changes, nothing is written.
diag::Result<sharing::OpinionRequest> change_opinion(store::Store& store, const seal::Hash& person,
                                                     std::string_view id, const OpinionChange& change);

// Of a person in this state.
sharing::OpinionState opinion_state_of(const sharing::OpinionRequest& request,
                                       const sharing::PersonState& person, base::Millis now);

struct ShownOpinions {
    store::PersonRecords records{};
    std::vector<sharing::OpinionState> states{}; // of records.opinions
};
enum class Awaited : std::uint8_t { all, overdue };
// Those of a person, whose records are given; `all`: also what is not awaited any more.
ShownOpinions opinions_shown(store::PersonRecords records, Awaited which, base::Millis now);
// Those that are awaited of an institution, without those of persons who are hidden (支援措置); or by an
// insurer.
diag::Result<ShownOpinions> opinions_shown(const store::Snapshot& snapshot, store::ListQuery query,
                                           Awaited which, base::Millis now);

} // namespace renkei::registry
