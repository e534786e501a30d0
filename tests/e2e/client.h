// A caller over mutual TLS: Poco's client with one certificate.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPSClientSession.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace renkei::e2e {

struct Reply {
    int status = 0;
    std::map<std::string, std::string> headers{}; // names in lower case
    std::string body{};
};

class Client {
public:
    // `certificate` without ending: NAME.pem and NAME.key
    Client(const std::filesystem::path& certificate, const std::filesystem::path& authorities,
           std::string host, std::uint16_t port);

    using Headers = std::map<std::string, std::string>;
    // Nothing: there was no answer (the connection was refused or broke off).
    std::optional<Reply> send(const std::string& method, const std::string& path,
                              const std::string& body = {}, const Headers& headers = {});

    // The answer must be there: else an empty one with status 0.
    Reply get(const std::string& path, const Headers& headers = {}) {
        return send("GET", path, {}, headers).value_or(Reply{});
    }
    Reply post(const std::string& path, const std::string& type, const std::string& body,
               Headers headers = {});

private:
    Poco::Net::Context::Ptr context_;
    std::string host_;
    std::uint16_t port_;
    std::unique_ptr<Poco::Net::HTTPSClientSession> session_;
};

} // namespace renkei::e2e
