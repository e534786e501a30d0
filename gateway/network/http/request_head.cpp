#include "gateway/network/http/request_head.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/percent.h"
#include "gateway/core/text/words.h"
#include "generated/messages/server.h"

#include <algorithm>

namespace renkei::http {
namespace {

using text::is_token;
using text::next_part;
using text::same_word;

tl::unexpected<HttpError> wrong_line() { return bad_request("CR LF, printable characters"); }

bool is_visible(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

HttpResult<void> read_request_line(std::string_view line, RequestHead& head) {
    const std::string_view method = next_part(line, ' ');
    const std::string_view target = next_part(line, ' ');
    if (!is_token(method) || !is_visible(target)) {
        return bad_request("METHOD TARGET HTTP/1.1");
    }
    if (line != "HTTP/1.1") {
        return line.starts_with("HTTP/") && is_visible(line)
                   ? http_error(Refusal::http_version, message::request_wrong, {"HTTP/1.1"})
                   : bad_request("METHOD TARGET HTTP/1.1");
    }
    head.method = method;
    head.target = target;
    return {};
}

tl::unexpected<HttpError> refused(net::FieldsError error, const Limits& limits) {
    switch (error) {
    case net::FieldsError::line: break;
    case net::FieldsError::field: return bad_request("header: NAME: VALUE");
    case net::FieldsError::too_many:
        return http_error(message::header_too_large,
                          {std::to_string(limits.header_fields), std::to_string(limits.header_bytes)});
    }
    return wrong_line();
}

tl::unexpected<HttpError> refused(net::LengthError error) {
    switch (error) {
    case net::LengthError::length_and_coding: break;
    case net::LengthError::coding: return bad_request("Transfer-Encoding: chunked");
    case net::LengthError::length: return bad_request("Content-Length: one number");
    }
    return http_error(message::length_required);
}

// RFC 9110 §7.2: uri-host [ ":" port ], or nothing where the target has no authority.
bool is_host_field(std::string_view text) {
    const std::size_t end_of_name =
        text.starts_with('[') ? text.find(']') + 1 : std::min(text.find(':'), text.size()); // npos + 1 is 0
    const std::string_view name = text.substr(0, end_of_name);
    const std::string_view port = text.substr(end_of_name);
    const auto is_part = [&](char c) { // of a reg-name or an IP-literal, without percent-encoding
        return text::is_unreserved(c) || std::string_view("!$&'()*+,;=").find(c) != std::string_view::npos ||
               (name.starts_with('[') && std::string_view("[]:").find(c) != std::string_view::npos);
    };
    return std::ranges::all_of(name, is_part) && (port.empty() || port.front() == ':') &&
           std::ranges::all_of(port.substr(std::min<std::size_t>(port.size(), 1)), base::is_digit);
}

} // namespace

HttpResult<RequestHead> read_head(std::string_view bytes, const Limits& limits) {
    RequestHead head;
    const std::optional<std::string_view> line = net::next_line(bytes, net::LineEnds::crlf);
    if (!line) {
        return wrong_line();
    }
    TRY_VOID(read_request_line(*line, head));
    auto fields = net::read_fields(bytes, net::LineEnds::crlf, limits.header_fields);
    if (!fields) {
        return refused(fields.error(), limits);
    }
    head.headers = *std::move(fields);
    return head;
}

HttpResult<Framing> read_framing(const RequestHead& head) {
    const std::vector<std::string_view> hosts = net::values_of(head.headers, "Host");
    if (hosts.size() != 1) {
        return bad_request("Host: one");
    }
    if (!is_host_field(hosts.front())) {
        return bad_request("Host: HOST:PORT");
    }
    const auto length = net::body_length(head.headers, net::EqualLengths::refused);
    if (!length) {
        return refused(length.error());
    }
    Framing framing{.body = *length, .closes = net::has_word(head.headers, "Connection", "close")};
    for (const std::string_view expectation : net::values_of(head.headers, "Expect")) {
        if (!same_word(expectation, "100-continue")) {
            return http_error(message::expectation_unknown, {expectation.substr(0, 64)});
        }
        framing.expects_continue = framing.has_body();
    }
    return framing;
}

} // namespace renkei::http
