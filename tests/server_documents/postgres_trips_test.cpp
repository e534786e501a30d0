// How many round trips to PostgreSQL a request takes, its audit event included.
#include "tests/server_documents/request_kit.h"
#include "tests/store/postgres_proxy.h"
#include "tests/store/postgres_server.h"
#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace renkei::server::postgres_trips_test {
namespace {

class RequestTrips : public testing::Test {
protected:
    void SetUp() override {
        if (!store::PostgresServer::is_installed()) {
            GTEST_SKIP() << "no PostgreSQL server here; tools/install-needs installs it";
        }
        proxy = std::make_unique<store::PostgresProxy>(store::PostgresServer::shared().new_database());
        kit = std::make_unique<RequestKit>(documents::usual_peers(), proxy->connection());
    }
    std::uint64_t trips_of(const std::function<Response()>& request, int status) {
        const std::uint64_t before = proxy->trips();
        const Response response = request();
        EXPECT_EQ(response.status, status) << response.body;
        return proxy->trips() - before;
    }

    std::unique_ptr<store::PostgresProxy> proxy;
    std::unique_ptr<RequestKit> kit; // its connections end first
};

// Two for the document, one to end that, which is not waited for, two for the event.
TEST_F(RequestTrips, reading_a_document_takes_five) {
    const std::string path = path_of(kit->post(documents::admission()));
    for (const char* const type :
         {"text/csv", "application/fhir+json", "application/fhir+xml", "text/html", ""}) {
        for (int round = 0; round < 2; ++round) { // the second one is open already
            EXPECT_EQ(trips_of([&] { return kit->get(path, type); }, 200), 5U) << type;
        }
    }
    EXPECT_EQ(trips_of([&] { return kit->get(path + "/versions/1"); }, 200), 5U);
}

// Otherwise the time of an answer would say that it is there.
TEST_F(RequestTrips, one_of_others_takes_as_many_as_one_that_is_not_there) {
    const std::string path = path_of(kit->post(documents::admission()));
    const std::string none = "/documents/01890000-0000-7000-8000-000000000000";
    const auto closed = trips_of([&] { return kit->get(path, "", "stranger"); }, 404);
    EXPECT_EQ(closed, 4U);
    EXPECT_EQ(trips_of([&] { return kit->get(none, "", "stranger"); }, 404), closed);
}

TEST_F(RequestTrips, an_intake_takes_two_and_with_a_key_five) {
    (void)kit->post(documents::admission());
    EXPECT_EQ(trips_of([&] { return kit->post(documents::admission_named("A-2")); }, 201), 2U);
    const auto keyed = [&] {
        return kit->post(documents::admission_named("A-3"), "text/csv", {{"Idempotency-Key", "key-1"}});
    };
    EXPECT_EQ(trips_of(keyed, 201), 5U);
}

// `tools/bench postgres`: on a network on which each round trip takes a millisecond, and on none.
TEST_F(RequestTrips, DISABLED_time_of_a_read_and_of_an_intake) {
    constexpr int rounds = 200;
    for (const int delay : {0, 1000}) {
        proxy->set_delay(std::chrono::microseconds(delay));
        std::string path;
        const auto time_of = [](const auto& request) { // the least, in milliseconds
            double out = std::numeric_limits<double>::max();
            for (int i = 0; i < rounds; ++i) {
                const auto begin = std::chrono::steady_clock::now();
                request(i);
                const std::chrono::duration<double, std::milli> time =
                    std::chrono::steady_clock::now() - begin;
                out = std::min(out, time.count());
            }
            return out;
        };
        const double intake = time_of([&](int i) {
            path = path_of(kit->post(documents::admission_named(fmt::format("{}-{}", delay, i))));
        });
        const double read = time_of([&](int) { (void)kit->get(path); });
        fmt::print("{} ms a trip: {:.2f} ms an intake, {:.2f} ms a read\n", delay / 1000, intake, read);
    }
}

} // namespace
} // namespace renkei::server::postgres_trips_test
