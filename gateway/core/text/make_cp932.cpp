// Writes the CP932 tables as C++: all sequences that glibc's iconv decodes, and all characters that it
// encodes to bytes which decode to the same character (not its nine best fits and not private use). Run by
// the build: make_cp932 OUT.
#include <iconv.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

using Table = std::array<std::uint16_t, 65536>;

// One character converted; empty if there is no such character.
std::string converted(iconv_t conversion, std::string in) {
    std::array<char, 8> out{};
    char* from = in.data();
    char* to = out.data();
    std::size_t from_left = in.size();
    std::size_t to_left = out.size();
    iconv(conversion, nullptr, nullptr, nullptr, nullptr);
    const bool whole =
        iconv(conversion, &from, &from_left, &to, &to_left) != static_cast<std::size_t>(-1) && from_left == 0;
    return whole ? std::string(out.data(), out.size() - to_left) : std::string();
}

std::uint16_t number(std::string_view big_endian) {
    unsigned value = 0;
    for (const char byte : big_endian) {
        value = value << 8U | static_cast<unsigned char>(byte);
    }
    return static_cast<std::uint16_t>(value);
}

std::string bytes(unsigned value) {
    return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xFFU)};
}

bool is_lead(unsigned byte) { return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC); }
bool is_half_width_katakana(unsigned byte) { return byte >= 0xA1 && byte <= 0xDF; }
bool is_private_use(unsigned value) { return value >= 0xE000 && value <= 0xF8FF; }

Table decoded(iconv_t to_unicode) {
    Table table{};
    for (unsigned pair = 0x8100; pair <= 0xFFFF; ++pair) {
        const std::string unicode = is_lead(pair >> 8U) ? converted(to_unicode, bytes(pair)) : std::string();
        table[pair] = unicode.size() == 2 ? number(unicode) : 0;
    }
    return table;
}

Table encoded(iconv_t to_cp932, iconv_t to_unicode) {
    Table table{};
    for (unsigned value = 1; value <= 0xFFFF; ++value) {
        const std::string cp932 = is_private_use(value) ? std::string() : converted(to_cp932, bytes(value));
        const bool known_form =
            (cp932.size() == 1 && (value < 0x80 || is_half_width_katakana(number(cp932)))) ||
            cp932.size() == 2;
        table[value] = known_form && converted(to_unicode, cp932) == bytes(value) ? number(cp932) : 0;
    }
    return table;
}

void write(std::FILE* out, const char* name, const Table& table) {
    std::fprintf(out, "const std::array<std::uint16_t, 65536> %s = {", name);
    for (std::size_t i = 0; i < table.size(); ++i) {
        std::fprintf(out, "%s%u,", i % 32 == 0 ? "\n" : "", static_cast<unsigned>(table[i]));
    }
    std::fputs("};\n", out);
}

} // namespace

int main(int argc, char** argv) {
    const auto none = reinterpret_cast<iconv_t>(-1);
    iconv_t to_unicode = iconv_open("UTF-16BE", "CP932");
    iconv_t to_cp932 = iconv_open("CP932", "UTF-16BE");
    std::FILE* out = argc == 2 ? std::fopen(argv[1], "w") : nullptr;
    if (to_unicode == none || to_cp932 == none || out == nullptr) {
        std::fputs("make_cp932 OUT: needs a writable file and a C library whose iconv knows CP932\n", stderr);
        return 1;
    }
    std::fputs("// Made by make_cp932 from the C library's CP932.\n", out);
    write(out, "unicode_of_pair", decoded(to_unicode));
    write(out, "cp932_of_unicode", encoded(to_cp932, to_unicode));
    iconv_close(to_cp932);
    iconv_close(to_unicode);
    return std::fclose(out) == 0 ? 0 : 1;
}
