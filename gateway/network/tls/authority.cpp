#include "gateway/network/tls/authority.h"

#include "gateway/core/base/file.h"
#include "gateway/network/tls/certificate_request.h"
#include "gateway/network/tls/crl.h"
#include "gateway/network/tls/issue_index.h"
#include "gateway/network/tls/key_file.h"
#include "gateway/network/tls/pem.h"
#include "generated/messages/base.h"
#include "generated/messages/tls.h"

#include <openssl/err.h>

#include <algorithm>
#include <ctime>

namespace renkei::tls {
namespace {

namespace message = diag::message;
namespace fs = std::filesystem;

constexpr std::string_view certificate_name = "ca.pem";
constexpr std::string_view key_name = "ca.key";
constexpr std::string_view list_name = "ca.crl";
constexpr std::string_view index_name = "index";

std::int64_t now() { return std::time(nullptr); }

diag::Result<Signer> read_signer(const fs::path& folder) {
    const fs::path path = folder / certificate_name;
    TRY(const std::string pem, base::read_file(path));
    Signer out;
    TRY(out.certificate, first_certificate(pem, path.string()));
    TRY(out.key, read_key(folder / key_name));
    if (X509_check_private_key(out.certificate.get(), out.key.get()) != 1) {
        return openssl_error((folder / key_name).string());
    }
    return out;
}

diag::Result<void> make_folder(const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    return failed ? diag::fail(message::file_unwritable, {.file = folder.string()}, {failed.message()})
                  : diag::Result<void>();
}

diag::Result<void> must_be_free(const fs::path& path) {
    std::error_code unknown; // then writing says what is wrong
    return fs::exists(path, unknown)
               ? diag::fail(message::authority_exists, {.file = path.string()}, {path.filename().string()})
               : diag::Result<void>();
}

// The list that is there counts on; none: 1.
diag::Result<std::int64_t> next_number(const fs::path& list) {
    std::error_code unknown;
    if (!fs::exists(list, unknown)) {
        return 1;
    }
    TRY(const std::string pem, base::read_file(list));
    TRY(const std::vector<CrlOwner> lists, all_crls(pem, list.string()));
    return crl_number_of(lists.front().get()) + 1;
}

// Whose certificate it will be.
struct Subject {
    KeyOwner key{}; // of a request the public one alone
    std::vector<std::string> names{};
};

diag::Result<Subject> subject_of(const CertificateSpec& issue) {
    Subject out{.key = {}, .names = issue.names};
    if (issue.request.empty()) {
        TRY(out.key, make_key());
        return out;
    }
    TRY(const std::string pem, base::read_file(issue.request));
    TRY(CertificateRequest request, read_certificate_request(pem, issue.request.string()));
    out.key = std::move(request.key);
    out.names = issue.names.empty() ? std::move(request.names) : issue.names;
    return out;
}

} // namespace

diag::Result<Authority> Authority::create(const fs::path& folder, const std::string& name, int days) {
    TRY_VOID(make_folder(folder));
    TRY_VOID(must_be_free(folder / certificate_name));
    TRY_VOID(must_be_free(folder / index_name));
    TRY(const KeyOwner key, make_key());
    TRY(const X509Owner certificate, make_root(name, key.get(), validity(days, now())));
    TRY_VOID(write_new(folder / key_name, to_pem(key.get()), private_mode));
    TRY_VOID(write_new(folder / index_name, {}, private_mode));
    TRY_VOID(write_new(folder / certificate_name, to_pem(certificate.get()), public_mode));
    return Authority(folder);
}

diag::Result<Authority> Authority::open(const fs::path& folder) {
    TRY_VOID(read_signer(folder));
    TRY_VOID(read_index(folder / index_name));
    return Authority(folder);
}

diag::Result<void> Authority::issue(const CertificateSpec& issue, const fs::path& into,
                                    const std::string& name) {
    if (name.empty() || fs::path(name).filename() != name) {
        return diag::fail(message::tls_failed, {.file = into.string()}, {"NAME.pem, NAME.key: " + name});
    }
    const fs::path certificate_path = into / (name + ".pem");
    const fs::path key_path = into / (name + ".key");
    TRY_VOID(make_folder(into));
    TRY_VOID(must_be_free(certificate_path));
    const bool makes_key = issue.request.empty();
    if (makes_key) {
        TRY_VOID(must_be_free(key_path));
    }
    TRY(const Signer signer, read_signer(folder_));
    TRY(const Subject subject, subject_of(issue));
    CertificateSpec named = issue;
    named.names = subject.names;
    TRY(const X509Owner certificate,
        make_leaf(signer, named, subject.key.get(), validity(issue.days, now())));
    TRY_VOID(record_issued(folder_ / index_name, read(certificate.get())));
    if (makes_key) {
        TRY_VOID(write_new(key_path, to_pem(subject.key.get()), private_mode));
    }
    return write_new(certificate_path, to_pem(certificate.get()) + to_pem(signer.certificate.get()),
                     public_mode);
}

diag::Result<void> Authority::revoke(const fs::path& certificate, int days) {
    TRY(const std::string pem, base::read_file(certificate));
    TRY(const X509Owner leaf, first_certificate(pem, certificate.string()));
    TRY(const Signer signer, read_signer(folder_));
    if (X509_verify(leaf.get(), signer.key.get()) != 1) {
        ERR_clear_error();
        return diag::fail(message::certificate_untrusted, {.file = certificate.string()},
                          {"another authority issued it: " + read(leaf.get()).issuer});
    }
    TRY(const std::vector<IssuedCertificate> all, issued());
    const Certificate whose = read(leaf.get());
    const auto known = std::ranges::find(all, whose.serial, &IssuedCertificate::serial);
    if (known == all.end() || known->revoked == 0) {
        TRY_VOID(record_revoked(folder_ / index_name, whose, now()));
    }
    return write_crl(days);
}

diag::Result<void> Authority::write_crl(int days) {
    TRY(const Signer signer, read_signer(folder_));
    TRY(const std::vector<IssuedCertificate> all, issued());
    std::vector<RevokedCertificate> revoked;
    for (const IssuedCertificate& one : all) {
        if (one.revoked != 0) {
            revoked.push_back({.serial = one.serial, .at = one.revoked});
        }
    }
    const fs::path path = folder_ / list_name;
    TRY(const std::int64_t number, next_number(path));
    TRY(const CrlOwner list, make_crl(signer, revoked, number, validity(days, now())));
    return base::write_file(path, to_pem(list.get()), base::Overwrite::yes);
}

diag::Result<std::vector<IssuedCertificate>> Authority::issued() const {
    return read_index(folder_ / index_name);
}

} // namespace renkei::tls
