#include "tests/cli/pilot_store.h"

#include "gateway/base/file.h"

#include <filesystem>

namespace renkei::cli {
namespace {

TEST(AuditVerify, says_that_the_anchor_is_written) {
    const Pilot pilot;
    const std::string anchor = pilot.beside("anchor");
    const Said told = pilot({"audit", "verify", "--write-anchor", anchor});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells("the anchor is written to " + anchor + " (chains: 1)")) << told;
    EXPECT_TRUE(pilot({"audit", "verify", "--write-anchor", anchor}, "ja").tells("控えを " + anchor + " に書きました"));
}

TEST(AuditVerify, of_a_damaged_chain_says_that_no_anchor_is_written) {
    const Pilot pilot;
    change_store(pilot, "UPDATE audit_event SET event = 'nonsense' WHERE sequence = 2");
    const std::string anchor = pilot.beside("anchor");
    const Said told = pilot({"audit", "verify", "--write-anchor", anchor});
    EXPECT_EQ(told.code, 2) << told;
    EXPECT_TRUE(told.tells("error: no anchor is written to " + anchor + ", because the chain is broken")) << told;
    EXPECT_FALSE(std::filesystem::exists(anchor));
    EXPECT_TRUE(pilot({"audit", "verify", "--write-anchor", anchor}, "ja").tells("記録が途切れているため、控えを " + anchor + " に書きませんでした"));
    ASSERT_TRUE(base::write_file(anchor, "of before", base::Overwrite::no));
    EXPECT_EQ(pilot({"audit", "verify", "--write-anchor", anchor}).code, 2);
    EXPECT_EQ(*base::read_file(anchor), "of before");
}

} // namespace
} // namespace renkei::cli
