#include "authority.h"

#include "gateway/core/base/filesystem.h"

#include "process.h"
#include <gtest/gtest.h>

namespace renkei::e2e {

std::string renkei() { return RENKEI_BINARY "/bin/renkei"; }

Authority::Authority(const fs::path& folder) : folder_(folder) { ca("create", {(folder_ / "ca").string()}); }

void Authority::ca(const std::string& command, std::vector<std::string> more) const {
    more.insert(more.begin(), {renkei(), "ca", command});
    const Ended ended = run(more);
    EXPECT_EQ(ended.code, 0) << ended.err;
}

const Authority& Authority::with_renewed_list() const {
    ca("renew-list", {(folder_ / "ca").string(), "--days", "30"});
    return *this;
}

void Authority::revoke(const fs::path& certificate) const {
    ca("revoke", {"--ca", (folder_ / "ca").string(), certificate.string()});
}

fs::path Authority::issue(const std::string& name, std::vector<std::string> more) const {
    const fs::path into = folder_ / "certificates";
    more.insert(more.begin(), {"--ca", (folder_ / "ca").string(), "--name", name, "-o", into.string()});
    ca("issue", std::move(more));
    return into / name;
}

} // namespace renkei::e2e
