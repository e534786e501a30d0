#include "gateway/core/base/base64.h"
#include "gateway/network/tls/pem.h"
#include "generated/messages/tls.h"

#include "tests/tls/pilot.h"

#include <ctime>

namespace renkei::tls::certificate_test {
namespace {

TEST(Certificate, has_subject_and_names_that_a_person_can_read) {
    Pilot pilot;
    const Certificate read =
        certificate_of(pilot.issue("a", {.common_name = "訪問看護, 試験",
                                         .names = {"DNS:kango.example", "URI:https://kango.example/a",
                                                   "IP:192.0.2.7", "IP:2001:db8::7"}}));
    EXPECT_EQ(read.subject, "CN=訪問看護\\, 試験");
    EXPECT_EQ(read.issuer, "CN=連携試験認証局");
    EXPECT_EQ(read.names, (std::vector<std::string>{"DNS:kango.example", "URI:https://kango.example/a",
                                                    "IP:192.0.2.7", "IP:2001:db8::7"}));
    EXPECT_EQ(read.serial.size(), 32U);
    EXPECT_EQ(read.not_after, read_pem(text_of(pilot.authorities()))->not_after)
        << "nothing outlives its authority";
    EXPECT_LT(read.not_before, std::time(nullptr)) << "clocks differ";
}

TEST(Certificate, has_the_same_hash_of_the_key_as_openssl) {
    Pilot pilot;
    const Credentials own = pilot.client("a");
    const Ran openssl = run("openssl x509 -in '" + own.certificate.string() +
                            "' -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum");
    EXPECT_EQ(openssl.output.substr(0, 64), certificate_of(own).key_sha256);
}

TEST(Certificate, is_written_back_as_it_was) {
    Pilot pilot;
    const std::string file = text_of(pilot.client("a").certificate);
    const Certificate read = *read_pem(file);
    EXPECT_TRUE(file.starts_with(read.pem));
    EXPECT_EQ(read_pem(read.pem)->serial, read.serial);
}

TEST(Certificate, says_whether_it_may_issue_others) {
    Pilot pilot;
    EXPECT_TRUE(is_of_authority(text_of(pilot.authorities())));
    EXPECT_FALSE(is_of_authority(text_of(pilot.client("a").certificate)));
    EXPECT_FALSE(is_of_authority("nothing"));
}

// The block of a PEM text with bytes behind what it encodes.
std::string with_bytes_behind(const std::string& pem, std::string_view bytes) {
    const std::size_t begin = pem.find('\n', pem.find("-----BEGIN ")) + 1;
    const std::size_t end = pem.find("-----END ", begin);
    std::string base64 = pem.substr(begin, end - begin);
    std::erase(base64, '\n');
    const std::string more = base::to_base64(*base::from_base64(base64) + std::string(bytes));
    std::string out = pem.substr(0, begin);
    for (std::size_t at = 0; at < more.size(); at += 64) {
        out += more.substr(at, 64) + "\n";
    }
    return out + pem.substr(end);
}

TEST(Certificate, with_bytes_behind_its_der_is_refused) {
    Pilot pilot;
    const std::string pem = read_pem(text_of(pilot.client("a").certificate))->pem;
    ASSERT_TRUE(read_pem(with_bytes_behind(pem, "")));
    for (const std::string& bytes :
         {std::string(1, '\0'), std::string("0\x03\x02\x01\x01"), std::string(300, 'x')}) {
        const auto read = read_pem(with_bytes_behind(pem, bytes));
        ASSERT_FALSE(read) << bytes.size();
        EXPECT_EQ(read.error().message, message::certificate_unreadable);
        EXPECT_EQ(read.error().args.front(), std::to_string(bytes.size()) + " bytes behind the DER");
        EXPECT_FALSE(all_certificates(pem + with_bytes_behind(pem, bytes), {})) << "also behind a whole one";
    }
}

TEST(Certificate, that_is_something_else_is_refused_with_what_it_is) {
    Pilot pilot;
    const Credentials own = pilot.client("a");
    EXPECT_EQ(read_pem(text_of(own.key)).error().message, message::key_as_certificate);
    EXPECT_EQ(private_key(text_of(own.certificate), {}).error().message, message::certificate_as_key);
    EXPECT_EQ(read_pem("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n").error().message,
              message::list_as_certificate);
    EXPECT_EQ(read_pem("-----BEGIN NEW CERTIFICATE REQUEST-----\nAAAA\n").error().message,
              message::request_as_certificate);
    EXPECT_EQ(read_pem("0\x82\x01\x02").error().message, message::certificate_in_der);
    EXPECT_TRUE(read_pem(text_of(own.key) + text_of(own.certificate))) << "a file may hold both";
}

TEST(Certificate, that_cannot_be_parsed_is_refused_without_asking_for_a_password) {
    for (const std::string text :
         {"", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
          "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
          "AES-128-CBC,00000000000000000000000000000000\n\nAAAA\n-----END CERTIFICATE-----\n"}) {
        const auto read = read_pem(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().message, message::certificate_unreadable);
    }
}

const Certificate hospital{.key_sha256 = std::string(64, 'a'),
                           .issuer = "CN=CA",
                           .subject = "CN=hospital",
                           .names = {"DNS:hospital.example", "URI:urn:oid:1.2.3"}};

struct BindingCase {
    policy::CertificateBinding binding;
    bool is_his;
};

TEST(CertificateBinding, names_a_certificate_by_its_key_or_by_issuer_and_subject_or_name) {
    const BindingCase cases[] = {
        {{.key_sha256 = std::string(64, 'a')}, true},
        {{.key_sha256 = std::string(64, 'b')}, false},
        {{.issuer = "CN=CA", .subject = "CN=hospital"}, true},
        {{.issuer = "CN=Other", .subject = "CN=hospital"}, false},
        {{.issuer = "CN=CA", .subject = "CN=other"}, false},
        {{.issuer = "CN=CA", .name = "DNS:hospital.example"}, true},
        {{.issuer = "CN=CA", .name = "URI:urn:oid:1.2.3"}, true},
        {{.issuer = "CN=CA", .name = "DNS:other.example"}, false},
        {{.key_sha256 = std::string(64, 'a'), .issuer = "CN=CA", .subject = "CN=other"}, false},
    };
    for (const BindingCase& one : cases) {
        EXPECT_EQ(belongs_to(hospital, one.binding), one.is_his)
            << one.binding.issuer << " " << one.binding.subject << one.binding.name;
    }
}

TEST(CertificateBinding, that_is_incomplete_matches_no_certificate) {
    for (const policy::CertificateBinding& binding : {policy::CertificateBinding{},
                                                      {.issuer = "CN=CA"},
                                                      {.subject = "CN=hospital"},
                                                      {.name = "DNS:hospital.example"}}) {
        EXPECT_FALSE(belongs_to(hospital, binding));
    }
    EXPECT_FALSE(belongs_to(Certificate{}, policy::CertificateBinding{}));
}

TEST(Peers, may_have_two_certificates_while_one_is_renewed) {
    Pilot pilot;
    const Certificate old_one = certificate_of(pilot.client("old"));
    const Certificate new_one = certificate_of(pilot.client("new"));
    const Certificate foreign = certificate_of(pilot.client("foreign"));
    const std::vector<policy::Peer> peers{
        {.id = "clinic", .bindings = {{.key_sha256 = std::string(64, '0')}}},
        {.id = "office",
         .bindings = {{.key_sha256 = old_one.key_sha256}, {.issuer = new_one.issuer, .subject = "CN=new"}},
         .revoked = true}};
    ASSERT_NE(find_peer(old_one, peers), nullptr);
    EXPECT_EQ(find_peer(old_one, peers)->id, "office");
    EXPECT_EQ(find_peer(new_one, peers), find_peer(old_one, peers));
    EXPECT_EQ(find_peer(foreign, peers), nullptr);
}

} // namespace
} // namespace renkei::tls::certificate_test
