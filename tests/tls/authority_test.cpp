#include "gateway/network/tls/pkcs12.h"
#include "generated/messages/base.h"
#include "generated/messages/tls.h"

#include "tests/tls/pilot.h"
#include <sys/stat.h>

#include <set>

namespace renkei::tls::authority_test {
namespace {

mode_t mode_of(const fs::path& path) {
    struct stat file {};
    EXPECT_EQ(::stat(path.c_str(), &file), 0);
    return file.st_mode & 0777U;
}

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

TEST(Authority, issues_what_openssl_accepts_for_its_use_and_for_no_other) {
    Pilot pilot;
    const Credentials client = pilot.client("client");
    const Credentials server = pilot.server("server", {"DNS:localhost", "IP:127.0.0.1"});
    const std::string verify = "openssl verify -x509_strict -CAfile " + quoted(pilot.authorities());
    EXPECT_TRUE(run(verify + " -purpose sslclient " + quoted(client.certificate)).ok);
    EXPECT_FALSE(run(verify + " -purpose sslserver " + quoted(client.certificate)).ok);
    EXPECT_TRUE(
        run(verify + " -purpose sslserver -verify_hostname localhost " + quoted(server.certificate)).ok);
    EXPECT_TRUE(run(verify + " -purpose sslserver -verify_ip 127.0.0.1 " + quoted(server.certificate)).ok);
    EXPECT_FALSE(run(verify + " -purpose sslserver -verify_hostname other " + quoted(server.certificate)).ok);
    EXPECT_FALSE(run(verify + " -purpose sslclient " + quoted(server.certificate)).ok);
    const Credentials gateway = pilot.issue(
        "gateway", {.common_name = "gateway", .names = {"DNS:localhost"}, .client = true, .server = true});
    EXPECT_TRUE(run(verify + " -purpose sslclient " + quoted(gateway.certificate)).ok);
    EXPECT_TRUE(
        run(verify + " -purpose sslserver -verify_hostname localhost " + quoted(gateway.certificate)).ok);
}

TEST(Authority, writes_lists_that_openssl_accepts_and_counts_them) {
    Pilot pilot;
    const Credentials good = pilot.client("good");
    const Credentials bad = pilot.client("bad");
    ASSERT_TRUE(pilot.authority().revoke(bad.certificate, 30));
    const std::string verify = "openssl verify -crl_check -CAfile " + quoted(pilot.authorities()) +
                               " -CRLfile " + quoted(pilot.list()) + " ";
    EXPECT_TRUE(run(verify + quoted(good.certificate)).ok);
    const Ran revoked = run(verify + quoted(bad.certificate));
    EXPECT_FALSE(revoked.ok);
    EXPECT_NE(revoked.output.find("certificate revoked"), std::string::npos) << revoked.output;
    const std::string number = "openssl crl -noout -crlnumber -in " + quoted(pilot.list());
    EXPECT_EQ(run(number).output, "crlNumber=0x01\n");
    ASSERT_TRUE(pilot.authority().write_crl(30));
    EXPECT_EQ(run(number).output, "crlNumber=0x02\n");
    EXPECT_FALSE(run(verify + quoted(bad.certificate)).ok) << "a renewed list keeps all revocations";
}

TEST(Authority, keeps_its_keys_to_itself) {
    Pilot pilot;
    const Credentials own = pilot.client("a");
    EXPECT_EQ(mode_of(own.key), 0600U);
    EXPECT_EQ(mode_of(pilot.file("ca") / "ca.key"), 0600U);
    fs::permissions(pilot.file("ca") / "ca.key", fs::perms(0644));
    const auto opened = Authority::open(pilot.file("ca"));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, message::key_open);
    EXPECT_EQ(opened.error().args, std::vector<std::string>{"0644"});
}

TEST(Authority, writes_a_file_for_a_browser_that_opens_with_its_password_alone) {
    Pilot pilot;
    const std::string password = *make_password();
    const fs::path file = pilot.file("office.p12");
    const CertificateSpec office{.common_name = "office", .pkcs12 = file, .password = password};
    const Credentials own = pilot.issue("office", office);
    EXPECT_EQ(mode_of(file), 0600U);
    EXPECT_FALSE(fs::exists(own.key)) << "the key stands in no other file";
    const auto opened = [&file](const std::string& with, const std::string& what) {
        return run("openssl pkcs12 -in " + quoted(file) + " -passin pass:" + with + " " + what);
    };
    EXPECT_FALSE(opened("", "-nokeys").ok);
    EXPECT_FALSE(opened(password + "0", "-nokeys").ok);
    const std::string about = opened(password, "-info -noout").output;
    EXPECT_NE(about.find("MAC: sha256, Iteration 100000"), std::string::npos) << about;
    const std::string how = "PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256";
    EXPECT_NE(about.find("PKCS7 Encrypted data: " + how), std::string::npos) << about;
    EXPECT_NE(about.find("Shrouded Keybag: " + how), std::string::npos) << about;
    const std::string certificates = opened(password, "-nokeys").output;
    EXPECT_NE(certificates.find("friendlyName: office"), std::string::npos) << certificates;
    const std::string root = text_of(pilot.authorities());
    EXPECT_NE(certificates.find(root), std::string::npos) << "and the authority's";
    const std::string key = opened(password, "-nocerts -nodes | openssl pkey -pubout").output;
    EXPECT_EQ(key, run("openssl x509 -noout -pubkey -in " + quoted(own.certificate)).output);

    const std::string first = text_of(file);
    const auto again = pilot.authority().issue(office, pilot.file("into"), "office");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().message, message::authority_exists);
    EXPECT_EQ(text_of(file), first);
    EXPECT_EQ(pilot.authority().issued()->size(), 1U);
}

