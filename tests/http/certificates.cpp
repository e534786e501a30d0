#include "tests/http/certificates.h"

#include "gateway/core/base/file.h"
#include "gateway/network/tls/authority.h"
#include "gateway/network/tls/certificate.h"

#include <cstdlib>
#include <stdexcept>

namespace renkei::http::test {
namespace {

void must(const diag::Result<void>& done) {
    if (!done) {
        throw std::runtime_error(diag::to_text(done.error(), diag::Language::english));
    }
}

std::filesystem::path new_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "renkei-server-XXXXXX").string();
    return mkdtemp(name.data());
}

} // namespace

Certificates::Certificates() : folder_(new_folder()) {
    auto authority = tls::Authority::create(folder_ / "ca", "Test CA", 3650).value();
    must(
        authority.issue({.common_name = "server", .names = {"DNS:localhost", "IP:127.0.0.1"}, .server = true},
                        folder_, "server"));
    must(authority.write_crl(30));
    for (const char* const name : {"hospital", "clinic", "stranger"}) {
        issue(name);
    }
    issue("old", -1);
    auto other = tls::Authority::create(folder_ / "other", "Another CA", 3650).value();
    must(other.issue({.common_name = "alien"}, folder_, "alien"));
}

Certificates::~Certificates() { // removes the folder
    std::error_code none;
    std::filesystem::remove_all(folder_, none);
}

void Certificates::issue(const std::string& name, int days) const {
    must(tls::Authority::open(folder_ / "ca")
             .value()
             .issue({.common_name = name, .days = days}, folder_, name));
}

void Certificates::revoke(const std::string& name) const {
    must(tls::Authority::open(folder_ / "ca").value().revoke(certificate(name), 30));
}

std::string Certificates::pem(const std::string& name) const {
    return tls::read_pem(base::read_file(certificate(name)).value()).value().pem;
}

std::string Certificates::key_hash(const std::string& name) const {
    return tls::read_pem(base::read_file(certificate(name)).value()).value().key_sha256;
}

const Certificates& certificates() {
    static const Certificates made;
    return made;
}

} // namespace renkei::http::test
