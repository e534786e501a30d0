// One peer that takes what it can get: gzip bombs, large bodies that it never finishes, large documents that
// it asks for and never reads. Another one goes on as if it were alone, and the gateway's memory stays small.
// RENKEI_GREEDY_CONNECTIONS: how many at once.
#include "site.h"
#include "tests/soak/wire.h"
#include <Poco/Base64Encoder.h>
#include <Poco/DeflatingStream.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace renkei::e2e::greedy_test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using soak::Wire;

constexpr std::size_t megabyte = 1'000'000;
constexpr std::size_t most_resident = 400 * megabyte;
constexpr std::size_t document_bytes = 30 * megabyte;
constexpr std::size_t body_bytes = 60 * megabyte;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_counts = false; // a sanitizer has several times as much
#else
constexpr bool memory_counts = true;
#endif

unsigned connections() {
    const char* const text = std::getenv("RENKEI_GREEDY_CONNECTIONS");
    return text == nullptr ? 20 : static_cast<unsigned>(std::stoul(text));
}

std::string packed(const std::string& text) {
    std::ostringstream out;
    Poco::DeflatingOutputStream stream(out, Poco::DeflatingStreamBuf::STREAM_GZIP);
    stream << text;
    stream.close();
    return out.str();
}

std::string base64(const std::string& bytes) {
    std::ostringstream out;
    Poco::Base64Encoder encoder(out);
    encoder.rdbuf()->setLineLength(0);
    encoder << bytes;
    encoder.close();
    return out.str();
}

// A PDF that nothing packs well. What it says does not matter.
std::string large_pdf() {
    std::string out = "%PDF-1.7\n";
    std::uint32_t state = 1;
    while (out.size() < document_bytes) {
        state = state * 1'664'525 + 1'013'904'223;
        out += static_cast<char>(state >> 24);
    }
    return out;
}

std::string simplified_publish(const std::string& pdf) {
    return R"({"resourceType":"DocumentReference","masterIdentifier":{"system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.3"},"status":"current",)"
           R"("subject":{"identifier":{"system":"https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no","value":"0000001016"}},)"
           R"("content":[{"attachment":{"contentType":"application/pdf","data":")" +
           base64(pdf) + R"("}}]})";
}

std::size_t resident(pid_t process) {
    std::ifstream file(fmt::format("/proc/{}/status", process));
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::stoul(line.substr(6)) * 1024;
        }
    }
    return 0;
}

class Greedy {
public:
    Greedy(const Site& gateway, std::filesystem::path certificate, std::string document)
        : port_(gateway.port()),
          certificate_(std::move(certificate)),
          document_(std::move(document)),
          bomb_(packed(std::string(body_bytes, '\0'))) {}

    // A sixth of them are bombs; the others are bodies and readers in equal parts.
    void begin(unsigned count) {
        for (unsigned i = 0; i < count; ++i) {
            threads_.emplace_back([this, i](const std::stop_token& stop) {
                // a greedy peer has processors of its own; here it must not take the gateway's
                ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 19);
                while (!stop.stop_requested()) {
                    Wire wire(certificate_, port_);
                    if (wire.is_open()) {
                        ++attempts_;
                        i % 6 == 0   ? send_bomb(wire)
                        : i % 2 == 0 ? send_unfinished(wire, stop)
                                     : ask_and_not_read(wire, stop);
                    }
                    std::this_thread::sleep_for(50ms);
                }
            });
        }
    }
    unsigned attempts() const { return attempts_; }
    unsigned bombs_refused() const { return bombs_refused_; }

