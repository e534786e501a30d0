// Name-based UUIDs (RFC 9562 version 5): the same name gives the same UUID on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::resources {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(const Uuid&) const = default;
};

constexpr std::size_t uuid_length = 36;
void write(const Uuid& uuid, char* out); // 36 characters, lower case
std::string to_text(const Uuid& uuid);
std::optional<Uuid> parse_uuid(std::string_view text); // 36 characters, either case

constexpr Uuid url_namespace{
    {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};

// A namespace, and optionally the beginning of the names in it, digested once.
class Uuid5 {
public:
    explicit Uuid5(const Uuid& space);
    Uuid5 with(std::string_view beginning) const; // names made from the result all begin so

    Uuid make(std::string_view rest_of_name) const;
    void write(std::string_view rest_of_name, char* out) const { resources::write(make(rest_of_name), out); }
    void append(std::string& out, std::string_view rest_of_name) const;

private:
    struct Midstate { // OpenSSL's SHA_CTX
        alignas(8) std::array<unsigned char, 96> bytes;
    };
    Midstate midstate_;
};

} // namespace renkei::resources
