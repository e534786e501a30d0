#include "gateway/fhir/resources/uuid5.h"

#include <openssl/sha.h>

#include <cstring>
#include <type_traits>

namespace renkei::resources {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr std::array<std::size_t, 16> places{0,  2,  4,  6,  9,  11, 14, 16,
                                             19, 21, 24, 26, 28, 30, 32, 34}; // of a byte's two digits

// The value of each byte as a digit. It is a table because validation tries to read every address as a UUID.
constexpr std::uint8_t no_digit = 0xFF;
constexpr auto values = [] {
    std::array<std::uint8_t, 256> out{};
    out.fill(no_digit);
    for (std::uint8_t value = 0; value < 16; ++value) {
        const char digit = hex_digits[value];
        out[static_cast<unsigned char>(digit)] = value;
        out[static_cast<unsigned char>(digit >= 'a' ? digit - 'a' + 'A' : digit)] = value;
    }
    return out;
}();

} // namespace

void write(const Uuid& uuid, char* out) {
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) {
        out[dash] = '-';
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        out[places[i]] = hex_digits[uuid.bytes[i] >> 4U];
        out[places[i] + 1] = hex_digits[uuid.bytes[i] & 15U];
    }
}

std::string to_text(const Uuid& uuid) {
    std::string out(uuid_length, '\0');
    write(uuid, out.data());
    return out;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != uuid_length || text[8] != '-' || text[13] != '-' || text[18] != '-' ||
        text[23] != '-') {
        return std::nullopt;
    }
    Uuid out;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::uint8_t high = values[static_cast<unsigned char>(text[places[i]])];
        const std::uint8_t low = values[static_cast<unsigned char>(text[places[i] + 1])];
        if (high == no_digit || low == no_digit) {
            return std::nullopt;
        }
        out.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return out;
}

static_assert(sizeof(SHA_CTX) <= 96 && std::is_trivially_copyable_v<SHA_CTX>);

// OpenSSL's one-shot digests cost more than hashing a short name; its plain SHA1_* functions are deprecated,
// not slow.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

Uuid5::Uuid5(const Uuid& space) : midstate_{} {
    SHA_CTX context;
    SHA1_Init(&context);
    SHA1_Update(&context, space.bytes.data(), space.bytes.size());
    std::memcpy(midstate_.bytes.data(), &context, sizeof context);
}

Uuid5 Uuid5::with(std::string_view beginning) const {
    SHA_CTX context;
    std::memcpy(&context, midstate_.bytes.data(), sizeof context);
    SHA1_Update(&context, beginning.data(), beginning.size());
    Uuid5 out = *this;
    std::memcpy(out.midstate_.bytes.data(), &context, sizeof context);
    return out;
}

Uuid Uuid5::make(std::string_view rest_of_name) const {
    SHA_CTX context;
    std::memcpy(&context, midstate_.bytes.data(), sizeof context);
    SHA1_Update(&context, rest_of_name.data(), rest_of_name.size());
    std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest;
    SHA1_Final(digest.data(), &context);
    Uuid out;
    std::memcpy(out.bytes.data(), digest.data(), out.bytes.size());
    out.bytes[6] = static_cast<std::uint8_t>((out.bytes[6] & 0x0FU) | 0x50U); // version 5
    out.bytes[8] = static_cast<std::uint8_t>((out.bytes[8] & 0x3FU) | 0x80U); // variant of the RFC
    return out;
}

#pragma GCC diagnostic pop

void Uuid5::append(std::string& out, std::string_view rest_of_name) const {
    const std::size_t at = out.size();
    out.resize(at + uuid_length);
    write(rest_of_name, out.data() + at);
}

} // namespace renkei::resources
