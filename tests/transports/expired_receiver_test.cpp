// A receiver whose certificate has expired is given nothing; what is for it waits, says why, and goes when it
// has been renewed.
#include "gateway/network/outbox/outbox_admin.h"
#include "gateway/network/tls/authority.h"

#include "tests/transports/outbox_over_https.h"

namespace renkei::transports::expired_receiver_test {
namespace {

using outbox::delivery;
using outbox::eventually;
using outbox::must;
using outbox::queue;
using outbox::show_delivery;
using store::DeliveryState;
using test::Certificates;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::TemporaryFolder;

// An authority of receivers, and what it issued.
class Issued {
public:
    Issued() {
        Certificates::get(); // TLS is ready
        issue("old", -1);
        issue("renewed", 30);
        issue("client", 30);
    }
    Poco::Net::Context::Ptr server(const std::string& name) const {
        return *tls::server_context(own(name), tls::MinVersion::tls13);
    }
    Poco::Net::Context::Ptr client() const { return *tls::client_context(own("client")); }

private:
    void issue(const std::string& name, int days) {
        EXPECT_TRUE(
            authority_.issue({.common_name = name, .names = {"IP:127.0.0.1"}, .server = true, .days = days},
                             folder_.path(), name));
    }
    tls::Credentials own(const std::string& name) const {
        return {folder_ / (name + ".pem"), folder_ / (name + ".key"), folder_ / "ca/ca.pem"};
    }

    TemporaryFolder folder_{};
    tls::Authority authority_ = *tls::Authority::create(folder_ / "ca", "authority of receivers", 30);
};

TEST(ExpiredReceiver, keeps_its_deliveries_waiting_and_says_why_until_it_is_renewed) {
    const Issued issued;
    Sending it(issued.client());
    const auto take = [](const ReceivedRequest&) { return reply(201, "Location: /documents/7\r\n"); };
    auto server = std::make_unique<LoopbackServer>(issued.server("old"), take);
    const std::uint16_t port = server->port();
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start({server->url()});
    const auto reason = [&] { return must(show_delivery(*it.store, one.id)).reason.code(); };
    EXPECT_TRUE(eventually([&] { return reason().ends_with("tls:certificate-expired"); })) << reason();
    EXPECT_EQ(delivery(*it.store, one.id).state, DeliveryState::waiting);
    EXPECT_TRUE(server->heard().empty()) << "nothing was handed over";
    server.reset();
    server = std::make_unique<LoopbackServer>(issued.server("renewed"), take, port);
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_EQ(server->heard().size(), 1U);
}

} // namespace
} // namespace renkei::transports::expired_receiver_test
