#include "gateway/http/reply.h"

#include "gateway/http/coding.h"
#include "gateway/text/words.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <array>

namespace renkei::http {
namespace {

using text::same_word;

constexpr std::size_t worth_packing = 1024;
constexpr auto packed_already = std::to_array<std::string_view>(
    {"image/", "video/", "audio/", "application/pdf", "application/zip", "application/gzip"});

bool has(const Answer& answer, std::string_view name) {
    return std::ranges::any_of(answer.headers, [&](const auto& header) { return same_word(header.first, name); });
}

bool may_have_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

bool is_packable(const Answer& answer) {
    const auto begins = [&](std::string_view type) { return answer.media_type.starts_with(type); };
    return answer.body.size() > worth_packing && !has(answer, "Content-Encoding") && std::ranges::none_of(packed_already, begins);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// A line break in a value would begin a header of the caller's choice.
void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t begin = out.size();
    out.append(value);
    std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), is_control, ' ');
    out.append("\r\n");
}

void append_headers(std::string& out, const Answer& answer, bool packable, bool packed) {
    for (const auto& [name, value] : answer.headers) {
        // packed bytes are other bytes: the tag stays good for comparing what they mean (RFC 9110 §8.8.1)
        const bool weaken = packed && same_word(name, "ETag") && value.starts_with('"');
        append_header(out, name, weaken ? "W/" + value : value);
    }
    if (packable) {
        append_header(out, "Vary", "Accept-Encoding");
    }
    if (packed) {
        append_header(out, "Content-Encoding", "gzip");
    }
    if (!has(answer, "Cache-Control")) {
        append_header(out, "Cache-Control", has(answer, "ETag") ? "private, no-cache" : "no-store");
    }
    if (answer.status == 503 && !has(answer, "Retry-After")) {
        append_header(out, "Retry-After", "5");
    }
}

} // namespace

Reply reply(Answer answer, const ReplyTo& to) {
    const bool packable = may_have_body(answer.status) && is_packable(answer);
    std::string body = packable && weight_of(to.accept_encoding, "gzip") > 0 ? gzip(answer.body) : std::string();
    const bool packed = !body.empty();
    if (packed) {
        answer.body = {};
    } else {
        body = std::move(answer.body);
    }

    using Poco::Net::HTTPResponse;
    std::string head;
    head.reserve(1024);
    head.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    head.append(HTTPResponse::getReasonForStatus(static_cast<HTTPResponse::HTTPStatus>(answer.status))).append("\r\n");
    append_header(head, "Date", Poco::DateTimeFormatter::format(Poco::Timestamp(to.now * 1000), Poco::DateTimeFormat::HTTP_FORMAT));
    append_header(head, "X-Request-Id", to.sent_id.empty() ? to.request : to.sent_id);
    append_header(head, "X-Renkei-Request-Id", to.request); // the one in our log and audit
    append_header(head, "X-Content-Type-Options", "nosniff");
    append_headers(head, answer, packable, packed);
    if (may_have_body(answer.status)) {
        if (!answer.media_type.empty()) {
            append_header(head, "Content-Type", answer.media_type);
        }
        append_header(head, "Content-Length", std::to_string(answer.source ? answer.source.size : body.size()));
    }
    if (to.ends) {
        append_header(head, "Connection", "close");
    }
    head.append("\r\n");
    if (!may_have_body(answer.status) || to.method == "HEAD") {
        body.clear();
        answer.source = {};
    }
    return {std::move(head), std::move(body), std::move(answer.source)};
}

} // namespace renkei::http
