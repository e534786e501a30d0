// Which callers are let in, and what the others are answered.
#include "tests/http/test_server.h"
#include <gtest/gtest.h>

namespace renkei::http::test::identity_test {
namespace {

const std::string hello = request("GET", "/echo/hello");

TEST(Identity, a_peer_is_served_and_known_by_name) {
    TestServer server;
    Client client = server.hospital();
    const auto got = client.ask(hello);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->body, "echo hospital hello  0 ");
    EXPECT_TRUE(server.events().empty());
}

TEST(Identity, a_request_has_the_days_that_its_certificate_is_still_valid) {
    TestServer server;
    Client client = server.hospital();
    const std::string days = request("GET", "/days");
    EXPECT_EQ(client.ask(days).value_or(Got{}).body, "364") << "and some hours";
    server.clock.ahead = 25LL * 24 * 3600 * 1000; // on a connection that is open
    EXPECT_EQ(client.ask(days).value_or(Got{}).body, "339");
}

TEST(Identity, a_connection_serves_many_requests) {
    TestServer server;
    Client client = server.hospital();
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200);
    }
    ASSERT_TRUE(client.send(hello + hello)); // one behind the other, without waiting
    EXPECT_EQ(client.receive().value_or(Got{}).status, 200);
    EXPECT_EQ(client.receive().value_or(Got{}).status, 200);
}

TEST(Identity, a_valid_certificate_of_no_peer_is_refused_and_audited) {
    TestServer server;
    Client client(server.port(), "stranger");
    const auto got = client.ask(request("GET", "/echo/hello", "X-Request-Id: asked-1\r\n"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 403);
    EXPECT_NE(got->body.find("caller-not-known"), std::string::npos) << got->body;
    EXPECT_NE(got->body.find(certificates().key_hash("stranger")), std::string::npos)
        << "what its operator enters: " << got->body;
    EXPECT_EQ(got->header("Connection"), "close");
    ASSERT_EQ(server.events().size(), 1U);
    const audit::Event event = server.events()[0];
    EXPECT_EQ(event.reason, "caller-not-known");
    EXPECT_EQ(event.certificate, certificates().key_hash("stranger"));
    EXPECT_EQ(event.request, got->header("X-Renkei-Request-Id"));
    EXPECT_EQ(event.request.size(), 32U);
    EXPECT_EQ(event.address, "127.0.0.1");
}

TEST(Identity, a_revoked_peer_is_refused_and_audited) {
    TestServer server;
    policy::Peer revoked = peer_of("hospital");
    revoked.revoked = true;
    server.set_peers({revoked});
    const auto got = server.hospital().ask(hello);
    EXPECT_EQ(got.value_or(Got{}).status, 403);
    EXPECT_EQ(server.events().size(), 1U);
}

TEST(Identity, a_refusal_that_cannot_be_audited_is_a_503) {
    TestServer server;
    server.refuse_audit();
    Client client(server.port(), "stranger");
    const auto got = client.ask(hello);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 503);
    EXPECT_FALSE(got->header("Retry-After").empty());
}

TEST(Identity, no_certificate_or_one_of_another_authority_or_an_expired_one_gets_no_answer) {
    TestServer server;
    for (const char* const name : {"", "alien", "old"}) {
        Client client(server.port(), name);
        EXPECT_FALSE(client.ask(hello)) << name;
    }
}

TEST(Identity, tls12_is_spoken_on_its_own_listener_only) {
    TestServer server([](Settings& settings) { settings.listen_tls12 = Address{"127.0.0.1", 0}; });
    EXPECT_FALSE(Client(server.port(), "hospital", Version::tls12).is_connected());
    EXPECT_EQ(Client(server.port(ListenerKind::tls12), "hospital", Version::tls12)
                  .ask(hello)
                  .value_or(Got{})
                  .status,
              200);
}

TEST(Identity, peers_that_change_count_from_the_next_request_on) {
    TestServer server;
    Client client = server.hospital();
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200);
    server.set_peers({});
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 403);
}

TEST(Identity, a_certificate_revoked_while_connected_is_refused_once_the_list_is_read) {
    certificates().issue("lost");
    TestServer server;
    server.set_peers({peer_of("lost")});
    Client client(server.port(), "lost");
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200);
    certificates().revoke("lost");
    ASSERT_TRUE(server.trust->refresh(ReloadableTrust::Reload::always));
    const auto got = client.ask(hello);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 403);
    EXPECT_NE(got->body.find("certificate-revoked"), std::string::npos) << got->body;
}

TEST(Identity, an_expired_revocation_list_refuses_connected_callers_too) {
    TestServer server;
    Client client = server.hospital();
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200);
    server.clock.ahead = 40LL * 24 * 3600 * 1000; // the list is good for 30 days, the certificate for a year
    const auto got = client.ask(hello);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 403);
    EXPECT_NE(got->body.find("revocations-expired"), std::string::npos) << got->body;
}

TEST(Identity, the_answer_repeats_the_callers_request_id_if_it_is_a_short_word) {
    TestServer server;
    Client client = server.hospital();
    const auto id = [&](const std::string& sent) {
        return client.ask(request("GET", "/echo/x", sent.empty() ? "" : "X-Request-Id: " + sent + "\r\n"))
            .value_or(Got{})
            .header("X-Request-Id");
    };
    EXPECT_EQ(id("a.b_c-1"), "a.b_c-1");
    EXPECT_EQ(id("with space").size(), 32U);
    EXPECT_EQ(id(std::string(65, 'a')).size(), 32U);
    EXPECT_NE(id(""), id(""));
}

TEST(Identity, the_answer_has_our_own_request_id_whatever_the_caller_sent) {
    TestServer server;
    Client client = server.hospital();
    const auto own = [&](const std::string& headers) {
        return client.ask(request("GET", "/echo/x", headers)).value_or(Got{}).header("X-Renkei-Request-Id");
    };
    const std::string first = own("X-Request-Id: 0000001016\r\n");
    EXPECT_EQ(first.size(), 32U);
    EXPECT_NE(own("X-Request-Id: 0000001016\r\n"), first);
    EXPECT_EQ(own("").size(), 32U);
}

TEST(Identity, the_callers_request_id_reaches_neither_log_nor_audit_nor_handler) {
    TestServer server;
    const std::string number = "0000001016"; // of an insured person
    const std::string header = "X-Request-Id: " + number + "\r\n";
    server.hospital().ask(request("GET", "/echo/x", header));
    server.hospital().ask(request("GET", "/nothing", header));
    server.hospital().ask(request("GET", "/break", header));
    EXPECT_EQ(server.hospital().ask(request("GET", "/who", header)).value_or(Got{}).body.size(), 32U);
    Client(server.port(), "stranger").ask(request("GET", "/echo/hello", header));
    server.hospital().ask(request("GET", "/echo/hello", header + "Client-Cert: x\r\n"));
    for (const audit::Event& event : server.events()) {
        EXPECT_EQ(event.request.find(number), std::string::npos);
    }
    EXPECT_EQ(server.events().size(), 2U);
    EXPECT_EQ(server.stop_and_read_log().find(number), std::string::npos);
}

TEST(Identity, a_silent_client_delays_no_other) {
    TestServer server;
    std::vector<std::unique_ptr<Client>> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(std::make_unique<Client>(server.port())); // TCP, and then not a byte of TLS
    }
    EXPECT_EQ(server.hospital().ask(hello).value_or(Got{}).status, 200);
}

} // namespace
} // namespace renkei::http::test::identity_test
