#include "gateway/network/net/tls_write_buffer.h"

#include <openssl/bio.h>

namespace renkei::net {
namespace {

int append(BIO* bio, const char* bytes, std::size_t size, std::size_t* written) {
    static_cast<std::string*>(BIO_get_data(bio))->append(bytes, size);
    *written = size;
    return 1;
}

long control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0; // the caller of the library sends what was collected
}

struct FreeMethod {
    void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

const BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, FreeMethod> made = [] {
        std::unique_ptr<BIO_METHOD, FreeMethod> out(
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "gathering"));
        if (!out || BIO_meth_set_write_ex(out.get(), append) != 1 ||
            BIO_meth_set_ctrl(out.get(), control) != 1) {
            out.reset(); // for want of memory, nothing else can be wrong
        }
        return out;
    }();
    return made.get();
}

} // namespace

void TlsWriteBuffer::Free::operator()(BIO* bio) const { BIO_free(bio); }

TlsWriteBuffer::TlsWriteBuffer() : bio_(method() == nullptr ? nullptr : BIO_new(method())) {
    if (bio_) { // else the handshake fails, which ends the connection
        BIO_set_data(bio_.get(), &bytes_);
        BIO_set_init(bio_.get(), 1);
    }
}

} // namespace renkei::net
