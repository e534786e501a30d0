// An authority and certificates for tests, made once per program in a folder that goes with it.
#pragma once

#include <filesystem>
#include <string>

namespace renkei::http::test {

class Certificates {
public:
    Certificates();
    Certificates(const Certificates&) = delete;
    Certificates& operator=(const Certificates&) = delete;
    ~Certificates();

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path certificate(const std::string& name) const { return folder_ / (name + ".pem"); }
    std::filesystem::path key(const std::string& name) const { return folder_ / (name + ".key"); }
    std::filesystem::path authorities() const { return folder_ / "ca" / "ca.pem"; }
    std::filesystem::path list() const { return folder_ / "ca" / "ca.crl"; }
    std::string pem(const std::string& name) const; // the certificate alone
    std::string key_hash(const std::string& name) const;
    void issue(const std::string& name, int days = 365) const;
    void revoke(const std::string& name) const;

private:
    std::filesystem::path folder_;
};

// server, hospital (a peer), stranger (of no peer), old (expired), and "alien" of another authority in OTHER/
const Certificates& certificates();

} // namespace renkei::http::test
