// The doors: who may come in where, and who says so.
#include "tests/http/stage.h"

#include <gtest/gtest.h>
#include <grp.h>

namespace renkei::http::test::doors_test {
namespace {

std::string escaped(std::string_view pem) {
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
std::string shows(const std::string& name) { return "Client-Cert: " + in_colons(certificates().pem(name)) + "\r\n"; }

void all_doors(Settings& settings) {
    settings.listen_tls12 = Address{"127.0.0.1", 0};
    settings.listen_plain = Address{"127.0.0.1", 0};
    settings.listen_proxied = Address{"127.0.0.1", 0};
}

TEST(Doors, a_certificate_in_a_header_is_forged_everywhere_but_behind_the_front) {
    Stage stage(all_doors);
    const std::string forged = hello(shows("hospital"));
    EXPECT_EQ(stage.hospital().ask(forged).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(stage.port(), "stranger").ask(forged).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(stage.port(Door::tls12), "hospital").ask(forged).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(stage.port(Door::plain)).ask(forged).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(stage.port(Door::plain)).ask(request("GET", "/open", "client-cert: \r\n")).value_or(Got{}).status, 400);
    EXPECT_EQ(Client(stage.port(Door::management)).ask(request("GET", "/healthz", shows("hospital"))).value_or(Got{}).status, 400);
    ASSERT_EQ(stage.events().size(), 6U);
    EXPECT_EQ(stage.events()[0].peer, "hospital"); // who did it
    EXPECT_EQ(stage.events()[0].reason, "request-wrong");
    EXPECT_EQ(stage.events()[1].certificate, certificates().key_hash("stranger"));
}

TEST(Doors, behind_the_front_the_header_tells_who_calls_request_by_request) {
    Stage stage(all_doors);
    stage.set_peers({peer_of("hospital"), peer_of("clinic")});
    Client front(stage.port(Door::proxied));
    EXPECT_EQ(front.ask(hello(shows("hospital"))).value_or(Got{}).body, "echo hospital hello  0 ");
    EXPECT_EQ(front.ask(hello("Client-Cert: " + escaped(certificates().pem("clinic")) + "\r\n")).value_or(Got{}).body, "echo clinic hello  0 ");
    EXPECT_EQ(front.ask(hello(shows("hospital"))).value_or(Got{}).body, "echo hospital hello  0 ");
}

TEST(Doors, behind_the_front_the_audit_names_the_address_that_the_front_saw) {
    Stage stage(all_doors);
    const auto ask = [&](const std::string& headers) { Client(stage.port(Door::proxied)).ask(hello(headers + shows("stranger"))); };
    ask("X-Forwarded-For: 198.51.100.9, 192.0.2.7\r\n");
    ask("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For: 2001:db8::7\r\n");
    ask("X-Forwarded-For: 192.0.2.7, nonsense\r\n");
    ask("");
    Client(stage.port(), "stranger").ask(hello("X-Forwarded-For: 192.0.2.7\r\n")); // no front, nobody to believe
    std::vector<std::string> addresses;
    for (const audit::Event& event : stage.events()) {
        addresses.push_back(event.address);
    }
    EXPECT_EQ(addresses, (std::vector<std::string>{"192.0.2.7", "2001:db8::7", "127.0.0.1", "127.0.0.1", "127.0.0.1"}));
}

TEST(Doors, without_tls_who_finds_no_seat_is_told_to_come_again) {
    Stage stage([](Settings& settings) {
        all_doors(settings);
        settings.limits.connections = 1;
    });
    Client first(stage.port(Door::plain));
    ASSERT_EQ(first.ask(request("GET", "/open")).value_or(Got{}).status, 200);
    const std::optional<Got> got = Client(stage.port(Door::plain)).receive();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 503);
    EXPECT_EQ(got->header("Retry-After"), "5");
    EXPECT_EQ(got->header("Connection"), "close");
    EXPECT_NE(got->body.find("server-busy"), std::string::npos) << got->body;
    EXPECT_FALSE(Client(stage.port(), "hospital").ask(hello(""))) << "its seat is taken";
}

TEST(Doors, behind_the_front_a_request_without_the_header_is_nobodys) {
    Stage stage(all_doors);
    Client front(stage.port(Door::proxied));
    ASSERT_EQ(front.ask(hello(shows("hospital"))).value_or(Got{}).status, 200);
    EXPECT_EQ(front.ask(hello("")).value_or(Got{}).status, 401); // also behind one with it
    EXPECT_EQ(Client(stage.port(Door::proxied)).ask(hello("Client-Cert: \r\n")).value_or(Got{}).status, 401);
}

TEST(Doors, behind_the_front_the_header_stands_once_and_is_a_valid_certificate) {
    Stage stage(all_doors);
    const auto status = [&](const std::string& headers) { return Client(stage.port(Door::proxied)).ask(hello(headers)).value_or(Got{}).status; };
    EXPECT_EQ(status(shows("hospital") + shows("hospital")), 400);
    EXPECT_EQ(status("Client-Cert: \r\n" + shows("hospital")), 400);
    EXPECT_EQ(status("Client-Cert: nonsense\r\n"), 400);
    EXPECT_EQ(status("Client-Cert: :TUlJQg==:\r\n"), 400);
    EXPECT_EQ(status(shows("stranger")), 403);
    EXPECT_EQ(status(shows("old")), 403);
    EXPECT_EQ(status(shows("alien")), 403);
    EXPECT_EQ(stage.events().size(), 7U);
}

TEST(Doors, only_the_configured_header_counts) {
    Stage stage([](Settings& settings) {
        all_doors(settings);
        settings.proxied_header = "X-SSL-Client-Cert";
    });
    Client front(stage.port(Door::proxied));
    EXPECT_EQ(front.ask(hello(shows("hospital"))).value_or(Got{}).status, 401);
}

TEST(Doors, a_unix_socket_is_for_its_owner_alone) {
    const std::filesystem::path file = certificates().folder() / "front.sock";
    {
        Stage stage([&](Settings& settings) { settings.proxied_socket = file.string(); });
        EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        EXPECT_EQ(Client(file.string()).ask(hello(shows("hospital"))).value_or(Got{}).body, "echo hospital hello  0 ");
    }
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Doors, a_unix_socket_may_be_for_a_group_and_for_no_other) {
    const std::filesystem::path file = certificates().folder() / "group.sock";
    Settings settings = test_settings();
    settings.proxied_socket = file.string();
    settings.proxied_group = "no-such-group";
    Log log;
    EXPECT_EQ(Server::open(settings, {}, {}, log).error().message, diag::Message::cannot_listen);
    const group* const own = getgrgid(getgid());
    ASSERT_NE(own, nullptr);
    Stage stage([&](Settings& changed) { changed.proxied_socket = file.string(), changed.proxied_group = own->gr_name; });
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write | perms::group_read | perms::group_write);
}

TEST(Doors, at_the_plain_door_nobody_is_known_and_only_open_routes_answer) {
    Stage stage(all_doors);
    Client client(stage.port(Door::plain));
    EXPECT_EQ(client.ask(request("GET", "/open")).value_or(Got{}).body, "open nobody -  0 ");
    EXPECT_EQ(client.ask(hello("")).value_or(Got{}).status, 401);
    EXPECT_EQ(client.ask(request("GET", "/open")).value_or(Got{}).status, 200);
}

TEST(Doors, plain_ones_open_on_loopback_only) {
    Settings settings = test_settings();
    settings.listen_plain = Address{"0.0.0.0", 0};
    Log log;
    const auto opened = Server::open(settings, {}, {}, log);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, diag::Message::plain_not_loopback);
}

