#include "gateway/network/client/response_reader.h"

#include "gateway/network/net/message_reader.h"

#include <charconv>
#include <limits>

namespace renkei::client {
namespace {

using diag::ReasonCode;
using net::MessageReader;

constexpr std::size_t max_header = 32U << 10;
constexpr std::string_view version = "HTTP/1.";

struct StatusLine {
    int status = 0;
    bool is_11 = false;
};
struct Head {
    StatusLine line{};
    net::Fields fields{};
};

tl::unexpected<ConnectionError> broken(ReasonCode reason) { // after the answer began
    return tl::make_unexpected(
        ConnectionError{.failure = ConnectionFailure::broken, .reason = reason, .before_response = false});
}

std::optional<StatusLine> read_status_line(std::string_view line) {
    constexpr std::size_t at = version.size() + 2; // of three digits
    StatusLine out;
    if (line.size() < at + 3 || !line.starts_with(version) || line[at - 1] != ' ') {
        return std::nullopt;
    }
    const char* const digits = line.data() + at;
    if (std::from_chars(digits, digits + 3, out.status).ptr != digits + 3 || out.status < 100) {
        return std::nullopt;
    }
    out.is_11 = line[version.size()] == '1';
    return out;
}

ConnectionResult<Head> read_head(const Connection& connection, MessageReader& reader, TimePoint deadline) {
    MessageReader::HeadRead read = reader.head(max_header, deadline, version);
    if (read.io != net::Io::ok) {
        ConnectionError error = connection.error_of(read.io, ReasonCode::closed_before_answer);
        error.before_response = !reader.has_begun();
        return tl::make_unexpected(std::move(error));
    }
    if (read.too_large) {
        return broken(ReasonCode::answer_header_too_large);
    }
    const std::optional<std::string_view> line = net::next_line(read.bytes, net::LineEnds::lf_too);
    const std::optional<StatusLine> status = line ? read_status_line(*line) : std::nullopt;
    auto fields =
        net::read_fields(read.bytes, net::LineEnds::lf_too, std::numeric_limits<std::size_t>::max());
    if (!status || !fields) {
        return broken(ReasonCode::not_http);
    }
    return Head{*status, *std::move(fields)};
}

// The body's length; a response without a length has as many bytes as come, up to the limit.
std::optional<net::BodyLength> length_of(const HttpResponse& response, std::string_view method) {
    if (method == "HEAD" || !net::may_have_body(response.status)) {
        return net::BodyLength{.bytes = 0};
    }
    const auto length = net::body_length(response.fields, net::EqualLengths::taken);
    return length ? std::optional(*length) : std::nullopt;
}

// True if the body was read to its end; reading stops when `most` is passed.
ConnectionResult<bool> read_body(const Connection& connection, MessageReader& reader, std::string_view method,
                                 std::size_t most, TimePoint deadline, HttpResponse& response) {
    std::optional<net::BodyLength> length = length_of(response, method);
    if (!length) {
        return broken(ReasonCode::not_http);
    }
    const bool is_to_end = !length->is_chunked && !length->bytes; // of the connection
    const bool is_longer = is_to_end || length->bytes.value_or(0) > most;
    if (is_longer) {
        length->bytes = most;
    }
    const net::BodyRead read = reader.body(*length, most, deadline, [&response](std::string_view bytes) {
        response.body += bytes;
        return true;
    });
    switch (read.end) {
    case net::BodyEnd::whole: response.is_truncated = is_longer; return !is_longer;
    case net::BodyEnd::too_large:
    case net::BodyEnd::unwanted: response.is_truncated = true; return false;
    case net::BodyEnd::malformed: return broken(ReasonCode::not_http);
    case net::BodyEnd::long_lines: return broken(ReasonCode::answer_header_too_large);
    case net::BodyEnd::interrupted: break;
    }
    if (is_to_end && read.io == net::Io::closed) {
        return false;
    }
    ConnectionError error = connection.error_of(read.io, ReasonCode::answer_cut);
    error.before_response = false;
    return tl::make_unexpected(std::move(error));
}

} // namespace

ConnectionResult<ParsedResponse> read_response(Connection& connection, std::string_view method,
                                               std::size_t most, TimePoint deadline) {
    MessageReader reader(connection.stream());
    constexpr int first_final = 200;
    constexpr int max_interim = 10;
    for (int interim = 0; interim < max_interim; ++interim) {
        TRY(Head head, read_head(connection, reader, deadline));
        if (head.line.status < first_final) {
            continue;
        }
        ParsedResponse out{.response = {.status = head.line.status, .fields = std::move(head.fields)}};
        TRY(const bool whole, read_body(connection, reader, method, most, deadline, out.response));
        out.is_reusable = whole && head.line.is_11 && reader.held() == 0 &&
                          !net::has_word(out.response.fields, "Connection", "close");
        return out;
    }
    return broken(ReasonCode::not_http);
}

} // namespace renkei::client
