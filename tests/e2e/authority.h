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

private:
    std::filesystem::path issue(const std::string& name, std::vector<std::string> more) const;
    std::filesystem::path folder_;
};

} // namespace renkei::e2e
