#include "gateway/network/http/response_serializer.h"

#include "gateway/core/text/words.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/http/content_coding.h"

#include <Poco/Net/HTTPResponse.h>

#include <algorithm>
#include <array>

namespace renkei::http {
namespace {

using net::append_field;
using net::may_have_body;
using text::same_word;

constexpr std::size_t worth_packing = 1024;
constexpr auto packed_already = std::to_array<std::string_view>(
    {"image/", "video/", "audio/", "application/pdf", "application/zip", "application/gzip"});

bool has(const Response& response, std::string_view name) {
    return !net::values_of(response.headers, name).empty();
}

bool is_packable(const Response& response) {
    const auto begins = [&](std::string_view type) { return response.media_type.starts_with(type); };
    return response.body.size() > worth_packing && !has(response, "Content-Encoding") &&
           std::ranges::none_of(packed_already, begins);
}

void append_headers(std::string& out, const Response& response, bool packable, bool packed) {
    for (const auto& [name, value] : response.headers) {
        // packed bytes are other bytes: the tag stays good for comparing what they mean (RFC 9110 §8.8.1)
        const bool weaken = packed && same_word(name, "ETag") && value.starts_with('"');
        const bool varies = packable && same_word(name, "Vary");
        append_field(out, name, weaken ? "W/" + value : varies ? value + ", Accept-Encoding" : value);
    }
    if (packable && !has(response, "Vary")) {
        append_field(out, "Vary", "Accept-Encoding");
    }
    if (packed) {
        append_field(out, "Content-Encoding", "gzip");
    }
    if (!has(response, "Cache-Control")) {
        append_field(out, "Cache-Control", has(response, "ETag") ? "private, no-cache" : "no-store");
    }
    if (response.status == 503 && !has(response, "Retry-After")) {
        append_field(out, "Retry-After", "5");
    }
}

} // namespace

SerializedResponse serialize_response(Response response, const SerializeOptions& to) {
    const bool packable = may_have_body(response.status) && is_packable(response);
    std::string body =
        packable && weight_of(to.accept_encoding, "gzip") > 0 ? gzip(response.body) : std::string();
    const bool packed = !body.empty();
    if (packed) {
        response.body = {};
    } else {
        body = std::move(response.body);
    }

    using Poco::Net::HTTPResponse;
    std::string head;
    head.reserve(1024);
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    head.append(HTTPResponse::getReasonForStatus(static_cast<HTTPResponse::HTTPStatus>(response.status)))
        .append("\r\n");
    append_field(head, "Date", time::http_date(to.now));
    append_field(head, "X-Request-Id", to.sent_id.empty() ? to.request : to.sent_id);
    append_field(head, "X-Renkei-Request-Id", to.request); // the one in our log and audit
    if (!has(response, "X-Content-Type-Options")) {
        append_field(head, "X-Content-Type-Options", "nosniff");
    }
    append_headers(head, response, packable, packed);
    if (may_have_body(response.status)) {
        if (!response.media_type.empty()) {
            append_field(head, "Content-Type", response.media_type);
        }
        append_field(head, "Content-Length",
                     std::to_string(response.source ? response.source.size : body.size()));
    }
    if (to.ends) {
        append_field(head, "Connection", "close");
    }
    head.append("\r\n");
    if (!may_have_body(response.status) || to.method == "HEAD") {
        body.clear();
        response.source = {};
    }
    return {std::move(head), std::move(body), std::move(response.source)};
}

} // namespace renkei::http
