// An authority in a folder that is gone at the end, and what it issues.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/network/tls/authority.h"
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tls/context.h"

#include "tests/support/folder.h"
#include <gtest/gtest.h>

#include <cstdlib>

namespace renkei::tls {

using test::Folder;

class Pilot {
public:
    explicit Pilot(const std::string& name = "連携試験認証局")
        : authority_(*Authority::create(folder_.path() / "ca", name, 30)) {}

    Credentials issue(const std::string& name, const CertificateSpec& what) {
        const auto issued = authority_.issue(what, folder_.path(), name);
        EXPECT_TRUE(issued) << diag::to_text(issued.error(), diag::Language::english);
        return own(name);
    }
    Credentials client(const std::string& name, int days = 30) {
        return issue(name, {.common_name = name, .days = days});
    }
    Credentials server(const std::string& name, std::vector<std::string> names) {
        return issue(
            name,
            {.common_name = name, .names = std::move(names), .client = false, .server = true, .days = 30});
    }
    Credentials own(const std::string& name) const {
        return {.certificate = file(name + ".pem"), .key = file(name + ".key"), .authorities = authorities()};
    }

    Authority& authority() { return authority_; }
    fs::path file(const std::string& name) const { return folder_.path() / name; }
    fs::path authorities() const { return file("ca") / "ca.pem"; }
    fs::path list() const { return file("ca") / "ca.crl"; }

private:
    Folder folder_;
    Authority authority_;
};

inline std::string text_of(const fs::path& path) { return base::read_file(path).value_or(""); }
inline Certificate certificate_of(const Credentials& own) {
    return read_pem(text_of(own.certificate)).value_or(Certificate());
}

// What a program prints, and how it ended.
struct Ran {
    std::string output{};
    bool ok = false;
};
inline Ran run(const std::string& command) {
    FILE* const pipe = ::popen(("( " + command + " ) 2>&1 </dev/null").c_str(), "r");
    std::string output;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
        output += static_cast<char>(c);
    }
    return {.output = output, .ok = ::pclose(pipe) == 0};
}

} // namespace renkei::tls