TEST(Doors, an_address_that_is_taken_is_told) {
    Stage stage;
    Settings settings = test_settings();
    settings.management.port = stage.port(Door::management);
    Log log;
    const auto opened = Server::open(settings, {}, {}, log);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, diag::Message::cannot_listen);
}

TEST(Management, tells_health_and_readiness) {
    Stage stage;
    Client client(stage.port(Door::management));
    EXPECT_EQ(client.ask(request("GET", "/healthz")).value_or(Got{}).body, "ok\n");
    EXPECT_EQ(client.ask(request("GET", "/readyz")).value_or(Got{}).body, "ready\n");
    stage.not_ready = [] { return std::string("store-not-writable"); };
    const auto got = client.ask(request("GET", "/readyz"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 503);
    EXPECT_EQ(got->body, "store-not-writable\n");
    EXPECT_EQ(client.ask(request("GET", "/echo/x")).value_or(Got{}).status, 404); // and nothing else
    EXPECT_EQ(client.ask(request("POST", "/healthz")).value_or(Got{}).header("Allow"), "GET, HEAD");
}

TEST(Management, tells_at_an_unknown_path_what_is_at_its_own_address) {
    Stage stage;
    const Got got = Client(stage.port(Door::management)).ask(request("GET", "/metadata")).value_or(Got{});
    EXPECT_EQ(got.status, 404);
    EXPECT_NE(got.body.find("there is nothing at /metadata; at this address there is /healthz, /readyz, /metrics"), std::string::npos) << got.body;
}

TEST(Management, metrics_count_requests_by_route_and_outcome) {
    Stage stage;
    {
        Client client = stage.hospital();
        client.ask(hello(""));
        client.ask(hello(""));
        client.ask(request("GET", "/nothing/here"));
    }
    Client(stage.port(), "").ask(hello(""));
    std::string text; // a request is counted after its answer has gone out
    const auto is_counted = [&](std::string_view line) {
        const auto until = std::chrono::steady_clock::now() + 5s;
        do {
            text = Client(stage.port(Door::management)).ask(request("GET", "/metrics")).value_or(Got{}).body;
        } while (text.find(line) == std::string::npos && std::chrono::steady_clock::now() < until);
        return text.find(line) != std::string::npos;
    };
    for (const char* const line : {"renkei_http_requests_total{outcome=\"ok\",route=\"echo\",status=\"200\"} 2\n",
                                   "renkei_http_requests_total{outcome=\"no-such-path\",route=\"none\",status=\"404\"} 1\n",
                                   "renkei_http_request_seconds_count{route=\"echo\"} 2\n",
                                   "renkei_http_connections_total{door=\"tls\",end=\"served\"} 1\n",
                                   "renkei_http_connections_total{door=\"tls\",end=\"no-handshake\"} 1\n", "renkei_outbox_waiting 7\n",
                                   "# TYPE renkei_http_request_seconds histogram\n"}) {
        EXPECT_TRUE(is_counted(line)) << line << text;
    }
    const std::string log = stage.stop_and_read_log();
    EXPECT_NE(log.find("\"why\":\"peer-did-not-return-a-certificate\""), std::string::npos) << log;
}

} // namespace
} // namespace renkei::http::test::doors_test
