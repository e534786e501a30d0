// A revocation list that a caller names wrongly is the caller's to mend: told before anything is sent, of the file.
#include "gateway/tls/authority.h"
#include "tests/cli/said.h"

#include <filesystem>

namespace renkei::cli::client_lists_test {
namespace {

namespace fs = std::filesystem;

class ClientLists : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(said({"ca", "create", pilot.beside("other")}).code, 0); }
    // Each of those that call a gateway, with this list.
    void expect_told_by_all(const std::string& list, const std::string& what) const {
        const std::vector<std::string> own{"--cert", pilot.file("peers/clinic.pem"), "--key", pilot.file("peers/clinic.key"), "--ca", pilot.file("ca/ca.pem"), "--crl", list};
        const std::vector<std::string> commands[] = {{"send", pilot.file("renkei.yaml"), "--to", "https://127.0.0.1:1"},
                                                     {"fetch", pilot.beside("mailbox"), "--from", "https://127.0.0.1:1"},
                                                     {"conform", "--kit", RENKEI_SOURCE "/fixtures", "--against", "https://127.0.0.1:1/fhir"}};
        for (std::vector<std::string> words : commands) {
            words.insert(words.end(), own.begin(), own.end());
            const Said refused = said(words);
            EXPECT_EQ(refused.code, 4) << words.front();
            EXPECT_TRUE(refused.tells(list + ": error[" + what + "]")) << words.front() << refused;
            EXPECT_FALSE(refused.tells("server-")) << refused << "it is not the gateway's fault";
        }
    }
    Pilot pilot;
};

TEST_F(ClientLists, of_another_authority_are_told_as_such) {
    ASSERT_EQ(said({"ca", "renew-list", pilot.beside("other")}).code, 0);
    expect_told_by_all(pilot.beside("other/ca.crl"), "revocation-list-foreign");
}

TEST_F(ClientLists, that_have_ended_are_told_as_such) {
    ASSERT_TRUE(tls::Authority::open(pilot.file("ca"))->write_crl(-1));
    expect_told_by_all(pilot.file("ca/ca.crl"), "revocation-list-ended");
}

TEST_F(ClientLists, that_are_none_are_told_as_such) { expect_told_by_all(pilot.file("ca/ca.pem"), "revocation-list-unreadable"); }

TEST_F(ClientLists, that_lie_beside_the_authority_are_looked_at_as_well) {
    ASSERT_EQ(said({"ca", "renew-list", pilot.beside("other")}).code, 0);
    fs::copy_file(pilot.beside("other/ca.crl"), pilot.file("ca/ca.crl"), fs::copy_options::overwrite_existing);
    const Said refused = said({"fetch", pilot.beside("mailbox"), "--from", "https://127.0.0.1:1", "--cert", pilot.file("peers/clinic.pem"), "--key", pilot.file("peers/clinic.key"), "--ca",
                               pilot.file("ca/ca.pem")});
    EXPECT_EQ(refused.code, 4);
    EXPECT_TRUE(refused.tells(pilot.file("ca/ca.crl") + ": error[revocation-list-foreign]")) << refused;
}

} // namespace
} // namespace renkei::cli::client_lists_test
