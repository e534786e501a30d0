#include "gateway/network/folders/watched_folder.h"

#include "gateway/core/base/crash_point.h"
#include "gateway/core/base/file.h"
#include "gateway/network/folders/folder_names.h"
#include "gateway/network/folders/folder_result.h"
#include "generated/messages/exchange.h"
#include "generated/messages/server.h"

#include <sys/file.h>

#include <algorithm>
#include <cstring>
#include <typeinfo>
#include <utility>

namespace renkei::folders {
namespace {

using base::FileDescriptor;
using base::make_directory;

std::int64_t in_nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::vector<ObservedFile> observed(std::vector<Directory::File> files) {
    std::vector<ObservedFile> out;
    for (Directory::File& file : files) {
        out.push_back({.name = std::move(file.name),
                       .inode = file.about.st_ino,
                       .size = static_cast<std::uint64_t>(file.about.st_size),
                       .written_ns = in_nanoseconds(file.about.st_mtim),
                       .changed_ns = in_nanoseconds(file.about.st_ctim)});
    }
    return out;
}

std::vector<std::string> in_order(const std::vector<ObservedFile>& files) {
    std::vector<std::string> out;
    std::ranges::transform(files, std::back_inserter(out), &ObservedFile::name);
    std::ranges::sort(out, comes_before);
    return out;
}

// Writes the result under the first name that is free for it and for its file. The same result there is ours,
// from before a crash.
diag::Result<ResultNames> write_result(const Directory& folder, const std::string& name,
                                       std::string_view result) {
    for (unsigned number = 1;; ++number) {
        ResultNames names = names_of(name, number);
        if (folder.has(names.file)) {
            continue;
        }
        if (holds(folder, names.result, result)) {
            return names;
        }
        TRY(const MoveResult written, folder.write(names.result, result, base::Overwrite::no));
        if (written == MoveResult::yes) {
            return names;
        }
    }
}

constexpr const char* folder_names[] = {"inbox", "work", "done", "refused"};

diag::Result<void> check_writable(const std::filesystem::path& folder) {
    return ::access(folder.c_str(), W_OK | X_OK) == 0
               ? diag::Result<void>()
               : diag::fail(message::folder_unusable, {.file = folder.string()}, {std::strerror(errno)});
}

} // namespace

diag::Result<bool> WatchedFolder::check(const std::filesystem::path& root) {
    std::error_code unreadable;
    // the nearest of the folders above it that exists
    std::filesystem::path nearest = std::filesystem::absolute(root, unreadable);
    const bool is_there = std::filesystem::exists(nearest, unreadable) || unreadable;
    while (!std::filesystem::exists(nearest, unreadable) && !unreadable && nearest.has_relative_path()) {
        nearest = nearest.parent_path();
    }
    TRY(const Directory opened, Directory::open(nearest));
    if (!is_there) {
        TRY_VOID(check_writable(nearest));
        return false;
    }
    bool is_whole = true;
    for (const char* const name : folder_names) {
        if (opened.has(name)) {
            TRY_VOID(opened.below(name));
            TRY_VOID(check_writable(root / name));
        } else {
            TRY_VOID(check_writable(root));
            is_whole = false;
        }
    }
    return is_whole;
}

diag::Result<WatchedFolder> WatchedFolder::open(WatchedFolderSettings settings, SubmitFiles take,
                                                DisabledReason disabled_reason) {
    TRY_VOID(make_directory(settings.root));
    TRY(const Directory root, Directory::open(settings.root));
    for (const char* const name : folder_names) {
        TRY_VOID(root.make(name));
    }
    return WatchedFolder(std::move(settings), std::move(take), std::move(disabled_reason));
}

diag::Result<WatchedFolder::FolderHandles> WatchedFolder::open_folders() const {
    TRY(Directory root, Directory::open(settings_.root));
    TRY(Directory inbox, root.below("inbox"));
    TRY(Directory work, root.below("work"));
    TRY(Directory done, root.below("done"));
    TRY(Directory refused, root.below("refused"));
    return FolderHandles{.root = std::move(root),
                         .inbox = std::move(inbox),
                         .work = std::move(work),
                         .done = std::move(done),
                         .refused = std::move(refused)};
}

diag::Result<std::size_t> WatchedFolder::scan(base::Millis now, const OnProblem& on_problem) {
    if (std::optional<diag::Error> disabled = disabled_reason_ ? disabled_reason_() : std::nullopt) {
        return tl::make_unexpected(*std::move(disabled));
    }
    Scan scan{.now = now, .on_problem = on_problem};
    TRY(const FolderHandles folders, open_folders());
    TRY(Directory::Content in_work, folders.work.content());
    TRY(Directory::Content arrived, folders.inbox.content());
    TRY(const Directory::Content beside, folders.root.content());
    const std::vector<ObservedFile> in_inbox = observed(std::move(arrived.files));
    const Seen seen{.in_work = in_order(observed(std::move(in_work.files))),
                    .arrived = in_order(in_inbox),
                    .complete = stable_files_.complete(in_inbox, now)};
    note_ignored(
        {.partial = stable_files_.stale(now), .not_files = arrived.others, .outside = beside.files.size()});
    go_through(folders, seen, scan);
    retries_.forget_unless(
        [&](const std::string& name) { return folders.work.has(name) || folders.inbox.has(name); });
    return scan.finished;
}

void WatchedFolder::note_ignored(const IgnoredFiles& now) {
    const IgnoredFiles before = std::exchange(ignored_, now);
    if (before != now) {
        settings_.on_ignored(before, now);
    }
}

bool WatchedFolder::go_on(const std::string& name, std::size_t files, Scan& scan,
                          const std::function<diag::Result<FileStep>()>& work) {
    const diag::Result<FileStep> result = guarded(name, work);
    if (!result) {
        if (retries_.add(name, result.error().message, scan.now) && scan.on_problem) {
            scan.on_problem(settings_.root, result.error());
        }
        return true;
    }
    retries_.forget(name);
    scan.finished += *result == FileStep::finished ? files : 0U;
    return *result != FileStep::later;
}

// Exceptions of libraries end here: they concern this file and not those after it.
diag::Result<WatchedFolder::FileStep>
WatchedFolder::guarded(const std::string& name, const std::function<diag::Result<FileStep>()>& work) {
    try {
        return work();
    } catch (const std::exception& thrown) {
        return diag::fail(message::folder_unusable, {.file = name}, {typeid(thrown).name()});
    }
}

bool WatchedFolder::lock(const FileDescriptor& file) {
    return file.ok() && ::flock(file.number(), LOCK_EX | LOCK_NB) == 0;
}

IntakeResult WatchedFolder::too_large(const std::string& name) const {
    documents::Receipt receipt{.refusal = documents::Refusal::invalid};
    receipt.report.add(message::request_too_large, {.file = readable_name(name)},
                       {std::to_string(settings_.max_bytes)});
    return {.kind = IntakeResult::Kind::refused,
            .result = folder_result(name, receipt),
            .problem = diag::row(message::request_too_large).id};
}

diag::Result<void> WatchedFolder::store_result(const FolderHandles& folders, const std::string& name,
                                               const IntakeResult& answer) {
    const Directory& folder = answer.kind == IntakeResult::Kind::taken ? folders.done : folders.refused;
    TRY(const ResultNames names, write_result(folder, name, answer.result));
    base::crash_point("folder.result-written");
    TRY(const MoveResult moved, folders.work.move(name, folder, names.file));
    if (moved != MoveResult::yes) {
        return diag::fail(message::folder_unusable, {.file = names.file},
                          {std::strerror(moved == MoveResult::taken ? EEXIST : ENOENT)});
    }
    base::crash_point("folder.moved");
    return {};
}

} // namespace renkei::folders
