#include "gateway/exchange/http_answer.h"

#include "gateway/text/words.h"

#include <algorithm>
#include <charconv>

namespace renkei::exchange {
namespace {

using text::lowered;
using text::trim;

constexpr std::size_t most_header = 32U << 10;

tl::unexpected<Problem> broken(std::string words) {
    return tl::make_unexpected(Problem{.trouble = Trouble::broken, .words = std::move(words), .before_answer = false});
}

// What has come and is not used up yet.
class Input {
public:
    Input(Wire& wire, Moment deadline) : wire_(&wire), deadline_(deadline) {}

    bool empty() const { return at_ == bytes_.size(); }

    // False: closed.
    Wired<bool> more() {
        if (at_ > 0 && empty()) {
            bytes_.clear();
            at_ = 0;
        }
        char buffer[16U << 10];
        Wired<std::size_t> n = wire_->read(buffer, sizeof buffer, deadline_);
        if (!n) {
            n.error().before_answer = !any_;
            return tl::make_unexpected(std::move(n).error());
        }
        any_ = any_ || *n > 0;
        bytes_.append(buffer, *n);
        return *n > 0;
    }

    Wired<std::string> line(std::size_t& left) {
        std::size_t end = 0;
        while ((end = bytes_.find('\n', at_)) == std::string::npos) {
            if (bytes_.size() - at_ > left) {
                return broken("the header of the answer is too large");
            }
            TRY(const bool open, more());
            if (!open) {
                Problem closed{.trouble = Trouble::broken, .words = "closed before the answer", .before_answer = !any_};
                return tl::make_unexpected(std::move(closed));
            }
        }
        std::string out = bytes_.substr(at_, end - at_);
        if (out.size() > left) {
            return broken("the header of the answer is too large");
        }
        left -= out.size();
        at_ = end + 1;
        if (out.ends_with('\r')) {
            out.pop_back();
        }
        return out;
    }

    // Appends up to `size` bytes to `out`; false: closed before.
    Wired<bool> take(std::size_t size, std::string& out) {
        while (size > 0) {
            if (empty()) {
                TRY(const bool open, more());
                if (!open) {
                    return false;
                }
            }
            const std::size_t n = std::min(size, bytes_.size() - at_);
            out.append(bytes_, at_, n);
            at_ += n;
            size -= n;
        }
        return true;
    }

private:
    Wire* wire_;
    Moment deadline_;
    std::string bytes_;
    std::size_t at_ = 0;
    bool any_ = false;
};

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

Wired<bool> read_chunks(Input& input, std::size_t most, HttpAnswer& answer) {
    while (true) {
        std::size_t left = most_header;
        TRY(const std::string line, input.line(left));
        std::size_t size = 0;
        if (const auto read = std::from_chars(line.data(), line.data() + line.size(), size, 16); read.ec != std::errc() || read.ptr == line.data()) {
            return broken("not an answer of HTTP/1.1");
        }
        if (size == 0) {
            break;
        }
        if (size > most - answer.body.size()) {
            answer.is_cut = true;
            return false;
        }
        TRY(const bool whole, read_counted(input, size, most, answer));
        TRY(const std::string end, input.line(left));
        if (!whole || !end.empty()) {
            return broken("not an answer of HTTP/1.1");
        }
    }
    std::size_t left = most_header;
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
