#include "gateway/network/runtime/log.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <cassert>
#include <chrono>

namespace renkei::runtime {
namespace {

// bytes; then lines are dropped: a reader that stalls must not stop the gateway
constexpr std::size_t max_waiting_bytes = 4U << 20;
constexpr std::chrono::milliseconds gathering{10}; // a thread woken for every line costs more than the line

std::string now_text() { return time::instant(base::SystemClock().now()); }

} // namespace

std::string_view as_word(std::string_view text) {
    const auto allowed = [](char c) { return base::is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, allowed)
               ? text
               : std::string_view("other");
}

Log::Log() : Log(std::make_shared<spdlog::sinks::stderr_sink_mt>()) {}

Log::Log(std::shared_ptr<spdlog::sinks::sink> sink)
    : logger_(std::make_shared<spdlog::logger>("renkei", std::move(sink))) {
    logger_->set_pattern("%v");
    logger_->set_level(spdlog::level::info);
    thread_ = std::thread([this] { work(); });
}

Log::~Log() { // writes what waits
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    came_.notify_one();
    thread_.join();
}

void Log::work() {
    std::unique_lock lock(mutex_);
    while (!stop_ || !waiting_.empty()) {
        came_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        came_.wait_for(lock, gathering, [this] { return stop_; });
        std::string lines = std::exchange(waiting_, {});
        if (const std::uint64_t dropped = std::exchange(dropped_, 0); dropped > 0) {
            lines += fmt::format("\n{{\"time\":\"{}\",\"event\":\"log-dropped\",\"lines\":{}}}", now_text(),
                                 dropped);
        }
        lock.unlock();
        if (!lines.empty()) {
            logger_->info(std::string_view(lines));
            logger_->flush();
        }
        lock.lock();
    }
}

void Log::write(std::string_view line) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() > max_waiting_bytes) {
        ++dropped_;
        return;
    }
    const bool is_first = waiting_.empty();
    waiting_.append(is_first ? "" : "\n").append(line);
    if (is_first) {
        came_.notify_one();
    }
}

void Log::request(const RequestLine& line) {
    std::string out;
    json::Writer json(out);
    json.start_object().member("time", now_text()).member("event", "request").member("listener", line.kind);
    json.member("request", as_word(line.request));
    if (!line.peer.empty()) {
        json.member("peer", as_word(line.peer));
    }
    json.member("route", line.route).key("status").number(line.status);
    json.member("outcome", as_word(line.outcome)).key("micros").number(line.micros);
    json.key("received").number(line.received).key("sent").number(line.sent).end_object();
    write(out);
}

void Log::event(std::string_view name,
                std::initializer_list<std::pair<std::string_view, std::string_view>> facts) {
    std::string out;
    json::Writer json(out);
    json.start_object().member("time", now_text()).member("event", name);
    for (const auto& [key, value] : facts) {
        assert(key != "time" && key != "event"); // most readers keep one of two members with the same name
        json.member(key, value);
    }
    json.end_object();
    write(out);
}

} // namespace renkei::runtime
