// A peer that keeps to no rule: bytes over mutual TLS, or over the bare socket.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace renkei::soak {

class Wire {
public:
    // `certificate` without ending; empty: no TLS at all.
    Wire(const std::filesystem::path& certificate, std::uint16_t port);
    bool is_open() const { return socket_ != nullptr; }
    bool send(const std::string& bytes);
    // The bytes that come until nothing comes for `timeout` or the other side ends; at most `most`.
    std::string receive(std::chrono::milliseconds timeout, std::size_t most = 65536);

private:
    std::unique_ptr<Poco::Net::StreamSocket> socket_{};
};

} // namespace renkei::soak
