#include "gateway/core/base/file.h"
#include "gateway/network/tls/certificate.h"

#include "tests/online/command.h"

#include <cstdlib>
#include <filesystem>

namespace renkei::online::ca_command_test {
namespace {

CommandResult print_ca_error(const std::string& words) { return run_renkei("ca " + words); }

TEST(CaCommand, prints_that_it_is_for_pilots_and_where_the_key_is) {
    const Folder folder;
    const CommandResult made = print_ca_error("create " + folder.file("pki"));
    EXPECT_EQ(made.code, 0);
    EXPECT_EQ(made.output, folder.file("pki/ca.pem\n"));
    EXPECT_NE(made.error.find("tests and pilots"), std::string::npos);
    EXPECT_NE(made.error.find(folder.file("pki/ca.key")), std::string::npos);
}

TEST(CaCommand, prints_the_hash_of_the_key_and_nothing_else) {
    const Folder folder;
    const std::string pki = folder.file("pki");
    ASSERT_EQ(print_ca_error("create " + pki).code, 0);
    const CommandResult issued = print_ca_error(
        "issue --ca " + pki + " --name gateway --server --san DNS:localhost --san IP:127.0.0.1 -o " +
        folder.file("out"));
    EXPECT_EQ(issued.code, 0) << issued.error;
    const tls::Certificate certificate = *tls::read_pem(*base::read_file(folder.file("out/gateway.pem")));
    EXPECT_EQ(issued.output, certificate.key_sha256 + "\n");
    EXPECT_EQ(certificate.names, (std::vector<std::string>{"DNS:localhost", "IP:127.0.0.1"}));
    EXPECT_TRUE(fs::exists(folder.file("out/gateway.key")));
    EXPECT_NE(print_ca_error("show " + folder.file("out/gateway.pem"))
                  .output.find("key\t" + certificate.key_sha256 +
                               "\nissuer\tCN=Renkei pilot CA\nsubject\tCN=gateway\nname\tDNS:localhost\n"),
              std::string::npos);
}

TEST(CaCommand, shows_the_password_of_a_file_for_a_browser_once) {
    const Folder folder;
    const std::string pki = folder.file("pki");
    ASSERT_EQ(print_ca_error("create " + pki).code, 0);
    const std::string file = folder.file("office.p12");
    const std::string issue = "issue --ca " + pki + " --name office -o " + pki + " --p12 " + file;
    expect(print_ca_error(issue + " --csr " + pki + "/ca.pem"), {.code = 3, .prints = {"--csr, --p12"}});
    const CommandResult made = print_ca_error(issue);
    EXPECT_EQ(made.code, 0) << made;
    const tls::Certificate certificate = *tls::read_pem(*base::read_file(folder.file("pki/office.pem")));
    EXPECT_EQ(made.output, certificate.key_sha256 + "\n");
    EXPECT_FALSE(fs::exists(folder.file("pki/office.key")));
    const std::size_t end = made.error.rfind('\n');
    const std::string password = made.error.substr(made.error.rfind(' ', end) + 1, 24);
    const std::string opens =
        "openssl pkcs12 -noout -in " + file + " -passin pass:" + password + " 2>/dev/null";
    EXPECT_EQ(std::system(opens.c_str()), 0) << made.error;
    expect(print_ca_error(issue), {.code = 4}); // nothing is overwritten
    EXPECT_EQ(std::system(opens.c_str()), 0);
}

TEST(CaCommand, lists_what_it_revoked) {
    const Folder folder;
    const std::string pki = folder.file("pki");
    ASSERT_EQ(print_ca_error("create " + pki).code, 0);
    ASSERT_EQ(print_ca_error("issue --ca " + pki + " --name good -o " + pki).code, 0);
    ASSERT_EQ(print_ca_error("issue --ca " + pki + " --name bad -o " + pki).code, 0);
    EXPECT_EQ(print_ca_error("revoke --ca " + pki + " " + folder.file("pki/bad.pem")).output,
              folder.file("pki/ca.crl\n"));
    expect(print_ca_error("renew-list " + pki + " --days 7"), {.code = 0});
    const std::string list = print_ca_error("list " + pki).output;
    EXPECT_NE(list.find("\tvalid\t"), std::string::npos) << list;
    EXPECT_NE(list.find("\trevoked\t"), std::string::npos) << list;
    EXPECT_LT(list.find("CN=good"), list.find("CN=bad"));
}

TEST(CaCommand, refuses_what_it_cannot_do) {
    const Folder folder;
    const std::string pki = folder.file("pki");
    expect(print_ca_error("issue --ca " + pki + " --name a"), {.code = 2}); // there is no authority
    ASSERT_EQ(print_ca_error("create " + pki).code, 0);
    expect(print_ca_error("create " + pki), {.code = 4}); // there is one already
    expect(print_ca_error("issue --name a"), {.code = 3});
    expect(print_ca_error("issue --ca " + pki), {.code = 3});
    expect(print_ca_error("issue --ca " + pki + " --name a --san localhost -o " + pki), {.code = 2});
    expect(print_ca_error("show " + folder.file("pki/ca.key")), {.code = 2});
}

// A request whose key stays with its owner: the names that openssl puts into it.
class OfRequest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(print_ca_error("create " + pki).code, 0);
        ASSERT_TRUE(request("P-256", file));
    }
    bool request(const std::string& curve, const std::string& into) const {
        const std::string command =
            "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:" + curve + " -nodes -keyout " +
            folder.file("own.key") +
            " -subj /CN=other -addext subjectAltName=DNS:clinic.example,IP:192.0.2.7 -out " + into +
            " 2>/dev/null";
        return std::system(command.c_str()) == 0;
    }
    CommandResult issue(const std::string& more = "") const {
        return print_ca_error("issue --ca " + pki + " --name clinic --csr " + file + " -o " +
                              folder.file("out") + more);
    }
    tls::Certificate issued() const {
        return *tls::read_pem(*base::read_file(folder.file("out/clinic.pem")));
    }
    Folder folder;
    std::string pki = folder.file("pki");
    std::string file = folder.file("clinic.csr");
};

