// Numbers and texts with their length, one behind the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::store {

inline void append_number(std::string& out, std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
        out.push_back(static_cast<char>(number >> shift));
    }
}

inline void append_text(std::string& out, std::string_view text) {
    append_number(out, text.size());
    out.append(text);
}

// Takes from the front; nothing: there is not enough.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
    bool at_end() const { return rest_.empty(); }
    std::optional<std::string_view> bytes(std::uint64_t size) {
        if (size > rest_.size()) {
            return std::nullopt;
        }
        const std::string_view out = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return out;
    }
    std::optional<std::uint64_t> number() {
        const auto eight = bytes(8);
        if (!eight) {
            return std::nullopt;
        }
        std::uint64_t out = 0;
        for (unsigned i = 0; i < 8; ++i) {
            out |= std::uint64_t{static_cast<unsigned char>((*eight)[i])} << (8 * i);
        }
        return out;
    }
    std::optional<std::string_view> text() {
        const auto size = number();
        return size ? bytes(*size) : std::nullopt;
    }

private:
    std::string_view rest_;
};

} // namespace renkei::store
