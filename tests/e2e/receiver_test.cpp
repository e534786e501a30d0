// A receiver that takes connections and then says nothing: senders are answered as if it were not there, and
// so are other receivers.
#include "ledger.h"
#include <Poco/Net/ServerSocket.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>

namespace renkei::e2e::receiver_test {
namespace {

using namespace std::chrono_literals;

TEST(A_receiver_that_hangs, delays_neither_senders_nor_other_receivers) {
    // no client ever reads what it accepts
    const Poco::Net::ServerSocket mute(Poco::Net::SocketAddress("127.0.0.1", 0), 64);
    const Folder folder;
    const Authority authority(folder.path());
    Site hub(folder.path() / "b", authority, "hub");
    Site site(folder.path() / "a", authority, "gateway-a");
    hub.add_peer("gateway-a", {"--role", "network"});
    hub.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
    hub.start();
    site.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
    for (const auto& [id, address] :
         {std::pair{"hub", hub.address()},
          std::pair{"mute", fmt::format("https://127.0.0.1:{}", mute.address().port())}}) {
        site.command({"peer", "add", "--id", id, "--role", "hub", "--number", "institution:9910100016",
                      "--delivery-method", "gateway", "--address", address});
    }
    site.start();

    Client client = site.client("care-manager");
    Ledger sent;
    sent.send(client, 1); // now the connection stands, and the first delivery hangs
    std::chrono::milliseconds slowest = 0ms;
    for (int i = 0; i < 40; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        sent.send(client, 1);
        slowest = std::max(slowest, std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::steady_clock::now() - begun));
    }
    EXPECT_EQ(sent.acknowledged().size(), 41U);
    EXPECT_LT(slowest, 4s) << "a delivery waits much longer for the mute receiver";
    EXPECT_TRUE(eventually([&] { return Ledger::count_at(hub, "hospital") == 41; }))
        << site.command({"outbox", "list"});
    EXPECT_EQ(site.command({"outbox", "list", "--peer", "mute", "--state", "delivered"}).find("mute"),
              std::string::npos);
    site.stop();
    hub.stop();
}

} // namespace
} // namespace renkei::e2e::receiver_test
