#include "gateway/exchange/http.h"

#include "gateway/exchange/http_answer.h"

#include <charconv>

namespace renkei::exchange {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t https_port = 443;
constexpr std::uint16_t http_port = 80;

bool is_this_machine(std::string_view host) { return host == "127.0.0.1" || host == "::1" || host == "localhost"; }

// Host and port of "host:port" or "[address]:port".
bool read_authority(std::string_view text, Endpoint& endpoint) {
    if (text.find('@') != std::string_view::npos) {
        return false; // names and passwords do not belong in an address
    }
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        endpoint.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        const std::size_t colon = text.find(':');
        endpoint.host = text.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
    }
    if (port.empty()) {
        endpoint.port = endpoint.secure ? https_port : http_port;
    } else if (port.front() != ':' || std::from_chars(port.data() + 1, port.data() + port.size(), endpoint.port).ptr != port.data() + port.size()) {
        return false;
    }
    return !endpoint.host.empty() && endpoint.port != 0;
}

bool is_clean(std::string_view text) {
    return text.find_first_of(" \t\r\n\"<>\\#") == std::string_view::npos;
}

std::string host_of(const Endpoint& endpoint) {
    const bool is_v6 = endpoint.host.find(':') != std::string::npos;
    return is_v6 ? "[" + endpoint.host + "]" : endpoint.host;
}

std::string host_field(const Endpoint& endpoint) {
    std::string out = host_of(endpoint);
    if (endpoint.port != (endpoint.secure ? https_port : http_port)) {
        out += ":" + std::to_string(endpoint.port);
    }
    return out;
}

std::string head_of(const Endpoint& endpoint, const HttpRequest& request) {
    std::string out = request.method + " " + (request.path.empty() ? "/" : request.path) + " HTTP/1.1\r\nHost: " + host_field(endpoint) + "\r\n";
    for (const auto& [name, value] : request.fields) {
        out += name + ": ";
        for (const char c : value) { // a value never becomes a second field
            out += c == '\r' || c == '\n' ? ' ' : c;
        }
        out += "\r\n";
    }
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
        out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return out + "\r\n";
}

// Large bodies over slow lines: 64 KB a second is enough.
std::chrono::milliseconds time_for(std::size_t bytes) { return std::chrono::milliseconds(bytes / 64); }

Wired<ReadAnswer> send_and_read(Wire& wire, const Endpoint& endpoint, const HttpRequest& request, const HttpLimits& limits) {
    const Moment deadline = Clock::now() + limits.answer + time_for(request.body.size());
    std::string bytes = head_of(endpoint, request);
    constexpr std::size_t one_piece = 256U << 10; // head and body in one record; larger bodies are not copied
    const bool fits = request.body.size() <= one_piece;
    if (fits) {
        bytes += request.body;
    }
    Wired<void> sent = wire.write(bytes, deadline);
    if (sent && !fits) {
        sent = wire.write(request.body, deadline);
    }
    if (!sent && sent.error().trouble == Trouble::timed_out) {
        return tl::make_unexpected(std::move(sent).error());
    }
    // whoever refuses may do so before it has read everything, and close
    Wired<ReadAnswer> answer = read_answer(wire, request.method, limits.body, deadline);
    if (!sent) {
        if (!answer) {
            const bool is_why = answer.error().distrusted.has_value(); // it said so before it closed
            return tl::make_unexpected(is_why ? std::move(answer).error() : std::move(sent).error());
        }
        answer->may_go_on = false;
    }
    return answer;
}

Wired<ReadAnswer> talk(Wire& wire, const Endpoint& endpoint, const HttpRequest& request, const HttpLimits& limits) {
    Wired<ReadAnswer> out = send_and_read(wire, endpoint, request, limits);
    if (!out) {
        out.error().may_have_come = !out.error().distrusted; // who does not take our certificate reads nothing of us
    }
    return out;
}

} // namespace

std::optional<Target> read_target(std::string_view url) {
    constexpr std::string_view https = "https://";
    constexpr std::string_view http = "http://";
    Target out;
    out.endpoint.secure = url.starts_with(https);
    if (!out.endpoint.secure && !url.starts_with(http)) {
        return std::nullopt;
    }
    const std::string_view rest = url.substr(out.endpoint.secure ? https.size() : http.size());
    const std::size_t slash = rest.find('/');
    if (!is_clean(rest) || !read_authority(rest.substr(0, slash), out.endpoint)) {
        return std::nullopt;
    }
    if (!out.endpoint.secure && !is_this_machine(out.endpoint.host)) {
        return std::nullopt;
    }
    if (slash != std::string_view::npos) {
        out.path = rest.substr(slash);
        while (out.path.ends_with('/')) {
            out.path.pop_back();
        }
    }
    return out;
}

