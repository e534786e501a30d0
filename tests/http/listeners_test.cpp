// The listeners: who may come in where, and who says so.
#include "generated/messages/server.h"

#include "tests/http/test_server.h"
#include <grp.h>
#include <gtest/gtest.h>

namespace renkei::http::test::listeners_test {
namespace {

std::string percent_encoded(std::string_view pem) {
    std::string out;
    for (const char c : pem) {
        out += c == '\n' ? "%0A" : c == ' ' ? "%20" : c == '+' ? "%2B" : std::string(1, c);
    }
    return out;
}

// RFC 9440
std::string in_colons(std::string pem) {
    pem.erase(0, pem.find('\n'));
    pem.erase(pem.find("-----END"));
    std::erase(pem, '\n');
    return ":" + pem + ":";
}

std::string hello(const std::string& headers) { return request("GET", "/echo/hello", headers); }
std::string shows(const std::string& name) {
    return "Client-Cert: " + in_colons(certificates().pem(name)) + "\r\n";
}

void all_listeners(Settings& settings) {
    settings.listen_tls12 = Address{"127.0.0.1", 0};
    settings.listen_plain = Address{"127.0.0.1", 0};
    settings.listen_proxied = Address{"127.0.0.1", 0};
}

TEST(Listeners, a_certificate_in_a_header_is_forged_everywhere_but_behind_the_reverse_proxy) {
    TestServer server(all_listeners);
    const std::string forged = hello(shows("hospital"));
    EXPECT_EQ(server.hospital().ask(forged).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(server.port(), "stranger").ask(forged).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(server.port(ListenerKind::tls12), "hospital").ask(forged).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(server.port(ListenerKind::plain)).ask(forged).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(server.port(ListenerKind::plain))
                  .ask(request("GET", "/open", "client-cert: \r\n"))
                  .value_or(Got{})
                  .status,
              400);
    EXPECT_EQ(Client(server.port(ListenerKind::management))
                  .ask(request("GET", "/healthz", shows("hospital")))
                  .value_or(Got{})
                  .status,
              400);
    ASSERT_EQ(server.events().size(), 6U);
    EXPECT_EQ(server.events()[0].peer, "hospital"); // who did it
    EXPECT_EQ(server.events()[0].reason, "request-wrong");
    EXPECT_EQ(server.events()[1].certificate, certificates().key_hash("stranger"));
}

TEST(Listeners, behind_the_reverse_proxy_the_header_identifies_the_caller_of_each_request) {
    TestServer server(all_listeners);
    server.set_peers({peer_of("hospital"), peer_of("clinic")});
    Client proxy(server.port(ListenerKind::proxied));
    EXPECT_EQ(proxy.ask(hello(shows("hospital"))).value_or(Got{}).body, "echo hospital hello  0 ");
    EXPECT_EQ(proxy.ask(hello("Client-Cert: " + percent_encoded(certificates().pem("clinic")) + "\r\n"))
                  .value_or(Got{})
                  .body,
              "echo clinic hello  0 ");
    EXPECT_EQ(proxy.ask(hello(shows("hospital"))).value_or(Got{}).body, "echo hospital hello  0 ");
}

TEST(Listeners, behind_the_reverse_proxy_the_audit_has_the_address_that_the_proxy_saw) {
    TestServer server(all_listeners);
    const auto ask = [&](const std::string& headers) {
        Client(server.port(ListenerKind::proxied)).ask(hello(headers + shows("stranger")));
    };
    ask("X-Forwarded-For: 198.51.100.9, 192.0.2.7\r\n");
    ask("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For: 2001:db8::7\r\n");
    ask("X-Forwarded-For: 192.0.2.7, nonsense\r\n");
    ask("");
    // without a reverse proxy the header is not trusted
    Client(server.port(), "stranger").ask(hello("X-Forwarded-For: 192.0.2.7\r\n"));
    std::vector<std::string> addresses;
    for (const audit::Event& event : server.events()) {
        addresses.push_back(event.address);
    }
    EXPECT_EQ(addresses,
              (std::vector<std::string>{"192.0.2.7", "2001:db8::7", "127.0.0.1", "127.0.0.1", "127.0.0.1"}));
}

TEST(Listeners, without_tls_a_client_over_the_limit_gets_503_with_retry_after) {
    TestServer server([](Settings& settings) {
        all_listeners(settings);
        settings.limits.connections = 1;
    });
    Client first(server.port(ListenerKind::plain));
    ASSERT_EQ(first.ask(request("GET", "/open")).value_or(Got{}).status, 200);
    const std::optional<Got> got = Client(server.port(ListenerKind::plain)).receive();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 503);
    EXPECT_EQ(got->header("Retry-After"), "5");
    EXPECT_EQ(got->header("Connection"), "close");
    EXPECT_NE(got->body.find("server-busy"), std::string::npos) << got->body;
    EXPECT_FALSE(Client(server.port(), "hospital").ask(hello(""))) << "its slot is taken";
}

TEST(Listeners, behind_the_reverse_proxy_a_request_without_the_header_is_refused) {
    TestServer server(all_listeners);
    Client proxy(server.port(ListenerKind::proxied));
    ASSERT_EQ(proxy.ask(hello(shows("hospital"))).value_or(Got{}).status, 200);
    EXPECT_EQ(proxy.ask(hello("")).value_or(Got{}).status, 401); // also after one that has it
    EXPECT_EQ(
        Client(server.port(ListenerKind::proxied)).ask(hello("Client-Cert: \r\n")).value_or(Got{}).status,
        401);
}

TEST(Listeners, behind_the_reverse_proxy_the_header_occurs_once_and_is_a_valid_certificate) {
    TestServer server(all_listeners);
    const auto status = [&](const std::string& headers) {
        return Client(server.port(ListenerKind::proxied)).ask(hello(headers)).value_or(Got{}).status;
    };
    EXPECT_EQ(status(shows("hospital") + shows("hospital")), 400);
    EXPECT_EQ(status("Client-Cert: \r\n" + shows("hospital")), 400);
    EXPECT_EQ(status("Client-Cert: nonsense\r\n"), 400);
    EXPECT_EQ(status("Client-Cert: :TUlJQg==:\r\n"), 400);
    EXPECT_EQ(status(shows("stranger")), 403);
    EXPECT_EQ(status(shows("old")), 403);
    EXPECT_EQ(status(shows("alien")), 403);
    EXPECT_EQ(server.events().size(), 7U);
}

TEST(Listeners, only_the_configured_header_counts) {
    TestServer server([](Settings& settings) {
        all_listeners(settings);
        settings.proxied_header = "X-SSL-Client-Cert";
    });
    Client proxy(server.port(ListenerKind::proxied));
    EXPECT_EQ(proxy.ask(hello(shows("hospital"))).value_or(Got{}).status, 401);
}

TEST(Listeners, a_unix_socket_is_for_its_owner_alone) {
    const std::filesystem::path file = certificates().folder() / "front.sock";
    {
        TestServer server([&](Settings& settings) { settings.proxied_socket = file.string(); });
        EXPECT_EQ(std::filesystem::status(file).permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        EXPECT_EQ(Client(file.string()).ask(hello(shows("hospital"))).value_or(Got{}).body,
                  "echo hospital hello  0 ");
    }
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Listeners, a_unix_socket_may_be_for_a_group_and_for_no_other) {
    const std::filesystem::path file = certificates().folder() / "group.sock";
    Settings settings = test_settings();
    settings.proxied_socket = file.string();
    settings.proxied_group = "no-such-group";
    runtime::Log log;
    EXPECT_EQ(Server::open(settings, {}, {}, log).error().message, diag::message::cannot_listen);
    const group* const own = getgrgid(getgid());
    ASSERT_NE(own, nullptr);
    TestServer server([&](Settings& changed) {
        changed.proxied_socket = file.string(), changed.proxied_group = own->gr_name;
    });
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              perms::owner_read | perms::owner_write | perms::group_read | perms::group_write);
}

TEST(Listeners, on_the_plain_listener_callers_are_anonymous_and_only_public_routes_answer) {
    TestServer server(all_listeners);
    Client client(server.port(ListenerKind::plain));
    EXPECT_EQ(client.ask(request("GET", "/open")).value_or(Got{}).body, "open anonymous -  0 ");
    EXPECT_EQ(client.ask(hello("")).value_or(Got{}).status, 401);
    EXPECT_EQ(client.ask(request("GET", "/open")).value_or(Got{}).status, 200);
}

TEST(Listeners, without_tls_are_on_loopback_only) {
    Settings settings = test_settings();
    settings.listen_plain = Address{"0.0.0.0", 0};
    runtime::Log log;
    const auto opened = Server::open(settings, {}, {}, log);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, diag::message::plain_not_loopback);
}

