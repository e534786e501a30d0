// A flat file of tables that is mapped into memory and used as it is: numbered sections of plain structs and
// one pool of text. Compilers (definitions, mappings) write it; programs only read it.
#pragma once

#include "gateway/core/diag/result.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace renkei::base {

// Detects damaged bytes, not forged ones.
std::uint64_t checksum(std::string_view bytes);

// Tables that are described once, as a template over their container: Vector while they are made, View when
// read.
template <class T>
using Vector = std::vector<T>;
template <class T>
using View = std::span<const T>;

// A text in a blob's pool.
struct Str {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
    bool empty() const { return size == 0; }
    bool operator==(const Str&) const = default; // in one blob: of the texts
};

class BlobWriter {
public:
    // Equal texts are stored once.
    Str text(std::string_view value);
    std::string text_of(Str str) const { return pool_.substr(str.at, str.size); }

    template <class T>
    void section(std::uint32_t id, const std::vector<T>& rows) {
        static_assert(std::is_trivially_copyable_v<T>);
        add(id, sizeof(T), rows.size(), rows.data());
    }

    // The tables of `all` (their all() is a tuple of vectors), numbered from `first`.
    template <class Tables>
    void sections(std::uint32_t first, const Tables& all) {
        std::apply([&](const auto&... each) { (section(first++, each), ...); }, all.all());
    }

    // kind: what the file is ("defs", "form" …), version: of the layout of its structs
    std::string finish(std::string_view kind, std::uint32_t version) const;

private:
    void add(std::uint32_t id, std::size_t item_size, std::size_t count, const void* rows);
    struct Section {
        std::uint32_t id;
        std::uint32_t item_size;
        std::uint32_t count;
        std::string bytes;
    };
    std::vector<Section> sections_;
    std::string pool_;
    std::unordered_map<std::string, Str> known_;
};

// A view of bytes that the caller keeps alive and 8-byte aligned.
class Blob {
public:
    Blob() = default;
    static diag::Result<Blob> open(std::string_view bytes, std::string_view kind, std::uint32_t version);

    // Never outside of the pool; not substr(), whose exception is a call for each text.
    std::string_view text(Str str) const {
        const std::size_t at = std::min<std::size_t>(str.at, pool_.size());
        return {pool_.data() + at, std::min<std::size_t>(str.size, pool_.size() - at)};
    }

    // Rows of a section; empty if the file has none.
    template <class T>
    std::span<const T> section(std::uint32_t id) const {
        const auto [at, count] = find(id, sizeof(T));
        return {reinterpret_cast<const T*>(bytes_.data() + at), count};
    }

    // The views of `out` (its all() is a tuple of spans), numbered from `first` as BlobWriter::sections()
    // wrote them.
    template <class Views>
    void read(std::uint32_t first, Views& out) const {
        std::apply(
            [&](auto&... each) {
                ((each = section<typename std::remove_reference_t<decltype(each)>::value_type>(first++)),
                 ...);
            },
            out.all());
    }

private:
    struct Found {
        std::size_t at;
        std::size_t count;
    };
    Found find(std::uint32_t id, std::size_t item_size) const;
    std::string_view bytes_;
    std::string_view pool_;
};

} // namespace renkei::base
