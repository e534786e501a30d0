// The entries of a Bundle and which of them a reference means (R4 bundle.html, "Resolving references"): a
// full URL means the entry that bears it; "Patient/1" is first completed with the base of the entry it is in.
#pragma once

#include "gateway/core/json/tree.h"

#include <bitset>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate {

using json::no_node;
using json::NodeId;
using json::Tree;

struct IndexedEntry {
    NodeId node = no_node;
    NodeId end = no_node;      // the node behind it
    NodeId resource = no_node; // no_node: an entry without resource
    std::string_view full_url; // what is not there is empty
    std::string_view type;
    std::string_view id;
    std::string_view version;

    // "http://a.example/fhir/" of "http://a.example/fhir/Patient/1" that holds the Patient 1.
    std::optional<std::string_view> base() const;
};

constexpr std::uint32_t no_entry = 0xFFFFFFFF;

// Marks of addresses, each made of an address's length and first character, modulo: nearly every text that is
// looked up is no URL of an entry, and is excluded by its mark.
using AddressMarks = std::bitset<256>;
void add_mark(std::string_view address, AddressMarks& marks);

// Views the tree.
class EntryIndex {
public:
    EntryIndex(const Tree& tree, NodeId bundle);

    NodeId bundle() const { return bundle_; }
    std::string_view type() const { return type_; } // "document"
    const std::vector<IndexedEntry>& entries() const { return entries_; }
    std::uint32_t entry_of(NodeId node) const; // no_entry: in none
    bool holds(NodeId node) const { return node >= bundle_ && node < end_; }

    struct EntryMatch {
        std::size_t hash;        // of the name: what is compared first, for speed
        std::string_view name;   // full URL, or id
        std::string_view detail; // version, or type
        std::uint32_t entry;

        auto operator<=>(const EntryMatch&) const = default;
    };
    using EntryMatches = std::span<const EntryMatch>;

    // May an absolute address with one of these marks mean an entry?
    bool may_have(const AddressMarks& marks) const { return (url_marks_ & marks).any(); }
    // Entries that the reference means. `from`: the entry it is in.
    EntryMatches find(std::string_view reference, std::uint32_t from) const;
    // Entries that have the type and id the reference names, whatever their full URL.
    EntryMatches alike(std::string_view reference) const;
    // The reference without version, completed; nothing: the entry it is in has no base.
    std::optional<std::string> completed(std::string_view reference, std::uint32_t from) const;

private:
    struct Names { // found in the tree's table once
        explicit Names(const json::NameTable& names);
        json::NameId full_url;
        json::NameId resource;
        json::NameId type;
        json::NameId id;
        json::NameId meta;
        json::NameId version;
    };
    void read_entry(const Tree& tree, const Names& names, NodeId node);

    EntryMatches look_up(std::string_view reference, std::uint32_t from) const;
    const std::vector<EntryMatch>& by_name() const;

    std::string_view input_; // the tree's
    NodeId bundle_;
    NodeId end_;
    std::string_view type_;
    std::vector<IndexedEntry> entries_;
    std::optional<std::string> with_base(std::string_view address, std::uint32_t from) const;

    std::vector<EntryMatch> by_url_;                         // sorted
    AddressMarks url_marks_;                                 // of by_url_
    mutable std::optional<std::vector<EntryMatch>> by_name_; // sorted; made when first asked for
    // Several rules ask for each reference, one after the other.
    struct LastLookup {
        std::string_view reference;
        std::uint32_t from = no_entry;
        EntryMatches matches;
        // the text is one of the input, so it is the same as long as it is in the same place
        bool is_kept = false;
        bool is(std::string_view other, std::uint32_t other_from) const {
            return is_kept && reference.data() == other.data() && reference.size() == other.size() &&
                   from == other_from;
        }
    };
    mutable LastLookup last_lookup_;
    mutable std::uint32_t last_entry_ = 0; // nearly always the one asked for before
};

// "Patient/1/_history/2#x" in its parts.
struct ReferencePath {
    std::string_view address;  // "Patient/1"
    std::string_view version;  // "2"
    std::string_view fragment; // "x"
    std::string_view type;     // "Patient": the last segment but one; not checked
    std::string_view id;       // "1": the last segment
};
ReferencePath path_of(std::string_view reference);

} // namespace renkei::validate
