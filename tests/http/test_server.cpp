#include "tests/http/test_server.h"

#include "generated/messages/seal.h"
#include "generated/messages/server.h"

#include <fmt/format.h>
#include <spdlog/sinks/ostream_sink.h>

#include <stdexcept>
#include <thread>

namespace renkei::http::test {
namespace {

struct Row {
    std::string_view method;
    std::string_view pattern;
    std::string_view name;
    bool is_public = false;
};
constexpr Row table[] = {
    {"GET", "/echo/{word}", "echo"},
    {"POST", "/documents", "document-create"},
    {"GET", "/documents", "document-search"},
    {"POST", "/documents/_search", "search"},
    {"POST", "/Patient/_search", "search"},
    {"GET", "/big", "big"},
    {"GET", "/scan", "scan"},
    {"GET", "/break", "break"},
    {"GET", "/pieces/{how}", "pieces"},
    {"GET", "/wait", "wait"},
    {"GET", "/until-gone", "until-gone"},
    {"GET", "/open", "open", true},
    {"GET", "/who", "who"},
    {"GET", "/days", "days"},
    {"GET", "/huge", "huge"},
};

// A body of three pieces: all come, the second one fails, one too few comes, or one too many.
Response in_pieces(const std::string& how) {
    constexpr std::size_t piece = 100'000;
    const auto given = std::make_shared<unsigned>(0);
    Response out{.media_type = "application/pdf"};
    out.source = {.size = 3 * piece, .next = [how, given]() -> diag::Result<std::optional<std::string>> {
                      const unsigned number = ++*given;
                      if (how == "broken" && number == 2) {
                          return diag::fail(diag::message::seal_broken, {}, {"-"});
                      }
                      const unsigned most = how == "short" ? 2 : how == "long" ? 4 : 3;
                      const std::size_t size = how == "long" ? piece + 1 : piece;
                      return number > most
                                 ? std::nullopt
                                 : std::optional(std::string(size, static_cast<char>('a' + number)));
                  }};
    return out;
}

std::string shown(const Pairs& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        out += fmt::format("{}={};", name, value);
    }
    return out;
}

Response text(std::string body) { return {.media_type = "text/plain", .body = std::move(body)}; }

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
    out.credentials = {certificates().certificate("server"), certificates().key("server"),
                       certificates().authorities()};
    out.trust = {certificates().authorities(), {certificates().list()}};
    return out;
}

TestServer::TestServer(const std::function<void(Settings&)>& change, UserOf reads_users)
    : settings(test_settings()),
      user_of(std::move(reads_users)) {
    if (change) {
        change(settings);
    }
    set_peers({peer_of("hospital")});
    trust = ReloadableTrust::open(settings.trust).value();
    log_ = std::make_unique<runtime::Log>(std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_));
    server_ = Server::open(settings, routes(), callbacks(), *log_).value();
}

TestServer::~TestServer() { // no request waits for ever
    let_go();
}

std::vector<Route> TestServer::routes() {
    std::vector<Route> out;
    for (const Row& row : table) {
        const auto handler = [this, name = row.name](const Request& request, PathParameters parts) {
            return handle(name, request, parts);
        };
        out.push_back({.method = row.method,
                       .pattern = row.pattern,
                       .name = row.name,
                       .handle = handler,
                       .is_public = row.is_public,
                       .record_failure = [this](const Request&, Response response) {
                           ++failures;
                           return response;
                       }});
    }
    return out;
}

ServerCallbacks TestServer::callbacks() {
    ServerCallbacks out;
    out.peers = [this] {
        const std::lock_guard lock(mutex_);
        return peers_;
    };
    out.trust = [this] { return trust->current(); };
    out.record = [this](const audit::Event& event) -> diag::Result<void> {
        if (!audit_works_) {
            return diag::fail(diag::message::server_busy, {}, {"1"});
        }
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
        return {};
    };
    if (user_of) {
        out.user_of = [this](const tokens::PresentedToken& presented) { return user_of(presented); };
    }
    out.not_ready = [this] { return not_ready(); };
    out.gauges = [] { return std::vector<Gauge>{{"renkei_outbox_waiting", "deliveries that wait", 7}}; };
    out.clock = &clock;
    out.canonical = "https://example.org/renkei";
    return out;
}

Response TestServer::wait_until_gone(const Request& request) {
    const auto may_go = [this] {
        const std::lock_guard lock(mutex_);
        return let_go_;
    };
    while (!may_go() && !caller_was_gone) {
        caller_was_gone = request.client_disconnected();
        ++asked_for_caller;
        std::this_thread::sleep_for(1ms);
    }
    return text("answered");
}

Response TestServer::handle(std::string_view route, const Request& request, PathParameters parts) {
    if (route == "big") {
        return text(std::string(10'000, 'x')).with("ETag", "\"1\"");
    }
    if (route == "until-gone") {
        return wait_until_gone(request);
    }
    if (route == "days") {
        return text(std::to_string(request.certificate_days.value_or(-1)));
    }
    if (route == "huge") {
        return text(std::string(12'000'000, 'x'));
    }
    if (route == "scan") {
        return {.media_type = "application/pdf", .body = std::string(10'000, 'x')};
    }
    if (route == "pieces") {
        return in_pieces(parts[0]);
    }
    if (route == "who") {
        return text(request.caller.request);
    }
    if (route == "break") {
        throw std::runtime_error("planted-in-the-exception");
    }
    if (route == "wait") {
        return wait();
    }
    std::string who = request.caller.peer == nullptr ? "anonymous" : request.caller.peer->id;
    if (!request.caller.said_name.empty()) {
        who += ", said " + request.caller.said_name;
    }
    if (request.caller.user) {
        who += fmt::format(":{}/{}", request.caller.user->subject, request.caller.user->job);
    }
    return text(fmt::format("{} {} {} {} {} {}", route, who, parts.empty() ? "-" : parts[0],
                            shown(request.query), request.body.size(), request.body.substr(0, 64)));
}

Response TestServer::wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return let_go_; });
    return text("waited");
}

void TestServer::await_waiting(unsigned count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
}

void TestServer::let_go() {
    const std::lock_guard lock(mutex_);
    let_go_ = true;
    changed_.notify_all();
}

std::vector<audit::Event> TestServer::events() const {
    const std::lock_guard lock(mutex_);
    return events_;
}

void TestServer::set_peers(policy::PeerList peers) {
    const std::lock_guard lock(mutex_);
    peers_ = std::make_shared<const policy::PeerList>(std::move(peers));
}

std::string TestServer::stop_and_read_log() {
    let_go();
    server_.reset();
    log_.reset();
    return lines_.str();
}

} // namespace renkei::http::test
