#include "gateway/core/text/cp932.h"
#include "gateway/core/text/cp932_tables.h"
#include "gateway/core/text/utf8.h"

#include <cstring>

namespace renkei::text {

namespace {

bool is_lead(unsigned byte) { return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC); }
bool is_trail(unsigned byte) { return byte >= 0x40 && byte <= 0xFC && byte != 0x7F; }
bool is_katakana_byte(unsigned byte) { return byte >= 0xA1 && byte <= 0xDF; }
bool is_gaiji(unsigned pair) { return pair >= 0xF040 && pair <= 0xF9FC; }

// Only rows 87, ED, EE and FA hold pairs with a more canonical twin (a test walks all pairs); the others need
// no look-up.
bool may_have_twin(unsigned lead) { return lead >= 0xED || lead == 0x87; }

constexpr unsigned half_width_base = 0xFF61 - 0xA1;

char* put(char* out, unsigned value) {
    if (value < 0x800) {
        *out++ = static_cast<char>(0xC0U | value >> 6U);
    } else {
        *out++ = static_cast<char>(0xE0U | value >> 12U);
        *out++ = static_cast<char>(0x80U | (value >> 6U & 0x3FU));
    }
    *out++ = static_cast<char>(0x80U | (value & 0x3FU));
    return out;
}

// Character of a pair that needs a second look, and the note about it if there is one.
unsigned checked(unsigned pair, unsigned value, std::size_t at, std::vector<DecodeNote>& notes) {
    if (is_gaiji(pair)) {
        notes.push_back({at, static_cast<std::uint16_t>(pair), DecodeKind::gaiji});
        return geta;
    }
    if (cp932_of_unicode[value] != pair) {
        notes.push_back({at, static_cast<std::uint16_t>(pair), DecodeKind::not_canonical});
    }
    return value;
}

} // namespace

char16_t unicode_of(std::uint16_t pair) { return static_cast<char16_t>(unicode_of_pair[pair]); }

char* decode_cp932(std::string_view bytes, char* out, std::vector<DecodeNote>& notes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const unsigned byte = static_cast<unsigned char>(bytes[at]);
        if (byte < 0x80) {
            const std::size_t plain = plain_prefix(bytes.substr(at));
            if (plain == 0 && is_control(byte)) {
                notes.push_back({at, static_cast<std::uint16_t>(byte), DecodeKind::control});
            }
            const std::size_t size = plain == 0 ? 1 : plain;
            std::memcpy(out, bytes.data() + at, size);
            out += size;
            at += size;
            continue;
        }
        if (is_katakana_byte(byte)) {
            out = put(out, half_width_base + byte);
            ++at;
            continue;
        }
        const unsigned next = at + 1 < bytes.size() ? static_cast<unsigned char>(bytes[at + 1]) : 0;
        const unsigned pair = byte << 8U | next;
        if (const unsigned value = unicode_of_pair[pair]; value != 0) {
            out = put(out, may_have_twin(byte) ? checked(pair, value, at, notes) : value);
            at += 2;
            continue;
        }
        const bool takes_two = is_lead(byte) && is_trail(next);
        notes.push_back({at, static_cast<std::uint16_t>(takes_two ? pair : byte), DecodeKind::bad_sequence});
        out = put(out, replacement_character);
        at += takes_two ? 2 : 1;
    }
    return out;
}

void decode_cp932(std::string_view bytes, std::string& out, std::vector<DecodeNote>& notes) {
    const std::size_t before = out.size();
    out.resize(before + decoded_room(bytes.size()));
    const char* end = decode_cp932(bytes, out.data() + before, notes);
    out.resize(static_cast<std::size_t>(end - out.data()));
}

} // namespace renkei::text
