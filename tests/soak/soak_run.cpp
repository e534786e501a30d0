#include "soak_run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace renkei::soak {

using e2e::Client;
using e2e::Reply;
using std::chrono::milliseconds;

bool SoakRun::pause(milliseconds time) const {
    std::this_thread::sleep_until(std::min(end, std::chrono::steady_clock::now() + time));
    return goes_on();
}

Reply Caller::ask(const std::string& method, const std::string& path, const std::string& body,
                  const Client::Headers& headers) {
    constexpr int max_lost = 3; // a kept connection may just have been closed
    constexpr int max_busy = 300;
    int lost = 0;
    for (int busy = 0; busy < max_busy;) {
        const std::optional<Reply> reply = client_.send(method, path, body, headers);
        if (!reply) {
            if (++lost == max_lost) {
                break;
            }
            continue;
        }
        run_.ledger.count(fmt::format("answers {}", reply->status));
        if (reply->status != 503 && reply->status != 429) {
            EXPECT_LT(reply->status, 500) << method << " " << path << "\n" << reply->body;
            return *reply;
        }
        EXPECT_TRUE(reply->headers.contains("retry-after"))
            << reply->status << " without Retry-After: " << reply->body;
        ++busy;
        std::this_thread::sleep_for(
            milliseconds(100)); // sooner than Retry-After: the gateway must bear that, too
    }
    ADD_FAILURE() << peer_ << " got no answer: " << method << " " << path;
    return {};
}

Reply Caller::post(const std::string& path, const std::string& type, const std::string& body,
                   Client::Headers headers) {
    headers["Content-Type"] = type;
    return ask("POST", path, body, headers);
}

Reply Caller::get(const std::string& path, const std::vector<int>& expected, const std::string& accept) {
    const Reply reply =
        ask("GET", path, {}, accept.empty() ? Client::Headers{} : Client::Headers{{"Accept", accept}});
    EXPECT_NE(std::ranges::find(expected, reply.status), expected.end())
        << path << " " << accept << ": " << reply.status << "\n"
        << reply.body.substr(0, 2000);
    return reply;
}

std::size_t hash_of(const std::string& bytes) { return std::hash<std::string>{}(bytes); }

} // namespace renkei::soak
