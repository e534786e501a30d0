#include "gateway/network/store/audit_spool_file.h"

#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/crash_point.h"
#include "gateway/core/base/file.h"
#include "gateway/network/store/files/file_mode.h"
#include "generated/messages/base.h"
#include "generated/messages/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace renkei::store {
namespace {

constexpr std::string_view beginning = "renkei audit events, generation ";
constexpr std::size_t digits_of_tag = 16;
static_assert(beginning.size() + 20 + 1 + digits_of_tag + 1 == max_first_line);
constexpr off_t megabyte = 1 << 20;
constexpr off_t longest = 64 * megabyte; // several times what is ever written

// The number at the beginning of the text, up to its first blank; nothing if there is none.
std::optional<std::uint64_t> number_at(std::string_view text) {
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end != text.data() + text.size() && *end == ' ' ? std::optional(out)
                                                                                   : std::nullopt;
}

// A program that ended while it wrote the first line left a part of that line; a power failure may leave
// zeros instead. The file is then not longer than the first line.
bool is_just_begun(std::string_view bytes) {
    if (bytes.size() >= max_first_line) {
        return false;
    }
    if (bytes.find_first_not_of('\0') == std::string_view::npos) {
        return true;
    }
    return bytes.find('\n') == std::string_view::npos &&
           bytes.substr(0, beginning.size()) == beginning.substr(0, bytes.size());
}

tl::unexpected<diag::Error> spool_unusable(const std::filesystem::path& file) { // errno says why
    return diag::fail(message::store_unusable, {.file = file.string()}, {std::strerror(errno)});
}

bool is_there(const std::filesystem::path& file) {
    std::error_code unreadable;
    return std::filesystem::exists(std::filesystem::symlink_status(file, unreadable));
}

// Describes a file that is not a plain file of a valid size.
std::string describe(const struct stat& about) {
    return S_ISDIR(about.st_mode)    ? "a directory"
           : S_ISLNK(about.st_mode)  ? "a symbolic link"
           : !S_ISREG(about.st_mode) ? "no plain file"
           : about.st_nlink > 1      ? "a file that has other names, too"
                                     : fmt::format("{} MB", about.st_size / megabyte);
}

// The first line has the number 0 and no facts but the generation.
std::string line_of(const seal::Hash& key, const SpoolPosition& place, std::string_view facts) {
    const std::string tag = seal::to_hex(seal::keyed_hash(key, {std::to_string(place.generation),
                                                                std::to_string(place.number), facts}))
                                .substr(0, digits_of_tag);
    return place.number == 0 ? fmt::format("{}{} {}\n", beginning, place.generation, tag)
                             : fmt::format("{} {} {}\n", place.number, tag, facts);
}

// The facts in a line: behind its number and its tag.
std::string_view facts_in(std::string_view line) {
    const std::size_t number = line.find(' ');
    const std::size_t tag = number == std::string_view::npos ? number : line.find(' ', number + 1);
    return tag == std::string_view::npos ? std::string_view() : line.substr(tag + 1);
}

template <class Visit> // with each whole line and its end; until one says that it is enough
void for_each_line(std::string_view bytes, Visit visit) {
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos && visit(bytes.substr(0, end + 1));
         end = bytes.find('\n')) {
        bytes.remove_prefix(end + 1);
    }
}

// The number of the line; nothing if it is not a line of that generation.
std::optional<std::uint64_t> number_of(std::string_view line, const seal::Hash& key,
                                       std::uint64_t generation) {
    const std::optional<std::uint64_t> number = number_at(line);
    return number.value_or(0) != 0 &&
                   line == line_of(key, {generation, *number}, facts_in(line.substr(0, line.size() - 1)))
               ? number
               : std::nullopt;
}

std::optional<std::uint64_t> generation_in(std::string_view bytes, const seal::Hash& key) {
    const std::string_view first = bytes.substr(0, bytes.find('\n') + 1);
    const std::uint64_t generation =
        number_at(first.substr(std::min(first.size(), beginning.size()))).value_or(0);
    return first == line_of(key, {generation, 0}, {}) ? std::optional(generation) : std::nullopt;
}

// If the first line is damaged, the others still are of one generation: that of the place, or the next.
std::optional<std::uint64_t> generation_of(std::string_view bytes, const seal::Hash& key,
                                           const SpoolPosition& place) {
    std::optional<std::uint64_t> out = generation_in(bytes, key);
    for (const std::uint64_t generation : {place.generation, place.generation + 1}) {
        for_each_line(bytes, [&](std::string_view line) {
            if (!out && number_of(line, key, generation)) {
                out = generation;
            }
            return !out;
        });
    }
    return out;
}

