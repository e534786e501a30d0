// A file, or standard input, that is read by blocks: as parts of whole lines if it has a document on every
// line (NDJSON), else whole.
#pragma once

#include "gateway/core/base/file_descriptor.h"
#include "gateway/core/diag/result.h"
#include "gateway/forms/service/input.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace renkei::service {

class LineFile {
public:
    // Bytes of a part, if its lines are shorter; a longer line is a part of its own.
    static constexpr std::size_t part_size = 1U << 20U;
    // What no reader takes as one document: a longer line ends the file with an error.
    static constexpr std::size_t max_line_length = 64U << 20U;

    enum class Reading : std::uint8_t {
        full_parts,
        as_it_comes, // a part is what whole lines there are: a program at the other end may wait for an
                     // answer
    };

    // Reads as far as it takes to know which of both it is.
    static diag::Result<LineFile> open(const std::filesystem::path& path,
                                       Reading reading = Reading::full_parts);

    bool has_lines() const { return has_lines_; }
    // has_lines(): the next part; after one that is_last there is no other. The last one may be empty.
    diag::Result<Input> next_part();
    // Otherwise: all of it.
    diag::Result<Input> whole();

private:
    LineFile(std::string name, base::FileDescriptor file, Reading reading)
        : name_(std::move(name)),
          file_(std::move(file)),
          reading_(reading) {}

    diag::Result<void> read_some(); // appends a block to buffer_, or notes the end
    diag::Result<void> read_head();
    diag::Result<void> read_lines();

    std::string name_;
    base::FileDescriptor file_;
    Reading reading_;
    std::string buffer_{}; // read, and not given out yet
    bool is_at_end_ = false;
    bool has_lines_ = false;
    InputPart next_{};
};

// The lines of a stream, one after the other, in memory that is bounded by the longest line that is kept.
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
