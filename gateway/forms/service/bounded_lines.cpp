#include "gateway/forms/service/bounded_lines.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace renkei::service {
namespace {

constexpr std::size_t room_to_read = 256U << 10U;

} // namespace

diag::Result<std::optional<BoundedLines::Line>> BoundedLines::next() {
    bool is_too_long = false;
    std::size_t searched = 0; // bytes of the line
    for (;;) {
        const std::size_t end = std::string_view(buffer_).substr(0, end_).find('\n', begin_ + searched);
        if (end != std::string_view::npos) {
            return take(end, is_too_long);
        }
        if (is_at_end_) {
            const bool is_nothing = begin_ == end_ && !is_too_long;
            return is_nothing ? std::nullopt : std::optional(take(end_, is_too_long));
        }
        constexpr std::size_t carriage_return = 1;
        is_too_long |= end_ - begin_ > longest_ + carriage_return;
        if (is_too_long) {
            begin_ = end_;
        }
        searched = end_ - begin_;
        TRY_VOID(read_more());
    }
}

BoundedLines::Line BoundedLines::take(std::size_t end, bool is_too_long) {
    std::string_view text = std::string_view(buffer_).substr(begin_, end - begin_);
    begin_ = std::min(end + 1, end_);
    text.remove_suffix(text.ends_with('\r') ? 1 : 0);
    return is_too_long || text.size() > longest_ ? Line{.is_too_long = true} : Line{.text = text};
}

// Behind what is there, which moves to the front.
diag::Result<void> BoundedLines::read_more() {
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= std::exchange(begin_, 0);
    }
    if (buffer_.size() - end_ < room_to_read) {
        buffer_.resize(std::max(2 * end_, end_ + room_to_read));
    }
    TRY(const std::size_t added, read_(std::span(buffer_).subspan(end_)));
    end_ += added;
    is_at_end_ = added == 0;
    return {};
}

} // namespace renkei::service
