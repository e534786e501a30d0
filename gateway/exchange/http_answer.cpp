#include "gateway/exchange/http_answer.h"

#include "gateway/exchange/http_input.h"
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
    const bool has_shape = first.size() >= 12 && first.starts_with("HTTP/1.") && first[8] == ' ';
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
        if (colon == std::string::npos || colon == 0) {
            return broken("not an answer of HTTP/1.1");
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
    TRY(const std::string line, input.line(most));
    std::size_t size = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    if (read.ec != std::errc() || read.ptr == line.data()) {
        return broken("not an answer of HTTP/1.1");
    }
    const auto extension = static_cast<std::size_t>(line.data() + line.size() - read.ptr);
    if (extension > left) {
        return broken("the header of the answer is too large");
    }
    left -= extension;
    return size;
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
        TRY(const std::string end, input.line(nothing));
        if (!whole || !end.empty()) {
            return broken("not an answer of HTTP/1.1");
        }
    }
    while (true) { // trailers say nothing to us
        TRY(const std::string line, input.line(left));
        if (line.empty()) {
            return true;
        }
    }
}

Wired<bool> read_to_end(Input& input, std::size_t most, HttpAnswer& answer) {
    TRY(const bool more, input.take(most, answer.body));
    answer.is_cut = more;
    return false;
}

Wired<bool> read_body(Input& input, std::string_view method, std::size_t most, HttpAnswer& answer) {
    constexpr int no_content = 204;
    constexpr int not_modified = 304;
    if (method == "HEAD" || answer.status == no_content || answer.status == not_modified) {
        return true;
    }
    if (lowered(answer.field("transfer-encoding")) == "chunked") {
        return read_chunks(input, most, answer);
    }
    const std::string_view length = answer.field("content-length");
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
