#include "gateway/network/tls/openssl.h"

#include "gateway/core/base/hex.h"
#include "generated/messages/tls.h"

#include <openssl/err.h>

#include <ctime>

namespace renkei::tls {

BioOwner reader_of(std::string_view bytes) {
    return BioOwner(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

BioOwner memory() { return BioOwner(BIO_new(BIO_s_mem())); }

std::string written(BIO* memory) {
    const char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory, &bytes);
    return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

std::string openssl_error_text() {
    const unsigned long error = ERR_peek_last_error();
    const char* const reason = ERR_reason_error_string(error);
    ERR_clear_error();
    return reason != nullptr ? reason : "OpenSSL " + std::to_string(error);
}

tl::unexpected<diag::Error> openssl_error(const std::string& file) {
    return diag::fail(diag::message::tls_failed, {.file = file}, {openssl_error_text()});
}

std::int64_t seconds_of(const ASN1_TIME* time) {
    std::tm parts{};
    return time != nullptr && ASN1_TIME_to_tm(time, &parts) == 1 ? ::timegm(&parts) : 0;
}

std::string serial_of(const ASN1_INTEGER* serial) {
    const std::string sign = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER ? "-" : "";
    return sign + base::to_hex(std::span(ASN1_STRING_get0_data(serial),
                                         static_cast<std::size_t>(ASN1_STRING_length(serial))));
}

// RFC 2253, but Japanese as UTF-8 and not as \E4\BB\8B; what would divide the text is escaped.
std::string text_of(const X509_NAME* name) {
    constexpr unsigned long flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    const BioOwner out = memory();
    return X509_NAME_print_ex(out.get(), name, 0, flags) >= 0 ? written(out.get()) : std::string();
}

} // namespace renkei::tls