TEST_F(OfRequest, a_certificate_has_its_key_and_its_names_and_no_key_is_written) {
    const CommandResult result = issue();
    EXPECT_EQ(result.code, 0) << result;
    EXPECT_EQ(result.output, issued().key_sha256 + "\n");
    EXPECT_EQ(issued().subject, "CN=clinic") << "who it is, the authority says";
    EXPECT_EQ(issued().names, (std::vector<std::string>{"DNS:clinic.example", "IP:192.0.2.7"}));
    EXPECT_TRUE(result.prints("DNS:clinic.example")) << result;
    EXPECT_FALSE(fs::exists(folder.file("out/clinic.key")));
    const std::string fits = "openssl x509 -in " + folder.file("out/clinic.pem") +
                             " -pubkey -noout | cmp -s - <(openssl pkey -in " + folder.file("own.key") +
                             " -pubout)";
    EXPECT_EQ(std::system(("bash -c '" + fits + "'").c_str()), 0);
    EXPECT_NE(print_ca_error("list " + pki).output.find("CN=clinic"), std::string::npos)
        << "it can be revoked";
}

TEST_F(OfRequest, a_certificate_has_the_names_given_by_the_authority_if_any) {
    expect(issue(" --san DNS:other.example"), {.code = 0});
    EXPECT_EQ(issued().names, (std::vector<std::string>{"DNS:other.example"}));
}

TEST_F(OfRequest, no_certificate_is_issued_for_an_invalid_or_changed_request_or_a_weak_key) {
    std::string text = *base::read_file(file);
    const std::size_t middle = text.size() / 2;
    text[middle] = text[middle] == 'A' ? 'B' : 'A';
    const std::string weak = folder.file("weak.csr");
    const std::string make_weak = "openssl req -new -newkey rsa:1024 -nodes -keyout " +
                                  folder.file("weak.key") + " -subj /CN=x -out " + weak + " 2>/dev/null";
    ASSERT_EQ(std::system(make_weak.c_str()), 0);
    ASSERT_TRUE(base::write_file(folder.file("changed.csr"), text, base::Overwrite::no));
    for (const std::string& wrong :
         {folder.file("changed.csr"), weak, pki + "/ca.pem", folder.file("none.csr")}) {
        file = wrong;
        const CommandResult result = issue();
        EXPECT_NE(result.code, 0) << wrong;
        EXPECT_TRUE(result.prints(wrong + ": error[")) << result;
        EXPECT_FALSE(fs::exists(folder.file("out/clinic.pem"))) << wrong;
    }
}

} // namespace
} // namespace renkei::online::ca_command_test
