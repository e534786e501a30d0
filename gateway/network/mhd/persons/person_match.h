// IHE PDQm, ITI-119: Patients of documents that the caller may read, graded by how sure it is that they are
// the person who is described. Only a number within a known organisation (documents::put_together)
// that the Patient or its own Coverage has can make it certain; any other, or a name, a birth date and a sex,
// can make it probable at most.
#pragma once

#include "gateway/network/mhd/search/person_description.h"
#include "gateway/network/mhd/search/search.h"

#include <functional>
#include <string>
#include <vector>

namespace renkei::mhd {

struct MatchQuery {
    std::vector<documents::PersonNumber> numbers{};
    PersonDescription person{}; // its birth date is a whole one, or empty
    bool only_certain = false;
    std::uint32_t count = 50;
};
// The query for a Patient. It is an error if nothing in it could find a person.
diag::Result<MatchQuery> read_match(const json::Tree& tree, json::NodeId patient);

struct MatchContext {
    const store::Hash& search_key;
    access::Reader reader;
    std::string base; // of the API
    std::function<std::string(const diag::Report&)> outcome;
    PersonFinder::MayOpen may_open;
    std::function<std::string(const std::string& after)> next; // the link that goes on behind this document
    std::size_t most_compared = max_compared_documents;        // of many persons
};

struct MatchResult {
    std::string bundle;                   // searchset, the surest first
    std::vector<store::Hash> persons{};   // for the audit
    std::vector<std::string> documents{}; // whose Patients are in the bundle
};

// A Patient with one of the numbers is on the first page. Names and birth dates are compared with the
// documents that the caller may read, newest first, so many for one page. `after`: where the page before
// ended; empty: the first page.
diag::Result<MatchResult> match_person(const store::Snapshot& snapshot, const MatchQuery& query,
                                       const MatchContext& context, std::string_view after);

} // namespace renkei::mhd