private:
    void send_bomb(Wire& wire) {
        wire.send(fmt::format("POST /documents HTTP/1.1\r\nHost: a\r\nContent-Type: "
                              "text/csv\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                              bomb_.size()) +
                  bomb_);
        bombs_refused_ += wire.receive(2s, 12).starts_with("HTTP/1.1 413") ? 1U : 0U;
    }
    // Sends all but the last bytes of a body, as far as the gateway takes them, and then waits.
    static void send_unfinished(Wire& wire, const std::stop_token& stop) {
        static const std::string piece(64U << 10, 'a');
        bool goes_on = wire.send(fmt::format(
            "POST /documents HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nContent-Length: {}\r\n\r\n",
            body_bytes));
        for (std::size_t sent = 0; goes_on && sent + 2 * piece.size() < body_bytes && !stop.stop_requested();
             sent += piece.size()) {
            goes_on = wire.send(piece);
        }
        while (goes_on && !stop.stop_requested()) {
            goes_on = wire.receive(200ms, 1).empty() && wire.send("a");
        }
    }
    void ask_and_not_read(Wire& wire, const std::stop_token& stop) const {
        bool goes_on = wire.send(
            fmt::format("GET {} HTTP/1.1\r\nHost: a\r\nAccept: application/pdf\r\n\r\n", document_));
        for (int i = 0; i < 100 && goes_on && !stop.stop_requested(); ++i) {
            std::this_thread::sleep_for(100ms);
        }
    }

    std::uint16_t port_;
    std::filesystem::path certificate_;
    std::string document_; // path
    std::string bomb_;
    std::atomic<unsigned> attempts_ = 0;
    std::atomic<unsigned> bombs_refused_ = 0;
    std::vector<std::jthread> threads_{};
};

std::chrono::milliseconds p99_of(std::vector<std::chrono::milliseconds> times) {
    std::ranges::sort(times);
    return times.empty() ? 0ms : times[(times.size() - 1) * 99 / 100];
}

// Sends `count` different documents, which must be taken at the first try; returns how long each one took.
std::vector<std::chrono::milliseconds> send_documents(Client& client, const std::string& name, unsigned count,
                                                      const Site& gateway, std::size_t& most) {
    const std::string form = fixture("admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV");
    std::vector<std::chrono::milliseconds> out;
    for (unsigned i = 0; i < count; ++i) {
        const auto begun = Clock::now();
        const Reply reply = client.post("/documents", "text/csv;charset=Shift_JIS",
                                        with(form, "FIX-FULL", fmt::format("{}-{}", name, i)));
        out.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun));
        EXPECT_EQ(reply.status, 201) << reply.body;
        most = std::max(most, resident(const_cast<Site&>(gateway).process().id()));
    }
    return out;
}

TEST(A_greedy_peer, takes_neither_memory_nor_time_from_others) {
    Folder folder;
    const Authority authority(folder.path());
    Site gateway(folder.path() / "a", authority, "gateway-a", "limits:\n  connections_per_address: 1000\n");
    gateway.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
    gateway.add_peer("greedy", {"--role", "hospital", "--number", "institution:9910100016"});
    gateway.start();
    Client greedy = gateway.client("greedy");
    const Reply published =
        greedy.post("/fhir/DocumentReference", "application/fhir+json", simplified_publish(large_pdf()));
    ASSERT_EQ(published.status, 201) << published.body.substr(0, 2000);
    const std::string location = published.headers.at("location");
    const std::string id =
        location.substr(location.find("DocumentReference/") + 18,
                        location.find("/_history") - location.find("DocumentReference/") - 18);
    ASSERT_EQ(greedy.get("/fhir/Binary/" + id, {{"Accept", "application/pdf"}}).body.size(),
              large_pdf().size());

    const unsigned count = connections();
    Client honest = gateway.client("care-manager");
    std::size_t most = 0;
    const auto alone = p99_of(send_documents(honest, "ALONE", 5 * count, gateway, most));
    Greedy all(gateway, folder.path() / "certificates" / "greedy", "/fhir/Binary/" + id);
    all.begin(count);
    EXPECT_TRUE(eventually([&] { return all.attempts() >= count; }));
    most = 0;
    std::vector<std::chrono::milliseconds> times;
    const auto end = Clock::now() + (count >= 100 ? 30s : 5s);
    for (unsigned round = 0; Clock::now() < end; ++round) {
        std::ranges::copy(send_documents(honest, fmt::format("BESIDE-{}", round), 10, gateway, most),
                          std::back_inserter(times));
    }
    const auto beside = p99_of(times);
    fmt::print("{} connections: {} documents, p99 {} ms (alone {} ms), at most {} MB, {} attempts, {} bombs "
               "refused\n",
               count, times.size(), beside.count(), alone.count(), most / megabyte, all.attempts(),
               all.bombs_refused());
    EXPECT_GT(all.bombs_refused(), 0U);
    // the greedy client works on the same processors: the quick run checks only that no client waits for long
    EXPECT_LT(beside, count < 100 ? 10s : std::max<std::chrono::milliseconds>(100ms, 10 * alone));
    if (memory_counts) {
        EXPECT_LT(most, most_resident);
    }
}

} // namespace
} // namespace renkei::e2e::greedy_test
