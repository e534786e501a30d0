#include "gateway/store/journal_file.h"

#include "gateway/base/clock.h"
#include "gateway/base/file.h"
#include "gateway/base/step.h"
#include "gateway/store/uuid7.h"

#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace renkei::store {
namespace {

using diag::Message;

constexpr std::string_view beginning = "renkei audit events 1 ";
constexpr std::size_t tag_digits = 16;

// What a program leaves that ends while it begins the file: some of the first line, after a loss of power perhaps zeros.
bool is_just_begun(std::string_view bytes) {
    return beginning.starts_with(bytes.substr(0, beginning.size())) ? bytes.find('\n') == std::string_view::npos : bytes.find_first_not_of('\0') == std::string_view::npos;
}

std::string tag_of(const seal::Hash& key, std::string_view facts) { return seal::to_hex(seal::hmac(key, facts)).substr(0, tag_digits); }

} // namespace

std::string JournalPosition::text() const { return fmt::format("{} {}", file, bytes); }

JournalPosition JournalPosition::parse(std::string_view text) {
    const std::size_t blank = text.find(' ');
    JournalPosition out;
    if (blank == std::string_view::npos || std::from_chars(text.data() + blank + 1, text.data() + text.size(), out.bytes).ec != std::errc()) {
        return {};
    }
    out.file = text.substr(0, blank);
    return out;
}

diag::Result<JournalFile> JournalFile::open(std::filesystem::path file, const seal::Hash& key) {
    JournalFile out(file, base::Descriptor(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)), key);
    if (!out.ok()) {
        return out.failed();
    }
    if (::flock(out.file_.number(), LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? diag::Result<JournalFile>(JournalFile(std::move(file), base::Descriptor(-1), key)) : out.failed();
    }
    TRY_VOID(out.read_name());
    return out;
}

diag::Result<void> JournalFile::read_name() {
    TRY(const std::string bytes, base::read_file(path_));
    if (is_just_begun(bytes)) {
        return begin_anew();
    }
    if (!bytes.starts_with(beginning)) {
        return diag::fail(Message::journal_foreign, {.file = path_.string()});
    }
    const std::size_t end = bytes.find('\n');
    id_ = bytes.substr(beginning.size(), end - beginning.size());
    size_ = bytes.size();
    return {};
}

std::string JournalFile::line_of(std::string_view facts) const { return fmt::format("{} {}\n", tag_of(key_, facts), facts); }

diag::Result<void> JournalFile::append(std::string_view line) {
    if (id_.empty()) {
        TRY_VOID(begin_anew());
    }
    // what an append left that failed is no line, and nothing may stand behind it
    if (has_rest_ && ::ftruncate(file_.number(), static_cast<off_t>(size_)) != 0) {
        return failed();
    }
    has_rest_ = !base::write_all(file_.number(), line);
    if (has_rest_) {
        return failed();
    }
    size_ += line.size();
    return {};
}

diag::Result<JournalLines> JournalFile::behind(const JournalPosition& position) const {
    TRY(const std::string bytes, base::read_file(path_));
    std::string_view left = bytes;
    left.remove_prefix(position.file == id_ ? std::min<std::uint64_t>(position.bytes, left.size()) : left.find('\n') + 1);
    JournalLines out;
    while (!left.empty()) {
        const std::size_t end = left.find('\n');
        const std::string_view line = left.substr(0, end);
        left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
        const std::string_view facts = line.substr(std::min(line.size(), tag_digits + 1));
        if (end != std::string_view::npos && line_of(facts) == fmt::format("{}\n", line)) {
            out.facts.emplace_back(facts);
        } else {
            ++out.damaged;
        }
    }
    return out;
}

diag::Result<void> JournalFile::begin_anew() {
    id_.clear(); // until it has another: no line may stand in a file without a name
    const std::string id = new_uuid7(base::SystemClock().now());
    const std::string line = fmt::format("{}{}\n", beginning, id);
    if (::ftruncate(file_.number(), 0) != 0) {
        return failed();
    }
    base::step("journal.emptied");
    if (!base::write_all(file_.number(), line) || ::fdatasync(file_.number()) != 0) {
        return failed();
    }
    id_ = id;
    size_ = line.size();
    has_rest_ = false;
    base::step("journal.began-anew");
    return {};
}

tl::unexpected<diag::Error> JournalFile::failed() const { return diag::fail(Message::store_failed, {.file = path_.string()}, {std::strerror(errno)}); }

} // namespace renkei::store
