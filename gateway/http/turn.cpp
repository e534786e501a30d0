#include "gateway/http/turn.h"

#include "gateway/http/forwarded.h"
#include "gateway/http/held_bytes.h"
#include "gateway/http/request_id.h"
#include "gateway/http/target.h"
#include "gateway/text/words.h"

#include <algorithm>
#include <chrono>
#include <typeinfo>

namespace renkei::http {
namespace {

using diag::Message;
using text::same_word;

constexpr std::chrono::seconds longest_wait_for_memory{5};
constexpr std::chrono::milliseconds longest_wait_for_probe{100};
constexpr std::size_t worth_expecting = 8U << 20; // room for a body that was announced; what is larger grows as it comes
constexpr std::size_t longest_form = 64U << 10;    // parameters of a search: each value costs a look into the store
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

Deadline in_seconds(unsigned seconds) {
    return std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string out;
    for (const std::string_view word : words) {
        out.append(out.empty() ? "" : ", ").append(word);
    }
    return out;
}

bool is_search(const Request& request) { return request.method == "POST" && !request.path.empty() && request.path.back() == "_search"; }

bool is_search_form(const Request& request) {
    const std::string_view content = request.header("Content-Type");
    return is_search(request) && text::same_word(text::trim(content.substr(0, content.find(';'))), form_type);
}

tl::unexpected<Refused> too_many(const std::string& peer, unsigned seconds) {
    Refused out{429, diag::finding(Message::too_many_requests, {}, {peer, std::to_string(seconds)}), {}};
    out.headers.emplace_back("Retry-After", std::to_string(seconds));
    return tl::make_unexpected(std::move(out));
}

// What is behind "?" may be somebody's number.
std::string without_query(const std::string& target) { return target.substr(0, target.find('?')); }

} // namespace

std::optional<Answer> Turn::answer(const Incoming::HeadBytes& head) {
    Answer out;
    try {
        out = respond(head);
    } catch (const std::exception& thrown) { // of a library, or no memory
        out = fault(typeid(thrown).name());
    } catch (...) {
        out = fault("unknown");
    }
    if (gone_) {
        return std::nullopt;
    }
    skip_body();
    return out;
}

// A caller may close its side after a whole request and still read the answer (a half close: RFC 9293 §3.6.1). One that has closed the connection looks
// the same until something is sent to it. An interim response is harmless to the first one (RFC 9110 §15.2); the other one resets.
bool Turn::caller_is_gone() {
    OtherSide other = stream_.other_side();
    if (other == OtherSide::half_closed && !is_probed_) {
        is_probed_ = true;
        const Io sent = stream_.write("HTTP/1.1 100 Continue\r\n\r\n", std::chrono::steady_clock::now() + longest_wait_for_probe);
        other = sent == Io::failed ? OtherSide::gone : other;
    }
    return other == OtherSide::gone;
}

Answer Turn::fault(std::string_view what) {
    front_.log.event("server-fault", {{"request", request_.caller.request}, {"route", route_name()}, {"what", what}});
    return refuse(request_, 500, diag::finding(Message::server_fault, {}, {request_.caller.request}));
}

// A body that nobody asked for must not be taken for the next request.
void Turn::skip_body() {
    if (framed_ && (body_read_ || !framing_.has_body())) {
        return;
    }
    const bool small = framed_ && !framing_.chunked && !framing_.expects_continue && framing_.length <= Incoming::worth_dropping;
    const auto drop = [](std::string_view) { return Or<void>(); };
    if (ends_ || body_begun_ || !small ||
        incoming_.body(framing_, Incoming::worth_dropping, in_seconds(front_.limits.body_seconds), drop).io != Io::ok) {
        ends_ = true;
    }
}

Answer Turn::respond(const Incoming::HeadBytes& head) {
    request_.caller.request = new_request_id();
    request_.caller.address = guest_.address;
    request_.base = guest_.base;
    request_.canonical = front_.house.canonical;
    request_.caller_is_gone = [this] { return caller_is_gone(); };
    if (Or<void> done = read(head); !done) {
        return refusal(std::move(done.error()));
    }
    return route_->handle(request_, parts_);
}

Answer Turn::refusal(Refused refused) {
    Answer out = refuse(request_, refused.status, refused.error);
    out.headers.insert(out.headers.end(), refused.headers.begin(), refused.headers.end());
    return out;
}

Or<void> Turn::read(const Incoming::HeadBytes& bytes) {
    if (bytes.too_large) {
        return refused(431, Message::header_too_large, {std::to_string(front_.limits.header_fields), std::to_string(front_.limits.header_bytes)});
    }
    TRY(Head head, read_head(bytes.bytes, front_.limits));
    TRY(framing_, read_framing(head));
    framed_ = true;
    ends_ = ends_ || framing_.closes;
    request_.method = std::move(head.method);
    request_.target = std::move(head.target);
    request_.headers = std::move(head.headers);
    request_.caller.address = client_address();
    TRY(Target target, read_target(request_.target));
    request_.path = std::move(target.path);
    request_.query = std::move(target.query);
    TRY_VOID(identify());
    account_ = request_.caller.peer == nullptr ? request_.caller.address : request_.caller.peer->id;
    request_.memory = MemoryShare(front_.memory, account_);
    if (request_.caller.peer != nullptr) {
        TRY_VOID(admit());
    }
    TRY_VOID(find_route());
    return read_body();
}

// Only a front is believed; where there is none, the header is the caller's own tale.
std::string Turn::client_address() const {
    const auto is_told = [](const auto& header) { return same_word(header.first, "X-Forwarded-For"); };
    const auto last = guest_.door == Door::proxied ? std::find_if(request_.headers.rbegin(), request_.headers.rend(), is_told) : request_.headers.rend();
    const std::optional<std::string> told = last == request_.headers.rend() ? std::nullopt : address_in_header(last->second);
    return told.value_or(guest_.address);
}

bool Turn::has_header(std::string_view name) const {
    return std::ranges::any_of(request_.headers, [&](const auto& header) { return same_word(header.first, name); });
}

// What proves who calls; empty: nothing.
Or<std::string> Turn::presented_certificate() {
    if (guest_.door != Door::proxied) {
        return guest_.certificate;
    }
    std::string_view value;
    std::size_t count = 0;
    for (const auto& [name, text] : request_.headers) {
        if (same_word(name, front_.proxied_header)) {
            value = text;
            ++count;
        }
    }
    if (value.empty()) {
        return std::string();
    }
    std::optional<std::string> pem = count == 1 ? certificate_in_header(value) : std::nullopt;
    if (!pem) {
        return malformed(front_.proxied_header);
    }
    return std::move(*pem);
}

Or<void> Turn::identify() {
    Or<void> known;
    if (guest_.door != Door::plain && guest_.door != Door::management) {
        const Or<std::string> pem = presented_certificate();
        known = !pem ? tl::make_unexpected(pem.error())
                     : pem->empty() ? Or<void>(refused(401, Message::certificate_needed)) : guest_.doorkeeper.check(*pem, guest_.chain);
        if (!pem || pem->empty()) {
            guest_.doorkeeper.nobody();
        }
        request_.caller.certificate = guest_.doorkeeper.certificate().key_sha256;
        request_.caller.peer = known ? guest_.doorkeeper.peer() : nullptr;
    }
    if (guest_.door != Door::proxied && has_header(front_.proxied_header)) { // forged
        known = malformed(front_.proxied_header);
    }
    if (!known) {
        ends_ = true;
        TRY_VOID(record_refusal(known.error()));
    }
    return known;
}

Or<void> Turn::record_refusal(const Refused& refusal) {
    const policy::Caller& caller = request_.caller;
    const std::string_view reason = diag::row(refusal.error.message).id;
    const bool has_row = front_.refusals.is_worth_a_row(caller.address, reason, std::chrono::steady_clock::now());
    front_.metrics.refused_caller(reason, has_row);
    if (!has_row) {
        return {};
    }
    audit::Event event{.at = front_.house.clock->now(), .action = audit::Action::execute, .interaction = "connect", .outcome = audit::Outcome::minor};
    event.reason = reason;
    event.peer = caller.peer == nullptr ? "" : caller.peer->id;
    event.certificate = caller.certificate;
    event.address = caller.address;
    event.request = caller.request;
    if (!front_.house.record(event)) {
        return refused(503, Message::server_busy, {"5"});
    }
    return {};
}

Or<void> Turn::admit() {
    const std::string& peer = request_.caller.peer->id;
    if (!guest_.pass || guest_.pass->peer() != peer) {
        guest_.pass.reset();
        if (!front_.peers.enter(peer)) {
            ends_ = true;
            return too_many(peer, 5);
        }
        guest_.pass.emplace(front_.peers, peer);
    }
    if (const std::optional<unsigned> seconds = front_.peers.request(peer, std::chrono::steady_clock::now())) {
        return too_many(peer, *seconds);
    }
    return {};
}

Or<void> Turn::find_route() {
    const bool is_managed = guest_.door == Door::management;
    const std::span<const Route> routes = is_managed ? front_.management : front_.routes;
    Match found = match(routes, request_);
    route_ = found.route;
    parts_ = std::move(found.parts);
    if (route_ == nullptr && !found.allowed.empty()) {
        const std::string allowed = joined(found.allowed);
        const std::string ways = ways_in(routes, request_, found);
        Refused out{405, diag::finding(Message::method_not_allowed, {}, {request_.method, without_query(request_.target), ways}), {{"Allow", allowed}}};
        return tl::make_unexpected(std::move(out));
    }
    if (route_ == nullptr && is_managed) {
        return refused(404, Message::nothing_managed_there, {without_query(request_.target), patterns_of(routes)});
    }
    if (route_ == nullptr) {
        return refused(404, Message::no_such_path, {without_query(request_.target)});
    }
    if (request_.caller.peer == nullptr && !is_managed && !route_->open) {
        return refused(401, Message::certificate_needed);
    }
    return {};
}

// As it comes it is unpacked and counted; it is in one piece in memory only when it is whole.
Or<void> Turn::receive_body(std::size_t longest) {
    const Limits& limits = front_.limits;
    HeldBytes held(front_.memory, front_.spool, account_);
    TRY(Unpacker unpacker, Unpacker::open(request_.header("Content-Encoding"), {.bytes = longest, .ratio = limits.unpack_ratio},
                                          [&held](std::string_view bytes) { return held.append(bytes); }));
    const Deadline deadline = in_seconds(limits.body_seconds);
    body_begun_ = true;
    if (framing_.expects_continue && stream_.write("HTTP/1.1 100 Continue\r\n\r\n", deadline) != Io::ok) {
        gone_ = true;
    }
    held.expect(std::min<std::uint64_t>(framing_.length, worth_expecting));
    Incoming::BodyRead body = incoming_.body(framing_, longest, deadline, [&unpacker](std::string_view bytes) { return unpacker.take(bytes); });
    body_read_ = body.is_whole;
    if (body.refusal) {
        return tl::make_unexpected(std::move(*body.refusal));
    }
    if (body.io == Io::late) {
        return refused(408, Message::request_too_slow, {std::to_string(limits.body_seconds)});
    }
    if (body.io != Io::ok) {
        gone_ = true;
        return malformed("body");
    }
    TRY_VOID(unpacker.finish());
    TRY(HeldBytes::Whole whole, held.whole(std::chrono::steady_clock::now() + longest_wait_for_memory));
    request_.body = std::move(whole.bytes);
    body_memory_ = std::move(whole.memory);
    return {};
}

void Turn::release_body() {
    request_.body = {};
    body_memory_.reset();
}

Or<void> Turn::read_body() {
    const Limits& limits = front_.limits;
    const std::size_t longest = is_search_form(request_) ? std::min(longest_form, limits.body_bytes) : limits.body_bytes;
    if (!framing_.chunked && framing_.length > longest) {
        ends_ = true;
        return refused(413, Message::request_too_large, {std::to_string(longest)});
    }
    TRY_VOID(receive_body(longest));
    if (is_search(request_) && !is_search_form(request_) && !request_.body.empty()) { // read by nobody, it would find what was not asked for
        const std::string_view content = request_.header("Content-Type");
        return refused(415, Message::media_type_unknown, {std::string(content.empty() ? "-" : content.substr(0, 64)), std::string(form_type)});
    }
    if (is_search_form(request_)) {
        TRY(Pairs form, read_pairs(request_.body));
        request_.query.insert(request_.query.end(), form.begin(), form.end());
    }
    return {};
}

} // namespace renkei::http
