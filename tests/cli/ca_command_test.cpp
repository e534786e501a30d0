#include "gateway/base/file.h"
#include "gateway/tls/certificate.h"
#include "tests/cli/said.h"

#include <filesystem>

namespace renkei::cli {
namespace {

namespace fs = std::filesystem;

Said say_ca(std::vector<std::string> words) {
    words.insert(words.begin(), "ca");
    return said(words);
}

TEST(CaCommand, says_that_it_is_for_pilots_and_where_the_key_lies) {
    const Folder folder;
    const Said made = say_ca({"create", folder.file("pki")});
    EXPECT_EQ(made.code, 0);
    EXPECT_EQ(made.output, folder.file("pki/ca.pem\n"));
    EXPECT_NE(made.error.find("tests and pilots"), std::string::npos);
    EXPECT_NE(made.error.find(folder.file("pki/ca.key")), std::string::npos);
}

TEST(CaCommand, prints_the_hash_of_the_key_and_nothing_else) {
    const Folder folder;
    const std::string pki = folder.file("pki");
    ASSERT_EQ(say_ca({"create", pki}).code, 0);
    const Said issued = say_ca({"issue", "--ca", pki, "--name", "gateway", "--server", "--san", "DNS:localhost", "--san", "IP:127.0.0.1", "-o", folder.file("out")});
    EXPECT_EQ(issued.code, 0) << issued.error;
    const tls::Certificate certificate = *tls::read_pem(*base::read_file(folder.file("out/gateway.pem")));
    EXPECT_EQ(issued.output, certificate.key_sha256 + "\n");
    EXPECT_EQ(certificate.names, (std::vector<std::string>{"DNS:localhost", "IP:127.0.0.1"}));
    EXPECT_TRUE(fs::exists(folder.file("out/gateway.key")));
    EXPECT_NE(say_ca({"show", folder.file("out/gateway.pem")}).output.find("key\t" + certificate.key_sha256 + "\nissuer\tCN=Renkei pilot CA\nsubject\tCN=gateway\nname\tDNS:localhost\n"), std::string::npos);
}

TEST(CaCommand, lists_what_it_revoked) {
    const Folder folder;
    const std::string pki = folder.file("pki");
    ASSERT_EQ(say_ca({"create", pki}).code, 0);
    ASSERT_EQ(say_ca({"issue", "--ca", pki, "--name", "good", "-o", pki}).code, 0);
    ASSERT_EQ(say_ca({"issue", "--ca", pki, "--name", "bad", "-o", pki}).code, 0);
    EXPECT_EQ(say_ca({"revoke", "--ca", pki, folder.file("pki/bad.pem")}).output, folder.file("pki/ca.crl\n"));
    EXPECT_EQ(say_ca({"renew-list", pki, "--days", "7"}).code, 0);
    const std::string list = say_ca({"list", pki}).output;
    EXPECT_NE(list.find("\tvalid\t"), std::string::npos) << list;
    EXPECT_NE(list.find("\trevoked\t"), std::string::npos) << list;
    EXPECT_LT(list.find("CN=good"), list.find("CN=bad"));
}

TEST(CaCommand, refuses_what_it_cannot_do) {
    const Folder folder;
    const std::string pki = folder.file("pki");
    EXPECT_EQ(say_ca({"issue", "--ca", pki, "--name", "a"}).code, 2) << "there is no authority";
    ASSERT_EQ(say_ca({"create", pki}).code, 0);
    EXPECT_EQ(say_ca({"create", pki}).code, 4) << "there is one already";
    EXPECT_EQ(say_ca({"issue", "--name", "a"}).code, 3);
    EXPECT_EQ(say_ca({"issue", "--ca", pki}).code, 3);
    EXPECT_EQ(say_ca({"issue", "--ca", pki, "--name", "a", "--san", "localhost", "-o", pki}).code, 2);
    EXPECT_EQ(say_ca({"show", folder.file("pki/ca.key")}).code, 2);
}

} // namespace
} // namespace renkei::cli
