// A file, or standard input, that is read by blocks: as parts of whole lines if it has a document on every
// line (NDJSON), else whole.
#pragma once

#include "gateway/core/base/file_descriptor.h"
#include "gateway/forms/service/input.h"

#include <string>

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

} // namespace renkei::service
