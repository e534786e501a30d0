#include "gateway/core/text/encoding_guess.h"

#include "gateway/core/text/cp932.h"
#include "gateway/core/text/utf8.h"

#include <algorithm>
#include <array>

namespace renkei::text {

namespace {

struct Mark {
    std::string_view bytes;
    EncodingGuess guess;
};

constexpr std::array marks{
    Mark{utf8_bom, EncodingGuess::utf8_bom},
    Mark{"\xFF\xFE", EncodingGuess::utf16_le},
    Mark{"\xFE\xFF", EncodingGuess::utf16_be},
};

// UTF-16 without a mark: a CSV file is mostly ASCII, so every second byte is mostly NUL.
std::optional<EncodingGuess> unmarked_utf16(std::string_view bytes) {
    const std::string_view head = bytes.substr(0, 256);
    if (head.find('\0') == std::string_view::npos) {
        return std::nullopt;
    }
    std::array<std::size_t, 2> nuls{};
    for (std::size_t at = 0; at < head.size(); ++at) {
        nuls[at % 2] += head[at] == '\0' ? 1 : 0;
    }
    const std::size_t enough = std::max<std::size_t>(head.size() / 8, 2);
    if (nuls[0] == 0 && nuls[1] >= enough) {
        return EncodingGuess::utf16_le;
    }
    return nuls[1] == 0 && nuls[0] >= enough ? std::optional(EncodingGuess::utf16_be) : std::nullopt;
}

// The longest sequence that a well-formed text holds: 1 is ASCII, 3 is where Japanese begins.
std::size_t longest_sequence(std::string_view utf8) {
    std::size_t longest = 1;
    for (std::size_t at = 0; at < utf8.size() && longest < 3;) {
        const std::size_t plain = plain_prefix(utf8.substr(at));
        const std::size_t size = plain != 0 ? plain : code_point_at(utf8, at).size;
        longest = plain != 0 ? longest : std::max(longest, size);
        at += size;
    }
    return longest;
}

bool decodes_as_cp932(std::string_view bytes) {
    const auto byte = [&](std::size_t at) {
        return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
    };
    for (std::size_t at = 0; at < bytes.size();) {
        const bool single = byte(at) < 0x80 || (byte(at) >= 0xA1 && byte(at) <= 0xDF);
        if (!single && unicode_of(static_cast<std::uint16_t>(byte(at) << 8U | byte(at + 1))) == 0) {
            return false;
        }
        at += single ? 1 : 2;
    }
    return true;
}

// Recognized by a byte order mark or by NULs, without checking the text.
std::optional<EncodingGuess> marked(std::string_view bytes) {
    const auto* mark = std::find_if(marks.begin(), marks.end(),
                                    [&](const Mark& one) { return bytes.starts_with(one.bytes); });
    return mark != marks.end() ? std::optional(mark->guess) : unmarked_utf16(bytes);
}

} // namespace

EncodingGuess guess_encoding(std::string_view bytes) {
    if (const std::optional<EncodingGuess> known = marked(bytes)) {
        return *known;
    }
    if (is_utf8(bytes)) {
        const std::size_t longest = longest_sequence(bytes);
        if (longest == 1) {
            return EncodingGuess::ascii;
        }
        // Only two-byte sequences: not Japanese, unless it is half-width katakana in CP932 (ﾂｱ is C2 B1).
        return longest == 2 && decodes_as_cp932(bytes) ? EncodingGuess::cp932 : EncodingGuess::utf8;
    }
    return decodes_as_cp932(bytes) ? EncodingGuess::cp932 : EncodingGuess::unknown;
}

std::optional<EncodingGuess> encoding_mismatch(std::string_view bytes, Encoding declared) {
    const std::optional<EncodingGuess> known = marked(bytes);
    if (declared == Encoding::utf8) {
        if (known == EncodingGuess::utf8_bom || (!known && is_utf8(bytes))) {
            return std::nullopt;
        }
        const EncodingGuess guess = guess_encoding(bytes);
        return guess == EncodingGuess::unknown ? std::nullopt : std::optional(guess);
    }
    if (known) {
        return known;
    }
    return is_utf8(bytes) && guess_encoding(bytes) == EncodingGuess::utf8 ? std::optional(EncodingGuess::utf8)
                                                                          : std::nullopt;
}

std::string_view printed(EncodingGuess guess) {
    switch (guess) {
    case EncodingGuess::ascii: return "ASCII";
    case EncodingGuess::cp932: return "Shift_JIS (CP932)";
    case EncodingGuess::utf8: return "UTF-8";
    case EncodingGuess::utf8_bom: return "UTF-8 (BOM)";
    case EncodingGuess::utf16_le: return "UTF-16LE";
    case EncodingGuess::utf16_be: return "UTF-16BE";
    case EncodingGuess::unknown: return "?";
    }
    return "?";
}

std::string_view option_name(Encoding encoding) { return encoding == Encoding::utf8 ? "utf-8" : "cp932"; }

std::optional<Encoding> encoding_of(std::string_view option) {
    for (const Encoding encoding : {Encoding::cp932, Encoding::utf8}) {
        if (option == option_name(encoding)) {
            return encoding;
        }
    }
    return std::nullopt;
}

} // namespace renkei::text
