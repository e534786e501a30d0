// Several files as one body (RFC 7578).
#pragma once

#include <span>
#include <string>

namespace renkei::client {

struct BodyFile {
    std::string file_name{};
    std::string media_type{};
    std::string bytes{};
    std::string key{}; // Idempotency-Key of its own; empty: none
};
struct MultipartBody {
    std::string media_type{};
    std::string bytes{};
};
// The same files give the same body.
MultipartBody multipart_body(std::span<const BodyFile> files);

} // namespace renkei::client
