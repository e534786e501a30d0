#include "gateway/core/base/blob.h"

#include "generated/messages/base.h"

#include <array>
#include <bit>
#include <cassert>
#include <cstring>

namespace renkei::base {
namespace {

constexpr std::size_t align = 16;
constexpr std::uint32_t pool_id = 0xFFFFFFFF;

struct Header {
    char magic[8];
    char kind[8];
    std::uint32_t version;
    std::uint32_t sections;
    std::uint64_t size;
    std::uint64_t sum; // of everything behind the header
    std::uint64_t unused;
};
struct Entry {
    std::uint32_t id;
    std::uint32_t item_size;
    std::uint64_t at;
    std::uint64_t count;
};

std::size_t padded(std::size_t n) { return (n + align - 1) / align * align; }

Header header_of(std::string_view kind, std::uint32_t version) {
    Header out{};
    std::memcpy(out.magic, "RENKEI\0\2", 8);
    assert(kind.size() <= sizeof(out.kind));
    std::memcpy(out.kind, kind.data(), kind.size());
    out.version = version;
    return out;
}

} // namespace

// Four lanes, because each start of the program reads megabytes.
std::uint64_t checksum(std::string_view bytes) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    std::array<std::uint64_t, 4> lanes{1, 2, 3, 4};
    std::size_t at = 0;
    for (; at + sizeof(lanes) <= bytes.size(); at += sizeof(lanes)) {
        std::array<std::uint64_t, 4> words{};
        std::memcpy(words.data(), bytes.data() + at, sizeof(words));
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            lanes[i] = (lanes[i] ^ words[i]) * odd;
            lanes[i] ^= lanes[i] >> 32U;
        }
    }
    std::uint64_t out = bytes.size();
    for (const std::uint64_t lane : lanes) {
        out = (std::rotl(out, 17) ^ lane) * odd;
    }
    for (; at < bytes.size(); ++at) {
        out = (out ^ static_cast<unsigned char>(bytes[at])) * odd;
    }
    return out;
}

Str BlobWriter::text(std::string_view value) {
    if (value.empty()) {
        return {};
    }
    const auto [at, fresh] = known_.try_emplace(std::string(value));
    if (fresh) {
        at->second = {static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(value.size())};
        pool_ += value;
    }
    return at->second;
}

void BlobWriter::add(std::uint32_t id, std::size_t item_size, std::size_t count, const void* rows) {
    Section section{id, static_cast<std::uint32_t>(item_size), static_cast<std::uint32_t>(count), {}};
    if (count > 0) {
        section.bytes.assign(static_cast<const char*>(rows), item_size * count);
    }
    sections_.push_back(std::move(section));
}

std::string BlobWriter::finish(std::string_view kind, std::uint32_t version) const {
    std::vector<Section> all = sections_;
    all.push_back({pool_id, 1, static_cast<std::uint32_t>(pool_.size()), pool_});
    Header header = header_of(kind, version);
    header.sections = static_cast<std::uint32_t>(all.size());
    std::size_t at = padded(sizeof(Header) + all.size() * sizeof(Entry));
    std::vector<Entry> entries;
    for (const Section& section : all) {
        entries.push_back({section.id, section.item_size, at, section.count});
        at += padded(section.bytes.size());
    }
    header.size = at;
    std::string out(at, '\0');
    std::memcpy(out.data() + sizeof(header), entries.data(), entries.size() * sizeof(Entry));
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::memcpy(out.data() + entries[i].at, all[i].bytes.data(), all[i].bytes.size());
    }
    header.sum = checksum(std::string_view(out).substr(sizeof(header)));
    std::memcpy(out.data(), &header, sizeof(header));
    return out;
}

diag::Result<Blob> Blob::open(std::string_view bytes, std::string_view kind, std::uint32_t version) {
    const auto wrong = [&](const char* why) {
        return diag::fail(diag::message::blob_wrong, {}, {std::string(kind) + ": " + why});
    };
    Header header{};
    if (bytes.size() < sizeof(Header)) {
        return wrong("too-short");
    }
    std::memcpy(&header, bytes.data(), sizeof(header));
    const Header expected = header_of(kind, version);
    if (std::memcmp(header.magic, expected.magic, sizeof(header.magic) + sizeof(header.kind)) != 0) {
        return wrong("other-kind");
    }
    if (header.version != version) {
        return wrong("other-layout");
    }
    if (header.size != bytes.size() || sizeof(Header) + header.sections * sizeof(Entry) > bytes.size()) {
        return wrong("wrong-size");
    }
    if (header.sum != checksum(bytes.substr(sizeof(Header)))) {
        return wrong("damaged");
    }
    Blob out;
    out.bytes_ = bytes;
    for (std::uint32_t i = 0; i < header.sections; ++i) {
        Entry entry{};
        std::memcpy(&entry, bytes.data() + sizeof(Header) + i * sizeof(Entry), sizeof(entry));
        if (entry.item_size == 0 || entry.at % align != 0 || entry.at > bytes.size() ||
            entry.count > (bytes.size() - entry.at) / entry.item_size) {
            return wrong("section-outside");
        }
        if (entry.id == pool_id) {
            out.pool_ = bytes.substr(entry.at, entry.count);
        }
    }
    return out;
}

Blob::Found Blob::find(std::uint32_t id, std::size_t item_size) const {
    Header header{};
    if (bytes_.empty()) {
        return {0, 0};
    }
    std::memcpy(&header, bytes_.data(), sizeof(header));
    for (std::uint32_t i = 0; i < header.sections; ++i) {
        Entry entry{};
        std::memcpy(&entry, bytes_.data() + sizeof(Header) + i * sizeof(Entry), sizeof(entry));
        if (entry.id == id && entry.item_size == item_size) {
            return {entry.at, entry.count};
        }
    }
    return {0, 0};
}

} // namespace renkei::base
