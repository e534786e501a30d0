// Poco's TLS contexts as we want them: TLS 1.3, client certificates, no session across certificates. OpenSSL
// verifies inside the handshake, without Poco's handlers.
#pragma once

#include "gateway/core/diag/result.h"

#include <Poco/Net/Context.h>

#include <filesystem>

namespace renkei::tls {

struct Credentials {
    std::filesystem::path certificate{}; // PEM with its chain
    std::filesystem::path key{};         // PEM, 0600
    std::filesystem::path authorities{}; // whom the other side's certificate must come from
};
enum class MinVersion : std::uint8_t { tls13, tls12 }; // tls12: ECDHE with AEAD only

// The other side must show a certificate of the authorities for the use of a client. Trust::verify checks
// revocation.
diag::Result<Poco::Net::Context::Ptr> server_context(const Credentials& own, MinVersion min_version);
// The other side must show a certificate of the authorities for the use of a server, with the name or address
// that was asked for: the socket's peer host name, which HTTPSClientSession takes from its host. A socket
// without one is refused. Trust::verify checks revocation.
diag::Result<Poco::Net::Context::Ptr> client_context(const Credentials& own);

// Holds Poco's TLS part ready; one lives around everything that uses the contexts (main, a test).
class TlsLibrary {
public:
    TlsLibrary();
    TlsLibrary(const TlsLibrary&) = delete;
    TlsLibrary& operator=(const TlsLibrary&) = delete;
    ~TlsLibrary(); // frees what Poco keeps for the process
};

} // namespace renkei::tls
