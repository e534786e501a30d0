// The lines of a stream, one after the other, in memory that is bounded by the longest line that is kept.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace renkei::service {

class BoundedLines {
public:
    // Fills the beginning of `room` with what there is, waiting for the first byte; 0: the stream has ended.
    using Read = std::function<diag::Result<std::size_t>(std::span<char> room)>;

    struct Line {
        std::string_view text{};  // without its end (LF or CRLF), until the next call
        bool is_too_long = false; // then the text was dropped
    };

    // `longest`: bytes of a line that is kept, its end not counted.
    BoundedLines(Read read, std::size_t longest) : read_(std::move(read)), longest_(longest) {}

    // None: the stream has ended. What stands behind the last line end is a line, too.
    diag::Result<std::optional<Line>> next();

private:
    diag::Result<void> read_more();
    Line take(std::size_t end, bool is_too_long);

    Read read_;
    std::size_t longest_;
    std::string buffer_{};
    std::size_t begin_ = 0; // of the line in the buffer
    std::size_t end_ = 0;   // of what was read
    bool is_at_end_ = false;
};

} // namespace renkei::service
