#include "gateway/network/tls/context.h"
#include "generated/messages/base.h"
#include "generated/messages/tls.h"

#include "tests/tls/pilot.h"
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/StreamCopier.h>
#include <fmt/format.h>
#include <openssl/ssl.h>

namespace renkei::tls::context_test {
namespace {

using Poco::Net::Context;

// Answers with the subject of the client's certificate.
class WhoAreYou final : public Poco::Net::HTTPRequestHandler {
public:
    void handleRequest(Poco::Net::HTTPServerRequest& request,
                       Poco::Net::HTTPServerResponse& response) override {
        const Poco::Net::SecureStreamSocket socket(
            dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket());
        const std::string subject = read(socket.peerCertificate().certificate()).subject;
        response.sendBuffer(subject.data(), subject.size());
    }
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    // Poco's from here on
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
        return new WhoAreYou;
    }
};

class Server {
public:
    Server(const Credentials& own, MinVersion min_version)
        : socket_(Poco::Net::SocketAddress("127.0.0.1", 0), 64, *server_context(own, min_version)),
          server_(new Factory, socket_, new Poco::Net::HTTPServerParams) {
        server_.start();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { server_.stopAll(true); }
    Poco::UInt16 port() const { return socket_.address().port(); }

private:
    TlsLibrary tls_;
    Poco::Net::SecureServerSocket socket_;
    Poco::Net::HTTPServer server_;
};

// The answer, or "" if the connection was refused by either side.
std::string ask(const Server& server, const Context::Ptr& context, const std::string& host = "localhost") {
    Poco::Net::HTTPSClientSession session(host, server.port(), context);
    session.setTimeout(Poco::Timespan(10, 0));
    try {
        Poco::Net::HTTPRequest request("GET", "/", "HTTP/1.1");
        session.sendRequest(request);
        Poco::Net::HTTPResponse response;
        std::string body;
        Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
        return body;
    } catch (const Poco::Exception&) {
        return "";
    }
}

std::string ask_as(const Server& server, const Credentials& own) { return ask(server, *client_context(own)); }

// A client that looks at nothing and may show nothing.
Context::Ptr careless(const Credentials* own) {
    Context::Params params;
    params.verificationMode = Context::VERIFY_NONE;
    params.certificateFile = own == nullptr ? "" : own->certificate.string();
    params.privateKeyFile = own == nullptr ? "" : own->key.string();
    return new Context(Context::TLS_CLIENT_USE, params);
}

Credentials server_of(Pilot& pilot) { return pilot.server("server", {"DNS:localhost", "IP:127.0.0.1"}); }

// ok: they agreed on a cipher. The exit code also depends on which side closed first, which depends on
// chance.
Ran s_client(const Server& server, const Credentials& own, const std::string& options) {
    Ran out = run(fmt::format(
        "openssl s_client -connect 127.0.0.1:{} -CAfile '{}' -verify_return_error -cert '{}' -key '{}' {}",
        server.port(), own.authorities.string(), own.certificate.string(), own.key.string(), options));
    out.ok = out.output.find("Cipher is ") != std::string::npos &&
             out.output.find("Cipher is (NONE)") == std::string::npos;
    return out;
}

TEST(ServerContext, accepts_a_client_of_its_authority_and_identifies_it) {
    Pilot pilot;
    const Server server(server_of(pilot), MinVersion::tls13);
    EXPECT_EQ(ask_as(server, pilot.client("事業所")), "CN=事業所");
}

TEST(ServerContext, refuses_a_client_without_certificate) {
    Pilot pilot;
    const Server server(server_of(pilot), MinVersion::tls13);
    const Credentials client = pilot.client("a");
    EXPECT_EQ(ask(server, careless(nullptr)), "");
    EXPECT_EQ(ask(server, careless(&client)), "CN=a") << "it was the certificate";
}

TEST(ServerContext, refuses_foreign_expired_and_wrong_certificates) {
    Pilot pilot;
    Pilot other;
    const Server server(server_of(pilot), MinVersion::tls13);
    const Credentials foreign = other.client("foreign");
    const Credentials expired = pilot.client("expired", -1);
    const Credentials wrong = pilot.server("other-server", {"DNS:other.example"});
    for (const Credentials& own : {foreign, expired, wrong}) {
        EXPECT_EQ(ask(server, careless(&own)), "") << own.certificate;
    }
}

TEST(ServerContext, speaks_tls_1_3_only) {
    Pilot pilot;
    const Server server(server_of(pilot), MinVersion::tls13);
    const Credentials client = pilot.client("a");
    EXPECT_TRUE(s_client(server, client, "-tls1_3").ok);
    const Ran refused = s_client(server, client, "-tls1_2");
    EXPECT_FALSE(refused.ok);
    EXPECT_NE(refused.output.find("alert protocol version"), std::string::npos) << refused.output;
}

TEST(ServerContext, speaks_tls_1_2_where_asked_but_only_with_ephemeral_keys_and_authenticated_encryption) {
    Pilot pilot;
    const Server server(server_of(pilot), MinVersion::tls12);
    const Credentials client = pilot.client("a");
    EXPECT_TRUE(s_client(server, client, "-tls1_3").ok);
    EXPECT_TRUE(s_client(server, client, "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256").ok);
    EXPECT_TRUE(s_client(server, client, "-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305").ok);
    EXPECT_FALSE(s_client(server, client, "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256").ok);
    EXPECT_FALSE(s_client(server, client, "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA").ok);
    EXPECT_FALSE(s_client(server, client, "-tls1_1 -cipher ALL@SECLEVEL=0").ok);
    EXPECT_EQ(ask(server, careless(nullptr)), "");
}

TEST(ServerContext, agrees_only_on_the_groups_it_names) {
    Pilot pilot;
    const Server server(server_of(pilot), MinVersion::tls13);
    const Credentials client = pilot.client("a");
    for (const char* group : {"X25519", "P-256", "P-384"}) {
        EXPECT_TRUE(s_client(server, client, std::string("-groups ") + group).ok) << group;
    }
    EXPECT_FALSE(s_client(server, client, "-groups P-521").ok);
}

TEST(ServerContext, gives_nothing_to_resume_a_session_with) {
    Pilot pilot;
    const Server server(server_of(pilot), MinVersion::tls12);
    const Credentials client = pilot.client("a");
    const Ran old_version = s_client(server, client, "-tls1_2");
    EXPECT_TRUE(old_version.ok);
    EXPECT_EQ(old_version.output.find("TLS session ticket"), std::string::npos);
    EXPECT_NE(old_version.output.find("Session-ID: \n"), std::string::npos) << old_version.output;

    Poco::Net::SecureStreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", server.port()), "localhost",
                                         *client_context(client));
    const std::string request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.sendBytes(request.data(), static_cast<int>(request.size()));
    std::array<char, 1024> answer{};
    // tickets would have come before it
    ASSERT_GT(socket.receiveBytes(answer.data(), static_cast<int>(answer.size())), 0);
    EXPECT_EQ(SSL_SESSION_is_resumable(socket.currentSession()->sslSession()), 0);
}

TEST(ClientContext, refuses_a_server_with_another_name_or_address) {
    Pilot pilot;
    const Context::Ptr client = *client_context(pilot.client("a"));
    const Server by_name(pilot.server("by-name", {"DNS:localhost"}), MinVersion::tls13);
    EXPECT_EQ(ask(by_name, client, "localhost"), "CN=a");
    EXPECT_EQ(ask(by_name, client, "127.0.0.1"), "");
    const Server by_address(pilot.server("by-address", {"IP:127.0.0.1"}), MinVersion::tls13);
    EXPECT_EQ(ask(by_address, client, "127.0.0.1"), "CN=a");
    EXPECT_EQ(ask(by_address, client, "localhost"), "");
    const Server elsewhere(pilot.server("elsewhere", {"DNS:other.example", "DNS:localhost.example"}),
                           MinVersion::tls13);
    EXPECT_EQ(ask(elsewhere, client, "localhost"), "");
    const Server common_name_only(pilot.server("localhost", {}), MinVersion::tls13);
    EXPECT_EQ(ask(common_name_only, client, "localhost"), "") << "the common name is no name of a server";
}

TEST(ClientContext, refuses_a_server_when_no_name_was_asked_for) {
    Pilot pilot;
    const Server server(server_of(pilot), MinVersion::tls13);
    const Context::Ptr client = *client_context(pilot.client("a"));
    EXPECT_THROW(Poco::Net::SecureStreamSocket(Poco::Net::SocketAddress("127.0.0.1", server.port()), client),
                 Poco::Exception);
}

TEST(ClientContext, refuses_a_server_of_another_authority_and_an_expired_one) {
    Pilot pilot;
    Pilot other;
    const Credentials client = pilot.client("a");
    Credentials foreign = server_of(other);
    foreign.authorities = pilot.authorities(); // it would take our client
    EXPECT_EQ(ask_as(Server(foreign, MinVersion::tls13), client), "");
    const Credentials expired = pilot.issue(
        "expired",
        {.common_name = "expired", .names = {"DNS:localhost"}, .client = false, .server = true, .days = -1});
    EXPECT_EQ(ask_as(Server(expired, MinVersion::tls13), client), "");
    const Credentials no_server =
        pilot.issue("no-server", {.common_name = "no-server", .names = {"DNS:localhost"}, .days = 1});
    EXPECT_EQ(ask_as(Server(no_server, MinVersion::tls13), client), "");
}

TEST(Contexts, are_not_made_with_a_key_that_others_may_read) {
    Pilot pilot;
    const Credentials own = pilot.client("a");
    fs::permissions(own.key, fs::perms(0604));
    const auto made = client_context(own);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message, message::key_open);
    EXPECT_EQ(made.error().where.file, own.key.string());
}

