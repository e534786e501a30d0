// The certificates of a test: one authority for all its gateways and callers, made by `renkei ca`.
#pragma once

#include "tests/support/folder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace renkei::e2e {

std::string renkei(); // the program under test

using test::Folder;

class Authority {
public:
    explicit Authority(const std::filesystem::path& folder);
    // NAME.pem and NAME.key; the path without ending.
    std::filesystem::path server(const std::string& name) const {
        return issue(name, {"--server", "--san", "IP:127.0.0.1", "--san", "DNS:localhost"});
    }
    std::filesystem::path client(const std::string& name) const { return issue(name, {}); }
    std::filesystem::path file() const { return folder_ / "ca" / "ca.pem"; }
    std::filesystem::path list() const { return folder_ / "ca" / "ca.crl"; } // of revocations
    const Authority& with_renewed_list() const;                              // for the next 30 days
    void revoke(const std::filesystem::path& certificate) const;

private:
    void ca(const std::string& command, std::vector<std::string> more) const; // which must succeed
    std::filesystem::path issue(const std::string& name, std::vector<std::string> more) const;
    std::filesystem::path folder_;
};

} // namespace renkei::e2e
