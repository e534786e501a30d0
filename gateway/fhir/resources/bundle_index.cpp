#include "gateway/fhir/resources/bundle_index.h"

#include "gateway/core/json/member.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace renkei::resources {

using json::no_node;
using json::NodeId;
using json::Tree;

namespace {

constexpr std::ptrdiff_t few_keys = 4; // up to here those of a bucket are asked one by one

std::uint64_t load(const char* at, std::size_t size) {
    std::uint64_t out = 0;
    std::memcpy(&out, at, size);
    return out;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t eight) {
    const std::uint64_t out = (std::rotl(hash, 23) ^ eight) * 0x9E3779B97F4A7C15U;
    return out ^ (out >> 29U);
}

// Only speed depends on it: keys of one hash are distinguished by a sorted search.
std::uint64_t hash_of(std::string_view text, std::uint32_t owner) {
    std::uint64_t out = mix(text.size(), owner);
    const char* at = text.data();
    std::size_t left = text.size();
    for (; left >= 8; left -= 8, at += 8) {
        out = mix(out, load(at, 8));
    }
    return left == 0 ? out : mix(out, load(at, left));
}

// "Patient/1/_history/2" -> "Patient/1"
std::string_view without_version(std::string_view reference) {
    const std::size_t at = reference.rfind("/_history/");
    return at == std::string_view::npos ? reference : reference.substr(0, at);
}

} // namespace

// A key's number if the tree's name table knows it; looked up once a bundle instead of once an entry.
struct BundleIndex::Names {
    struct Name {
        std::string_view text;
        json::NameId id = json::no_name;
    };
    explicit Names(const json::NameTable& table) {
        for (Name* const name : {&resource_type, &entry, &full_url, &resource, &id, &contained}) {
            name->id = table.find(name->text);
        }
    }

    Name resource_type{"resourceType"};
    Name entry{"entry"};
    Name full_url{"fullUrl"};
    Name resource{"resource"};
    Name id{"id"};
    Name contained{"contained"};

    static NodeId child(const Tree& tree, NodeId object, const Name& name) {
        return name.id == json::no_name ? tree.child(object, name.text) : tree.child(object, name.id);
    }
};

void BundleIndex::build(const Tree& tree, bool taken_alone) {
    entries_.clear();
    found_.clear();
    texts_.reset();
    if (!tree.empty() && tree[Tree::root].is_object()) {
        const Names names(tree.names());
        const NodeId list = Names::child(tree, Tree::root, names.entry);
        const bool is_bundle = text_of(tree, Names::child(tree, Tree::root, names.resource_type)) == "Bundle";
        for (const NodeId node : items(tree, is_bundle ? list : no_node)) {
            read_entry(tree, names, node, Names::child(tree, node, names.resource));
        }
        if (taken_alone && !is_bundle) {
            read_entry(tree, names, Tree::root, Tree::root);
        }
    }
    sort_into_buckets();
    mark_ambiguous();
}

void BundleIndex::read_entry(const Tree& tree, const Names& names, NodeId node, NodeId resource) {
    const auto number = static_cast<std::uint32_t>(entries_.size());
    BundleEntry& entry = entries_.emplace_back();
    entry.node = node;
    entry.full_url = text_of(tree, Names::child(tree, node, names.full_url));
    if (resource == no_node || !tree[resource].is_object()) {
        return;
    }
    entry.resource = resource;
    entry.type = text_of(tree, Names::child(tree, resource, names.resource_type));
    entry.id = text_of(tree, Names::child(tree, resource, names.id));
    add_keys_of(number);
    read_contained(tree, names, number);
}

void BundleIndex::add_keys_of(std::uint32_t number) {
    const BundleEntry& entry = entries_[number];
    if (!entry.full_url.empty()) {
        add_key(entry.full_url, no_entry, number, entry.resource);
    }
    if (!entry.type.empty() && !entry.id.empty()) {
        char* const text = texts_.text(entry.type.size() + 1 + entry.id.size());
        std::memcpy(text, entry.type.data(), entry.type.size());
        text[entry.type.size()] = '/';
        std::memcpy(text + entry.type.size() + 1, entry.id.data(), entry.id.size());
        const std::string_view relative(text, entry.type.size() + 1 + entry.id.size());
        if (relative != entry.full_url) {
            add_key(relative, no_entry, number, entry.resource);
        }
    }
}

