#include "gateway/exchange/folder.h"

#include "gateway/base/step.h"
#include "gateway/exchange/durable.h"
#include "gateway/exchange/folder_result.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace renkei::exchange {
namespace {

namespace fs = std::filesystem;
using base::Descriptor;
using diag::Message;

constexpr std::string_view result_ending = ".result.json";

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

// Plain files only: a link may lead anywhere.
std::optional<Seen> look_at(const fs::path& file) {
    struct stat it {};
    if (::lstat(file.c_str(), &it) != 0 || !S_ISREG(it.st_mode)) {
        return std::nullopt;
    }
    return Seen{.name = file.filename().string(),
                .inode = it.st_ino,
                .size = static_cast<std::uint64_t>(it.st_size),
                .written_ns = nanoseconds(it.st_mtim),
                .changed_ns = nanoseconds(it.st_ctim)};
}

diag::Result<std::vector<Seen>> list(const fs::path& folder) {
    std::vector<Seen> out;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (std::optional<Seen> seen = look_at(it->path())) {
            out.push_back(std::move(*seen));
        }
    }
    if (error) {
        return diag::fail(Message::folder_unusable, {.file = folder.string()}, {error.message()});
    }
    return out;
}

// Locked for this process as long as it is open, and still what has this name.
bool is_ours(const Descriptor& file, const fs::path& path) {
    struct stat opened {};
    struct stat named {};
    return file.ok() && ::flock(file.number(), LOCK_EX | LOCK_NB) == 0 && ::fstat(file.number(), &opened) == 0 &&
           ::lstat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

// Up to one byte more than `most`.
diag::Result<std::string> read_some(int file, const std::string& name, std::size_t most) {
    std::string out;
    char buffer[64U << 10];
    while (out.size() <= most) {
        const ssize_t n = ::read(file, buffer, sizeof buffer);
        if (n == 0) {
            break;
        }
        if (n > 0) {
            out.append(buffer, static_cast<std::size_t>(n));
        } else if (errno != EINTR) {
            return diag::fail(Message::file_unreadable, {.file = name}, {std::strerror(errno)});
        }
    }
    return out;
}

FolderAnswer too_large(const std::string& name, std::size_t most) {
    documents::Receipt receipt{.refusal = documents::Refusal::invalid};
    receipt.report.add(Message::request_too_large, {.file = name}, {std::to_string(most)});
    return {.kind = FolderAnswer::Kind::refused, .result = folder_result(name, receipt)};
}

// The name, or "NAME-2.ext", "NAME-3.ext" … if an earlier file has it.
fs::path free_name(const fs::path& folder, const std::string& name) {
    const fs::path wanted = name;
    fs::path out = folder / wanted;
    std::error_code unknown;
    for (unsigned number = 2; fs::exists(fs::symlink_status(out, unknown)); ++number) {
        out = folder / (wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string());
    }
    return out;
}

} // namespace

Folder::Folder(FolderSettings settings, TakeFile take)
    : settings_(std::move(settings)), take_(std::move(take)), arrivals_(settings_.settle_ms, settings_.stale_ms), inbox_(settings_.root / "inbox"),
      work_(settings_.root / "work") {}

diag::Result<Folder> Folder::open(FolderSettings settings, TakeFile take) {
    for (const char* const name : {"inbox", "work", "done", "refused"}) {
        TRY_VOID(make_folder(settings.root / name));
    }
    return Folder(std::move(settings), std::move(take));
}

diag::Result<std::size_t> Folder::scan(base::Millis now) {
    std::size_t finished = 0;
    TRY(std::vector<Seen> left_over, list(work_));
    std::ranges::sort(left_over, comes_before, &Seen::name);
    for (const Seen& file : left_over) {
        TRY(const Step step, work_on(file.name));
        finished += step == Step::finished ? 1U : 0U;
        if (step == Step::later) {
            return finished; // what comes after it waits, too
        }
    }
    TRY(const std::vector<Seen> arrived, list(inbox_));
    for (const std::string& name : arrivals_.complete(arrived, now)) {
        TRY(const Step step, claim_and_work_on(name));
        finished += step == Step::finished ? 1U : 0U;
        if (step == Step::later) {
            break;
        }
    }
    return finished;
}

diag::Result<Folder::Step> Folder::claim_and_work_on(const std::string& name) {
    TRY(const Moved moved, move_new(inbox_ / name, work_ / name));
    if (moved != Moved::yes) {
        return Step::not_ours; // another process has it, or still works on an earlier one of this name
    }
    base::step("folder.claimed");
    return work_on(name);
}

diag::Result<Folder::Step> Folder::work_on(const std::string& name) {
    const Descriptor file(::open((work_ / name).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!is_ours(file, work_ / name)) {
        return Step::not_ours;
    }
    TRY(const FolderAnswer answer, read_and_take(file.number(), name));
    if (answer.kind == FolderAnswer::Kind::later) {
        return Step::later;
    }
    base::step("folder.taken");
    TRY_VOID(put_away(name, answer));
    return Step::finished;
}

diag::Result<FolderAnswer> Folder::read_and_take(int file, const std::string& name) {
    TRY(const std::string bytes, read_some(file, name, settings_.most_bytes));
    return bytes.size() > settings_.most_bytes ? too_large(name, settings_.most_bytes) : take_(bytes, name);
}

diag::Result<void> Folder::put_away(const std::string& name, const FolderAnswer& answer) {
    const fs::path folder = settings_.root / (answer.kind == FolderAnswer::Kind::taken ? "done" : "refused");
    const fs::path file = free_name(folder, name);
    TRY_VOID(write_durably(file.string() + std::string(result_ending), answer.result));
    base::step("folder.result-written");
    TRY(const Moved moved, move_new(work_ / name, file));
    if (moved != Moved::yes) {
        return diag::fail(Message::folder_unusable, {.file = file.string()}, {std::strerror(moved == Moved::taken ? EEXIST : ENOENT)});
    }
    base::step("folder.moved");
    TRY_VOID(flush_folder(folder));
    return flush_folder(work_);
}

} // namespace renkei::exchange
