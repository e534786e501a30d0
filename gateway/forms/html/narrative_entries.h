// The entries of a document that no form reads: their names, and which of them no narrative of a section
// covers.
#pragma once

#include "gateway/forms/html/fhir_words.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::html {

struct EntryName {
    json::NodeId resource = json::no_node; // no_node: it is not in the document
    std::string html{};                    // its kind and what it is about
    bool restricted = false;
};

class NarrativeEntries {
public:
    // `composition` is one of the tree, which must outlive it.
    NarrativeEntries(const json::Tree& tree, json::NodeId composition);

    const resources::BundleIndex& index() const { return index_; }

    // `references`: an array of references, or no_node.
    bool any_restricted(json::NodeId references) const;
    std::vector<EntryName> named(json::NodeId references) const;

    // Entries that neither the head nor a section leads to, by any number of references.
    std::vector<EntryName> beside_sections() const;

private:
    void reach_all_below(json::NodeId node, std::uint32_t entry);
    EntryName name_of(json::NodeId resource) const;
    bool is_entry_restricted(std::size_t entry, json::NodeId resource) const;

    const json::Tree& tree_;
    resources::BundleIndex index_;
    std::vector<bool> reached_;
    mutable std::vector<std::optional<bool>> restricted_; // by entry, where it was asked
};

inline constexpr std::string_view unread_modifier =
    "<p class=\"stop\" role=\"note\">意味を変える拡張（modifierExtension）があり、このページはそれを"
    "読んでいません。元の文書を確認してください。</p>\n";

} // namespace renkei::html
