// A wrong revocation list of a client is reported with its file before anything is sent.
#include "gateway/core/base/filesystem.h"
#include "gateway/network/tls/authority.h"

#include "tests/online/command.h"

namespace renkei::online::client_lists_test {
namespace {

class ClientLists : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(run_renkei("ca create " + pilot.beside("other")).code, 0); }
    // Runs each command that calls a gateway with this list.
    void expect_reported_by_all(const std::string& list, const std::string& what) const {
        const std::vector<std::string> own{
            "--cert", pilot.file("peers/clinic.pem"), "--key", pilot.file("peers/clinic.key"),
            "--ca",   pilot.file("ca/ca.pem"),        "--crl", list};
        const std::vector<std::string> commands[] = {
            {"send", pilot.file("renkei.yaml"), "--to", "https://127.0.0.1:1"},
            {"fetch", pilot.beside("mailbox"), "--from", "https://127.0.0.1:1"},
            {"conform", "--kit", RENKEI_KIT, "--against", "https://127.0.0.1:1/fhir"}};
        for (std::vector<std::string> words : commands) {
            words.insert(words.end(), own.begin(), own.end());
            const CommandResult refused = run_renkei(words);
            EXPECT_EQ(refused.code, 4) << words.front();
            EXPECT_TRUE(refused.prints(list + ": error[" + what + "]")) << words.front() << refused;
            EXPECT_FALSE(refused.prints("server-")) << refused << "it is not the gateway's fault";
        }
    }
    Pilot pilot;
};

TEST_F(ClientLists, of_another_authority_are_reported) {
    ASSERT_EQ(run_renkei("ca renew-list " + pilot.beside("other")).code, 0);
    expect_reported_by_all(pilot.beside("other/ca.crl"), "revocation-list-foreign");
}

TEST_F(ClientLists, that_have_expired_are_reported) {
    ASSERT_TRUE(tls::Authority::open(pilot.file("ca"))->write_crl(-1));
    expect_reported_by_all(pilot.file("ca/ca.crl"), "revocation-list-ended");
}

TEST_F(ClientLists, that_are_invalid_are_reported) {
    expect_reported_by_all(pilot.file("ca/ca.pem"), "revocation-list-unreadable");
}

TEST_F(ClientLists, beside_the_authority_are_checked_as_well) {
    ASSERT_EQ(run_renkei("ca renew-list " + pilot.beside("other")).code, 0);
    fs::copy_file(pilot.beside("other/ca.crl"), pilot.file("ca/ca.crl"),
                  fs::copy_options::overwrite_existing);
    expect(run_renkei("fetch " + pilot.beside("mailbox") + " --from https://127.0.0.1:1 --cert " +
                      pilot.file("peers/clinic.pem") + " --key " + pilot.file("peers/clinic.key") + " --ca " +
                      pilot.file("ca/ca.pem")),
           {.code = 4, .prints = {pilot.file("ca/ca.crl") + ": error[revocation-list-foreign]"}});
}

} // namespace
} // namespace renkei::online::client_lists_test
