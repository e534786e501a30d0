// Which entries of a document Bundle lead to which, and which of them are restricted.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/resources/bundle_index.h"

#include <cstdint>
#include <vector>

namespace renkei::html {

class EntryLinks {
public:
    // Views neither; `index` is that of the tree.
    EntryLinks(const json::Tree& tree, const resources::BundleIndex& index);

    // Has it a label that restricts, or what it leads to?
    bool is_restricted(std::uint32_t entry) const { return restricted_[entry]; }
    // A person, an office or a place that other entries name: the content of none.
    bool is_named_party(std::uint32_t entry) const { return is_named_party_[entry]; }
    // These and what they lead to but parties, visits, the Composition and what is in `named`, which gets
    // them. About as many as `most`. No entry is followed twice, by this call or a later one: it stays
    // linear.
    std::vector<std::uint32_t> with_what_follows(std::vector<std::uint32_t> entries, std::size_t most,
                                                 std::vector<bool>& named);

private:
    void follow(const json::Tree& tree, const resources::BundleIndex& index, std::uint32_t from);
    void spread_restrictions();

    std::vector<std::vector<std::uint32_t>> leads_to_;
    std::vector<bool> is_named_party_;
    std::vector<bool> restricted_;
    std::vector<bool> followed_;
};

} // namespace renkei::html
