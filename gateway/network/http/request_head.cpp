#include "gateway/network/http/request_head.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/words.h"
#include "gateway/network/net/http_lines.h"

#include <algorithm>
#include <charconv>

namespace renkei::http {
namespace {

using base::is_digit;
using diag::Message;
using text::is_token;
using text::next_part;
using text::same_word;
using text::trim;

constexpr std::string_view line_end = "\r\n";

// Up to CR LF, which goes too. Nothing: a line that ends otherwise, or holds a control character.
std::optional<std::string_view> next_line(std::string_view& rest) {
    const std::size_t end = rest.find(line_end);
    const std::string_view line = rest.substr(0, end);
    if (end == std::string_view::npos || !net::is_field_text(line)) {
        return std::nullopt;
    }
    rest.remove_prefix(end + line_end.size());
    return line;
}

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
                   ? http_error(Refusal::http_version, Message::request_wrong, {"HTTP/1.1"})
                   : bad_request("METHOD TARGET HTTP/1.1");
    }
    head.method = method;
    head.target = target;
    return {};
}

// No space before the colon, no continued lines: both have been used to hide a header from one of two
// readers.
HttpResult<void> read_header(std::string_view line, RequestHead& head) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return bad_request("header: NAME: VALUE");
    }
    head.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
    return {};
}

bool names(std::span<const std::string_view> values, std::string_view word) {
    return std::ranges::any_of(values, [&](std::string_view value) {
        while (!value.empty()) {
            if (same_word(trim(next_part(value, ',')), word)) {
                return true;
            }
        }
        return false;
    });
}

HttpResult<void> read_length(const RequestHead& head, Framing& framing) {
    const std::vector<std::string_view> lengths = head.all("Content-Length");
    const std::vector<std::string_view> codings = head.all("Transfer-Encoding");
    if (!lengths.empty() && !codings.empty()) {
        return http_error(Message::length_required);
    }
    if (codings.size() > 1 || (!codings.empty() && !same_word(codings.front(), "chunked"))) {
        return bad_request("Transfer-Encoding: chunked");
    }
    framing.chunked = !codings.empty();
    if (lengths.empty()) {
        return {};
    }
    const std::string_view text = lengths.front();
    const bool digits = !text.empty() && text.size() <= 18 && std::ranges::all_of(text, is_digit);
    if (lengths.size() > 1 || !digits) {
        return bad_request("Content-Length: one number");
    }
    std::from_chars(text.data(), text.data() + text.size(), framing.length);
    return {};
}

} // namespace

std::vector<std::string_view> RequestHead::all(std::string_view name) const {
    std::vector<std::string_view> out;
    for (const auto& [key, value] : headers) {
        if (same_word(key, name)) {
            out.push_back(value);
        }
    }
    return out;
}

HttpResult<RequestHead> read_head(std::string_view bytes, const Limits& limits) {
    RequestHead head;
    std::optional<std::string_view> line = next_line(bytes);
    if (!line) {
        return bad_request("CR LF, printable characters");
    }
    if (const HttpResult<void> read = read_request_line(*line, head); !read) {
        return tl::make_unexpected(read.error());
    }
    while ((line = next_line(bytes)) && !line->empty()) {
        if (head.headers.size() == limits.header_fields) {
            return http_error(Message::header_too_large,
                              {std::to_string(limits.header_fields), std::to_string(limits.header_bytes)});
        }
        if (const HttpResult<void> read = read_header(*line, head); !read) {
            return tl::make_unexpected(read.error());
        }
    }
    if (!line || !bytes.empty()) {
        return bad_request("CR LF, printable characters");
    }
    return head;
}

HttpResult<Framing> read_framing(const RequestHead& head) {
    if (head.all("Host").size() != 1) {
        return bad_request("Host: one");
    }
    Framing framing;
    if (const HttpResult<void> read = read_length(head, framing); !read) {
        return tl::make_unexpected(read.error());
    }
    framing.closes = names(head.all("Connection"), "close");
    for (const std::string_view expectation : head.all("Expect")) {
        if (!same_word(expectation, "100-continue")) {
            return http_error(Message::expectation_unknown, {std::string(expectation.substr(0, 64))});
        }
        framing.expects_continue = framing.has_body();
    }
    return framing;
}

} // namespace renkei::http
