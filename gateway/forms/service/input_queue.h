// The inputs of a run, one after the other: whole files, and large NDJSON files in parts.
#pragma once

#include "gateway/forms/service/line_file.h"

#include <optional>
#include <span>

namespace renkei::service {

class InputQueue {
public:
    explicit InputQueue(std::span<const std::filesystem::path> paths) : paths_(paths) {}

    struct QueuedInput {
        const std::filesystem::path* path;
        // none: a file of modest size, which the caller reads by itself
        std::optional<diag::Result<Input>> read{};
    };
    std::optional<QueuedInput> next(); // none: there are no more
    // Instead of the file that next() could not go on with.
    QueuedInput failed(diag::Error error);

    // May there be more parts than files?
    static bool may_be_parts(const std::filesystem::path& path);

private:
    QueuedInput next_part();

    std::span<const std::filesystem::path> paths_;
    std::size_t at_ = 0;           // the file to open next
    std::optional<LineFile> open_; // the file of paths_[at_ - 1] that is given out in parts
};

} // namespace renkei::service
