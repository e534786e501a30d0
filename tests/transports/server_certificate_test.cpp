// To whom documents are handed: not to a server whose certificate was revoked, nor to one that is not the
// peer's.
#include "gateway/network/tls/authority.h"
#include "gateway/network/transports/gateway_transport.h"
#include "gateway/network/transports/https_transport.h"
#include "gateway/network/transports/mhd_transport.h"

#include "tests/outbox/outbox_kit.h"
#include "tests/support/loopback_server.h"

namespace renkei::transports::server_certificate_test {
namespace {

using client::HttpLimits;
using client::HttpPool;
using client::ServerCertificate;
using outbox::Attempt;
using outbox::AttemptResult;
using outbox::FailureScope;
using outbox::OutboundMessage;
using outbox::Transport;
using test::Certificates;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::TemporaryFolder;

// A receiver on loopback with a certificate of an authority of its own, and a pool that trusts that
// authority.
class Receiver {
public:
    Receiver() {
        Certificates::get(); // TLS is ready
        for (const char* const name : {"server", "client"}) {
            EXPECT_TRUE(authority_.issue({.common_name = name, .names = {"IP:127.0.0.1"}, .server = true},
                                         folder_.path(), name));
        }
        EXPECT_TRUE(authority_.write_crl(30));
        renew_trust();
        server = std::make_unique<LoopbackServer>(
            *tls::server_context(own("server"), tls::MinVersion::tls13),
            [](const ReceivedRequest&) { return reply(201, "Location: /documents/7\r\n"); });
        pool = std::make_unique<HttpPool>(*tls::client_context(own("client")), HttpLimits{},
                                          [this] { return trust_; });
    }

    void revoke() {
        ASSERT_TRUE(authority_.revoke(folder_ / "server.pem", 30));
        renew_trust();
    }
    void let_the_list_expire() {
        ASSERT_TRUE(authority_.write_crl(-1));
        renew_trust();
    }
    tls::Certificate certificate(const std::string& name) const {
        return *tls::read_pem(*base::read_file(folder_ / (name + ".pem")));
    }
    policy::Peer peer(std::vector<policy::CertificateBinding> bindings = {}) const {
        return {.id = "p0", .bindings = std::move(bindings), .address = server->url()};
    }
    Attempt send(const policy::Peer& peer) {
        return GatewayTransport(*pool, clock_)
            .send(peer, {.delivery = "d", .bytes = "text", .media_type = "text/csv"});
    }

    std::unique_ptr<LoopbackServer> server{};
    std::unique_ptr<HttpPool> pool{};

private:
    tls::Credentials own(const std::string& name) const {
        return {folder_ / (name + ".pem"), folder_ / (name + ".key"), folder_ / "ca/ca.pem"};
    }
    void renew_trust() {
        trust_ =
            *tls::Trust::read({.authorities = folder_ / "ca/ca.pem", .revocations = {folder_ / "ca/ca.crl"}});
    }

    TemporaryFolder folder_{};
    tls::Authority authority_ = *tls::Authority::create(folder_ / "ca", "authority of receivers", 30);
    std::shared_ptr<const tls::Trust> trust_{};
    base::SystemClock clock_{};
};

diag::DeliveryReason because_of_tls(const diag::DeliveryReason& cause) {
    return diag::DeliveryReason(diag::ReasonCode::tls).because(cause);
}

void expect_kept_back(Receiver& it, const policy::Peer& peer, const diag::DeliveryReason& cause) {
    const std::size_t before = it.server->heard().size();
    const Attempt attempt = it.send(peer);
    EXPECT_EQ(attempt.result, AttemptResult::retry) << "it waits, as for one that is not there";
    EXPECT_EQ(attempt.scope, FailureScope::connection);
    EXPECT_EQ(attempt.reason, because_of_tls(cause));
    EXPECT_EQ(it.server->heard().size(), before);
}

TEST(ServerCertificate, is_taken_when_no_list_names_it) {
    Receiver it;
    EXPECT_EQ(it.send(it.peer()).result, AttemptResult::delivered);
}

TEST(ServerCertificate, that_was_revoked_is_given_nothing) {
    Receiver it;
    it.revoke();
    expect_kept_back(it, it.peer(), diag::ReasonCode::certificate_revoked);
    EXPECT_EQ(GatewayTransport(*it.pool, base::SystemClock()).probe(it.peer()),
              because_of_tls(diag::ReasonCode::certificate_revoked));
}

TEST(ServerCertificate, is_asked_again_on_a_connection_that_was_kept) {
    Receiver it;
    EXPECT_EQ(it.send(it.peer()).result, AttemptResult::delivered);
    it.revoke();
    expect_kept_back(it, it.peer(), diag::ReasonCode::certificate_revoked);
}

TEST(ServerCertificate, is_not_taken_when_the_list_has_expired) {
    Receiver it;
    it.let_the_list_expire();
    expect_kept_back(it, it.peer(), diag::ReasonCode::revocations_expired);
}

TEST(ServerCertificate, must_be_one_of_the_peers_if_its_entry_names_some) {
    Receiver it;
    const tls::Certificate own = it.certificate("server");
    const policy::CertificateBinding others{.key_sha256 = it.certificate("client").key_sha256};
    expect_kept_back(it, it.peer({others}), diag::certificate_of_another(own.key_sha256));
    EXPECT_TRUE(GatewayTransport(*it.pool, base::SystemClock()).probe(it.peer({others})));
    for (const policy::CertificateBinding& binding :
         {policy::CertificateBinding{.key_sha256 = own.key_sha256},
          policy::CertificateBinding{.issuer = own.issuer, .subject = own.subject}}) {
        EXPECT_EQ(it.send(it.peer({others, binding})).result, AttemptResult::delivered);
    }
}

TEST(ServerCertificate, is_asked_for_each_peer_on_a_connection_that_they_share) {
    Receiver it;
    EXPECT_EQ(it.send(it.peer({{.key_sha256 = it.certificate("server").key_sha256}})).result,
              AttemptResult::delivered);
    expect_kept_back(it, it.peer({{.key_sha256 = it.certificate("client").key_sha256}}),
                     diag::certificate_of_another(it.certificate("server").key_sha256));
}

TEST(ServerCertificate, is_asked_by_every_way_over_tls) {
    Receiver it;
    const base::SystemClock clock;
    HttpsTransport https(*it.pool, clock);
    MhdTransport mhd(
        *it.pool, clock,
        [](const policy::Peer&, const OutboundMessage&) -> diag::Result<std::string> { return "{}"; });
    const policy::Peer peer = it.peer({{.key_sha256 = it.certificate("client").key_sha256}});
    for (Transport* const way : {static_cast<Transport*>(&https), static_cast<Transport*>(&mhd)}) {
        EXPECT_EQ(way->send(peer, {.delivery = "d", .bytes = "text"}).scope, FailureScope::connection);
        EXPECT_TRUE(way->probe(peer));
    }
    EXPECT_TRUE(it.server->heard().empty());
}

} // namespace
} // namespace renkei::transports::server_certificate_test
