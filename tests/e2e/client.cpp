#include "client.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>

namespace renkei::e2e {

namespace net = Poco::Net;

Client::Client(const std::filesystem::path& certificate, const std::filesystem::path& authorities,
               std::string host, std::uint16_t port)
    : context_(new net::Context(net::Context::TLS_CLIENT_USE, certificate.string() + ".key",
                                certificate.string() + ".pem", authorities.string(),
                                net::Context::VERIFY_STRICT, 9, false)),
      host_(std::move(host)),
      port_(port) {
    context_->requireMinimumProtocol(net::Context::PROTO_TLSV1_3);
    context_->enableExtendedCertificateVerification(false); // the address is a number
}

std::optional<Reply> Client::send(const std::string& method, const std::string& path, const std::string& body,
                                  const Headers& headers) {
    try {
        if (session_ == nullptr) {
            session_ = std::make_unique<net::HTTPSClientSession>(host_, port_, context_);
            session_->setKeepAlive(true);
            session_->setTimeout(Poco::Timespan(20, 0));
        }
        net::HTTPRequest request(method, path, net::HTTPMessage::HTTP_1_1);
        for (const auto& [name, value] : headers) {
            request.set(name, value);
        }
        if (!body.empty() || method == "POST" || method == "PUT") {
            request.setContentLength64(static_cast<Poco::Int64>(body.size()));
        }
        session_->sendRequest(request) << body;
        net::HTTPResponse response;
        std::istream& stream = session_->receiveResponse(response);
        Reply out{.status = response.getStatus()};
        Poco::StreamCopier::copyToString(stream, out.body);
        for (const auto& [name, value] : response) {
            out.headers[Poco::toLower(name)] = value;
        }
        return out;
    } catch (const std::exception&) { // Poco's way to say that the other side is gone
        session_.reset();
        return std::nullopt;
    }
}

Reply Client::post(const std::string& path, const std::string& type, const std::string& body,
                   Headers headers) {
    headers["Content-Type"] = type;
    return send("POST", path, body, headers).value_or(Reply{});
}

} // namespace renkei::e2e