TEST(Contexts, are_not_made_with_a_key_of_another_certificate) {
    Pilot pilot;
    Credentials own = pilot.client("a");
    own.key = pilot.client("b").key;
    const auto made = server_context(own, MinVersion::tls13);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message, message::key_of_another);
    EXPECT_EQ(made.error().where.file, own.key.string());
    EXPECT_EQ(made.error().args, std::vector<std::string>{own.certificate.string()});
}

TEST(Contexts, are_not_made_with_a_key_behind_a_password_nor_with_what_is_missing) {
    Pilot pilot;
    const Credentials own = pilot.client("a");
    Credentials locked = own;
    locked.key = pilot.file("locked.key");
    ASSERT_TRUE(run(fmt::format("umask 077; openssl pkey -in '{}' -aes256 -passout pass:x -out '{}'",
                                own.key.string(), locked.key.string()))
                    .ok);
    Credentials no_key = own;
    no_key.key = pilot.file("absent");
    Credentials no_authorities = own;
    no_authorities.authorities = pilot.file("a.key");
    EXPECT_EQ(client_context(locked).error().message, message::certificate_unreadable);
    EXPECT_EQ(client_context(no_key).error().message, message::file_unreadable);
    EXPECT_EQ(client_context(no_authorities).error().message, message::key_as_certificate);
}

} // namespace
} // namespace renkei::tls::context_test
