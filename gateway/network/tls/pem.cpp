#include "gateway/network/tls/pem.h"

#include "generated/messages/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

namespace renkei::tls {
namespace {

int no_password(char*, int, int, void*) { return -1; }

// An object out of its DER. d2i stops where the object is whole; bytes behind it belong to nothing and are
// refused. Null: the reason is in `why`, or in OpenSSL's queue.
template <class Owner, auto decode>
Owner whole_object(std::string_view der, std::string& why) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* const end = at + der.size();
    Owner out(decode(nullptr, &at, static_cast<long>(der.size())));
    if (out && at != end) {
        why = std::to_string(end - at) + " bytes behind the DER";
        out.reset();
    }
    return out;
}

// The object of the next block with this label.
template <class Owner, auto decode>
Owner next_object(BIO* in, const char* label, std::string& why) {
    unsigned char* bytes = nullptr;
    long size = 0;
    if (PEM_bytes_read_bio(&bytes, &size, nullptr, label, in, no_password, nullptr) != 1) {
        return nullptr;
    }
    Owner out = whole_object<Owner, decode>(
        {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}, why);
    OPENSSL_free(bytes);
    return out;
}

X509Owner next_certificate(BIO* in, std::string& why) {
    return next_object<X509Owner, d2i_X509>(in, PEM_STRING_X509, why);
}

tl::unexpected<diag::Error> unreadable(const std::string& file, const std::string& why = {},
                                       Message message = message::certificate_unreadable) {
    const std::string said = openssl_error_text();
    return diag::fail(message, {.file = file}, {why.empty() ? said : why});
}

// "EC PRIVATE KEY" of the first block in the text; empty: there is none.
std::string_view first_label(std::string_view pem) {
    constexpr std::string_view begin = "-----BEGIN ";
    const std::size_t at = pem.find(begin);
    const std::string_view rest =
        at == std::string_view::npos ? std::string_view() : pem.substr(at + begin.size());
    const std::size_t end = rest.find("-----");
    return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

// What else the file may be, by how its label ends.
struct Mistaken {
    std::string_view label;
    Message message;
};
constexpr Mistaken for_a_certificate[] = {{"PRIVATE KEY", message::key_as_certificate},
                                          {"X509 CRL", message::list_as_certificate},
                                          {"CERTIFICATE REQUEST", message::request_as_certificate}};
constexpr Mistaken for_a_key[] = {{"CERTIFICATE", message::certificate_as_key}};

constexpr char der_sequence = 0x30; // '0', which begins no PEM

// Nothing of the kind could be read: if the text is something else, the error names it.
tl::unexpected<diag::Error> not_expected(std::string_view pem, const std::string& file,
                                         std::span<const Mistaken> others, const std::string& why = {}) {
    const std::string_view label = first_label(pem);
    const auto found =
        std::ranges::find_if(others, [&](const Mistaken& it) { return label.ends_with(it.label); });
    if (found == others.end() && !(label.empty() && pem.starts_with(der_sequence))) {
        return unreadable(file, why);
    }
    openssl_error_text(); // what it left for the next call of this thread
    return found == others.end() ? diag::fail(message::certificate_in_der, {.file = file})
                                 : diag::fail(found->message, {.file = file}, {label});
}

// Reading stopped: because there is no more, or because what comes is broken?
bool at_end() { return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE; }

// Takes one object after the other; false if one is broken or there was none.
template <class Take>
bool take_all(Take take) {
    bool some = false;
    while (take()) {
        some = true;
    }
    if (!some || !at_end()) {
        return false;
    }
    ERR_clear_error();
    return true;
}

} // namespace

diag::Result<X509Owner> first_certificate(std::string_view pem, const std::string& file) {
    const BioOwner in = reader_of(pem);
    std::string why;
    X509Owner out = next_certificate(in.get(), why);
    if (!out) {
        return not_expected(pem, file, for_a_certificate, why);
    }
    return out;
}

diag::Result<X509Owners> all_certificates(std::string_view pem, const std::string& file) {
    const BioOwner in = reader_of(pem);
    X509Owners out(sk_X509_new_null());
    std::string why;
    const bool whole = take_all([&] {
        X509Owner next = next_certificate(in.get(), why);
        return next && sk_X509_push(out.get(), next.get()) > 0 && next.release() != nullptr;
    });
    if (!whole) {
        return not_expected(pem, file, for_a_certificate, why);
    }
    return out;
}

diag::Result<KeyOwner> private_key(std::string_view pem, const std::string& file) {
    const BioOwner in = reader_of(pem);
    KeyOwner out(PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr));
    if (!out) {
        return not_expected(pem, file, for_a_key);
    }
    return out;
}

diag::Result<std::vector<CrlOwner>> all_crls(std::string_view pem_or_der, const std::string& file) {
    std::vector<CrlOwner> out;
    std::string why;
    if (pem_or_der.starts_with(der_sequence)) {
        out.push_back(whole_object<CrlOwner, d2i_X509_CRL>(pem_or_der, why));
        if (!out.back()) {
            return unreadable(file, why, message::list_unreadable);
        }
        return out;
    }
    const BioOwner in = reader_of(pem_or_der);
    const bool whole = take_all([&] {
        CrlOwner next = next_object<CrlOwner, d2i_X509_CRL>(in.get(), PEM_STRING_X509_CRL, why);
        if (next) {
            out.push_back(std::move(next));
            return true;
        }
        return false;
    });
    if (!whole) {
        return unreadable(file, why, message::list_unreadable);
    }
    return out;
}

std::string to_pem(const X509* certificate) {
    const BioOwner out = memory();
    return PEM_write_bio_X509(out.get(), certificate) == 1 ? written(out.get()) : std::string();
}

std::string to_pem(const EVP_PKEY* key) {
    const BioOwner out = memory();
    return PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1
               ? written(out.get())
               : std::string();
}

std::string to_pem(const X509_CRL* list) {
    const BioOwner out = memory();
    return PEM_write_bio_X509_CRL(out.get(), list) == 1 ? written(out.get()) : std::string();
}

} // namespace renkei::tls
