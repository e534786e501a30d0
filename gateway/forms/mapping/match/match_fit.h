// Do the discriminating constants of the example agree with a value? This is tested before a match.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/plan/plan.h"

#include <span>
#include <vector>

namespace renkei::mapping {

inline std::string_view without_version(std::string_view canonical) {
    return canonical.substr(0, canonical.find('|'));
}

// The version of a canonical "url|version"; empty: it names none, or another url.
inline std::string_view claimed_version(const Plan& plan, const json::Tree& tree, const MatchNode& node,
                                        json::NodeId value) {
    if ((node.flags & m_canonical) == 0 || !tree[value].is_string()) {
        return {};
    }
    const std::string_view url = without_version(plan.text(node.text));
    const std::string_view found = tree.text(value);
    const bool has_version = found.starts_with(url) && found.substr(url.size()).starts_with('|');
    return has_version ? found.substr(url.size() + 1) : std::string_view();
}

inline bool constant_equal(const Plan& plan, const json::Tree& tree, const MatchNode& node,
                           json::NodeId value) {
    const json::Node& found = tree[value];
    const bool kind = node.literal == 's'   ? found.is_string()
                      : node.literal == 'n' ? found.is_number()
                                            : found.is_boolean();
    return kind && (tree.text(value) == plan.text(node.text) ||
                    ((node.flags & m_canonical) != 0 &&
                     without_version(tree.text(value)) == without_version(plan.text(node.text))));
}

// Is an object or array of constants there as the mapping writes it, byte by byte?
inline bool is_as_written(const Plan& plan, const json::Tree& tree, const MatchNode& node,
                          json::NodeId value) {
    return !node.text.empty() && tree.raw(value) == plan.text(node.text);
}

bool fits(const Plan& plan, const json::Tree& tree, const MatchNode& node, json::NodeId value);

// May a resource be the one of an entry? Keeps the last answer for each entry, because many references lead
// to the same resource.
class EntryFits {
public:
    explicit EntryFits(const MatchState& state) : state_(state) {}
    void begin() { last_.assign(state_.plan().entries().size(), {json::no_node, false}); }
    bool fits(EntryId entry, json::NodeId resource);

private:
    struct Last {
        json::NodeId resource;
        bool fits;
    };
    const MatchState& state_;
    base::IdVector<EntryId, Last> last_;
};

// The Compositions among a bundle's resources.
std::vector<json::NodeId> compositions(const json::Tree& tree);

// Does one of them belong to this form? (Of which version is another question: version_named().)
bool is_bundle_of(const Plan& plan, const json::Tree& tree, std::span<const json::NodeId> compositions);

// The first section code of our own code system in the Compositions that this form has; empty if none is.
std::string_view section_of(const Plan& plan, const json::Tree& tree,
                            std::span<const json::NodeId> compositions);

} // namespace renkei::mapping
