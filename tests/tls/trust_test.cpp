#include "gateway/network/tls/trust.h"
#include "generated/messages/base.h"
#include "generated/messages/tls.h"

#include "tests/tls/pilot.h"

#include <ctime>
#include <thread>

namespace renkei::tls::trust_test {
namespace {

std::int64_t now() { return std::time(nullptr); }
constexpr std::int64_t day = 86400;

std::shared_ptr<const Trust> trust_in(const Pilot& pilot, std::vector<fs::path> lists = {}) {
    auto read = Trust::read({.authorities = pilot.authorities(), .revocations = std::move(lists)});
    EXPECT_TRUE(read) << diag::to_text(read.error(), diag::Language::english);
    return *read;
}

// Why the certificate is refused; nothing if it is trusted.
std::optional<diag::Message> refusal(const Trust& trust, const Credentials& own, std::int64_t at = now()) {
    const auto verified = trust.verify(text_of(own.certificate), {}, at);
    return verified ? std::nullopt : std::optional(verified.error().message);
}

std::string reason(const Trust& trust, const Credentials& own, std::int64_t at = now()) {
    const auto verified = trust.verify(text_of(own.certificate), {}, at);
    return verified || verified.error().args.empty() ? "" : verified.error().args.front();
}

TEST(Trust, accepts_a_client_of_the_authority) {
    Pilot pilot;
    const Credentials client = pilot.client("a");
    EXPECT_EQ(refusal(*trust_in(pilot), client), std::nullopt);
    ASSERT_TRUE(pilot.authority().write_crl(30));
    EXPECT_EQ(refusal(*trust_in(pilot, {pilot.list()}), client), std::nullopt);
}

TEST(Trust, refuses_what_another_authority_issued_even_under_the_same_name) {
    Pilot pilot;
    Pilot other;
    const Credentials foreign = other.client("a");
    EXPECT_EQ(refusal(*trust_in(pilot), foreign), message::certificate_foreign);
}

TEST(Trust, uses_the_time_it_is_given) {
    Pilot pilot;
    const Credentials client = pilot.client("a", 10);
    const auto trust = trust_in(pilot);
    EXPECT_EQ(reason(*trust, client, now() - day), "not-yet-valid");
    EXPECT_EQ(refusal(*trust, client, now() - day), message::certificate_too_early);
    EXPECT_EQ(refusal(*trust, client, now() + 9 * day), std::nullopt);
    EXPECT_EQ(reason(*trust, client, now() + 11 * day), "expired");
    EXPECT_EQ(reason(*trust, pilot.client("old", -1)), "expired");
    EXPECT_EQ(refusal(*trust, pilot.own("old")), message::certificate_expired);
}

TEST(Trust, takes_a_certificate_for_its_use_only) {
    Pilot pilot;
    const auto trust = trust_in(pilot);
    const Credentials server = pilot.server("server", {"DNS:localhost"});
    EXPECT_TRUE(trust->verify(text_of(server.certificate), {}, now(), CertificateUse::server));
    EXPECT_FALSE(trust->verify(text_of(pilot.client("a").certificate), {}, now(), CertificateUse::server));
}

TEST(Trust, refuses_a_server_that_comes_as_a_client) {
    Pilot pilot;
    const Credentials server = pilot.server("server", {"DNS:localhost"});
    EXPECT_EQ(refusal(*trust_in(pilot), server), message::certificate_untrusted);
}

TEST(Trust, refuses_the_authority_that_comes_as_a_client) {
    Pilot pilot;
    EXPECT_EQ(refusal(*trust_in(pilot), {.certificate = pilot.authorities()}),
              message::certificate_untrusted);
}

TEST(Trust, refuses_a_revoked_certificate) {
    Pilot pilot;
    const Credentials good = pilot.client("good");
    const Credentials bad = pilot.client("bad");
    ASSERT_TRUE(pilot.authority().revoke(bad.certificate, 30));
    const auto trust = trust_in(pilot, {pilot.list()});
    EXPECT_EQ(reason(*trust, bad), "revoked");
    EXPECT_EQ(refusal(*trust, bad), message::certificate_revoked);
    EXPECT_EQ(refusal(*trust, good), std::nullopt);
    EXPECT_EQ(refusal(*trust_in(pilot), bad), std::nullopt) << "without lists no certificate is revoked";
}

TEST(Trust, refuses_all_certificates_when_a_list_has_expired) {
    Pilot pilot;
    const Credentials client = pilot.client("a");
    ASSERT_TRUE(pilot.authority().write_crl(2));
    const auto trust = trust_in(pilot, {pilot.list()});
    EXPECT_EQ(refusal(*trust, client, now() + day), std::nullopt);
    EXPECT_EQ(refusal(*trust, client, now() + 3 * day), message::revocations_expired);
    ASSERT_TRUE(pilot.authority().write_crl(-1));
    EXPECT_EQ(refusal(*trust_in(pilot, {pilot.list()}), client), message::revocations_expired);
}

TEST(Trust, refuses_all_certificates_when_the_list_of_another_authority_has_expired) {
    Pilot pilot;
    Pilot other("もう一つの試験認証局");
    const Credentials client = pilot.client("a");
    ASSERT_TRUE(pilot.authority().write_crl(30));
    ASSERT_TRUE(other.authority().write_crl(-1));
    EXPECT_EQ(refusal(*trust_in(pilot, {pilot.list(), other.list()}), client), message::revocations_expired);
}

TEST(Trust, refuses_members_of_an_authority_without_a_list_when_lists_are_asked) {
    Pilot pilot;
    Pilot other("もう一つの試験認証局");
    ASSERT_TRUE(pilot.authority().write_crl(30));
    ASSERT_TRUE(base::write_file(pilot.file("both.pem"),
                                 text_of(pilot.authorities()) + text_of(other.authorities()),
                                 base::Overwrite::no));
    const auto trust = Trust::read({.authorities = pilot.file("both.pem"), .revocations = {pilot.list()}});
    ASSERT_TRUE(trust);
    EXPECT_EQ(refusal(**trust, pilot.client("a")), std::nullopt);
    EXPECT_EQ(reason(**trust, other.client("b")), "no-list");
    EXPECT_EQ(refusal(**trust, other.own("b")), message::certificate_without_list);
}

TEST(Trust, uses_no_list_that_another_key_signed) {
    Pilot pilot;
    Pilot impostor;
    const Credentials client = pilot.client("a");
    ASSERT_TRUE(impostor.authority().write_crl(30));
    EXPECT_EQ(refusal(*trust_in(pilot, {impostor.list()}), client), message::certificate_without_list);
}

TEST(Trust, reads_lists_in_both_encodings) {
    Pilot pilot;
    const Credentials bad = pilot.client("bad");
    ASSERT_TRUE(pilot.authority().revoke(bad.certificate, 30));
    ASSERT_TRUE(run("openssl crl -in '" + pilot.list().string() + "' -outform DER -out '" +
                    pilot.file("list.der").string() + "'")
                    .ok);
    EXPECT_EQ(reason(*trust_in(pilot, {pilot.file("list.der")}), bad), "revoked");
}

TEST(Trust, accepts_intermediate_certificates) {
    Pilot pilot;
    const std::string in_folder = "cd '" + pilot.file("").string() + "' && ";
    ASSERT_TRUE(run(in_folder + "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "
                                "/CN=root -keyout root.key -out root.pem -days 3")
                    .ok);
    ASSERT_TRUE(run(in_folder + "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "
                                "/CN=between -keyout between.key -out between.pem -days 3 "
                                "-CA root.pem -CAkey root.key -addext basicConstraints=critical,CA:TRUE")
                    .ok);
    ASSERT_TRUE(run(in_folder + "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "
                                "/CN=leaf -keyout leaf.key -out leaf.pem -days 3 "
                                "-CA between.pem -CAkey between.key -addext basicConstraints=CA:FALSE "
                                "-addext extendedKeyUsage=clientAuth")
                    .ok);
    const auto trust = Trust::read({.authorities = pilot.file("root.pem")});
    ASSERT_TRUE(trust);
    EXPECT_TRUE((*trust)->verify(text_of(pilot.file("leaf.pem")), text_of(pilot.file("between.pem")), now()));
    EXPECT_FALSE((*trust)->verify(text_of(pilot.file("leaf.pem")), {}, now()));
}

TEST(Trust, is_not_built_from_empty_files) {
    Pilot pilot;
    ASSERT_TRUE(base::write_file(pilot.file("empty"), "", base::Overwrite::no));
    const auto message = [](const TrustSettings& settings) { return Trust::read(settings).error().message; };
    EXPECT_EQ(message({.authorities = pilot.file("absent")}), message::file_unreadable);
    EXPECT_EQ(message({.authorities = pilot.file("empty")}), message::certificate_unreadable);
    EXPECT_EQ(message({.authorities = pilot.authorities(), .revocations = {pilot.file("empty")}}),
              message::list_unreadable);
    EXPECT_EQ(message({.authorities = pilot.authorities(), .revocations = {pilot.authorities()}}),
              message::list_unreadable);
    EXPECT_FALSE(trust_in(pilot)->verify("nothing", {}, now()));
    const Credentials client = pilot.client("a");
    EXPECT_FALSE(trust_in(pilot)->verify(text_of(client.certificate), "nothing", now()));
}

TEST(Trust, answers_many_threads_at_once) {
    Pilot pilot;
    const Credentials good = pilot.client("good");
    const Credentials bad = pilot.client("bad");
    ASSERT_TRUE(pilot.authority().revoke(bad.certificate, 30));
    const auto trust = trust_in(pilot, {pilot.list()});
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < 25; ++round) {
                    wrong += refusal(*trust, good).has_value() ? 1 : 0;
                    wrong += refusal(*trust, bad).has_value() ? 0 : 1;
                }
            });
        }
    }
    EXPECT_EQ(wrong, 0);
}

} // namespace
} // namespace renkei::tls::trust_test
