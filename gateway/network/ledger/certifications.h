// 要介護認定 as it goes: applied for, step by step, delayed, withdrawn or rejected; and the lists of those
// that are open. Each change is checked, written and audited in one transaction.
#pragma once

#include "gateway/network/ledger/enter.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/sharing/certification.h"

#include <string_view>
#include <vector>

namespace renkei::ledger {

// Refused: of a dead person or one who is insured elsewhere, and a second one while the first is open.
inline constexpr Act<sharing::Certification> certification_start{"certification-start", Needs::opening};

inline constexpr Act<sharing::Certification> certification_step{"certification-step", Needs::whole};
inline constexpr Act<sharing::Certification> certification_name{"certification-name", Needs::whole};
inline constexpr Act<sharing::Certification> certification_delay{"certification-delay", Needs::whole};
// What only closes is possible beside a damaged record.
inline constexpr Act<sharing::Certification> certification_withdraw{"certification-withdraw", Needs::closing};
inline constexpr Act<sharing::Certification> certification_reject{"certification-reject", Needs::closing};

// A step that has a day is corrected; a result decides the requests for its opinion; a delay takes the place
// of the one before. Nothing is changed of one that was withdrawn; of one that was rejected only its day, and
// it is withdrawn only as a mistake, as one with a result is. If nothing changes, nothing is written. The
// result is as in a list, with the opinion that was asked for.
diag::Result<sharing::Certification> change_certification(store::Store& store,
                                                          const Act<sharing::Certification>& act,
                                                          const seal::Hash& person, std::string_view id,
                                                          const Make<sharing::Certification>& make,
                                                          PeerChange* peer = nullptr);

// Certifications with their opinions.
using ShownCertifications = Shown<sharing::CertificationStatus>;
// Those of a person, whose records are given.
ShownCertifications certifications_shown(store::PersonRecords records, base::Millis now);
// Those of an insurer that are open.
diag::Result<ShownCertifications> certifications_shown(const store::Snapshot& snapshot,
                                                       store::ListQuery query, Awaited which,
                                                       base::Millis now);

std::vector<sharing::OpinionRequest> requests_in(const store::PersonRecords& records);

} // namespace renkei::ledger