TEST(Listeners, an_address_in_use_is_reported) {
    TestServer server;
    Settings settings = test_settings();
    settings.management.port = server.port(ListenerKind::management);
    runtime::Log log;
    const auto opened = Server::open(settings, {}, {}, log);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, diag::message::cannot_listen);
}

TEST(Management, reports_health_and_readiness) {
    TestServer server;
    Client client(server.port(ListenerKind::management));
    EXPECT_EQ(client.ask(request("GET", "/healthz")).value_or(Got{}).body, "ok\n");
    EXPECT_EQ(client.ask(request("GET", "/readyz")).value_or(Got{}).body, "ready\n");
    server.not_ready = [] { return std::string("store-not-writable"); };
    const auto got = client.ask(request("GET", "/readyz"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 503);
    EXPECT_EQ(got->body, "store-not-writable\n");
    EXPECT_EQ(client.ask(request("GET", "/echo/x")).value_or(Got{}).status, 404); // it serves nothing else
    EXPECT_EQ(client.ask(request("POST", "/healthz")).value_or(Got{}).header("Allow"), "GET, HEAD");
}

TEST(Management, answers_though_one_address_holds_many_idle_connections) {
    TestServer server;
    std::vector<std::unique_ptr<Client>> idle;
    for (unsigned i = 0; i < 3 * max_management_connections; ++i) {
        idle.push_back(std::make_unique<Client>(server.port(ListenerKind::management)));
        if (i % 2 == 0) { // others send nothing at all
            EXPECT_EQ(idle.back()->ask(request("GET", "/readyz")).value_or(Got{}).status, 200) << i;
        }
    }
    EXPECT_TRUE(idle.front()->is_closed_within(5s)) << "it was idle longest";
    EXPECT_EQ(idle.back()->ask(request("GET", "/readyz")).value_or(Got{}).status, 200) << "it was idle least";
}

TEST(Management, lists_its_own_paths_at_an_unknown_one) {
    TestServer server;
    const Got got =
        Client(server.port(ListenerKind::management)).ask(request("GET", "/metadata")).value_or(Got{});
    EXPECT_EQ(got.status, 404);
    EXPECT_NE(
        got.body.find("there is nothing at /metadata; at this address there is /healthz, /readyz, /metrics"),
        std::string::npos)
        << got.body;
}

TEST(Management, metrics_count_requests_by_route_and_outcome) {
    TestServer server;
    {
        Client client = server.hospital();
        client.ask(hello(""));
        client.ask(hello(""));
        client.ask(request("GET", "/nothing/here"));
    }
    Client(server.port(), "").ask(hello(""));
    std::string text; // a request is counted after its response has gone out
    const auto is_counted = [&](std::string_view line) {
        const auto until = std::chrono::steady_clock::now() + 5s;
        do {
            text = Client(server.port(ListenerKind::management))
                       .ask(request("GET", "/metrics"))
                       .value_or(Got{})
                       .body;
        } while (text.find(line) == std::string::npos && std::chrono::steady_clock::now() < until);
        return text.find(line) != std::string::npos;
    };
    for (const char* const line :
         {"renkei_http_requests_total{outcome=\"ok\",route=\"echo\",status=\"200\"} 2\n",
          "renkei_http_requests_total{outcome=\"no-such-path\",route=\"none\",status=\"404\"} 1\n",
          "renkei_http_request_seconds_count{route=\"echo\"} 2\n",
          "renkei_http_connections_total{end=\"served\",listener=\"tls\"} 1\n",
          "renkei_http_connections_total{end=\"handshake-failed\",listener=\"tls\"} 1\n",
          "renkei_outbox_waiting 7\n", "# TYPE renkei_http_request_seconds histogram\n"}) {
        EXPECT_TRUE(is_counted(line)) << line << text;
    }
    const std::string log = server.stop_and_read_log();
    EXPECT_NE(log.find("\"why\":\"peer-did-not-return-a-certificate\""), std::string::npos) << log;
}

} // namespace
} // namespace renkei::http::test::listeners_test
