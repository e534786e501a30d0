#include "gateway/network/tls/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

namespace renkei::tls {
namespace {

using diag::Message;

int no_password(char*, int, int, void*) { return -1; }

tl::unexpected<diag::Error> unreadable(const std::string& file,
                                       Message message = Message::certificate_unreadable) {
    return diag::fail(message, {.file = file}, {openssl_error_text()});
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
constexpr Mistaken for_a_certificate[] = {{"PRIVATE KEY", Message::key_as_certificate},
                                          {"X509 CRL", Message::list_as_certificate},
                                          {"CERTIFICATE REQUEST", Message::request_as_certificate}};
constexpr Mistaken for_a_key[] = {{"CERTIFICATE", Message::certificate_as_key}};

constexpr char der_sequence = 0x30; // '0', which begins no PEM

// Nothing of the kind could be read: if the text is something else, the error names it.
tl::unexpected<diag::Error> not_expected(std::string_view pem, const std::string& file,
                                         std::span<const Mistaken> others) {
    const std::string_view label = first_label(pem);
    const auto found =
        std::ranges::find_if(others, [&](const Mistaken& it) { return label.ends_with(it.label); });
    if (found == others.end() && !(label.empty() && pem.starts_with(der_sequence))) {
        return unreadable(file);
    }
    openssl_error_text(); // what it left for the next call of this thread
    return found == others.end() ? diag::fail(Message::certificate_in_der, {.file = file})
                                 : diag::fail(found->message, {.file = file}, {std::string(label)});
}

// Reading stopped: because there is no more, or because what comes is broken?
bool at_end() { return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE; }

// Takes one after the other; false: something is broken, or there was none.
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
    X509Owner out(PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr));
    if (!out) {
        return not_expected(pem, file, for_a_certificate);
    }
    return out;
}

diag::Result<X509Owners> all_certificates(std::string_view pem, const std::string& file) {
    const BioOwner in = reader_of(pem);
    X509Owners out(sk_X509_new_null());
    const bool whole = take_all([&] {
        X509Owner next(PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr));
        return next && sk_X509_push(out.get(), next.get()) > 0 && next.release() != nullptr;
    });
    if (!whole) {
        return not_expected(pem, file, for_a_certificate);
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
    const BioOwner in = reader_of(pem_or_der);
    std::vector<CrlOwner> out;
    if (pem_or_der.starts_with(der_sequence)) {
        out.emplace_back(d2i_X509_CRL_bio(in.get(), nullptr));
        if (!out.back()) {
            return unreadable(file, Message::list_unreadable);
        }
        return out;
    }
    const bool whole = take_all([&] {
        CrlOwner next(PEM_read_bio_X509_CRL(in.get(), nullptr, no_password, nullptr));
        if (next) {
            out.push_back(std::move(next));
            return true;
        }
        return false;
    });
    if (!whole) {
        return unreadable(file, Message::list_unreadable);
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