void BundleIndex::read_contained(const Tree& tree, const Names& names, std::uint32_t number) {
    for (const NodeId node : items(tree, Names::child(tree, entries_[number].resource, names.contained))) {
        if (const std::string_view id = text_of(tree, Names::child(tree, node, names.id)); !id.empty()) {
            add_key(id, number, number, node);
        }
    }
}

void BundleIndex::add_key(std::string_view text, std::uint32_t owner, std::uint32_t entry, NodeId resource) {
    found_.push_back({hash_of(text, owner), text, owner, entry, resource, 0});
}

// Counting sort by the hash's upper bits, then a real sort inside each bucket: linear for ordinary keys, n
// log n at the worst.
void BundleIndex::sort_into_buckets() {
    const std::size_t count = std::bit_ceil(found_.size() + 1);
    const auto bucket_of = [shift = 64 - std::countr_zero(count)](const Key& key) {
        return shift == 64 ? 0 : key.hash >> shift;
    };
    buckets_.assign(count + 1, 0);
    for (const Key& key : found_) {
        ++buckets_[bucket_of(key) + 1];
    }
    for (std::size_t i = 1; i <= count; ++i) {
        buckets_[i] += buckets_[i - 1];
    }
    keys_.resize(found_.size());
    for (auto key = found_.rbegin(); key != found_.rend(); ++key) {
        keys_[--buckets_[bucket_of(*key) + 1]] = *key;
    }
    // Every start has moved one place up while filling.
    buckets_.erase(buckets_.begin());
    buckets_.push_back(static_cast<std::uint32_t>(keys_.size()));
    for (std::size_t i = 0; i < count; ++i) {
        if (buckets_[i + 1] - buckets_[i] > 1) {
            std::sort(keys_.begin() + buckets_[i], keys_.begin() + buckets_[i + 1],
                      [](const Key& a, const Key& b) {
                          return std::tie(a.hash, a.owner, a.text, a.resource) <
                                 std::tie(b.hash, b.owner, b.text, b.resource);
                      });
        }
    }
}

// Equal keys are neighbours now, in document order.
void BundleIndex::mark_ambiguous() {
    for (std::size_t i = 1; i < keys_.size(); ++i) {
        Key& before = keys_[i - 1];
        Key& key = keys_[i];
        if (before.hash == key.hash && before.owner == key.owner && before.text == key.text) {
            before.ambiguous = key.ambiguous = 1;
        }
    }
}

const BundleIndex::Key* BundleIndex::look_up(std::string_view text, std::uint32_t owner) const {
    if (keys_.empty()) {
        return nullptr;
    }
    const std::uint64_t hash = hash_of(text, owner);
    const std::size_t count = buckets_.size() - 1;
    const std::size_t bucket = count == 1 ? 0 : hash >> (64 - std::countr_zero(count));
    const Key* const begin = keys_.data() + buckets_[bucket];
    const Key* const end = keys_.data() + buckets_[bucket + 1];
    const auto is_wanted = [&](const Key& key) {
        return key.hash == hash && key.owner == owner && key.text == text;
    };
    if (end - begin <= few_keys) {
        const Key* const at = std::find_if(begin, end, is_wanted);
        return at == end ? nullptr : at;
    }
    const Key* const at =
        std::lower_bound(begin, end, std::tie(hash, owner, text), [](const Key& key, const auto& wanted) {
            return std::tie(key.hash, key.owner, key.text) < wanted;
        });
    return at != end && is_wanted(*at) ? at : nullptr;
}

std::string_view BundleIndex::type_and_id(std::string_view url) {
    const std::size_t id = url.rfind('/');
    if (id == std::string_view::npos || id == 0) {
        return {};
    }
    const std::size_t before = url.rfind('/', id - 1);
    return before == std::string_view::npos ? url : url.substr(before + 1);
}

std::optional<ReferenceTarget> BundleIndex::find(std::string_view reference, std::uint32_t from) const {
    const auto target = [](const Key& key) {
        return ReferenceTarget{key.resource, key.entry, key.owner != no_entry, key.ambiguous != 0};
    };
    if (reference.starts_with('#')) {
        if (from >= entries_.size()) {
            return std::nullopt;
        }
        if (reference == "#") {
            return ReferenceTarget{entries_[from].resource, from, false, false};
        }
        const Key* const key = look_up(reference.substr(1), from);
        return key == nullptr ? std::nullopt : std::optional(target(*key));
    }
    if (const Key* const key = look_up(reference, no_entry)) {
        return target(*key);
    }
    const Key* const key = look_up(type_and_id(without_version(reference)), no_entry);
    return key == nullptr ? std::nullopt : std::optional(target(*key));
}

} // namespace renkei::resources
