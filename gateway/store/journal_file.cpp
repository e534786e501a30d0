#include "gateway/store/journal_file.h"

#include "gateway/base/file.h"
#include "gateway/base/new_file.h"
#include "gateway/base/step.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>

namespace renkei::store {
namespace {

using diag::Message;

constexpr std::string_view beginning = "renkei audit events, generation ";
constexpr mode_t owner = S_IRUSR | S_IWUSR;
constexpr off_t megabyte = 1 << 20;
constexpr off_t longest = 64 * megabyte; // several times what is ever written

// Of a text up to its first blank; nothing: it begins with none.
std::optional<std::uint64_t> number_at(std::string_view text) {
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end != text.data() + text.size() && *end == ' ' ? std::optional(out) : std::nullopt;
}

// What a program leaves that ends while it begins the file; after a loss of power perhaps zeros.
bool is_just_begun(std::string_view bytes) {
    if (bytes.find_first_not_of('\0') == std::string_view::npos) {
        return true;
    }
    return bytes.find('\n') == std::string_view::npos && bytes.substr(0, beginning.size()) == beginning.substr(0, bytes.size());
}

tl::unexpected<diag::Error> unusable(const std::filesystem::path& file) { // errno says why
    return diag::fail(Message::store_unusable, {.file = file.string()}, {std::strerror(errno)});
}

// Lines, whole or not, behind one that has at least the shape of the first.
std::uint64_t count_pieces(std::string_view bytes) {
    const bool ends_within = !bytes.empty() && bytes.back() != '\n';
    return static_cast<std::uint64_t>(std::ranges::count(bytes, '\n')) + (ends_within ? 1 : 0) - (bytes.starts_with(beginning) ? 1 : 0);
}

// The facts in a line: behind its number and its tag.
std::string_view facts_in(std::string_view line) {
    const std::size_t number = line.find(' ');
    const std::size_t tag = number == std::string_view::npos ? number : line.find(' ', number + 1);
    return tag == std::string_view::npos ? std::string_view() : line.substr(tag + 1);
}

} // namespace

seal::Hash key_of_journal(const seal::Hash& store_key) { return seal::keyed(store_key, {"audit events on their way into the chain"}); }

std::string JournalPlace::text() const { return fmt::format("{} {}", generation, number); }

JournalPlace JournalPlace::parse(std::string_view text) {
    const std::optional<std::uint64_t> generation = number_at(text);
    const std::size_t blank = text.find(' ');
    const std::optional<std::uint64_t> number = generation ? number_at(fmt::format("{} ", text.substr(blank + 1))) : std::nullopt;
    return number ? JournalPlace{*generation, *number} : JournalPlace{};
}

diag::Result<JournalFile> JournalFile::open_as(std::filesystem::path file, const seal::Hash& key, int flags) {
    JournalFile out(file, base::Descriptor(::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, owner)), key);
    struct stat about {};
    const bool is_there = out.ok() && ::fstat(out.file_.number(), &about) == 0;
    if (!is_there && errno != EISDIR && errno != ELOOP) {
        return unusable(file);
    }
    if (!is_there || !S_ISREG(about.st_mode) || about.st_size > longest) {
        const std::string found = !is_there ? (errno == EISDIR ? "a directory" : "a symbolic link") : S_ISREG(about.st_mode) ? fmt::format("{} MB", about.st_size / megabyte) : "no plain file";
        return diag::fail(Message::journal_foreign, {.file = file.string()}, {std::to_string(longest / megabyte), found});
    }
    return out;
}

diag::Result<JournalFile> JournalFile::open(std::filesystem::path file, const seal::Hash& key) {
    TRY(JournalFile out, open_as(file, key, O_RDWR | O_APPEND | O_CREAT));
    if (::flock(out.file_.number(), LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? diag::Result<JournalFile>(JournalFile(std::move(file), base::Descriptor(-1), key)) : unusable(file);
    }
    TRY_VOID(out.read_generation());
    if (::fchmod(out.file_.number(), owner) != 0) { // it may have been copied
        return unusable(file);
    }
    TRY_VOID(base::flush_name(out.path_));
    return out;
}

diag::Result<JournalFile> JournalFile::look(std::filesystem::path file, const seal::Hash& key) {
    std::error_code unreadable;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, unreadable))) {
        return JournalFile(std::move(file), base::Descriptor(-1), key);
    }
    TRY(JournalFile out, open_as(std::move(file), key, O_RDONLY));
    TRY_VOID(out.read_generation());
    return out;
}

