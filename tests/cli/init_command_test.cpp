#include "gateway/tls/authority.h"
#include "tests/cli/said.h"

#include <filesystem>

namespace renkei::cli::init_command_test {
namespace {

namespace fs = std::filesystem;

// An authority with a list, and an init that is to trust it.
class Authorities : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(said({"ca", "create", own}).code, 0);
        ASSERT_EQ(said({"ca", "renew-list", own, "--days", "1"}).code, 0);
    }
    Said init() const { return said({"init", folder.file("pilot"), "--authority", own}); }
    void expect_nothing_was_made() const { EXPECT_FALSE(fs::exists(folder.file("pilot"))); }
    Folder folder;
    std::string own = folder.file("ca");
    std::string list = folder.file("ca/ca.crl");
};

TEST_F(Authorities, with_a_list_of_their_own_are_taken) { EXPECT_EQ(init().code, 0); }

TEST_F(Authorities, with_the_list_of_another_one_are_refused) {
    const std::string other = folder.file("other");
    ASSERT_EQ(said({"ca", "create", other}).code, 0);
    ASSERT_EQ(said({"ca", "renew-list", other}).code, 0);
    fs::copy_file(other + "/ca.crl", list, fs::copy_options::overwrite_existing);
    const Said refused = init();
    EXPECT_EQ(refused.code, 4);
    EXPECT_TRUE(refused.tells(list + ": error[revocation-list-foreign]")) << refused;
    EXPECT_TRUE(refused.tells(own + "/ca.pem")) << refused << "whose is expected";
    expect_nothing_was_made();
}

TEST_F(Authorities, with_a_list_that_is_none_are_refused) {
    fs::copy_file(own + "/ca.pem", list, fs::copy_options::overwrite_existing);
    const Said refused = init();
    EXPECT_EQ(refused.code, 4);
    EXPECT_TRUE(refused.tells(list + ": error[revocation-list-unreadable]")) << refused;
    expect_nothing_was_made();
}

TEST_F(Authorities, with_a_list_that_has_ended_are_refused) {
    ASSERT_TRUE(tls::Authority::open(own)->write_crl(-1));
    const Said refused = init();
    EXPECT_EQ(refused.code, 4);
    EXPECT_TRUE(refused.tells(list + ": error[revocation-list-ended]")) << refused;
    expect_nothing_was_made();
}

TEST_F(Authorities, without_a_list_are_refused_and_told_how_to_write_it) {
    fs::remove(list);
    const Said refused = init();
    EXPECT_EQ(refused.code, 4);
    EXPECT_TRUE(refused.tells(own + ": error[authority-without-list]")) << refused;
    EXPECT_TRUE(refused.tells("renkei ca renew-list " + own)) << refused;
    expect_nothing_was_made();
}

TEST(Init, refuses_one_door_under_two_names) {
    const Folder folder;
    for (const auto& [listen, management] : {std::pair{"localhost:8443", "127.0.0.1:8443"}, std::pair{"127.0.0.1:8443", "localhost:8443"},
                                             std::pair{"[::1]:8443", "[0:0:0:0:0:0:0:1]:8443"}, std::pair{"[::]:8443", "127.0.0.1:8443"}}) {
        const Said refused = said({"init", folder.file("pilot"), "--listen", listen, "--management", management});
        EXPECT_EQ(refused.code, 3) << listen << " " << management;
        EXPECT_TRUE(refused.tells("config-wrong")) << refused;
        EXPECT_FALSE(fs::exists(folder.file("pilot")));
    }
}

TEST(Init, over_another_pilot_advises_no_option_that_it_does_not_have) {
    const Pilot pilot;
    const Said refused = said({"init", pilot.file("")});
    EXPECT_EQ(refused.code, 4);
    EXPECT_TRUE(refused.tells("error[file-exists]")) << refused;
    EXPECT_FALSE(refused.tells("--overwrite")) << refused;
    EXPECT_TRUE(refused.tells("another folder")) << refused;
}

} // namespace
} // namespace renkei::cli::init_command_test
