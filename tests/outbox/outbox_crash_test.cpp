// A node that is killed between any two durable steps: the next one goes on, and in effect everything is
// delivered exactly once.
#include "gateway/network/outbox/outbox.h"

#include "tests/outbox/outbox_kit.h"
#include "tests/support/child.h"

#include <fstream>
#include <set>

namespace renkei::outbox::outbox_crash_test {
namespace {

using store::DeliveryState;
using test::ChildEnd;
using test::run_child;

constexpr int deliveries = 12;

// A receiver that writes down what it takes: a line of key and content each time it is handed something.
FakeTransport::Behaviour writes_down(const std::filesystem::path& book) {
    auto mutex = std::make_shared<std::mutex>();
    return [book, mutex](const policy::Peer&, const OutboundMessage& message) {
        const std::scoped_lock lock(*mutex);
        std::ofstream(book, std::ios::app) << message.delivery + " " + message.bytes + "\n" << std::flush;
        return Attempt{.result = AttemptResult::delivered};
    };
}

struct Book {
    std::vector<std::string> lines{};
    std::set<std::string> keys{};
    std::set<std::string> contents{};
};
Book read_book(const std::filesystem::path& file) {
    Book out;
    std::ifstream in(file);
    std::string key;
    std::string content;
    while (in >> key >> content) {
        out.lines.push_back(content);
        out.keys.insert(key);
        out.contents.insert(content);
    }
    return out;
}

void deliver_all(const std::filesystem::path& folder) {
    const StoreFixture site(folder);
    const auto store = site.open();
    FakeTransport transport(writes_down(folder / "book"));
    OutboxSettings settings = quick();
    settings.schedule.lease_ms = 300;
    settings.claim_size = 2; // several rounds
    Outbox outbox(*store, sender(site, *store, transport), settings);
    outbox.start();
    EXPECT_TRUE(eventually([&] { return count(*store, DeliveryState::delivered) == deliveries; }));
}

TEST(OutboxChild, DISABLED_delivers_all) { deliver_all(std::getenv("RENKEI_TEST_ROOT")); }

class OutboxCrash : public testing::TestWithParam<const char*> {};

TEST_P(OutboxCrash, loses_nothing_and_repeats_only_with_the_same_key) {
    for (const char* const time : {":1", ":3"}) {
        const StoreFixture site;
        queue_many(*site.open(), deliveries, 2);
        const ChildEnd end = run_child("OutboxChild.DISABLED_delivers_all",
                                       {{"RENKEI_TEST_ROOT", site.folder().string()},
                                        {"RENKEI_DIE_AT", GetParam() + std::string(time)}});
        EXPECT_TRUE(end.was_killed) << "no such step, or it was not passed so often";
        deliver_all(site.folder());
        const Book book = read_book(site.folder() / "book");
        EXPECT_EQ(book.contents.size(), static_cast<std::size_t>(deliveries));
        EXPECT_EQ(book.keys.size(), static_cast<std::size_t>(deliveries))
            << "one key per delivery, however often it was sent";
    }
}

INSTANTIATE_TEST_SUITE_P(Steps, OutboxCrash,
                         testing::Values("exchange.claimed", "exchange.sent", "exchange.recorded"));

TEST(OutboxNodes, two_programs_on_one_store_deliver_everything_once) {
    const StoreFixture site;
    const auto one = site.open("a");
    const auto other = site.open("b");
    queue_many(*one, 100, 3);
    FakeTransport transport;
    Outbox first(*one, sender(site, *one, transport), quick());
    Outbox second(*other, sender(site, *other, transport), quick());
    first.start();
    second.start();
    EXPECT_TRUE(eventually([&] { return count(*one, DeliveryState::delivered) == 100; }));
    std::size_t tried = 0;
    for (const char* const peer : {"p0", "p1", "p2"}) {
        tried += transport.tried(peer).size();
    }
    EXPECT_EQ(tried, 100U);
    EXPECT_EQ(first.state().delivered + second.state().delivered, 100U);
}

} // namespace
} // namespace renkei::outbox::outbox_crash_test
