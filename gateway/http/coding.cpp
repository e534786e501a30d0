#include "gateway/http/coding.h"

#include "gateway/text/words.h"

#include <Poco/DeflatingStream.h>
#include <Poco/InflatingStream.h>
#include <Poco/MemoryStream.h>

#include <algorithm>
#include <sstream>

namespace renkei::http {
namespace {

using text::same_word;

constexpr int fast = 3; // of zlib's levels: an answer is packed while somebody waits
constexpr std::size_t trailer_size = 8; // RFC 1952 §2.3.1: CRC-32, then the size modulo 2^32, both little-endian

std::uint32_t announced_size(std::string_view bytes) {
    std::uint32_t out = 0;
    for (const char c : std::string(bytes.rbegin(), bytes.rbegin() + 4)) {
        out = out << 8 | static_cast<unsigned char>(c);
    }
    return out;
}

} // namespace

std::string gzip(std::string_view bytes) {
    std::ostringstream out;
    Poco::DeflatingOutputStream packer(out, Poco::DeflatingStreamBuf::STREAM_GZIP, fast);
    packer.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    packer.close();
    return out.str();
}

Or<std::string> gunzip(std::string_view bytes, std::size_t limit) {
    Poco::MemoryInputStream in(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    Poco::InflatingInputStream unpacked(in, Poco::InflatingStreamBuf::STREAM_GZIP);
    std::string out;
    char step[16384];
    while (unpacked.read(step, sizeof step), unpacked.gcount() > 0) {
        out.append(step, static_cast<std::size_t>(unpacked.gcount()));
        if (out.size() > limit) {
            return refused(413, diag::Message::request_too_large, {std::to_string(limit)});
        }
    }
    // The library ends quietly where the bytes end or a second member begins; the size at the end of all bytes tells.
    if (unpacked.bad() || bytes.size() < trailer_size || announced_size(bytes) != static_cast<std::uint32_t>(out.size())) {
        return malformed("Content-Encoding: gzip");
    }
    return out;
}

Or<std::string> decode_body(std::string body, std::string_view encoding, std::size_t limit) {
    if (encoding.empty() || same_word(encoding, "identity")) {
        return body;
    }
    if (same_word(encoding, "gzip") || same_word(encoding, "x-gzip")) {
        return gunzip(body, limit);
    }
    return refused(415, diag::Message::encoding_unknown, {std::string(encoding.substr(0, 64))});
}

} // namespace renkei::http
