#include "authority.h"

#include "process.h"
#include <gtest/gtest.h>

#include <cstdlib>

namespace renkei::e2e {

namespace fs = std::filesystem;

std::string renkei() { return RENKEI_BINARY "/bin/renkei"; }

Authority::Authority(const fs::path& folder) : folder_(folder) {
    const Ended made = run({renkei(), "ca", "create", (folder_ / "ca").string()});
    EXPECT_EQ(made.code, 0) << made.err;
}

fs::path Authority::issue(const std::string& name, std::vector<std::string> more) const {
    const fs::path into = folder_ / "certificates";
    std::vector<std::string> command{renkei(), "ca", "issue", "--ca",       (folder_ / "ca").string(),
                                     "--name", name, "-o",    into.string()};
    command.insert(command.end(), more.begin(), more.end());
    const Ended made = run(command);
    EXPECT_EQ(made.code, 0) << made.err;
    return into / name;
}

} // namespace renkei::e2e
