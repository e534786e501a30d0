// Refused callers cost a bounded number of audit rows, and none of them is lost from the count.
#include "gateway/network/http/refusal_throttle.h"

#include "tests/http/test_server.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::http::test::refusal_throttle_test {
namespace {

using namespace std::chrono_literals;

const RefusalThrottle::Instant start{1h};

unsigned rows_of(RefusalThrottle& refusals, const std::string& address, unsigned times,
                 RefusalThrottle::Instant at = start) {
    unsigned out = 0;
    for (unsigned i = 0; i < times; ++i) {
        out += refusals.allows_row(address, "caller-not-known", at) ? 1U : 0U;
    }
    return out;
}

std::uint64_t total(const std::vector<RefusalThrottle::Summary>& summaries) {
    std::uint64_t out = 0;
    for (const RefusalThrottle::Summary& summary : summaries) {
        out += summary.times;
    }
    return out;
}

TEST(RefusalThrottle, of_an_address_have_a_few_rows_a_minute_and_then_one_count) {
    RefusalThrottle refusals;
    EXPECT_EQ(rows_of(refusals, "192.0.2.1", 1000), RefusalThrottle::rows_per_address);
    EXPECT_EQ(rows_of(refusals, "192.0.2.2", 1), 1U) << "another address has its own";
    EXPECT_TRUE(refusals.finished(start + 59s).empty());
    const std::vector<RefusalThrottle::Summary> summaries = refusals.finished(start + 60s);
    ASSERT_EQ(summaries.size(), 1U);
    EXPECT_EQ(summaries[0].address, "192.0.2.1");
    EXPECT_EQ(summaries[0].reason, "caller-not-known");
    EXPECT_EQ(summaries[0].times, 1000 - RefusalThrottle::rows_per_address);
    EXPECT_TRUE(refusals.finished(start + 120s).empty()) << "written once";
    EXPECT_EQ(rows_of(refusals, "192.0.2.1", 1, start + 61s), 1U) << "a new minute";
}

TEST(RefusalThrottle, of_many_addresses_cost_a_bounded_number_of_rows_and_all_are_counted) {
    RefusalThrottle refusals;
    unsigned rows = 0;
    for (unsigned i = 0; i < 5000; ++i) {
        rows += rows_of(refusals, "192.0.2." + std::to_string(i), 2);
    }
    EXPECT_EQ(rows, RefusalThrottle::rows_in_all);
    const std::vector<RefusalThrottle::Summary> summaries = refusals.finished(start + 60s);
    EXPECT_LE(summaries.size(), RefusalThrottle::max_counted + 1)
        << "one for those that have no count of their own";
    EXPECT_EQ(rows + total(summaries), 10'000U);
}

TEST(RefusalThrottle, that_could_not_be_written_wait_and_do_not_grow) {
    RefusalThrottle refusals;
    for (int minute = 0; minute < 10; ++minute) {
        rows_of(refusals, "192.0.2.1", RefusalThrottle::rows_per_address + 5, start + minute * 60s);
        for (const RefusalThrottle::Summary& summary : refusals.finished(start + minute * 60s)) {
            refusals.put_back(summary);
        }
    }
    const std::vector<RefusalThrottle::Summary> summaries = refusals.all();
    ASSERT_EQ(summaries.size(), 1U);
    EXPECT_EQ(summaries[0].times, 50U);
}

TEST(RefusalThrottle, are_written_in_one_row_when_the_server_ends_and_counted_by_its_metrics) {
    TestServer server;
    constexpr unsigned more = 3;
    for (unsigned i = 0; i < RefusalThrottle::rows_per_address + more; ++i) {
        EXPECT_EQ(Client(server.port(), "stranger").ask(request("GET", "/echo/hello")).value_or(Got{}).status,
                  403);
    }
    EXPECT_EQ(server.events().size(), RefusalThrottle::rows_per_address);
    const std::string text =
        Client(server.port(ListenerKind::management)).ask(request("GET", "/metrics")).value_or(Got{}).body;
    EXPECT_THAT(text,
                testing::HasSubstr(
                    "renkei_http_refused_callers_total{audit=\"row\",reason=\"caller-not-known\"} 10\n"));
    EXPECT_THAT(text,
                testing::HasSubstr(
                    "renkei_http_refused_callers_total{audit=\"sum\",reason=\"caller-not-known\"} 3\n"));
    server.stop_and_read_log();
    ASSERT_EQ(server.events().size(), RefusalThrottle::rows_per_address + 1);
    const audit::Event summary = server.events().back();
    EXPECT_EQ(summary.times, more);
    EXPECT_EQ(summary.reason, "caller-not-known");
    EXPECT_EQ(summary.address, "127.0.0.1");
    EXPECT_EQ(summary.certificate, "");
}

std::size_t count_of(std::string_view part, std::string_view text) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
        ++out;
    }
    return out;
}

TEST(Handshakes, that_fail_fill_no_log_and_are_all_counted) {
    TestServer server;
    constexpr unsigned more = 4;
    for (unsigned i = 0; i < RefusalThrottle::rows_per_address + more; ++i) {
        Client(server.port(), "").ask(request("GET", "/echo/hello"));
    }
    const std::string wanted =
        "renkei_http_connections_total{end=\"handshake-failed\",listener=\"tls\"} 14\n";
    const auto until = std::chrono::steady_clock::now() + 5s;
    std::string text; // a client may know before the server does
    while (text.find(wanted) == std::string::npos && std::chrono::steady_clock::now() < until) {
        text = Client(server.port(ListenerKind::management))
                   .ask(request("GET", "/metrics"))
                   .value_or(Got{})
                   .body;
    }
    EXPECT_THAT(text, testing::HasSubstr(wanted));
    const std::string log = server.stop_and_read_log();
    EXPECT_EQ(count_of("\"event\":\"handshake-failed\"", log), RefusalThrottle::rows_per_address) << log;
    EXPECT_EQ(count_of("\"event\":\"handshakes-failed\"", log), 1U) << log;
    EXPECT_THAT(
        log, testing::HasSubstr(
                 "\"address\":\"127.0.0.1\",\"why\":\"peer-did-not-return-a-certificate\",\"times\":\"4\""));
}

TEST(Handshakes, that_fail_by_a_certificate_name_it_in_the_log) {
    TestServer server;
    Client(server.port(), "old").ask(request("GET", "/echo/hello"));
    const std::string log = server.stop_and_read_log();
    EXPECT_THAT(log, testing::HasSubstr("\"certificate\":\"expired\",\"subject\":\"CN=old"));
    EXPECT_THAT(log, testing::ContainsRegex("\"serial\":\"[0-9A-Fa-f]{4,}\""));
}

} // namespace
} // namespace renkei::http::test::refusal_throttle_test
