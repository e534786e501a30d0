#include "gateway/core/base/filesystem.h"
#include "gateway/network/tls/authority.h"

#include "tests/online/command.h"

namespace renkei::online::init_command_test {
namespace {

// An authority with a list, and an init that is to trust it.
class Authorities : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(run_renkei("ca create " + own).code, 0);
        ASSERT_EQ(run_renkei("ca renew-list " + own + " --days 1").code, 0);
    }
    CommandResult init() const { return run_renkei("init " + folder.file("pilot") + " --authority " + own); }
    void expect_nothing_was_made() const { EXPECT_FALSE(fs::exists(folder.file("pilot"))); }
    Folder folder;
    std::string own = folder.file("ca");
    std::string list = folder.file("ca/ca.crl");
};

TEST_F(Authorities, with_their_own_list_are_accepted) { EXPECT_EQ(init().code, 0); }

TEST_F(Authorities, with_the_list_of_another_authority_are_refused) {
    const std::string other = folder.file("other");
    ASSERT_EQ(run_renkei("ca create " + other).code, 0);
    ASSERT_EQ(run_renkei("ca renew-list " + other).code, 0);
    fs::copy_file(other + "/ca.crl", list, fs::copy_options::overwrite_existing);
    expect(init(),
           {.code = 4,
            .prints = {list + ": error[revocation-list-foreign]", own + "/ca.pem"}}); // whose is expected
    expect_nothing_was_made();
}

TEST_F(Authorities, with_an_invalid_list_are_refused) {
    fs::copy_file(own + "/ca.pem", list, fs::copy_options::overwrite_existing);
    expect(init(), {.code = 4, .prints = {list + ": error[revocation-list-unreadable]"}});
    expect_nothing_was_made();
}

TEST_F(Authorities, with_an_expired_list_are_refused) {
    ASSERT_TRUE(tls::Authority::open(own)->write_crl(-1));
    expect(init(), {.code = 4, .prints = {list + ": error[revocation-list-ended]"}});
    expect_nothing_was_made();
}

TEST_F(Authorities, without_a_list_are_refused_with_the_command_that_writes_it) {
    fs::remove(list);
    expect(init(),
           {.code = 4, .prints = {own + ": error[authority-without-list]", "renkei ca renew-list " + own}});
    expect_nothing_was_made();
}

TEST(Init, refuses_two_listeners_on_one_address) {
    const Folder folder;
    for (const auto& [listen, management] :
         {std::pair{"localhost:8443", "127.0.0.1:8443"}, std::pair{"127.0.0.1:8443", "localhost:8443"},
          std::pair{"[::1]:8443", "[0:0:0:0:0:0:0:1]:8443"}, std::pair{"[::]:8443", "127.0.0.1:8443"}}) {
        const CommandResult refused = run_renkei("init " + folder.file("pilot") + " --listen " + listen +
                                                 " --management " + management);
        EXPECT_EQ(refused.code, 3) << listen << " " << management;
        EXPECT_TRUE(refused.prints("config-wrong")) << refused;
        EXPECT_FALSE(fs::exists(folder.file("pilot")));
    }
}

TEST(Init, over_another_pilot_advises_no_option_that_it_does_not_have) {
    const Pilot pilot;
    expect(run_renkei("init " + pilot.file("")),
           {.code = 4, .prints = {"error[file-exists]", "another folder"}, .omits = {"--overwrite"}});
}

} // namespace
} // namespace renkei::online::init_command_test
