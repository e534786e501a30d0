// Bytes of requests and responses: what is in memory, what goes to the spool, and what is refused.
#include "gateway/network/http/body_buffer.h"
#include "gateway/network/http/content_coding.h"

#include "tests/http/test_server.h"
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

namespace renkei::http::test::body_buffer_test {
namespace {

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

MemoryBudget::Deadline in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

struct Room {
    Room(std::uint64_t memory, std::uint64_t spool)
        : budget({.total = memory, .per_caller = memory}),
          disk(folder, {.total = spool, .per_caller = spool}) {}
    BodyBuffer bytes() { return {budget, disk, "a"}; }

    const std::filesystem::path folder = std::filesystem::temp_directory_path();
    MemoryBudget budget;
    Spool disk;
};

std::string counted(std::size_t size) {
    std::string out;
    for (std::size_t i = 0; out.size() < size; ++i) {
        out += std::to_string(i) + " ";
    }
    out.resize(size);
    return out;
}

std::string read(BodyBuffer& bytes) {
    std::string out;
    while (const auto piece = bytes.next()) {
        if (piece->empty()) {
            return out;
        }
        out += *piece;
    }
    return "the spool failed";
}

TEST(BodyBuffer, a_body_larger_than_the_memory_goes_through_the_spool_and_comes_out_whole) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{100}, std::size_t{32U << 10},
                                   std::size_t{300'000}, std::size_t{1'000'000}}) {
        Room room(256 * kib, 8 * mib);
        const std::string text = counted(size);
        BodyBuffer bytes = room.bytes();
        for (std::size_t at = 0; at < size; at += 10'000) {
            ASSERT_TRUE(bytes.append(std::string_view(text).substr(at, 10'000)));
            EXPECT_LE(room.budget.held(), 128 * kib);
        }
        EXPECT_EQ(bytes.size(), size);
        EXPECT_EQ(room.disk.used() > 0, size > 128 * kib);
        const auto whole = bytes.whole(in(5s));
        ASSERT_TRUE(whole) << size;
        EXPECT_EQ(whole->bytes, text) << size;
        EXPECT_EQ(room.budget.held(), size);
        EXPECT_EQ(room.disk.used(), 0U);
    }
}

TEST(BodyBuffer, what_has_room_neither_in_memory_nor_in_the_spool_is_503) {
    Room room(256 * kib, 256 * kib);
    BodyBuffer bytes = room.bytes();
    HttpResult<void> taken;
    for (int i = 0; i < 100 && taken; ++i) {
        taken = bytes.append(counted(10'000));
    }
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().status(), 503);
}

TEST(BodyBuffer, what_would_take_the_reserve_of_the_disk_is_503) {
    const std::filesystem::path folder = std::filesystem::temp_directory_path();
    const std::uint64_t all_of_it = std::filesystem::space(folder).capacity;
    for (const bool is_reserved : {true, false}) {
        MemoryBudget budget({.total = 256 * kib, .per_caller = 256 * kib});
        Spool disk(folder, {.total = 8 * mib, .per_caller = 8 * mib}, is_reserved ? all_of_it : 0);
        BodyBuffer bytes(budget, disk, "a");
        const HttpResult<void> taken = bytes.append(counted(2 * mib));
        ASSERT_EQ(taken.has_value(), !is_reserved);
        if (is_reserved) {
            EXPECT_EQ(taken.error().status(), 503);
            EXPECT_EQ(disk.used(), 0U);
        }
    }
}

TEST(BodyBuffer, without_a_spool_only_memory_is_used) {
    Room room(256 * kib, 0);
    BodyBuffer bytes = room.bytes();
    EXPECT_TRUE(bytes.append(counted(100'000)));
    EXPECT_EQ(bytes.append(counted(100'000)).error().status(), 503);
}

TEST(BodyBuffer, an_answer_that_is_not_read_gives_its_memory_back_and_goes_on_from_the_spool) {
    Room room(8 * mib, 8 * mib);
    const std::string text = counted(1'000'000);
    BodyBuffer bytes = room.bytes();
    ASSERT_TRUE(bytes.adopt(text, {}));
    EXPECT_EQ(room.budget.held(), text.size());
    std::string out(*bytes.next());
    bytes.spill();
    EXPECT_EQ(room.budget.held(), 0U);
    EXPECT_GT(room.disk.used(), 0U);
    out += read(bytes);
    EXPECT_EQ(out, text);
}

TEST(BodyBuffer, an_answer_with_a_reservation_waits_in_half_of_a_share_and_the_next_one_in_the_spool) {
    Room room(1 * mib, 8 * mib);
    const std::string text = counted(400'000);
    const auto held = [&room] {
        MemoryShare::ReservationPtr out = room.budget.open("a", MemoryUse::working);
        EXPECT_TRUE(out->grow(mib / 2));
        return out;
    };
    BodyBuffer first = room.bytes();
    ASSERT_TRUE(first.adopt(text, held()));
    EXPECT_EQ(room.budget.held(), text.size());
    BodyBuffer second = room.bytes();
    ASSERT_TRUE(second.adopt(text, held()));
    EXPECT_EQ(room.budget.held(), text.size());
    EXPECT_GT(room.disk.used(), 0U);
    EXPECT_EQ(read(first), text);
    EXPECT_EQ(read(second), text);
}

TEST(BodyBuffer, without_a_spool_an_answer_that_is_made_stays_in_memory_and_is_counted) {
    Room room(1 * mib, 0);
    const std::string text = counted(800'000);
    MemoryShare::ReservationPtr memory = room.budget.open("a", MemoryUse::working);
    ASSERT_TRUE(memory->grow(mib));
    BodyBuffer bytes = room.bytes();
    ASSERT_TRUE(bytes.adopt(text, std::move(memory)));
    EXPECT_EQ(room.budget.held(), text.size());
    EXPECT_EQ(read(bytes), text);
}

TEST(BodyBuffer, a_large_answer_for_which_there_is_no_room_to_wait_gives_its_memory_back) {
    Room room(1 * mib, 64 * kib);
    MemoryShare::ReservationPtr memory = room.budget.open("a", MemoryUse::working);
    ASSERT_TRUE(memory->grow(2 * mib)); // more than the budget: takes the slot for one large reservation
    BodyBuffer bytes = room.bytes();
    EXPECT_EQ(bytes.adopt(counted(1'500'000), std::move(memory)).error().status(), 503);
    EXPECT_EQ(room.budget.held(), 0U);
}

TEST(BodyBuffer, nothing_of_it_is_readable_on_disk) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("renkei-spool-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    MemoryBudget budget({.total = 2, .per_caller = 2});
    Spool disk(folder, {.total = 8 * mib, .per_caller = 8 * mib});
    BodyBuffer bytes(budget, disk, "a");
    std::string text;
    while (text.size() < 500'000) {
        text += "planted ";
    }
    ASSERT_TRUE(bytes.append(text));
    EXPECT_TRUE(std::filesystem::is_empty(folder)) << "a file without a name";
    std::size_t seen = 0;
    for (const auto& open : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code none;
        const std::string target = std::filesystem::read_symlink(open.path(), none).string();
        if (!target.starts_with(folder.string())) {
            continue;
        }
        std::string content(600'000, '\0');
        const int number = std::stoi(open.path().filename());
        content.resize(static_cast<std::size_t>(
            std::max<ssize_t>(0, ::pread(number, content.data(), content.size(), 0))));
        EXPECT_GT(content.size(), 400'000U);
        EXPECT_EQ(content.find("planted"), std::string::npos);
        ++seen;
    }
    EXPECT_EQ(seen, 1U);
    std::filesystem::remove(folder);
}

TEST(BodyBuffer, what_was_changed_on_disk_is_not_taken) {
    Room room(2, 8 * mib);
    BodyBuffer bytes = room.bytes();
    ASSERT_TRUE(bytes.append(counted(100'000)));
    unsigned changed = 0;
    for (const auto& open : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code none;
        const std::string target = std::filesystem::read_symlink(open.path(), none).string();
        if (target.starts_with(room.folder.string()) && target.ends_with("(deleted)") &&
            ::pwrite(std::stoi(open.path().filename()), "x", 1, 50'000) == 1) {
            ++changed;
        }
    }
    ASSERT_EQ(changed, 1U);
    EXPECT_FALSE(bytes.whole(in(1s)));
}

// ---------------------------------------------------------------- over HTTP
void little_memory(Settings& settings) {
    settings.limits.memory_bytes = 4 * mib;
    settings.limits.memory_per_peer_bytes = mib;
    settings.limits.spool_bytes = 256 * mib;
    settings.spool = std::filesystem::temp_directory_path();
}

std::string metric(const TestServer& server, const std::string& name) {
    const std::string text =
        Client(server.port(ListenerKind::management)).ask(request("GET", "/metrics")).value_or(Got{}).body;
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos
               ? ""
               : text.substr(at + name.size() + 2, text.find('\n', at + 1) - at - name.size() - 2);
}

TEST(Memory, bodies_that_are_not_finished_hold_a_share_and_no_more) {
    TestServer server(little_memory);
    std::vector<std::unique_ptr<Client>> unfinished;
    for (int i = 0; i < 8; ++i) {
        unfinished.push_back(std::make_unique<Client>(server.port(), "hospital"));
        ASSERT_TRUE(
            unfinished.back()->send("POST /documents HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" +
                                    std::string(1'900'000, 'a')));
    }
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (std::stod(metric(server, "renkei_http_spool_bytes")) < 8 * 1'800'000 &&
           std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_GE(std::stod(metric(server, "renkei_http_spool_bytes")), 8 * 1'800'000);
    EXPECT_LE(std::stod(metric(server, "renkei_http_memory_bytes")), mib / 2);
    for (const auto& client : unfinished) {
        const auto got = client->ask(std::string(100'000, 'b'));
        ASSERT_TRUE(got);
        EXPECT_EQ(got->body.substr(0, 50), "document-create hospital -  2000000 " + std::string(14, 'a'));
    }
}

TEST(Memory, a_peer_beyond_its_share_gets_503_and_another_one_is_served) {
    TestServer server([](Settings& settings) {
        little_memory(settings);
        settings.limits.spool_bytes = 0;
    });
    server.set_peers({peer_of("hospital"), peer_of("clinic")});
    Client unfinished = server.hospital();
    ASSERT_TRUE(unfinished.send("POST /documents HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" +
                                std::string(500'000, 'a')));
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (std::stod(metric(server, "renkei_http_memory_bytes")) < 500'000 &&
           std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(10ms);
    }
    const std::string body(100'000, 'b');
    const auto refused = server.hospital().ask(request("POST", "/documents", "", body));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->header("Retry-After"), "5");
    EXPECT_NE(refused->body.find("memory-share-used"), std::string::npos) << refused->body;
    EXPECT_EQ(
        Client(server.port(), "clinic").ask(request("POST", "/documents", "", body)).value_or(Got{}).status,
        200);
}

TEST(Memory, an_unread_response_goes_to_the_spool_and_arrives_whole_when_it_is_read) {
    TestServer server(little_memory);
    std::vector<std::unique_ptr<Client>> slow;
    for (int i = 0; i < 4; ++i) {
        slow.push_back(std::make_unique<Client>(server.port(), "hospital"));
        ASSERT_TRUE(slow.back()->send(request("GET", "/huge")));
    }
    const auto until = std::chrono::steady_clock::now() + 15s;
    while ((metric(server, "renkei_http_memory_bytes") != "0" ||
            metric(server, "renkei_http_spool_bytes") == "0") &&
           std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_EQ(metric(server, "renkei_http_memory_bytes"), "0");
    EXPECT_NE(metric(server, "renkei_http_spool_bytes"), "0");
    for (const auto& client : slow) {
        const auto got = client->receive();
        ASSERT_TRUE(got);
        EXPECT_EQ(got->status, 200);
        EXPECT_TRUE(got->body == std::string(12'000'000, 'x')) << got->body.size();
    }
}

TEST(Memory, a_gzip_bomb_is_refused_without_unpacking_it) {
    TestServer server(little_memory);
    const std::string bomb = gzip(std::string(60'000'000, '\0'));
    const auto got = server.hospital().ask(request("POST", "/documents", "Content-Encoding: gzip\r\n", bomb));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 413);
    EXPECT_NE(got->body.find("body-unpacks-too-large"), std::string::npos) << got->body;
}

} // namespace
} // namespace renkei::http::test::body_buffer_test
