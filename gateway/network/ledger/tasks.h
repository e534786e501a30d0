// What is under way for persons, as far as a reader may see it: applications for certification by the sharing
// matrix, requests for an opinion for their institution and insurer.
#pragma once

#include "gateway/network/access/person_access.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/work.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace renkei::ledger {

struct Task {
    seal::Hash person{};
    std::variant<std::pair<sharing::Certification, sharing::CertificationStatus>, // with its opinion
                 std::pair<sharing::OpinionRequest, sharing::OpinionState>>
        what{};
    const std::string& id() const;
};

// Whether the matrix opens to the reader how a certification of the person stands.
diag::Result<access::PersonAccess::Verdict> progress_of(access::PersonAccess& person);
// Of all applications of the person those that were made to the insurer of now: nothing moves along. The last
// one comes last.
std::vector<std::pair<sharing::Certification, sharing::CertificationStatus>>
certifications_of(const access::PersonFacts& facts, const std::vector<sharing::Certification>& all,
                  base::Millis now);

// The newest result that says a level, if the matrix opens to the reader how certifications stand, or the
// reader is the insurer.
diag::Result<std::optional<sharing::Certification>>
newest_result(const store::Snapshot& snapshot, const access::Reader& reader, const seal::Hash& person);

// Those about a person, who was named by a number of `insurer`. An institution finds what it still has to do;
// what it has done it reads by the id. Of a person of whom the reader may see nothing: none, at the same cost
// as of one who is not known.
diag::Result<std::vector<Task>> tasks_of(const store::Snapshot& snapshot, const access::Reader& reader,
                                         const seal::Hash& person, std::string_view insurer);
// The one with this id; nothing: there is none that the reader may see.
diag::Result<std::optional<Task>> task_with_id(const store::Snapshot& snapshot, const access::Reader& reader,
                                               std::string_view id);

// What waits for the reader (work.h), what is due first: of a municipality the applications that are open and
// the opinions that it awaits, of others the opinions that are asked of them.
diag::Result<WorkPage<Task>> work_list(const store::Snapshot& snapshot, const access::Reader& reader,
                                       std::string_view after, std::uint32_t limit);

// All that waits, without the cases whose papers the matrix does not open to the reader: nothing of these is
// counted or searched.
diag::Result<WorkList> seen_work(const store::Snapshot& snapshot, const access::Reader& reader);
diag::Result<WorkPage<store::Kept<sharing::StatedRelation>>> relation_list(const store::Snapshot& snapshot,
                                                                           const access::Reader& reader,
                                                                           std::string_view after,
                                                                           std::uint32_t limit);

// Whom a case is about, and the forms of its papers, in the order in which the board reads them.
struct CasePapers {
    seal::Hash person{};
    std::vector<std::string> forms{};
};
// The one with this id, if the reader is a member of the board before whom it is now.
diag::Result<std::optional<CasePapers>> case_with_id(const store::Snapshot& snapshot,
                                                     const access::Reader& reader, std::string_view id);

} // namespace renkei::ledger