void HttpPool::use(Poco::Net::Context::Ptr context) {
    const std::scoped_lock lock(mutex_);
    context_ = std::move(context);
    idle_.clear();
}

Wired<Wire> HttpPool::connect(const Endpoint& endpoint) {
    const Poco::Net::Context::Ptr context = [this] { // kept until the connection stands
        const std::scoped_lock lock(mutex_);
        return context_;
    }();
    if (endpoint.secure && context.isNull()) {
        return tl::make_unexpected(Problem{.words = "no certificate of our own"});
    }
    return Wire::open(endpoint, endpoint.secure ? context->sslContext() : nullptr, Clock::now() + limits_.connect);
}

std::optional<Wire> HttpPool::take(const Endpoint& endpoint) {
    const std::scoped_lock lock(mutex_);
    std::vector<Idle>& idle = idle_[endpoint];
    const Moment oldest = Clock::now() - limits_.idle;
    while (!idle.empty()) {
        Idle last = std::move(idle.back());
        idle.pop_back();
        if (last.since < oldest) {
            idle.clear(); // those before it are older
            break;
        }
        if (last.wire.is_quiet()) {
            return std::move(last.wire);
        }
    }
    return std::nullopt;
}

void HttpPool::keep(const Endpoint& endpoint, Wire wire) {
    const std::scoped_lock lock(mutex_);
    if (endpoint.secure && !wire.is_of(context_->sslContext())) { // it was opened with a certificate that has been replaced since
        return;
    }
    std::vector<Idle>& idle = idle_[endpoint];
    if (idle.size() < limits_.idle_per_endpoint) {
        idle.push_back({std::move(wire), Clock::now()});
    }
}

Wired<void> HttpPool::admit(Wire& wire, Servers servers) const {
    ServerCertificate* const certificate = wire.certificate();
    std::optional<NotTaken> wrong = certificate == nullptr ? std::nullopt : certificate->why_not(trust_, servers, base::SystemClock().now());
    if (!wrong) {
        return {};
    }
    return tl::make_unexpected(Problem{.words = std::move(wrong->words), .distrusted = Distrusted{Distrusted::Whose::theirs, wrong->why}});
}

Wired<Wire> HttpPool::connect_to(const Endpoint& endpoint, Servers servers) {
    TRY(Wire wire, connect(endpoint));
    TRY_VOID(admit(wire, servers));
    return wire;
}

Wired<HttpAnswer> HttpPool::exchange(const Endpoint& endpoint, const HttpRequest& request) {
    bool may_have_come = false;
    if (std::optional<Wire> kept = take(endpoint); kept && admit(*kept, request.servers)) { // a new one shows what is shown now
        Wired<ReadAnswer> answer = talk(*kept, endpoint, request, limits_);
        if (answer) {
            if (answer->may_go_on) {
                keep(endpoint, std::move(*kept));
            }
            return std::move(answer->answer);
        }
        if (answer.error().trouble != Trouble::broken || !answer.error().before_answer) {
            return tl::make_unexpected(std::move(answer).error());
        }
        may_have_come = answer.error().may_have_come;
    }
    Wired<Wire> wire = connect_to(endpoint, request.servers);
    if (!wire) {
        wire.error().may_have_come = may_have_come;
        return tl::make_unexpected(std::move(wire).error());
    }
    Wired<ReadAnswer> answer = talk(*wire, endpoint, request, limits_);
    if (!answer) {
        answer.error().may_have_come = answer.error().may_have_come || may_have_come;
        return tl::make_unexpected(std::move(answer).error());
    }
    if (answer->may_go_on) {
        keep(endpoint, *std::move(wire));
    }
    answer->answer.is_repeated = may_have_come;
    return std::move(answer->answer);
}

std::string to_text(const Endpoint& endpoint) { return host_of(endpoint) + ":" + std::to_string(endpoint.port); }

Wired<void> HttpPool::look(const Endpoint& endpoint, Servers servers) {
    {
        const std::scoped_lock lock(mutex_);
        idle_.erase(endpoint); // connections from before say nothing about now
    }
    Wired<Wire> wire = connect_to(endpoint, servers);
    if (!wire) {
        return tl::make_unexpected(wire.error());
    }
    keep(endpoint, std::move(*wire));
    return {};
}

} // namespace renkei::exchange
