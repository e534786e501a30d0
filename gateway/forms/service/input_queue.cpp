#include "gateway/forms/service/input_queue.h"

namespace renkei::service {

namespace fs = std::filesystem;

// Small files are read whole, whatever they are: one thread works on each.
bool InputQueue::may_be_parts(const fs::path& path) {
    constexpr std::uintmax_t small = 2 * LineFile::part_size;
    std::error_code failed;
    const bool is_file = fs::is_regular_file(path, failed);
    return path == "-" || (!failed && (!is_file || fs::file_size(path, failed) > small));
}

InputQueue::QueuedInput InputQueue::next_part() {
    QueuedInput out{.path = &paths_[at_ - 1], .read = open_->next_part()};
    if (!*out.read || (*out.read)->part->is_last) {
        open_.reset();
    }
    return out;
}

InputQueue::QueuedInput InputQueue::failed(diag::Error error) {
    open_.reset();
    return {.path = &paths_[at_ - 1], .read = tl::make_unexpected(std::move(error))};
}

std::optional<InputQueue::QueuedInput> InputQueue::next() {
    if (open_) {
        return next_part();
    }
    if (at_ == paths_.size()) {
        return std::nullopt;
    }
    const fs::path& path = paths_[at_++];
    if (!may_be_parts(path)) {
        return QueuedInput{.path = &path};
    }
    diag::Result<LineFile> file = LineFile::open(path);
    if (!file) {
        return QueuedInput{.path = &path, .read = tl::make_unexpected(file.error())};
    }
    if (!file->has_lines()) {
        return QueuedInput{.path = &path, .read = file->whole()};
    }
    open_ = *std::move(file);
    return next_part();
}

} // namespace renkei::service
