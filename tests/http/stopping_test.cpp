// How the server stops, and how it takes in changes while it runs.
#include "gateway/network/runtime/task_scheduler.h"
#include "generated/messages/server.h"

#include "tests/http/test_server.h"
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <fstream>
#include <thread>

namespace renkei::http::test::stopping_test {
namespace {

const std::string hello = request("GET", "/echo/hello");

TEST(Stopping, lets_running_requests_finish_and_closes_the_idle) {
    TestServer server;
    Client idle = server.hospital();
    ASSERT_TRUE(idle.ask(hello));
    auto busy = std::make_unique<Client>(server.port(), "hospital");
    ASSERT_TRUE(busy->send(request("GET", "/wait")));
    server.await_waiting(1);
    Client management(server.port(ListenerKind::management));
    ASSERT_EQ(management.ask(request("GET", "/readyz")).value_or(Got{}).status, 200);
    const std::uint16_t port = server.port();

    const std::jthread stopping([&] { server.server().stop(30s); });
    EXPECT_TRUE(idle.is_closed_within(10s));
    EXPECT_EQ(management.ask(request("GET", "/readyz")).value_or(Got{}).body, "draining\n");
    EXPECT_FALSE(Client(port).is_connected());

    server.let_go();
    const auto got = busy->receive();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, "waited");
    EXPECT_EQ(got->header("Connection"), "close");
    busy.reset(); // as requested
}

TEST(Stopping, does_not_wait_for_ever) {
    TestServer server;
    Client slow = server.hospital();
    ASSERT_TRUE(slow.send("POST /documents HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"));
    Client other = server.hospital(); // so that the first is being read
    ASSERT_TRUE(other.ask(hello));
    server.server().stop(50ms);
    EXPECT_TRUE(slow.is_closed_within(10s));
}

TEST(Stopping, twice_has_no_further_effect) {
    TestServer server;
    server.server().stop(1s);
    server.server().stop(1s);
}

TEST(Renewal, a_new_certificate_of_ours_is_shown_to_new_connections) {
    const auto own = [](const char* name) { return certificates().folder() / name; };
    std::filesystem::copy_file(certificates().certificate("server"), own("own.pem"));
    std::filesystem::copy_file(certificates().key("server"), own("own.key"));
    TestServer server([&](Settings& settings) {
        settings.credentials.certificate = own("own.pem"), settings.credentials.key = own("own.key");
    });
    ASSERT_TRUE(server.hospital().ask(hello));
    std::ofstream(own("own.pem")) << "half written";
    EXPECT_FALSE(server.server().reload_tls_files(ReloadableTlsContext::Reload::if_changed));
    EXPECT_TRUE(server.hospital().ask(hello)); // the old certificate stays in use
    std::filesystem::copy_file(certificates().certificate("server"), own("own.pem"),
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_TRUE(server.server().reload_tls_files(ReloadableTlsContext::Reload::if_changed));
    EXPECT_TRUE(server.hospital().ask(hello));
}

TEST(Renewal, a_revocation_list_is_read_again_when_its_file_changes) {
    const std::filesystem::path list = certificates().folder() / "watched.crl";
    std::filesystem::copy_file(certificates().list(), list);
    auto trust = ReloadableTrust::open({certificates().authorities(), {list}}).value();
    const auto before = trust->current();
    ASSERT_TRUE(trust->refresh(ReloadableTrust::Reload::if_changed));
    EXPECT_EQ(trust->current(), before); // nothing changed
    std::ofstream(list) << "not a list";
    EXPECT_FALSE(trust->refresh(ReloadableTrust::Reload::if_changed));
    EXPECT_FALSE(trust->refresh(ReloadableTrust::Reload::if_changed)); // an error until it is repaired
    EXPECT_EQ(trust->current(), before);
    std::filesystem::copy_file(certificates().list(), list,
                               std::filesystem::copy_options::overwrite_existing);
    ASSERT_TRUE(trust->refresh(ReloadableTrust::Reload::if_changed));
    EXPECT_NE(trust->current(), before);
}

TEST(TaskScheduler, runs_its_tasks_when_woken_and_logs_a_failure_once) {
    std::ostringstream lines;
    {
        runtime::Log log(std::make_shared<spdlog::sinks::ostream_sink_mt>(lines));
        std::mutex mutex;
        std::condition_variable done;
        int runs = 0;
        runtime::Trigger last = runtime::Trigger::interval;
        std::atomic<std::size_t> failing = 0;
        std::vector<std::size_t> seen;
        runtime::TaskScheduler scheduler({{"sweep",
                                           [&](runtime::Trigger trigger) -> diag::Result<void> {
                                               const std::lock_guard lock(mutex);
                                               last = trigger;
                                               ++runs;
                                               seen.push_back(failing);
                                               done.notify_all();
                                               return runs < 3
                                                          ? diag::fail(diag::message::server_busy, {}, {"1"})
                                                          : diag::Result<void>();
                                           }}},
                                         log, failing);
        for (int expected = 1; expected <= 4; ++expected) {
            scheduler.wake();
            std::unique_lock lock(mutex);
            done.wait(lock, [&] { return runs >= expected; });
        }
        const std::lock_guard lock(mutex);
        seen.resize(4);
        EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1, 1, 0})) << "as each run found it";
    }
    const std::string text = lines.str();
    const auto count = [&](std::string_view word) {
        std::size_t out = 0;
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
            ++out;
        }
        return out;
    };
    EXPECT_EQ(count("task-failed"), 1U) << text;
    EXPECT_EQ(count("task-recovered"), 1U) << text;
}

TEST(TaskScheduler, a_task_that_failed_stays_failed_until_its_work_succeeds) {
    bool works = false;
    const runtime::PeriodicTask reload = runtime::when_due(
        "reload", [](runtime::Trigger cause) { return cause == runtime::Trigger::signal; },
        [&]() -> diag::Result<void> {
            return works ? diag::Result<void>() : diag::fail(diag::message::server_busy, {}, {"1"});
        });
    EXPECT_TRUE(reload.run(runtime::Trigger::interval)); // it has not worked yet
    EXPECT_FALSE(reload.run(runtime::Trigger::signal));
    works = true;
    EXPECT_FALSE(reload.run(runtime::Trigger::interval)) << "nothing was read again";
    EXPECT_TRUE(reload.run(runtime::Trigger::signal));
    EXPECT_TRUE(reload.run(runtime::Trigger::interval));
}

} // namespace
} // namespace renkei::http::test::stopping_test