TEST(Authority, makes_passwords_of_a_hundred_bits_that_can_be_typed) {
    const std::string one = *make_password();
    EXPECT_EQ(one.size(), 24U) << one;
    EXPECT_EQ(one.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz-"), std::string::npos) << one;
    EXPECT_NE(one, *make_password());
}

TEST(Authority, overwrites_nothing) {
    Pilot pilot;
    const Credentials own = pilot.client("a");
    const std::string root = text_of(pilot.authorities());
    const std::string key = text_of(own.key);
    const auto again = Authority::create(pilot.file("ca"), "another", 30);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().message, message::authority_exists);
    fs::remove(own.certificate);
    const auto issued = pilot.authority().issue({.common_name = "a"}, pilot.file(""), "a");
    ASSERT_FALSE(issued) << "the key is still there";
    EXPECT_EQ(issued.error().message, message::authority_exists);
    EXPECT_EQ(text_of(pilot.authorities()), root);
    EXPECT_EQ(text_of(own.key), key);
}

TEST(Authority, goes_on_where_it_was_left) {
    Pilot pilot;
    const Certificate first = certificate_of(pilot.client("first"));
    Authority again = *Authority::open(pilot.file("ca"));
    ASSERT_TRUE(again.issue({.common_name = "second"}, pilot.file("into/the/depth"), "second"));
    ASSERT_TRUE(again.revoke(pilot.file("first.pem"), 30));
    ASSERT_TRUE(again.revoke(pilot.file("first.pem"), 30)) << "once more changes nothing";
    const std::vector<IssuedCertificate> issued = *again.issued();
    ASSERT_EQ(issued.size(), 2U);
    EXPECT_EQ(issued[0].serial, first.serial);
    EXPECT_EQ(issued[0].subject, "CN=first");
    EXPECT_EQ(issued[0].not_after, first.not_after);
    EXPECT_NE(issued[0].revoked, 0);
    EXPECT_EQ(issued[1].subject, "CN=second");
    EXPECT_EQ(issued[1].revoked, 0);
}

TEST(Authority, revokes_only_what_it_issued) {
    Pilot pilot;
    Pilot other;
    const auto revoked = pilot.authority().revoke(other.client("a").certificate, 30);
    ASSERT_FALSE(revoked);
    EXPECT_EQ(revoked.error().message, message::certificate_untrusted);
    EXPECT_FALSE(fs::exists(pilot.list()));
}

TEST(Authority, refuses_an_index_with_a_broken_line_because_a_revocation_could_be_lost) {
    Pilot pilot;
    const Credentials own = pilot.client("a");
    ASSERT_TRUE(pilot.authority().revoke(own.certificate, 30));
    const fs::path index = pilot.file("ca") / "index";
    const std::string whole = text_of(index);
    for (const std::string& broken : {whole.substr(0, whole.size() - 1), whole + "\n",
                                      whole + "revoked\tff\tx\tCN=a\n", whole + "lost\tff\t1\tCN=a\n"}) {
        ASSERT_TRUE(base::write_file(index, broken, base::Overwrite::yes));
        const auto list = pilot.authority().write_crl(30);
        ASSERT_FALSE(list) << broken;
        EXPECT_EQ(list.error().message, message::file_unreadable);
        EXPECT_GT(list.error().where.line, 1U);
    }
}

TEST(Authority, refuses_names_that_no_certificate_could_have) {
    Pilot pilot;
    for (const char* name : {"localhost", "DNS:", "DNS:a b", "IP:localhost", "IP:1.2.3", "email:a@example",
                             "DNS:名前.example"}) {
        const auto issued =
            pilot.authority().issue({.common_name = "a", .names = {name}}, pilot.file(""), "a");
        ASSERT_FALSE(issued) << name;
        EXPECT_EQ(issued.error().message, message::tls_failed);
    }
    for (const char* file : {"", "../a", "a/b"}) {
        EXPECT_FALSE(pilot.authority().issue({.common_name = "a"}, pilot.file(""), file)) << file;
    }
    EXPECT_FALSE(fs::exists(pilot.file("a.pem")));
    EXPECT_EQ(pilot.authority().issued()->size(), 0U);
}

TEST(Authority, gives_every_certificate_another_serial_number_and_key) {
    Pilot pilot;
    std::set<std::string> seen;
    for (const char* name : {"a", "b", "c", "d"}) {
        const Certificate one = certificate_of(pilot.client(name));
        seen.insert(one.serial);
        seen.insert(one.key_sha256);
    }
    EXPECT_EQ(seen.size(), 8U);
}

} // namespace
} // namespace renkei::tls::authority_test
