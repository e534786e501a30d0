// The entries of a Bundle and what a reference in it points to. Built in one pass, reused from bundle to
// bundle.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/json/tree.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace renkei::resources {

struct BundleEntry {
    json::NodeId node = json::no_node;     // the element of Bundle.entry
    json::NodeId resource = json::no_node; // no_node: entry without resource
    std::string_view full_url;             // all three may be empty
    std::string_view type;
    std::string_view id;
};

constexpr std::uint32_t no_entry = 0xFFFFFFFF;

// Where a reference leads.
struct ReferenceTarget {
    json::NodeId resource = json::no_node;
    std::uint32_t entry = no_entry; // the entry it is in (of its container, if contained)
    bool contained = false;
    bool ambiguous = false; // more than one resource answers to this reference; this is the first
};

// Views the tree it was built from and the tree's input.
class BundleIndex {
public:
    // Takes any JSON. If it is no Bundle, there are no entries; or, where such are `taken_alone`, it is the
    // resource of the only one.
    void build(const json::Tree& tree, bool taken_alone = false);

    std::span<const BundleEntry> entries() const { return entries_; }

    // `reference`: a fullUrl, "Type/id" (also with /_history/n), an absolute URL that ends in Type/id,
    // urn:uuid:…, or "#id" of a resource contained in entry `from`. The whole URL goes before its end.
    std::optional<ReferenceTarget> find(std::string_view reference, std::uint32_t from = no_entry) const;

    // "http://…/Type/id" -> "Type/id"; empty if there are no two parts.
    static std::string_view type_and_id(std::string_view url);

private:
    struct Key {
        std::uint64_t hash;
        std::string_view text;
        std::uint32_t owner; // the entry whose contained resource this is, or no_entry
        std::uint32_t entry;
        json::NodeId resource;
        std::uint32_t ambiguous;
    };
    struct Names;

    void read_entry(const json::Tree& tree, const Names& names, json::NodeId node, json::NodeId resource);
    void read_contained(const json::Tree& tree, const Names& names, std::uint32_t entry);
    void add_key(std::string_view text, std::uint32_t owner, std::uint32_t entry, json::NodeId resource);
    void add_keys_of(std::uint32_t entry);
    void sort_into_buckets();
    void mark_ambiguous();
    const Key* look_up(std::string_view text, std::uint32_t owner) const;

    std::vector<BundleEntry> entries_;
    std::vector<Key> found_;             // in document order
    std::vector<Key> keys_;              // by bucket; inside a bucket by hash and text
    std::vector<std::uint32_t> buckets_; // bucket b is keys_[buckets_[b], buckets_[b + 1])
    base::Arena texts_;                  // "Type/id"
};

} // namespace renkei::resources
