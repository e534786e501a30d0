#include "gateway/forms/service/line_file.h"

#include "gateway/core/json/line_guess.h"
#include "generated/messages/base.h"
#include "generated/messages/service.h"

#include <fcntl.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace renkei::service {
namespace {

constexpr std::string_view blanks_of_lines = " \t\r\n";
constexpr std::size_t block = 256U << 10U;
constexpr std::size_t padding = 64; // room for a parser

struct Counted {
    std::uint32_t lines = 0;
    std::size_t documents = 0; // lines that are not blank
};

Counted count(std::string_view bytes) {
    Counted out;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        out.documents +=
            bytes.substr(0, end).find_first_not_of(blanks_of_lines) == std::string_view::npos ? 0U : 1U;
        ++out.lines;
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return out;
}

// Does the first line that is not blank end, and does something follow that is not blank? Looks once at every
// byte of a buffer that grows.
class HeadSearch {
public:
    bool is_complete(std::string_view buffer) {
        for (; step_ != Step::complete; step_ = static_cast<Step>(static_cast<int>(step_) + 1)) {
            const std::size_t found = step_ == Step::line_end
                                          ? buffer.find('\n', at_)
                                          : buffer.find_first_not_of(blanks_of_lines, at_);
            at_ = std::min(found, buffer.size());
            if (found == std::string_view::npos) {
                return false;
            }
        }
        return true;
    }

private:
    // what is looked for next
    enum class Step : std::uint8_t { first_line, line_end, second_line, complete };
    Step step_ = Step::first_line;
    std::size_t at_ = 0; // where to go on
};

constexpr std::size_t room_to_read = 256U << 10U;

} // namespace

diag::Result<LineFile> LineFile::open(const std::filesystem::path& path, Reading reading) {
    LineFile out(
        path.string(),
        base::FileDescriptor(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
        reading);
    if (!out.file_.ok()) {
        return diag::fail(message::file_unreadable, {.file = out.name_}, {std::strerror(errno)});
    }
    TRY_VOID(out.read_head());
    return out;
}

diag::Result<void> LineFile::read_some() {
    const std::size_t old = buffer_.size();
    buffer_.resize(old + block);
    ssize_t n = 0;
    do {
        n = ::read(file_.number(), buffer_.data() + old, block);
    } while (n < 0 && errno == EINTR);
    const int error = errno;
    buffer_.resize(old + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0) {
        return diag::fail(message::file_unreadable, {.file = name_}, {std::strerror(error)});
    }
    is_at_end_ = n == 0;
    return {};
}

// Reads until a second line is seen, or a first one that is a whole document and that somebody may wait for,
// or until the first line is longer than any reader takes.
diag::Result<void> LineFile::read_head() {
    HeadSearch head;
    bool is_first_line_whole = false;
    while (!is_at_end_ && !is_first_line_whole && !head.is_complete(buffer_) &&
           buffer_.size() <= max_line_length) {
        TRY_VOID(read_some());
        is_first_line_whole = reading_ == Reading::as_it_comes && buffer_.ends_with('\n') &&
                              json::is_document_on_first_line(buffer_);
    }
    const std::size_t begin = buffer_.find_first_not_of(blanks_of_lines);
    // and is not a form's CSV or XML of that name
    const bool may_have_lines = begin != std::string::npos && buffer_[begin] == '{';
    has_lines_ = may_have_lines && (is_first_line_whole || json::has_line_per_document(buffer_, name_));
    if (has_lines_) {
        next_.head = std::make_shared<const std::string>(json::line_that_says_what(buffer_));
        next_.seen = std::make_shared<SeenDocuments>();
    }
    return {};
}

diag::Result<Input> LineFile::whole() {
    while (!is_at_end_) {
        TRY_VOID(read_some());
    }
    buffer_.reserve(buffer_.size() + padding);
    return Input{.name = name_, .bytes = std::move(buffer_)};
}

// Until the buffer holds a part, or the rest of the file.
diag::Result<void> LineFile::read_lines() {
    const std::size_t enough = reading_ == Reading::as_it_comes ? 1 : part_size;
    std::size_t searched = 0;
    bool has_end = false;
    while (!is_at_end_ && (buffer_.size() < enough || !has_end)) {
        if (!has_end) {
            has_end = buffer_.find('\n', searched) != std::string::npos;
            searched = buffer_.size();
        }
        if (!has_end && buffer_.size() > max_line_length) {
            const diag::Where where{
                .file = name_, .offset = next_.offset, .line = next_.lines + 1, .column = 1};
            return diag::fail(message::line_too_long, where, {std::to_string(max_line_length)});
        }
        if (buffer_.size() < enough || !has_end) {
            TRY_VOID(read_some());
        }
    }
    return {};
}

diag::Result<Input> LineFile::next_part() {
    TRY_VOID(read_lines());
    const std::size_t end = is_at_end_ ? buffer_.size() : buffer_.rfind('\n') + 1;
    std::string rest = buffer_.substr(end);
    buffer_.resize(end);
    buffer_.reserve(end + padding);
    Input out{.name = name_, .bytes = std::exchange(buffer_, std::move(rest)), .part = next_};
    if (buffer_.empty() && !is_at_end_ && reading_ == Reading::full_parts) {
        TRY_VOID(read_some());
    }
    out.part->is_last = is_at_end_ && buffer_.empty();
    const Counted counted = count(out.bytes);
    next_.offset += out.bytes.size();
    next_.lines += counted.lines;
    next_.documents += counted.documents;
    next_.is_first = false;
    return out;
}

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
