// Collects what TLS writes, so that a response of several records is one write to the socket.
#pragma once

#include <memory>
#include <string>

typedef struct bio_st BIO;

namespace renkei::net {

class TlsWriteBuffer {
public:
    TlsWriteBuffer();
    // For SSL_set0_wbio, which takes it; it writes into this object, which lives as long as the connection.
    BIO* take_bio() { return bio_.release(); }

    std::string& bytes() { return bytes_; }

private:
    struct Free {
        void operator()(BIO* bio) const;
    };
    std::string bytes_;
    std::unique_ptr<BIO, Free> bio_;
};

} // namespace renkei::net
