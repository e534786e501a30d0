// An authorization server as those of the market are: SMART Backend Services with mutual TLS. Its token
// endpoint takes a client assertion (RFC 7523), and binds the access token to the certificate of the caller
// (RFC 8705).
#pragma once

#include "tests/support/token_issuer.h"
#include <Poco/Net/HTTPServer.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace renkei::e2e {

struct Registered {
    std::string jwks{};   // for its assertions
    nlohmann::json iua{}; // claims of the users that it may speak for: "user", "claims", "renkei"
};

class AuthorizationServer {
public:
    // `certificate` without ending
    AuthorizationServer(const std::filesystem::path& certificate, const std::filesystem::path& authorities);
    AuthorizationServer(const AuthorizationServer&) = delete;
    AuthorizationServer& operator=(const AuthorizationServer&) = delete;
    ~AuthorizationServer();

    void add_client(const std::string& id, Registered client) { clients_[id] = std::move(client); }
    std::uint16_t port() const;
    std::string issuer() const; // "https://127.0.0.1:PORT"
    std::string token_endpoint() const { return issuer() + "/token"; }

    // What its jwks_uri answers. After rotate() the old key is still among them, until retire().
    std::string keys() const;
    void rotate();
    void retire();

    // The token endpoint: status and JSON. `certificate`: SHA-256 of the caller's, in hex.
    std::pair<int, nlohmann::json> answer(const std::string& form, const std::string& certificate);

private:
    std::pair<int, nlohmann::json> issue(const std::string& client, const std::string& audience,
                                         const std::string& certificate) const;
    bool is_client(const std::string& assertion, std::string& client);

    mutable std::mutex mutex_;
    std::map<std::string, Registered> clients_{};
    std::unique_ptr<test::TokenKey> key_ = std::make_unique<test::TokenKey>("ES384", "2026-11");
    std::unique_ptr<test::TokenKey> old_{};
    std::set<std::string> seen_{}; // jti of assertions
    std::unique_ptr<Poco::Net::HTTPServer> server_;
};

// The form of a token request of this client, whose assertions `key` signs.
std::string token_request(const std::string& client, const test::TokenKey& key, const std::string& endpoint,
                          const std::string& resource, const std::string& jti);

} // namespace renkei::e2e
