#include "authorization_server.h"

#include "gateway/core/base/clock.h"
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tokens/base64url.h"
#include "gateway/network/tokens/key_set.h"
#include "gateway/network/tokens/signature.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

namespace renkei::e2e {
namespace {

namespace net = Poco::Net;
using nlohmann::json;

constexpr const char* jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

std::int64_t seconds_now() { return base::SystemClock().now() / 1000; }

std::pair<int, json> refused(int status, const char* error) { return {status, json{{"error", error}}}; }

class Handler final : public net::HTTPRequestHandler {
public:
    explicit Handler(AuthorizationServer& server) : server_(server) {}
    void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
        std::string form;
        Poco::StreamCopier::copyToString(request.stream(), form);
        net::SecureStreamSocket socket(dynamic_cast<net::HTTPServerRequestImpl&>(request).socket());
        const auto certificate = tls::read(socket.peerCertificate().certificate());
        const auto [status, body] = request.getURI() == "/token" ? server_.answer(form, certificate.sha256)
                                                                 : std::pair(404, json::object());
        response.setStatus(std::to_string(status));
        response.setContentType("application/json");
        response.set("Cache-Control", "no-store");
        response.send() << body.dump();
    }

private:
    AuthorizationServer& server_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
public:
    explicit Factory(AuthorizationServer& server) : server_(server) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
        return new Handler(server_); // Poco's
    }

private:
    AuthorizationServer& server_;
};

} // namespace

AuthorizationServer::AuthorizationServer(const std::filesystem::path& certificate,
                                         const std::filesystem::path& authorities) {
    net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, certificate.string() + ".key",
                                                 certificate.string() + ".pem", authorities.string(),
                                                 net::Context::VERIFY_STRICT, 9, false);
    context->enableExtendedCertificateVerification(false); // callers are known by their certificates
    const net::SecureServerSocket socket(net::SocketAddress("127.0.0.1", 0), 16, context);
    server_ = std::make_unique<net::HTTPServer>(new Factory(*this), socket, new net::HTTPServerParams);
    server_->start();
}

AuthorizationServer::~AuthorizationServer() { server_->stopAll(true); }

std::uint16_t AuthorizationServer::port() const { return server_->port(); }
std::string AuthorizationServer::issuer() const { return "https://127.0.0.1:" + std::to_string(port()); }

std::string AuthorizationServer::keys() const {
    const std::lock_guard lock(mutex_);
    return old_ ? test::jwks({key_.get(), old_.get()}) : test::jwks({key_.get()});
}

void AuthorizationServer::rotate() {
    const std::lock_guard lock(mutex_);
    old_ = std::move(key_);
    key_ = std::make_unique<test::TokenKey>("RS384", "2026-12");
}

void AuthorizationServer::retire() {
    const std::lock_guard lock(mutex_);
    old_.reset();
}

// RFC 7523 §3, SMART App Launch 2.1 "Backend Services": signed by a registered key, short, used once.
bool AuthorizationServer::is_client(const std::string& assertion, std::string& client) {
    const std::size_t first = assertion.find('.');
    const std::size_t second = assertion.rfind('.');
    if (first == std::string::npos || first == second) {
        return false;
    }
    const auto part = [](const std::string& text) {
        return json::parse(tokens::from_base64url(text).value_or(""), nullptr, false);
    };
    const json header = part(assertion.substr(0, first));
    const json claims = part(assertion.substr(first + 1, second - first - 1));
    if (!header.is_object() || !claims.is_object() || claims.value("iss", "") != claims.value("sub", "-") ||
        claims.value("aud", "") != token_endpoint() || !seen_.insert(claims.value("jti", "")).second) {
        return false;
    }
    const std::int64_t end = claims.value("exp", std::int64_t{});
    client = claims.value("iss", "");
    const auto found = clients_.find(client);
    if (found == clients_.end() || end < seconds_now() || end > seconds_now() + 300) {
        return false;
    }
    const auto keys = tokens::KeySet::read(found->second.jwks);
    const auto algorithm = tokens::algorithm_of(header.value("alg", ""));
    const tokens::Key* const key =
        keys && algorithm ? keys->find(header.value("kid", ""), *algorithm) : nullptr;
    return key != nullptr &&
           tokens::is_signed(*key, *algorithm, assertion.substr(0, second),
                             tokens::from_base64url(assertion.substr(second + 1)).value_or(""));
}

std::pair<int, json> AuthorizationServer::answer(const std::string& form, const std::string& certificate) {
    const std::lock_guard lock(mutex_);
    Poco::URI uri("https://localhost/?" + form);
    std::map<std::string, std::string> fields;
    for (const auto& [name, value] : uri.getQueryParameters()) {
        fields[name] = value;
    }
    if (fields["grant_type"] != "client_credentials" || fields["client_assertion_type"] != jwt_bearer) {
        return refused(400, "unsupported_grant_type");
    }
    std::string client;
    return is_client(fields["client_assertion"], client) ? issue(client, fields["resource"], certificate)
                                                         : refused(401, "invalid_client");
}

std::pair<int, json> AuthorizationServer::issue(const std::string& client, const std::string& audience,
                                                const std::string& certificate) const {
    const std::int64_t now = seconds_now();
    json claims{{"iss", issuer()},
                {"sub", clients_.at(client).iua.value("user", client)},
                {"client_id", client},
                {"aud", audience},
                {"iat", now},
                {"exp", now + 300},
                {"scope", "system/*.rs"},
                {"jti", std::to_string(seen_.size()) + "-" + std::to_string(now)},
                {"cnf", {{"x5t#S256", test::thumbprint(certificate)}}}};
    const json& said = clients_.at(client).iua;
    for (const auto& [member, extension] : {std::pair("claims", "ihe_iua"), std::pair("renkei", "renkei")}) {
        if (said.contains(member)) {
            claims["extensions"][extension] = said[member];
        }
    }
    return {200, json{{"access_token", key_->sign(claims)}, {"token_type", "Bearer"}, {"expires_in", 300}}};
}

std::string token_request(const std::string& client, const test::TokenKey& key, const std::string& endpoint,
                          const std::string& resource, const std::string& jti) {
    const std::string assertion = key.sign(json{
        {"iss", client}, {"sub", client}, {"aud", endpoint}, {"exp", seconds_now() + 120}, {"jti", jti}});
    std::string encoded;
    Poco::URI::encode(resource, ":/?&=", encoded);
    return std::string("grant_type=client_credentials&scope=system%2F*.rs&client_assertion_type=") +
           jwt_bearer + "&client_assertion=" + assertion + "&resource=" + encoded;
}

} // namespace renkei::e2e
