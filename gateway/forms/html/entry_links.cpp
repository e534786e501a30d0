#include "gateway/forms/html/entry_links.h"

#include "gateway/core/base/word_list.h"
#include "gateway/forms/html/fhir_words.h"

#include <algorithm>

namespace renkei::html {
namespace {

constexpr std::string_view parties =
    "Patient RelatedPerson Practitioner PractitionerRole Organization HealthcareService Location";
// Where something was found, not what: they lead to all that was found there.
constexpr std::string_view visits = "Composition Encounter EpisodeOfCare";

} // namespace

EntryLinks::EntryLinks(const Tree& tree, const resources::BundleIndex& index)
    : leads_to_(index.entries().size()),
      is_named_party_(leads_to_.size()),
      followed_(leads_to_.size()) {
    for (std::uint32_t from = 0; from < leads_to_.size(); ++from) {
        restricted_.push_back(
            std::ranges::any_of(labels_of(tree, index.entries()[from].resource), restricts));
        follow(tree, index, from);
    }
    spread_restrictions();
}

void EntryLinks::follow(const Tree& tree, const resources::BundleIndex& index, std::uint32_t from) {
    const NodeId resource = index.entries()[from].resource;
    std::vector<std::uint32_t>& out = leads_to_[from];
    for (NodeId each = resource; resource != json::no_node && each < tree.after(resource); ++each) {
        const bool is_reference = tree[each].is_string() && tree.key(each) == "reference";
        const auto target = is_reference ? index.find(tree.text(each), from) : std::nullopt;
        if (!target || target->entry == from) {
            continue;
        }
        const std::string_view type = index.entries()[target->entry].type;
        if (base::is_word_of(parties, type)) {
            is_named_party_[target->entry] = true;
        } else if (from > 0 && !base::is_word_of(visits, type)) {
            out.push_back(target->entry);
        }
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
}

void EntryLinks::spread_restrictions() {
    std::vector<std::vector<std::uint32_t>> named_by(leads_to_.size());
    std::vector<std::uint32_t> waiting;
    for (std::uint32_t from = 0; from < leads_to_.size(); ++from) {
        for (const std::uint32_t to : leads_to_[from]) {
            named_by[to].push_back(from);
        }
        if (restricted_[from]) {
            waiting.push_back(from);
        }
    }
    while (!waiting.empty()) {
        const std::uint32_t at = waiting.back();
        waiting.pop_back();
        for (const std::uint32_t from : named_by[at]) {
            if (!restricted_[from]) {
                restricted_[from] = true;
                waiting.push_back(from);
            }
        }
    }
}

std::vector<std::uint32_t> EntryLinks::with_what_follows(std::vector<std::uint32_t> entries, std::size_t most,
                                                         std::vector<bool>& named) {
    for (std::size_t i = 0; i < entries.size() && entries.size() < most; ++i) {
        const std::uint32_t from = entries[i];
        for (std::size_t k = 0; !followed_[from] && k < leads_to_[from].size(); ++k) {
            const std::uint32_t to = leads_to_[from][k];
            if (!named[to]) {
                named[to] = true;
                entries.push_back(to);
            }
        }
        followed_[from] = true;
    }
    return entries;
}

} // namespace renkei::html
