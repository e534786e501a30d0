// IHE PIXm, ITI-83: which numbers and Patients belong to the person that one number names, as far as
// documents that the caller may read say so. Persons are the same by number and by `renkei person link`.
#pragma once

#include "gateway/network/mhd/search/documents_apart.h"
#include "gateway/network/mhd/search/person_finder.h"

#include <string>
#include <vector>

namespace renkei::mhd {

struct CrossReferenceQuery {
    TokenValue source;                  // with system and value
    std::vector<std::string> targets{}; // systems; empty: all
    std::string base{};                 // of the API: as a system it means ids of Patients
};

struct CrossReference {
    std::string parameters;               // the resource Parameters; empty: `apart` is of several persons
    std::vector<store::Hash> persons{};   // for the audit
    std::vector<std::string> documents{}; // in which the person was found
    std::size_t damaged = 0;              // documents that would be looked at, and do not open
    DocumentsApart apart{};
};

// An error if the source or a target is unknown, or the source is a number that several persons have.
diag::Result<CrossReference> cross_reference(const store::Snapshot& snapshot, const store::Hash& search_key,
                                             const access::Reader& reader, PersonFinder::MayOpen may_open,
                                             const CrossReferenceQuery& query);

} // namespace renkei::mhd