std::uint64_t count_lines(std::string_view bytes) {
    const bool ends_within = !bytes.empty() && bytes.back() != '\n';
    return static_cast<std::uint64_t>(std::ranges::count(bytes, '\n')) + (ends_within ? 1 : 0);
}

SpoolRemainder left_in(std::string_view bytes, const seal::Hash& key, const SpoolPosition& place) {
    if (is_just_begun(bytes)) {
        return {};
    }
    const std::optional<std::uint64_t> generation = generation_of(bytes, key, place);
    if (!generation) {
        const std::uint64_t lines = count_lines(bytes);
        return {.lost = lines > 1 && bytes.starts_with(beginning) ? lines - 1 : lines, .is_foreign = true};
    }
    SpoolRemainder out{.end = {*generation, 0}};
    if (place.generation > *generation) {     // all of it was drained before the file was restarted
        out.lost = place.number == 0 ? 0 : 1; // an older file was put in its place
        return out;
    }
    const std::uint64_t known = place.generation == *generation ? place.number : 0;
    std::uint64_t last = 0;    // whole line
    std::uint64_t strange = 0; // pieces behind it
    const auto miss_until = [&](std::uint64_t number) {
        out.lost += number - std::min(number, std::max(last, known));
    };
    bool is_first = true; // and then usually none with an event
    for_each_line(bytes, [&](std::string_view line) {
        const std::uint64_t number = number_of(line, key, *generation).value_or(0);
        const bool was_first = std::exchange(is_first, false);
        if (number <= last) {
            strange += was_first ? 0 : 1;
            return true;
        }
        miss_until(number - 1);
        if (number > known) {
            out.facts.emplace_back(facts_in(line.substr(0, line.size() - 1)));
        }
        last = number;
        strange = 0;
        return true;
    });
    out.end.number = last;
    miss_until(last + strange);
    return out;
}

} // namespace

seal::Hash audit_spool_key(const seal::Hash& store_key) {
    return seal::keyed_hash(store_key, {"audit events on their way into the chain"});
}

std::string SpoolPosition::text() const { return fmt::format("{} {}", generation, number); }

SpoolPosition SpoolPosition::parse(std::string_view text) {
    const std::optional<std::uint64_t> generation = number_at(text);
    const std::size_t blank = text.find(' ');
    const std::optional<std::uint64_t> number =
        generation ? number_at(fmt::format("{} ", text.substr(blank + 1))) : std::nullopt;
    return number ? SpoolPosition{*generation, *number} : SpoolPosition{};
}

diag::Result<AuditSpoolFile> AuditSpoolFile::open_as(std::filesystem::path file, const seal::Hash& key,
                                                     int flags) {
    AuditSpoolFile out(
        file,
        base::FileDescriptor(::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, owner_only)),
        key);
    struct stat about {};
    const bool is_open = out.ok();
    const int why = is_open ? 0 : errno;
    const bool is_known =
        (is_open ? ::fstat(out.file_.number(), &about) : ::lstat(file.c_str(), &about)) == 0;
    if (is_known && (!S_ISREG(about.st_mode) || about.st_size > longest || about.st_nlink > 1)) {
        return diag::fail(message::audit_spool_foreign, {.file = file.string()},
                          {std::to_string(longest / megabyte), describe(about)});
    }
    errno = is_open ? errno : why;
    return is_open && is_known ? diag::Result<AuditSpoolFile>(std::move(out)) : spool_unusable(file);
}

