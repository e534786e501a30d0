#include "gateway/network/http/request_processor.h"

#include "gateway/core/text/header_values.h"
#include "gateway/core/text/words.h"
#include "gateway/network/http/bearer.h"
#include "gateway/network/http/body_buffer.h"
#include "gateway/network/http/forwarded.h"
#include "gateway/network/http/request_id.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/http/said_name.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"
#include "generated/messages/tokens.h"

#include <algorithm>
#include <chrono>
#include <typeinfo>

namespace renkei::http {
namespace {

constexpr std::chrono::seconds max_wait_for_memory{5};
constexpr std::chrono::milliseconds max_wait_for_probe{100};
// room for a body that was announced; what is larger grows as it comes
constexpr std::size_t max_reserved_bytes = 8U << 20;
// parameters of a search: each value costs a look into the store
constexpr std::size_t max_form_bytes = 64U << 10;
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

Deadline in_seconds(unsigned seconds) {
    return std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

bool is_search(const Request& request) {
    return request.method == "POST" && !request.path.empty() && request.path.back() == "_search";
}

bool is_search_form(const Request& request) {
    const text::MediaRange content = text::read_media_range(request.header("Content-Type"));
    return is_search(request) && text::same_word(content.type, form_type) &&
           std::ranges::all_of(content.parameters, [](const auto& parameter) {
               return text::same_word(parameter.first, "charset") &&
                      text::same_word(parameter.second, "utf-8");
           });
}

tl::unexpected<HttpError> too_many(const std::string& peer, unsigned seconds) {
    HttpError out{Refusal::throttled,
                  diag::finding(message::too_many_requests, {}, {peer, std::to_string(seconds)}),
                  {}};
    out.headers.emplace_back("Retry-After", std::to_string(seconds));
    return tl::make_unexpected(std::move(out));
}

// A browser shows its certificate for any page that asks it to. Other programs send neither header (Fetch
// Metadata Request Headers §2, RFC 6454 §7).
bool is_of_another_site(const Request& request) {
    if (request.method == "GET" || request.method == "HEAD") {
        return false; // changes nothing, and the page of another site cannot read it (no CORS)
    }
    const std::string_view site = request.header("Sec-Fetch-Site");
    const std::string_view origin = request.header("Origin");
    const bool is_own_site = site.empty() || site == "same-origin" || site == "none";
    return !is_own_site || (site.empty() && !origin.empty() && origin != request.base);
}

// The query may hold the number of a person.
std::string without_query(const std::string& target) { return target.substr(0, target.find('?')); }

} // namespace

std::optional<Response> RequestProcessor::process(const RequestReader::HeadRead& head) {
    Response out;
    try {
        out = respond(head);
    } catch (const std::exception& thrown) { // of a library, or no memory
        out = failed(typeid(thrown).name());
    } catch (...) {
        out = failed("unknown");
    }
    if (!out.failure.empty()) {
        state_.log.event(
            "request-failed",
            {{"request", request_.caller.request}, {"route", route_name()}, {"text", out.failure}});
    }
    if (progress_ == Progress::disconnected) {
        return std::nullopt;
    }
    skip_body();
    return out;
}

// A caller may close its side after a whole request and still read the response (a half close: RFC 9293
// §3.6.1). One that has closed the connection looks the same until something is sent to it. An interim
// response is harmless to the first one (RFC 9110 §15.2); the other one resets.
bool RequestProcessor::client_disconnected() {
    net::RemoteState other = stream_.remote_state();
    if (other == net::RemoteState::half_closed && !is_probed_) {
        is_probed_ = true;
        const Io sent = stream_.write("HTTP/1.1 100 Continue\r\n\r\n",
                                      std::chrono::steady_clock::now() + max_wait_for_probe);
        other = sent == Io::failed ? net::RemoteState::gone : other;
    }
    return other == net::RemoteState::gone;
}

// The handler may or may not have done its work; its audit event says that the request failed.
Response RequestProcessor::failed(std::string_view what) {
    state_.log.event("internal-error",
                     {{"request", request_.caller.request}, {"route", route_name()}, {"what", what}});
    Response out =
        error_response(request_, diag::finding(message::internal_error, {}, {request_.caller.request}));
    const Route* const route = match_.route;
    return route != nullptr && route->record_failure ? route->record_failure(request_, std::move(out))
                                                     : std::move(out);
}

// Forward only: without a body there is nothing to begin, and a client that is gone does not come back.
void RequestProcessor::advance(Progress to) { progress_ = std::max(progress_, to); }

// The body of a refused request, so that the connection can go on.
void RequestProcessor::skip_body() {
    const bool is_small = !framing_.body.is_chunked && !framing_.expects_continue &&
                          framing_.length() <= net::MessageReader::max_discarded_bytes;
    if (progress_ != Progress::framed || ends_ || !is_small) {
        return;
    }
    advance(Progress::begun);
    const auto drop = [](std::string_view) { return HttpResult<void>(); };
    if (reader_
            .body(framing_, net::MessageReader::max_discarded_bytes, in_seconds(state_.limits.body_seconds),
                  drop)
            .io == Io::ok) {
        advance(Progress::whole);
    }
}

Response RequestProcessor::respond(const RequestReader::HeadRead& head) {
    request_.caller.request = new_request_id();
    request_.caller.address = connection_.address;
    request_.base = connection_.base;
    request_.canonical = state_.callbacks.canonical;
    request_.gateway = state_.callbacks.name;
    request_.refusal_page = state_.callbacks.refusal_page;
    request_.client_disconnected = [this] { return client_disconnected(); };
    if (HttpResult<void> done = read(head); !done) {
        return error_response(request_, done.error());
    }
    const CallerTurn::OtherWork handling(state_.turns.of(account_));
    return handled(match_, request_);
}

HttpResult<void> RequestProcessor::read(const RequestReader::HeadRead& bytes) {
    if (bytes.too_large) {
        return http_error(message::header_too_large, {std::to_string(state_.limits.header_fields),
                                                      std::to_string(state_.limits.header_bytes)});
    }
    TRY(RequestHead head, read_head(bytes.bytes, state_.limits));
    TRY(framing_, read_framing(head));
    advance(framing_.has_body() ? Progress::framed : Progress::whole);
    ends_ = ends_ || framing_.closes;
    request_.method = std::move(head.method);
    request_.target = std::move(head.target);
    request_.headers = std::move(head.headers);
    request_.caller.address = client_address();
    TRY(RequestTarget target, read_target(request_.target));
    request_.path = std::move(target.path);
    request_.query = std::move(target.query);
    TRY_VOID(identify());
    account_ = request_.caller.peer == nullptr ? request_.caller.address : request_.caller.peer->id;
    request_.memory = MemoryShare(state_.memory, account_);
    if (request_.caller.peer != nullptr) {
        TRY_VOID(admit());
        TRY_VOID(identify_user());
    }
    TRY_VOID(find_route());
    return read_body();
}

// Only a reverse proxy is trusted; on other listeners the header is the caller's own claim.
std::string RequestProcessor::client_address() const {
    if (connection_.kind != ListenerKind::proxied) {
        return connection_.address;
    }
    const std::vector<std::string_view> values = net::values_of(request_.headers, "X-Forwarded-For");
    const std::optional<std::string> forwarded =
        values.empty() ? std::nullopt : address_in_header(values.back());
    return forwarded.value_or(connection_.address);
}

// What proves who calls; empty: nothing.
HttpResult<std::string> RequestProcessor::presented_certificate() {
    if (connection_.kind != ListenerKind::proxied) {
        return connection_.certificate;
    }
    const std::vector<std::string_view> values = net::values_of(request_.headers, state_.proxied_header);
    if (values.empty() || values.back().empty()) {
        return std::string();
    }
    std::optional<std::string> pem =
        values.size() == 1 ? certificate_in_header(values.front()) : std::nullopt;
    if (!pem) {
        return bad_request(state_.proxied_header);
    }
    return std::move(*pem);
}

HttpResult<void> RequestProcessor::identify() {
    HttpResult<void> known;
    if (connection_.kind != ListenerKind::plain && connection_.kind != ListenerKind::management) {
        const HttpResult<std::string> pem = presented_certificate();
        known = !pem           ? tl::make_unexpected(pem.error())
                : pem->empty() ? HttpResult<void>(http_error(message::certificate_needed))
                               : connection_.authenticator.authenticate(*pem, connection_.chain);
        if (!pem || pem->empty()) {
            connection_.authenticator.reset();
        }
        const tls::Certificate& certificate = connection_.authenticator.certificate();
        request_.caller.certificate = certificate.key_sha256;
        if (known) {
            request_.caller.peer = connection_.authenticator.peer();
            request_.certificate_days =
                (certificate.not_after - state_.callbacks.clock->now() / 1000) / 86'400;
        }
    }
    if (connection_.kind != ListenerKind::proxied &&
        !net::values_of(request_.headers, state_.proxied_header).empty()) { // forged
        known = bad_request(state_.proxied_header);
    }
    if (!known) {
        ends_ = true;
        TRY_VOID(record_refusal(known.error()));
    }
    return known;
}

HttpResult<void> RequestProcessor::record_refusal(const HttpError& refusal) {
    const policy::Caller& caller = request_.caller;
    const std::string_view reason = diag::row(refusal.error.message).id;
    const bool has_row = state_.refusals.allows_row(caller.address, reason, std::chrono::steady_clock::now());
    state_.metrics.refused_caller(reason, has_row);
    return has_row ? write_refusal(refusal) : HttpResult<void>();
}

HttpResult<void> RequestProcessor::write_refusal(const HttpError& refusal) {
    const policy::Caller& caller = request_.caller;
    audit::Event event{.at = state_.callbacks.clock->now(),
                       .action = audit::Action::execute,
                       .interaction = "connect",
                       .outcome = audit::Outcome::minor};
    event.reason = diag::row(refusal.error.message).id;
    event.peer = caller.peer == nullptr ? "" : caller.peer->id;
    event.certificate = caller.certificate;
    event.address = caller.address;
    event.request = caller.request;
    if (!state_.callbacks.record(event)) {
        return http_error(message::server_busy, {"5"});
    }
    return {};
}

HttpResult<void> RequestProcessor::admit() {
    const std::string& peer = request_.caller.peer->id;
    if (!connection_.permit || connection_.permit->peer() != peer) {
        connection_.permit.reset();
        if (!state_.peers.enter(peer)) {
            ends_ = true;
            return too_many(peer, 5);
        }
        connection_.permit.emplace(state_.peers, peer);
    }
    if (const std::optional<unsigned> seconds =
            state_.peers.request(peer, std::chrono::steady_clock::now())) {
        return too_many(peer, *seconds);
    }
    return {};
}

// Without a token the peer itself asks. A token adds who asks there; one that is wrong refuses the request,
// although the certificate alone would do: it may be stolen, and its user would not stand in the audit.
HttpResult<void> RequestProcessor::identify_user() {
    HttpResult<std::string_view> token = bearer_token(request_.headers);
    if (token && token->empty()) {
        request_.caller.said_name = said_name(request_.header("Cookie"));
        return {};
    }
    const policy::Peer& peer = *request_.caller.peer;
    HttpResult<void> known = token ? HttpResult<void>() : tl::make_unexpected(token.error());
    if (token) {
        diag::Result<policy::User> user =
            state_.callbacks.user_of
                ? state_.callbacks.user_of(
                      {.token = *token,
                       .peer = peer,
                       .certificate_sha256 = connection_.authenticator.certificate().sha256,
                       .base = request_.base})
                : diag::fail(message::token_unexpected, {}, {peer.id});
        if (user) {
            request_.caller.user = *std::move(user);
            return {};
        }
        known = tl::make_unexpected(token_refused(std::move(user.error())));
    }
    TRY_VOID(write_refusal(known.error())); // each one: the peer is known, and has its share of requests
    return known;
}

HttpResult<void> RequestProcessor::find_route() {
    const bool is_management = connection_.kind == ListenerKind::management;
    const std::span<const Route> routes = is_management ? state_.management : state_.routes;
    match_ = match_route(routes, request_);
    const Route* const route = match_.route;
    if (route == nullptr && !match_.allowed.empty()) {
        const std::string ways = offered_methods(routes, request_, match_);
        HttpError out{Refusal::not_offered,
                      diag::finding(message::method_not_allowed, {},
                                    {request_.method, without_query(request_.target), ways}),
                      {{"Allow", allow_field(match_)}}};
        return tl::make_unexpected(std::move(out));
    }
    if (route == nullptr && is_management) {
        return http_error(message::nothing_managed_there,
                          {without_query(request_.target), patterns_of(routes)});
    }
    if (route == nullptr) {
        return http_error(message::no_such_path, {without_query(request_.target)});
    }
    if (request_.caller.peer == nullptr && !is_management && !route->is_public) {
        return http_error(message::certificate_needed);
    }
    if (!is_management && is_of_another_site(request_)) {
        return http_error(message::cross_site, {request_.header("Origin"), request_.method});
    }
    return {};
}

// The body is unpacked and counted as it comes; it is in one piece in memory only when it is whole.
HttpResult<void> RequestProcessor::receive_body(std::size_t longest) {
    const Limits& limits = state_.limits;
    BodyBuffer held(state_.memory, state_.spool, account_);
    TRY(ContentDecoder decoder,
        ContentDecoder::open(request_.header("Content-Encoding"),
                             {.bytes = longest, .ratio = limits.decompression_ratio},
                             [&held](std::string_view bytes) { return held.append(bytes); }));
    const Deadline deadline = in_seconds(limits.body_seconds);
    advance(Progress::begun);
    if (framing_.expects_continue && stream_.write("HTTP/1.1 100 Continue\r\n\r\n", deadline) != Io::ok) {
        advance(Progress::disconnected);
    }
    held.expect(std::min<std::uint64_t>(framing_.length(), max_reserved_bytes));
    RequestReader::BodyRead body = reader_.body(
        framing_, longest, deadline, [&decoder](std::string_view bytes) { return decoder.take(bytes); },
        {.turn = state_.turns.of(account_), .bytes = decoder.is_packed() ? 0 : bytes_without_turn});
    if (body.is_whole) {
        advance(Progress::whole);
    }
    if (body.refusal) {
        return tl::make_unexpected(std::move(*body.refusal));
    }
    if (body.io == Io::timed_out) {
        return http_error(message::request_too_slow, {std::to_string(limits.body_seconds)});
    }
    if (body.io != Io::ok) {
        advance(Progress::disconnected);
        return bad_request("body");
    }
    TRY_VOID(decoder.finish());
    TRY(BodyBuffer::Complete whole, held.whole(std::chrono::steady_clock::now() + max_wait_for_memory));
    request_.body = std::move(whole.bytes);
    request_.memory = MemoryShare(state_.memory, account_, std::move(whole.memory));
    return {};
}

void RequestProcessor::release_body() {
    request_.body = {};
    request_.memory = {};
}

HttpResult<void> RequestProcessor::read_body() {
    const Limits& limits = state_.limits;
    const std::size_t longest =
        is_search_form(request_) ? std::min(max_form_bytes, limits.body_bytes) : limits.body_bytes;
    if (!framing_.body.is_chunked && framing_.length() > longest) {
        ends_ = true;
        return http_error(message::request_too_large, {std::to_string(longest)});
    }
    TRY_VOID(receive_body(longest));
    // ignored, it would change what the search finds
    if (is_search(request_) && !is_search_form(request_) && !request_.body.empty()) {
        const std::string_view type = request_.header("Content-Type");
        return http_error(message::media_type_unknown, {type.empty() ? "-" : type.substr(0, 64), form_type});
    }
    if (is_search_form(request_)) {
        TRY(Pairs form, read_pairs(request_.body));
        request_.query.insert(request_.query.end(), form.begin(), form.end());
    }
    return {};
}

} // namespace renkei::http
