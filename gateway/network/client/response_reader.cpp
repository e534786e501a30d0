#include "gateway/network/client/response_reader.h"

#include "gateway/core/text/words.h"
#include "gateway/network/client/buffered_reader.h"
#include "gateway/network/net/http_lines.h"

#include <algorithm>
#include <charconv>

namespace renkei::client {
namespace {

using diag::ReasonCode;
using text::lowered;
using text::trim;

constexpr std::size_t max_header = 32U << 10;
constexpr std::size_t max_size_line = 256; // of a chunk

struct Head {
    int status = 0;
    bool is_11 = false;
    HeaderFields fields{};
};

ConnectionResult<Head> read_head(BufferedReader& reader) {
    std::size_t left = max_header;
    TRY(const std::string first, reader.line(left));
    Head out;
    const bool has_shape =
        first.size() >= 12 && first.starts_with("HTTP/1.") && first[8] == ' ' && net::is_field_text(first);
    if (!has_shape ||
        std::from_chars(first.data() + 9, first.data() + 12, out.status).ptr != first.data() + 12 ||
        out.status < 100) {
        return broken(ReasonCode::not_http);
    }
    out.is_11 = first[7] == '1';
    while (true) {
        TRY(const std::string line, reader.line(left));
        if (line.empty()) {
            return out;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos || !text::is_token(std::string_view(line).substr(0, colon)) ||
            !net::is_field_text(line)) {
            return broken(ReasonCode::not_http); // a folded line is one of these (RFC 9112 §5.2)
        }
        out.fields.emplace_back(lowered(std::string_view(line).substr(0, colon)),
                                trim(std::string_view(line).substr(colon + 1)));
    }
}

// Each reader of a body says whether it was read to its end; it stops when `most` is passed.
ConnectionResult<bool> read_counted(BufferedReader& reader, std::size_t size, std::size_t most,
                                    HttpResponse& response) {
    TRY(const bool whole, reader.take(std::min(size, most), response.body));
    if (!whole) {
        return broken(ReasonCode::answer_cut);
    }
    response.is_truncated = size > most;
    return !response.is_truncated;
}

// Chunk extensions are ignored. They count as header, and all chunks share one limit.
ConnectionResult<std::size_t> read_chunk_size(BufferedReader& reader, std::size_t& left) {
    std::size_t most = max_size_line;
    TRY(const std::string line, reader.line(most, BufferedReader::Ends::by_crlf));
    const std::optional<std::uint32_t> size = net::chunk_size(line);
    if (!size) {
        return broken(ReasonCode::not_http);
    }
    const std::size_t digits = line.find(';');
    const std::size_t extension = digits == std::string::npos ? 0 : line.size() - digits;
    if (extension > left) {
        return broken(ReasonCode::answer_header_too_large);
    }
    left -= extension;
    return *size;
}

ConnectionResult<bool> read_chunks(BufferedReader& reader, std::size_t most, HttpResponse& response) {
    std::size_t left = max_header;
    while (true) {
        TRY(const std::size_t size, read_chunk_size(reader, left));
        if (size == 0) {
            break;
        }
        if (size > most - response.body.size()) {
            response.is_truncated = true;
            return false;
        }
        TRY(const bool whole, read_counted(reader, size, most, response));
        std::size_t nothing = max_size_line;
        TRY(const std::string end, reader.line(nothing, BufferedReader::Ends::by_crlf));
        if (!whole || !end.empty()) {
            return broken(ReasonCode::not_http);
        }
    }
    while (true) { // trailers say nothing to us
        TRY(const std::string line, reader.line(left, BufferedReader::Ends::by_crlf));
        if (line.empty()) {
            return true;
        }
        if (!net::is_trailer_line(line)) {
            return broken(ReasonCode::not_http);
        }
    }
}

ConnectionResult<bool> read_to_end(BufferedReader& reader, std::size_t most, HttpResponse& response) {
    TRY(const bool more, reader.take(most, response.body));
    response.is_truncated = more;
    return false;
}

// The value of a field that must have one value (RFC 9112 §6.3); empty: no such field. nullopt: two different
// values.
std::optional<std::string_view> one_value(const HeaderFields& fields, std::string_view name) {
    std::string_view out;
    for (const auto& [key, value] : fields) {
        if (key == name && !out.empty() && value != out) {
            return std::nullopt;
        }
        out = key == name ? std::string_view(value) : out;
    }
    return out;
}

ConnectionResult<bool> read_body(BufferedReader& reader, std::string_view method, std::size_t most,
                                 HttpResponse& response) {
    constexpr int no_content = 204;
    constexpr int not_modified = 304;
    if (method == "HEAD" || response.status == no_content || response.status == not_modified) {
        return true;
    }
    const std::optional<std::string_view> coding = one_value(response.fields, "transfer-encoding");
    const std::optional<std::string_view> counted_in_flight = one_value(response.fields, "content-length");
    if (!coding || !counted_in_flight ||
        (!coding->empty() && (lowered(*coding) != "chunked" || !counted_in_flight->empty()))) {
        return broken(ReasonCode::not_http);
    }
    if (!coding->empty()) {
        return read_chunks(reader, most, response);
    }
    const std::string_view length = *counted_in_flight;
    if (length.empty()) {
        return read_to_end(reader, most, response);
    }
    std::size_t size = 0;
    if (const auto read = std::from_chars(length.data(), length.data() + length.size(), size);
        read.ec != std::errc() || read.ptr != length.data() + length.size()) {
        return broken(ReasonCode::not_http);
    }
    return read_counted(reader, size, most, response);
}

} // namespace

std::string_view HttpResponse::field(std::string_view name) const {
    const auto it =
        std::ranges::find(fields, name, [](const auto& field) { return std::string_view(field.first); });
    return it == fields.end() ? std::string_view() : std::string_view(it->second);
}

ConnectionResult<ParsedResponse> read_response(Connection& connection, std::string_view method,
                                               std::size_t most, TimePoint deadline) {
    BufferedReader reader(connection, deadline);
    constexpr int first_final = 200;
    constexpr int max_interim = 10;
    for (int interim = 0; interim < max_interim; ++interim) {
        TRY(Head head, read_head(reader));
        if (head.status < first_final) {
            continue;
        }
        ParsedResponse out{.response = {.status = head.status, .fields = std::move(head.fields)}};
        TRY(const bool whole, read_body(reader, method, most, out.response));
        out.is_reusable =
            whole && head.is_11 && reader.empty() && lowered(out.response.field("connection")) != "close";
        return out;
    }
    return broken(ReasonCode::not_http);
}

} // namespace renkei::client
