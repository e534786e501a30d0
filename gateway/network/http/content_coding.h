// gzip (RFC 1952), both ways.
#pragma once

#include "gateway/network/http/http_error.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

typedef struct z_stream_s z_stream;

namespace renkei::http {

std::string gzip(std::string_view bytes); // empty: there is no memory for it

// Takes a piece of a body, or returns why it does not.
using ByteSink = std::function<HttpResult<void>(std::string_view)>;

// Unpacks a body as it is read, so that what it grows to is known before it is in memory.
class ContentDecoder {
public:
    struct Limits {
        std::size_t bytes = 0;       // unpacked; more: 413
        std::size_t ratio = 200;     // more bytes out for each byte in: 413 …
        std::size_t free = 1U << 20; // … once more than this came out
    };
    // `encoding` of Content-Encoding: "gzip" is unpacked, "identity" or empty stays as it is; others: 415.
    static HttpResult<ContentDecoder> open(std::string_view encoding, const Limits& limits, ByteSink take);

    bool is_packed() const { return stream_ != nullptr; }
    HttpResult<void> take(std::string_view bytes);
    HttpResult<void>
    finish(); // the body is at its end. Whole gzip members (RFC 1952), nothing behind them: else 400

private:
    struct End {
        void operator()(z_stream* stream) const;
    };
    ContentDecoder(const Limits& limits, ByteSink take) : limits_(limits), take_(std::move(take)) {}
    HttpResult<void> hand_over(std::string_view bytes);

    Limits limits_;
    ByteSink take_;
    std::unique_ptr<z_stream, End> stream_{}; // null: bytes stay as they are
    std::size_t in_ = 0;
    std::size_t out_ = 0;
    bool has_ended_ = false;
};

// Unpacks bytes that are in memory already.
HttpResult<std::string> gunzip(std::string_view bytes, std::size_t limit);

} // namespace renkei::http