// The first line has the number 0 and no facts but the generation.
std::string JournalFile::line(const JournalPlace& place, std::string_view facts) const {
    constexpr std::size_t digits = 16;
    const std::string tag = seal::to_hex(seal::keyed(key_, {std::to_string(place.generation), std::to_string(place.number), facts})).substr(0, digits);
    return place.number == 0 ? fmt::format("{}{} {}\n", beginning, place.generation, tag) : fmt::format("{} {} {}\n", place.number, tag, facts);
}

diag::Result<void> JournalFile::read_generation() {
    TRY(const std::string bytes, base::read_file(path_));
    if (is_just_begun(bytes)) {
        return {};
    }
    const std::string_view first = std::string_view(bytes).substr(0, bytes.find('\n') + 1);
    const JournalPlace place{number_at(first.substr(std::min(first.size(), beginning.size()))).value_or(0), 0};
    if (first != line(place, {})) {
        is_foreign_ = true;
        return {};
    }
    end_ = place;
    size_ = bytes.size();
    return {};
}

diag::Result<JournalLeft> JournalFile::left_behind(const JournalPlace& place) const {
    JournalLeft out{.end = end_};
    TRY(const std::string bytes, base::read_file(path_));
    if (is_foreign_) {
        out.lost = count_pieces(bytes);
    }
    if (is_foreign_ || place.generation > end_.generation) {
        return out; // the file began anew after this one: then all of it was brought in
    }
    const std::uint64_t known = place.generation == end_.generation ? place.number : 0;
    std::uint64_t last = 0;    // whole line
    std::uint64_t strange = 0; // pieces behind it
    const auto miss_until = [&](std::uint64_t number) { out.lost += number - std::min(number, std::max(last, known)); };
    std::string_view rest = std::string_view(bytes).substr(bytes.find('\n') + 1);
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; rest.remove_prefix(end + 1), end = rest.find('\n')) {
        const std::string_view facts = facts_in(rest.substr(0, end));
        const std::uint64_t number = number_at(rest.substr(0, end)).value_or(0);
        if (number <= last || rest.substr(0, end + 1) != line({end_.generation, number}, facts)) {
            ++strange;
            continue;
        }
        miss_until(number - 1);
        if (number > known) {
            out.facts.emplace_back(facts);
        }
        last = number;
        strange = 0;
    }
    out.end.number = last;
    miss_until(last + strange);
    return out;
}

diag::Result<void> JournalFile::begin_anew(std::uint64_t generation) {
    end_ = {generation, 0};
    size_ = 0; // until the first line is written: no other may stand in a file without it
    if (::ftruncate(file_.number(), 0) != 0) {
        return failed();
    }
    base::step("journal.emptied");
    const std::string first = line(end_, {});
    if (!base::write_all(file_.number(), first) || ::fdatasync(file_.number()) != 0) {
        return failed();
    }
    size_ = first.size();
    has_rest_ = false;
    is_foreign_ = false;
    base::step("journal.began-anew");
    return {};
}

diag::Result<void> JournalFile::append(std::string_view facts) {
    if (size_ == 0) {
        TRY_VOID(begin_anew(end_.generation));
    }
    // what an append left that failed is no line, and nothing may stand behind it
    if (has_rest_ && ::ftruncate(file_.number(), static_cast<off_t>(size_)) != 0) {
        return failed();
    }
    const JournalPlace place{end_.generation, end_.number + 1};
    const std::string bytes = line(place, facts);
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

diag::Result<std::string> JournalFile::keep_copy() const {
    constexpr std::size_t digits = 8;
    TRY(const std::string bytes, base::read_file(path_));
    std::filesystem::path aside = path_;
    aside += ".damaged-" + seal::to_hex(seal::keyed(key_, {bytes})).substr(0, digits);
    TRY(base::NewFile copy, base::NewFile::open(aside, base::Overwrite::yes, base::Readers::owner));
    TRY_VOID(copy.append(bytes));
    TRY_VOID(copy.commit());
    return aside.filename().string();
}

// Callers far away are told of it: without the file's name.
tl::unexpected<diag::Error> JournalFile::failed() { return diag::fail(Message::store_failed, {}, {std::strerror(errno)}); }

} // namespace renkei::store
