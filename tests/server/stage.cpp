#include "tests/server/stage.h"

#include <fmt/format.h>
#include <spdlog/sinks/ostream_sink.h>
#include <stdexcept>

namespace renkei::server::test {
namespace {

constexpr auto table = std::to_array<Route>({
    {"GET", "/echo/{word}", "echo", "", "", "", nullptr},
    {"POST", "/documents", "document-create", "", "", "", nullptr},
    {"GET", "/documents", "document-search", "", "", "", nullptr},
    {"POST", "/Patient/_search", "search", "", "", "", nullptr},
    {"GET", "/big", "big", "", "", "", nullptr},
    {"GET", "/scan", "scan", "", "", "", nullptr},
    {"GET", "/break", "break", "", "", "", nullptr},
    {"GET", "/wait", "wait", "", "", "", nullptr},
    {"GET", "/open", "open", "", "", "", nullptr, true},
});

std::string shown(const Pairs& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        out += fmt::format("{}={};", name, value);
    }
    return out;
}

Answer text(std::string body) {
    return {.media_type = "text/plain", .body = std::move(body)};
}

} // namespace

policy::Peer peer_of(const std::string& certificate) {
    policy::Peer out{.id = certificate};
    out.bindings.push_back({.key_sha256 = certificates().key_hash(certificate)});
    return out;
}

Settings test_settings() {
    Settings out;
    out.listen = {"127.0.0.1", 0};
    out.management = {"127.0.0.1", 0};
    out.own = {certificates().certificate("server"), certificates().key("server"), certificates().authorities()};
    out.trust = {certificates().authorities(), {certificates().list()}};
    return out;
}

Stage::Stage(const std::function<void(Settings&)>& change) : settings(test_settings()) {
    if (change) {
        change(settings);
    }
    set_peers({peer_of("hospital")});
    trust = TrustFiles::open(settings.trust).value();
    log_ = std::make_unique<Log>(std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_));
    server_ = HttpServer::open(settings, table, house(), *log_).value();
}

Stage::~Stage() { // nobody waits for ever
    let_go();
}

House Stage::house() {
    House out;
    out.handle = [this](const Route& route, const Request& request, std::span<const std::string> parts) { return handle(route, request, parts); };
    out.peers = [this] {
        const std::lock_guard lock(mutex_);
        return peers_;
    };
    out.trust = [this] { return trust->current(); };
    out.record = [this](const audit::Event& event) -> diag::Result<void> {
        if (!audit_works_) {
            return diag::fail(diag::Message::server_busy, {}, {"1"});
        }
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
        return {};
    };
    out.not_ready = [this] { return not_ready(); };
    out.gauges = [] { return std::vector<Gauge>{{"renkei_outbox_waiting", "deliveries that wait", 7}}; };
    out.clock = &clock;
    out.canonical = "https://example.org/renkei";
    return out;
}

Answer Stage::handle(const Route& route, const Request& request, std::span<const std::string> parts) {
    if (route.name == "big") {
        return text(std::string(10'000, 'x')).with("ETag", "\"1\"");
    }
    if (route.name == "scan") {
        return {.media_type = "application/pdf", .body = std::string(10'000, 'x')};
    }
    if (route.name == "break") {
        throw std::runtime_error("planted-in-the-exception");
    }
    if (route.name == "wait") {
        return wait();
    }
    const std::string who = request.caller.peer == nullptr ? "nobody" : request.caller.peer->id;
    return text(fmt::format("{} {} {} {} {} {}", route.name, who, parts.empty() ? "-" : parts[0], shown(request.query), request.body.size(),
                            request.body.substr(0, 64)));
}

Answer Stage::wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return let_go_; });
    return text("waited");
}

void Stage::await_waiting(unsigned count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
}

void Stage::let_go() {
    const std::lock_guard lock(mutex_);
    let_go_ = true;
    changed_.notify_all();
}

std::vector<audit::Event> Stage::events() const {
    const std::lock_guard lock(mutex_);
    return events_;
}

void Stage::set_peers(PeerList peers) {
    const std::lock_guard lock(mutex_);
    peers_ = std::make_shared<const PeerList>(std::move(peers));
}

std::string Stage::stop_and_read_log() {
    let_go();
    server_.reset();
    log_.reset();
    return lines_.str();
}

} // namespace renkei::server::test
