#include "gateway/exchange/http_answer.h"

#include "gateway/exchange/http_input.h"
#include "gateway/text/http_lines.h"
#include "gateway/text/words.h"

#include <algorithm>
#include <charconv>

namespace renkei::exchange {
namespace {

using text::lowered;
using text::trim;

constexpr std::size_t most_header = 32U << 10;
constexpr std::size_t most_size_line = 256; // of a chunk

struct Head {
    int status = 0;
    bool is_11 = false;
    Fields fields{};
};

Wired<Head> read_head(Input& input) {
    std::size_t left = most_header;
    TRY(const std::string first, input.line(left));
    Head out;
    const bool has_shape = first.size() >= 12 && first.starts_with("HTTP/1.") && first[8] == ' ' && text::is_field_text(first);
    if (!has_shape || std::from_chars(first.data() + 9, first.data() + 12, out.status).ptr != first.data() + 12 || out.status < 100) {
        return broken("not an answer of HTTP/1.1");
    }
    out.is_11 = first[7] == '1';
    while (true) {
        TRY(const std::string line, input.line(left));
        if (line.empty()) {
            return out;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos || !text::is_token(std::string_view(line).substr(0, colon)) || !text::is_field_text(line)) {
            return broken("not an answer of HTTP/1.1"); // a folded line is one of these (RFC 9112 §5.2)
        }
        out.fields.emplace_back(lowered(std::string_view(line).substr(0, colon)), trim(std::string_view(line).substr(colon + 1)));
    }
}

// Each reader of a body says whether it was read to its end; it stops when `most` is passed.
Wired<bool> read_counted(Input& input, std::size_t size, std::size_t most, HttpAnswer& answer) {
    TRY(const bool whole, input.take(std::min(size, most), answer.body));
    if (!whole) {
        return broken("closed before the end of the answer");
    }
    answer.is_cut = size > most;
    return !answer.is_cut;
}

// What stands behind the size says nothing to us. It counts as header, and there is one header, however many chunks there are.
Wired<std::size_t> read_chunk_size(Input& input, std::size_t& left) {
    std::size_t most = most_size_line;
    TRY(const std::string line, input.line(most, Input::Ends::by_crlf));
    const std::optional<std::uint32_t> size = text::chunk_size(line);
    if (!size) {
        return broken("not an answer of HTTP/1.1");
    }
    const std::size_t digits = line.find(';');
    const std::size_t extension = digits == std::string::npos ? 0 : line.size() - digits;
    if (extension > left) {
        return broken("the header of the answer is too large");
    }
    left -= extension;
    return *size;
}

Wired<bool> read_chunks(Input& input, std::size_t most, HttpAnswer& answer) {
    std::size_t left = most_header;
    while (true) {
        TRY(const std::size_t size, read_chunk_size(input, left));
        if (size == 0) {
            break;
        }
        if (size > most - answer.body.size()) {
            answer.is_cut = true;
            return false;
        }
        TRY(const bool whole, read_counted(input, size, most, answer));
        std::size_t nothing = most_size_line;
        TRY(const std::string end, input.line(nothing, Input::Ends::by_crlf));
        if (!whole || !end.empty()) {
            return broken("not an answer of HTTP/1.1");
        }
    }
    while (true) { // trailers say nothing to us
        TRY(const std::string line, input.line(left, Input::Ends::by_crlf));
        if (line.empty()) {
            return true;
        }
        if (!text::is_trailer_line(line)) {
            return broken("not an answer of HTTP/1.1");
        }
    }
}

Wired<bool> read_to_end(Input& input, std::size_t most, HttpAnswer& answer) {
    TRY(const bool more, input.take(most, answer.body));
    answer.is_cut = more;
    return false;
}

// The value of a field that must not say two things (RFC 9112 §6.3); empty: it is absent. Nothing: it says two.
std::optional<std::string_view> one_value(const Fields& fields, std::string_view name) {
    std::string_view out;
    for (const auto& [key, value] : fields) {
        if (key == name && !out.empty() && value != out) {
            return std::nullopt;
        }
        out = key == name ? std::string_view(value) : out;
    }
    return out;
}

Wired<bool> read_body(Input& input, std::string_view method, std::size_t most, HttpAnswer& answer) {
    constexpr int no_content = 204;
    constexpr int not_modified = 304;
    if (method == "HEAD" || answer.status == no_content || answer.status == not_modified) {
        return true;
    }
    const std::optional<std::string_view> coding = one_value(answer.fields, "transfer-encoding");
    const std::optional<std::string_view> counted = one_value(answer.fields, "content-length");
    if (!coding || !counted || (!coding->empty() && (lowered(*coding) != "chunked" || !counted->empty()))) {
        return broken("not an answer of HTTP/1.1");
    }
    if (!coding->empty()) {
        return read_chunks(input, most, answer);
    }
    const std::string_view length = *counted;
    if (length.empty()) {
        return read_to_end(input, most, answer);
    }
    std::size_t size = 0;
    if (const auto read = std::from_chars(length.data(), length.data() + length.size(), size); read.ec != std::errc() || read.ptr != length.data() + length.size()) {
        return broken("not an answer of HTTP/1.1");
    }
    return read_counted(input, size, most, answer);
}

} // namespace

std::string_view HttpAnswer::field(std::string_view name) const {
    const auto it = std::ranges::find(fields, name, [](const auto& field) { return std::string_view(field.first); });
    return it == fields.end() ? std::string_view() : std::string_view(it->second);
}

Wired<ReadAnswer> read_answer(Wire& wire, std::string_view method, std::size_t most, Moment deadline) {
    Input input(wire, deadline);
    constexpr int first_final = 200;
    constexpr int most_interim = 10;
    for (int interim = 0; interim < most_interim; ++interim) {
        TRY(Head head, read_head(input));
        if (head.status < first_final) {
            continue;
        }
        ReadAnswer out{.answer = {.status = head.status, .fields = std::move(head.fields)}};
        TRY(const bool whole, read_body(input, method, most, out.answer));
        out.may_go_on = whole && head.is_11 && input.empty() && lowered(out.answer.field("connection")) != "close";
        return out;
    }
    return broken("not an answer of HTTP/1.1");
}

} // namespace renkei::exchange
