#include "gateway/network/tls/authority.h"

#include "gateway/core/base/file.h"
#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/tls/alternative_names.h"
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tls/crl.h"
#include "gateway/network/tls/key_file.h"
#include "gateway/network/tls/openssl.h"
#include "gateway/network/tls/pem.h"
#include "gateway/network/tls/pkcs12.h"
#include "generated/messages/base.h"
#include "generated/messages/tls.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <ctime>
#include <optional>

namespace renkei::tls {
namespace {

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

// ------------------------------------------------------------ the index
// What an authority has issued and revoked: a file that only grows, one line of words between tabs for each
// event.
constexpr std::string_view issued_word = "issued";
constexpr std::string_view revoked_word = "revoked";

// Event, serial, seconds (end of validity, or when revoked), subject. A subject holds no tab and no line
// break: RFC 2253 escapes them.
std::string line_of(std::string_view event, const Certificate& certificate, std::int64_t seconds) {
    return fmt::format("{}\t{}\t{}\t{}\n", event, certificate.serial, seconds, certificate.subject);
}

// One write at the end of the file, so that two programs cannot mix their lines.
diag::Result<void> append(const fs::path& index, const std::string& line) {
    const base::FileDescriptor file(
        ::open(index.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, private_mode));
    if (!file.ok() || !base::write_all(file.number(), line) || ::fsync(file.number()) != 0) {
        return diag::fail(message::file_unwritable, {.file = index.string()}, {std::strerror(errno)});
    }
    return {};
}

struct Line {
    std::string_view event;
    std::string_view serial;
    std::int64_t seconds = 0;
    std::string_view subject;
};

std::optional<Line> read_line(std::string_view text) {
    std::array<std::string_view, 4> cells{};
    for (std::string_view& cell : cells) {
        cell = text.substr(0, text.find('\t'));
        text.remove_prefix(std::min(cell.size() + 1, text.size()));
    }
    Line out{.event = cells[0], .serial = cells[1], .subject = cells[3]};
    const auto [end, error] =
        std::from_chars(cells[2].data(), cells[2].data() + cells[2].size(), out.seconds);
    const bool whole =
        error == std::errc() && end == cells[2].data() + cells[2].size() && !out.serial.empty();
    return whole && (out.event == issued_word || out.event == revoked_word) ? std::optional(out)
                                                                            : std::nullopt;
}

void add_line(std::vector<IssuedCertificate>& all, const Line& line) {
    auto found = std::ranges::find(all, line.serial, &IssuedCertificate::serial);
    if (found == all.end()) {
        found =
            all.insert(all.end(), {.serial = std::string(line.serial), .subject = std::string(line.subject)});
    }
    (line.event == issued_word ? found->not_after : found->revoked) = line.seconds;
}

diag::Result<void> record_issued(const fs::path& index, const Certificate& certificate) {
    return append(index, line_of(issued_word, certificate, certificate.not_after));
}

diag::Result<void> record_revoked(const fs::path& index, const Certificate& certificate, std::int64_t at) {
    return append(index, line_of(revoked_word, certificate, at));
}

diag::Result<std::vector<IssuedCertificate>> read_index(const fs::path& index) {
    TRY(const std::string text, base::read_file(index));
    std::vector<IssuedCertificate> out;
    std::uint32_t number = 1;
    for (std::string_view rest = text; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        const std::optional<Line> line =
            end == std::string_view::npos ? std::nullopt : read_line(rest.substr(0, end));
        if (!line) {
            // a line that is lost could be a revocation that is forgotten
            return diag::fail(message::file_unreadable, {.file = index.string(), .line = number},
                              {"issued|revoked SERIAL SECONDS SUBJECT"});
        }
        add_line(out, *line);
        rest.remove_prefix(end + 1);
    }
    return out;
}

// ------------------------------------------------------------ requests for certificates
using RequestOwner = std::unique_ptr<X509_REQ, Free<X509_REQ_free>>;

constexpr int min_security_bits = 112; // NIST SP 800-57; security level 2 of OpenSSL, as in openssl.h

void free_extensions(STACK_OF(X509_EXTENSION) * extensions) {
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
}
using Extensions = std::unique_ptr<STACK_OF(X509_EXTENSION), Free<free_extensions>>;

std::vector<std::string> requested_names(X509_REQ* request) {
    const Extensions extensions(X509_REQ_get_extensions(request));
    const NamesOwner names(static_cast<GENERAL_NAMES*>(
        X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
    return texts_of(names.get());
}

// A request for a certificate (PKCS #10, RFC 2986): a public key whose private key its owner keeps.
struct CertificateRequest {
    KeyOwner key{}; // public
    std::vector<std::string>
        names{}; // "DNS:…", "URI:…", "IP:…" of its subjectAltName; other kinds are left out
};
// `file` is for the error only: `certificate-unreadable` also if its signature is not by its key, or the key
// is weaker than TLS takes here (112 bits: RSA 2048, P-224).
diag::Result<CertificateRequest> read_certificate_request(std::string_view pem, const std::string& file) {
    const auto unreadable = [&](std::string why) {
        return diag::fail(message::certificate_unreadable, {.file = file},
                          {"certificate request (PKCS #10): " + why});
    };
    const BioOwner in = reader_of(pem);
    const RequestOwner request(PEM_read_bio_X509_REQ(in.get(), nullptr, nullptr, nullptr));
    if (!request) {
        return unreadable(openssl_error_text());
    }
    CertificateRequest out{.key = KeyOwner(X509_REQ_get_pubkey(request.get())), .names = {}};
    if (!out.key) {
        return unreadable(openssl_error_text());
    }
    if (X509_REQ_verify(request.get(), out.key.get()) != 1) {
        openssl_error_text(); // what it left for the next call of this thread
        return unreadable("signature");
    }
    if (const int bits = EVP_PKEY_get_security_bits(out.key.get()); bits < min_security_bits) {
        return unreadable(std::to_string(bits) + " security bits < " + std::to_string(min_security_bits));
    }
    out.names = requested_names(request.get());
    return out;
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
    const fs::path key_path = issue.pkcs12.empty() ? into / (name + ".key") : issue.pkcs12;
    if (key_path.lexically_normal() == certificate_path.lexically_normal()) {
        return diag::fail(message::tls_failed, {.file = key_path.string()}, {"--p12: NAME.p12"});
    }
    TRY_VOID(make_folder(into));
    TRY_VOID(must_be_free(certificate_path));
    const bool makes_key = issue.request.empty();
    if (makes_key) {
        TRY_VOID(make_folder(key_path.has_parent_path() ? key_path.parent_path() : "."));
        TRY_VOID(must_be_free(key_path));
    }
    TRY(const Signer signer, read_signer(folder_));
    TRY(const Subject subject, subject_of(issue));
    CertificateSpec named = issue;
    named.names = subject.names;
    TRY(const X509Owner certificate,
        make_leaf(signer, named, subject.key.get(), validity(issue.days, now())));
    std::string key_file;
    if (makes_key) {
        TRY(key_file, issue.pkcs12.empty()
                          ? to_pem(subject.key.get())
                          : to_pkcs12(certificate.get(), subject.key.get(), signer.certificate.get(),
                                      issue.common_name, issue.password));
    }
    TRY_VOID(record_issued(folder_ / index_name, read(certificate.get())));
    TRY_VOID(write_new(certificate_path, to_pem(certificate.get()) + to_pem(signer.certificate.get()),
                       public_mode));
    return makes_key ? write_new(key_path, key_file, private_mode) : diag::Result<void>();
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
