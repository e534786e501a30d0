// The names a reader knows (FHIR element names, keys of a form): key text -> small number in a few
// nanoseconds. Flat arrays, so a compiled file can hold them and a program can look into the mapped file
// without building anything.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace renkei::json {

using NameId = std::uint16_t;      // the name's place in the list the table was built from
constexpr NameId no_name = 0xFFFF; // not in the table
constexpr std::size_t max_names = 0xFFF0;

// The first 16 bytes of a key, zero-filled, and its length: decides equality for nearly every name that
// occurs.
struct NameHead {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint64_t size = 0;

    static NameHead of(std::string_view key);
    // As of(), where at least 16 bytes can be read from `at`, whatever `size` is.
    static NameHead readable(const char* at, std::uint32_t size);
    std::uint64_t hash() const {
        const std::uint64_t mixed =
            low * 0x9E3779B97F4A7C15U + high * 0xC2B2AE3D27D4EB4FU + size * 0x165667B19E3779F9U;
        return (mixed ^ (mixed >> 29U)) * 0xBF58476D1CE4E5B9U;
    }
    bool operator==(const NameHead&) const = default;
};

// A view of tables that another object keeps alive: a NameList or the sections of a blob.
class NameTable {
public:
    struct Slot { // of an open hash table, at most a quarter full
        NameHead head;
        std::uint32_t id; // no_name: empty slot
        std::uint32_t unused;
    };
    struct Text {
        std::uint32_t at;
        std::uint32_t size;
    };

    NameTable() = default; // knows no name
    NameTable(std::span<const Slot> slots, std::span<const Text> texts, std::span<const char> bytes)
        : slots_(slots),
          texts_(texts),
          bytes_(bytes.data()) {}

    NameId find(std::string_view key) const { return find(NameHead::of(key), key); }
    NameId find(const NameHead& head, std::string_view key) const { return find(head, head.hash(), key); }
    NameId find(const NameHead& head, std::uint64_t hash, std::string_view key) const;

    std::string_view name(NameId id) const { return {bytes_ + texts_[id].at, texts_[id].size}; }
    std::size_t size() const { return texts_.size(); }

private:
    bool tail_is(NameId id, std::string_view key) const { // beyond the head
        return key.size() <= 16 || std::memcmp(name(id).data() + 16, key.data() + 16, key.size() - 16) == 0;
    }

    std::span<const Slot> slots_;
    std::span<const Text> texts_;
    const char* bytes_ = nullptr;
};

// Do all names of `first` have the same numbers in `whole`?
bool begins_with(const NameTable& whole, const NameTable& first);

// Owns a table. To keep it in a blob: write slots(), texts(), bytes() as three sections, view them with
// NameTable's constructor.
class NameList {
public:
    NameList() = default;
    // Different names, at most `max_names`; the id of a name is its place in the list.
    explicit NameList(std::span<const std::string_view> names);

    NameTable table() const { return {slots_, texts_, bytes_}; }
    const std::vector<NameTable::Slot>& slots() const { return slots_; }
    const std::vector<NameTable::Text>& texts() const { return texts_; }
    const std::vector<char>& bytes() const { return bytes_; }

private:
    void insert(std::string_view name, NameId id);
    std::vector<NameTable::Slot> slots_;
    std::vector<NameTable::Text> texts_;
    std::vector<char> bytes_;
};

// Inline, because reading a document calls them once a key.
inline NameHead NameHead::readable(const char* at, std::uint32_t size) {
    static constexpr auto masks = [] {
        std::array<std::array<std::uint64_t, 2>, 17> out{};
        for (std::size_t n = 0; n < out.size(); ++n) {
            out[n][0] = n >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * n)) - 1;
            out[n][1] = n == 16 ? ~std::uint64_t{0} : n > 8 ? (std::uint64_t{1} << (8 * (n - 8))) - 1 : 0;
        }
        return out;
    }();
    NameHead head{.size = size};
    std::memcpy(&head.low, at, 8);
    std::memcpy(&head.high, at + 8, 8);
    const auto& mask = masks[size < 16 ? size : 16];
    head.low &= mask[0];
    head.high &= mask[1];
    return head;
}

inline NameId NameTable::find(const NameHead& head, std::uint64_t hash, std::string_view key) const {
    if (slots_.empty()) {
        return no_name;
    }
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = (hash >> 32U) & mask;; at = (at + 1) & mask) {
        const Slot& slot = slots_[at];
        if (slot.head == head && slot.id != no_name && tail_is(static_cast<NameId>(slot.id), key)) {
            return static_cast<NameId>(slot.id);
        }
        if (slot.id == no_name) {
            return no_name;
        }
    }
}

} // namespace renkei::json
