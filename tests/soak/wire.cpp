#include "wire.h"

#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>

namespace renkei::soak {

namespace net = Poco::Net;

Wire::Wire(const std::filesystem::path& certificate, std::uint16_t port) {
    const net::SocketAddress address("127.0.0.1", port);
    try {
        if (certificate.empty()) {
            socket_ = std::make_unique<net::StreamSocket>(address);
            return;
        }
        const std::string authority = (certificate.parent_path().parent_path() / "ca" / "ca.pem").string();
        net::Context::Ptr context(new net::Context(
            net::Context::TLS_CLIENT_USE, certificate.string() + ".key", certificate.string() + ".pem",
            authority, net::Context::VERIFY_STRICT, 9, false));
        context->enableExtendedCertificateVerification(false); // the address is a number
        socket_ = std::make_unique<net::SecureStreamSocket>(address, context);
        socket_->setSendTimeout(Poco::Timespan(10, 0));
    } catch (const std::exception&) { // Poco's way to say that the other side does not want
        socket_.reset();
    }
}

bool Wire::send(const std::string& bytes) {
    try {
        for (std::size_t sent = 0; sent < bytes.size();) {
            sent += static_cast<std::size_t>(
                socket_->sendBytes(bytes.data() + sent, static_cast<int>(bytes.size() - sent)));
        }
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

std::string Wire::receive(std::chrono::milliseconds timeout, std::size_t most) {
    std::string out;
    try {
        socket_->setReceiveTimeout(Poco::Timespan(std::chrono::microseconds(timeout).count()));
        char block[4096];
        for (int count = 1; count > 0 && out.size() < most;) {
            count = socket_->receiveBytes(block, sizeof block);
            out.append(block, static_cast<std::size_t>(std::max(count, 0)));
        }
    } catch (const std::exception&) { // nothing came
    }
    return out;
}

} // namespace renkei::soak
