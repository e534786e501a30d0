// Which resources of a document refer to one, for _revinclude.
#pragma once

#include "gateway/network/mhd/search/candidate.h"
#include "gateway/network/mhd/search/search_request.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace renkei::mhd {

// Whether the entry of _include or _revinclude means this parameter.
bool is_of(const Include& include, const SearchParameter& parameter);

// The referring resources of one document. Made once for it, so that the cost of a page grows with the
// length of its document and not with the number of matches.
class ReferringResources {
public:
    explicit ReferringResources(OpenDocument& document) : document_(document) {} // which outlives it

    // `compared` grows by what is looked at.
    const std::vector<Candidate>& of(const TypedId& target, const Include& include, std::uint64_t& compared);

private:
    using ByTarget = std::map<std::pair<std::string, std::uint32_t>, std::vector<Candidate>>;

    static ByTarget::key_type key_of(const TypedId& target);
    void read(const Include& include, ByTarget& out, std::uint64_t& compared);

    OpenDocument& document_;
    std::map<const Include*, ByTarget> by_include_;
};

} // namespace renkei::mhd