diag::Result<AuditSpoolFile> AuditSpoolFile::open(std::filesystem::path file, const seal::Hash& key) {
    TRY(AuditSpoolFile out, open_as(file, key, O_RDWR | O_APPEND | O_CREAT));
    if (::flock(out.file_.number(), LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? diag::Result<AuditSpoolFile>(
                                          AuditSpoolFile(std::move(file), base::FileDescriptor(-1), key))
                                    : spool_unusable(file);
    }
    TRY_VOID(out.read_generation());
    if (::fchmod(out.file_.number(), owner_only) != 0) { // it may have been copied
        return spool_unusable(file);
    }
    TRY_VOID(base::fsync_parent_folder(out.path_));
    return out;
}

diag::Result<void> AuditSpoolFile::check(const std::filesystem::path& file) {
    if (is_there(file)) {
        TRY_VOID(open_as(file, {}, O_RDWR));
    }
    return {};
}

diag::Result<SpoolRemainder> AuditSpoolFile::look(const std::filesystem::path& file, const seal::Hash& key,
                                                  const SpoolPosition& place) {
    if (!is_there(file)) {
        return SpoolRemainder{};
    }
    TRY(const AuditSpoolFile opened, open_as(file, key, O_RDONLY));
    return opened.read_after(place);
}

diag::Result<void> AuditSpoolFile::read_generation() {
    TRY(const std::string bytes, content());
    if (const std::optional<std::uint64_t> generation = generation_in(bytes, key_)) {
        end_ = {*generation, 0};
        size_ = bytes.size();
    }
    return {};
}

diag::Result<SpoolRemainder> AuditSpoolFile::read_after(const SpoolPosition& place) const {
    TRY(const std::string bytes, content());
    return left_in(bytes, key_, place);
}

diag::Result<void> AuditSpoolFile::restart(std::uint64_t generation) {
    end_ = {generation, 0};
    size_ = 0; // until the first line is written: it must precede all others
    if (::ftruncate(file_.number(), 0) != 0) {
        return failed();
    }
    base::crash_point("audit-spool.truncated");
    const std::string first = line_of(key_, end_, {});
    if (!base::write_all(file_.number(), first) || ::fdatasync(file_.number()) != 0) {
        return failed();
    }
    size_ = first.size();
    has_rest_ = false;
    base::crash_point("audit-spool.restarted");
    return {};
}

diag::Result<void> AuditSpoolFile::append(std::string_view facts) {
    if (size_ == 0) {
        TRY_VOID(restart(end_.generation));
    }
    // the rest of a failed append is no line, and no line may follow it
    if (has_rest_ && ::ftruncate(file_.number(), static_cast<off_t>(size_)) != 0) {
        return failed();
    }
    const SpoolPosition place{end_.generation, end_.number + 1};
    const std::string bytes = line_of(key_, place, facts);
    has_rest_ = !base::write_all(file_.number(), bytes);
    if (has_rest_) {
        const auto out = failed();
        has_rest_ = ::ftruncate(file_.number(), static_cast<off_t>(size_)) != 0;
        return out;
    }
    size_ += bytes.size();
    end_ = place;
    return {};
}

bool AuditSpoolFile::is_replaced() const {
    struct stat ours {};
    struct stat named {};
    return ::fstat(file_.number(), &ours) != 0 || ::lstat(path_.c_str(), &named) != 0 ||
           ours.st_ino != named.st_ino || ours.st_dev != named.st_dev;
}

diag::Result<std::string> AuditSpoolFile::save_copy() const {
    constexpr std::size_t digits = 8;
    constexpr int max_tries = 100;
    TRY(const std::string bytes, content());
    const std::string name =
        path_.string() + ".damaged-" + seal::to_hex(seal::keyed_hash(key_, {bytes})).substr(0, digits);
    for (int number = 1; number <= max_tries; ++number) { // an existing file is not overwritten
        const std::filesystem::path aside = number == 1 ? name : fmt::format("{}-{}", name, number);
        if (!is_there(aside)) {
            TRY(base::AtomicFile copy,
                base::AtomicFile::open(aside, base::Overwrite::no, base::Permissions::owner));
            TRY_VOID(copy.append(bytes));
            TRY_VOID(copy.commit());
            TRY_VOID(base::fsync_parent_folder(aside));
            return aside.filename().string();
        }
        const diag::Result<AuditSpoolFile> before = open_as(aside, key_, O_RDONLY);
        if (before && before->content().value_or(std::string()) == bytes) {
            return aside.filename().string();
        }
    }
    return diag::fail(message::file_there, {.file = name});
}

// Of the open file, even if another file has its name now.
diag::Result<std::string> AuditSpoolFile::content() const {
    std::string out;
    for (ssize_t got = 1; got > 0 && out.size() <= static_cast<std::size_t>(longest);) {
        constexpr std::size_t piece = 1U << 16;
        const std::size_t before = out.size();
        out.resize(before + piece);
        got = ::pread(file_.number(), out.data() + before, piece, static_cast<off_t>(before));
        if (got < 0 && errno != EINTR) {
            return diag::fail(message::file_unreadable, {.file = path_.string()}, {std::strerror(errno)});
        }
        out.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        got = got < 0 ? 1 : got;
    }
    return out;
}

// Remote callers get this error: it has no file name.
tl::unexpected<diag::Error> AuditSpoolFile::failed() {
    return diag::fail(message::store_failed, {}, {std::strerror(errno)});
}

} // namespace renkei::store
