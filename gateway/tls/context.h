// Poco's TLS contexts as we want them: TLS 1.3, client certificates, no session across certificates.
#pragma once

#include "gateway/diag/result.h"

#include <Poco/Net/Context.h>
#include <filesystem>

namespace renkei::tls {

struct Own {
    std::filesystem::path certificate{}; // PEM with its chain
    std::filesystem::path key{};         // PEM, 0600
    std::filesystem::path authorities{}; // whom the other side's certificate must come from
};
enum class Oldest : std::uint8_t { tls13, tls12 }; // tls12: ECDHE with AEAD only

diag::Result<Poco::Net::Context::Ptr> server_context(const Own& own, Oldest oldest);
diag::Result<Poco::Net::Context::Ptr> client_context(const Own& own);

} // namespace renkei::tls
