#include "gateway/network/http/content_coding.h"

#include "gateway/core/text/words.h"
#include "generated/messages/server.h"

#include <zlib.h>

#include <array>

namespace renkei::http {
namespace {

using text::same_word;

constexpr int fast = 3;         // of zlib's levels: a response is compressed while its client waits
constexpr int usual_memory = 8; // of zlib's levels
constexpr int only_gzip = 16 + MAX_WBITS;
constexpr std::size_t step_bytes = 16U << 10;

using Step = std::array<char, step_bytes>;

// zlib does not write to what it reads
Bytef* at(const char* bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes)); }

tl::unexpected<HttpError> no_gzip() { return bad_request("Content-Encoding: gzip"); }

} // namespace

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    std::string out;
    if (::deflateInit2(&stream, fast, Z_DEFLATED, only_gzip, usual_memory, Z_DEFAULT_STRATEGY) != Z_OK) {
        return out;
    }
    out.reserve(bytes.size() / 4 + 256);
    stream.next_in = at(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    Step step;
    do {
        stream.next_out = at(step.data());
        stream.avail_out = step.size();
        ::deflate(&stream, Z_FINISH); // cannot fail with room to write to
        out.append(step.data(), step.size() - stream.avail_out);
    } while (stream.avail_out == 0);
    ::deflateEnd(&stream);
    return out;
}

void ContentDecoder::End::operator()(z_stream* stream) const {
    ::inflateEnd(stream);
    delete stream;
}

HttpResult<ContentDecoder> ContentDecoder::open(std::string_view encoding, const Limits& limits,
                                                ByteSink take) {
    ContentDecoder out(limits, std::move(take));
    if (encoding.empty() || same_word(encoding, "identity")) {
        return out;
    }
    if (!same_word(encoding, "gzip") && !same_word(encoding, "x-gzip")) {
        HttpError refusal{Refusal::media_type,
                          diag::finding(message::encoding_unknown, {}, {encoding.substr(0, 64)}),
                          {{"Accept-Encoding", "gzip"}}};
        return tl::make_unexpected(std::move(refusal));
    }
    auto stream = std::make_unique<z_stream>();
    if (::inflateInit2(stream.get(), only_gzip) != Z_OK) {
        return http_error(message::server_busy, {"5"}); // no memory: nothing else can be wrong
    }
    out.stream_.reset(stream.release());
    return out;
}

HttpResult<void> ContentDecoder::hand_over(std::string_view bytes) {
    out_ += bytes.size();
    if (out_ > limits_.bytes) {
        return http_error(message::request_too_large, {std::to_string(limits_.bytes)});
    }
    if (out_ > limits_.free && out_ / limits_.ratio > in_) {
        return http_error(message::body_unpacks_too_large, {std::to_string(limits_.ratio)});
    }
    return take_(bytes);
}

HttpResult<void> ContentDecoder::take(std::string_view bytes) {
    if (!stream_) {
        return take_(bytes);
    }
    stream_->next_in = at(bytes.data());
    stream_->avail_in = static_cast<uInt>(bytes.size());
    Step step;
    bool is_full = true; // there may be more to come of what was read before
    while (stream_->avail_in > 0 || (is_full && !has_ended_)) {
        if (has_ended_) { // RFC 1952 2.2: members stand one behind the other
            if (::inflateReset(stream_.get()) != Z_OK) {
                return no_gzip();
            }
            has_ended_ = false;
        }
        stream_->next_out = at(step.data());
        stream_->avail_out = step.size();
        const std::size_t before = stream_->avail_in;
        const int done = ::inflate(stream_.get(), Z_NO_FLUSH);
        const bool is_out_of_input = done == Z_BUF_ERROR && stream_->avail_in == 0;
        if (done != Z_OK && done != Z_STREAM_END && !is_out_of_input) {
            return no_gzip();
        }
        in_ += before - stream_->avail_in;
        has_ended_ = done == Z_STREAM_END;
        is_full = stream_->avail_out == 0;
        if (HttpResult<void> taken = hand_over({step.data(), step.size() - stream_->avail_out}); !taken) {
            return taken;
        }
    }
    return {};
}

HttpResult<void> ContentDecoder::finish() {
    if (stream_ && !has_ended_) {
        return no_gzip();
    }
    return {};
}

HttpResult<std::string> gunzip(std::string_view bytes, std::size_t limit) {
    std::string out;
    TRY(ContentDecoder decoder, ContentDecoder::open("gzip", {.bytes = limit, .ratio = SIZE_MAX},
                                                     [&out](std::string_view piece) -> HttpResult<void> {
                                                         out += piece;
                                                         return {};
                                                     }));
    TRY_VOID(decoder.take(bytes));
    TRY_VOID(decoder.finish());
    return out;
}

} // namespace renkei::http
