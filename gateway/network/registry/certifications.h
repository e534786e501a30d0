// 要介護認定 as it goes: applied for, step by step, delayed, withdrawn or rejected; and the lists of those
// that are open. Each change is checked, written and audited in one transaction.
#pragma once

#include "gateway/network/registry/peer_change.h"
#include "gateway/network/registry/subject.h"
#include "gateway/network/sharing/certification.h"

#include <string_view>
#include <variant>
#include <vector>

namespace renkei::registry {

// The id and the insurer are set here. Refused: of a dead person or one who is insured elsewhere, and a
// second one while the first is open. `peer`: whose request it is; null: an operator's.
diag::Result<sharing::Certification> start_certification(store::Store& store, const Subject& subject,
                                                         sharing::Certification application,
                                                         PeerChange* peer = nullptr);

struct StepDone {
    sharing::CertificationStep step{};
    time::Date day{};
};
struct Withdrawal {
    time::Date day{};
};
struct Rejection {
    time::Date day{};
};
// A step that has a day is corrected; a delay takes the place of the one before. Nothing is changed of one
// that was withdrawn; of one that was rejected only its day, and it is withdrawn only as a mistake, as one
// with a result is. If nothing changes, nothing is written. The result is as in a list, with the opinion
// that was asked for.
using CertificationChange = std::variant<StepDone, sharing::DelayNotice, Withdrawal, Rejection>;
diag::Result<sharing::Certification> change_certification(store::Store& store, const seal::Hash& person,
                                                          std::string_view id,
                                                          const CertificationChange& change);

struct ShownCertifications {
    store::PersonRecords records{};                       // certifications with their opinions
    std::vector<sharing::CertificationStatus> statuses{}; // of records.certifications
};
// Those of a person, whose records are given.
ShownCertifications certifications_shown(store::PersonRecords records, base::Millis now);
// Those of an insurer that are open.
enum class Pending : std::uint8_t { all, overdue };
diag::Result<ShownCertifications> certifications_shown(const store::Snapshot& snapshot,
                                                       store::ListQuery query, Pending which,
                                                       base::Millis now);

// Requests for the opinion of this application that are not decided: their institutions read on.
std::vector<sharing::OpinionRequest> opinions_undecided(const store::PersonRecords& records,
                                                        const sharing::Certification& application);

} // namespace renkei::registry
