#include "gateway/network/client/multipart_body.h"

#include "gateway/core/text/content_disposition.h"
#include "gateway/network/seal/hash.h"

#include <fmt/format.h>

namespace renkei::client {

constexpr std::size_t boundary_digits = 48; // with what stands before at most 70 (RFC 2046 §5.1.1)

MultipartBody multipart_body(std::span<const BodyFile> files) {
    std::string all;
    for (const BodyFile& each : files) {
        all += seal::to_hex(seal::sha256(each.bytes));
    }
    // no file holds the hash of its own content
    const std::string boundary = "renkei-" + seal::to_hex(seal::sha256(all)).substr(0, boundary_digits);
    MultipartBody out{.media_type = "multipart/form-data; boundary=" + boundary};
    for (const BodyFile& each : files) {
        out.bytes +=
            fmt::format("--{}\r\nContent-Disposition: {}; name=\"file\"\r\nContent-Type: {}\r\n", boundary,
                        text::content_disposition(each.file_name, "form-data"), each.media_type);
        out.bytes += each.key.empty() ? "" : fmt::format("Idempotency-Key: {}\r\n", each.key);
        out.bytes += "\r\n" + each.bytes;
        out.bytes += "\r\n";
    }
    out.bytes += fmt::format("--{}--\r\n", boundary);
    return out;
}

} // namespace renkei::client
