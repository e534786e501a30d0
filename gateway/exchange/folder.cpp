#include "gateway/exchange/folder.h"

#include "gateway/base/step.h"
#include "gateway/exchange/durable.h"
#include "gateway/exchange/folder_names.h"
#include "gateway/exchange/folder_result.h"

#include <algorithm>
#include <cstring>
#include <sys/file.h>
#include <typeinfo>
#include <utility>

namespace renkei::exchange {
namespace {

using base::Descriptor;
using diag::Message;

std::int64_t in_nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

std::vector<Seen> seen_of(std::vector<Directory::File> files) {
    std::vector<Seen> out;
    for (Directory::File& file : files) {
        out.push_back({.name = std::move(file.name),
                       .inode = file.about.st_ino,
                       .size = static_cast<std::uint64_t>(file.about.st_size),
                       .written_ns = in_nanoseconds(file.about.st_mtim),
                       .changed_ns = in_nanoseconds(file.about.st_ctim)});
    }
    return out;
}

std::vector<std::string> in_order(const std::vector<Seen>& files) {
    std::vector<std::string> out;
    std::ranges::transform(files, std::back_inserter(out), &Seen::name);
    std::ranges::sort(out, comes_before);
    return out;
}

// For this process, as long as it is open.
bool lock(const Descriptor& file) { return file.ok() && ::flock(file.number(), LOCK_EX | LOCK_NB) == 0; }

FolderAnswer too_large(const std::string& name, std::size_t most) {
    documents::Receipt receipt{.refusal = documents::Refusal::invalid};
    receipt.report.add(Message::request_too_large, {.file = readable_name(name)}, {std::to_string(most)});
    return {.kind = FolderAnswer::Kind::refused, .result = folder_result(name, receipt), .problem = diag::row(Message::request_too_large).id};
}

// Writes the result under the first name that is free for it and for its file. The same result there is ours, from before a crash.
diag::Result<PutAway> write_result(const Directory& room, const std::string& name, std::string_view result) {
    for (unsigned number = 1;; ++number) {
        PutAway names = names_of(name, number);
        if (room.has(names.file)) {
            continue;
        }
        if (holds(room, names.result, result)) {
            return names;
        }
        TRY(const Moved written, room.write(names.result, result, base::Overwrite::no));
        if (written == Moved::yes) {
            return names;
        }
    }
}

constexpr const char* rooms_of_all[] = {"inbox", "work", "done", "refused"};

diag::Result<void> want_room(const std::filesystem::path& folder) {
    return ::access(folder.c_str(), W_OK | X_OK) == 0 ? diag::Result<void>()
                                                      : diag::fail(Message::folder_unusable, {.file = folder.string()}, {std::strerror(errno)});
}

} // namespace

diag::Result<bool> Folder::look(const std::filesystem::path& root) {
    std::error_code unreadable;
    std::filesystem::path nearest = std::filesystem::absolute(root, unreadable); // of those above it that are there
    const bool is_there = std::filesystem::exists(nearest, unreadable) || unreadable;
    while (!std::filesystem::exists(nearest, unreadable) && !unreadable && nearest.has_relative_path()) {
        nearest = nearest.parent_path();
    }
    TRY(const Directory opened, Directory::open(nearest));
    if (!is_there) {
        TRY_VOID(want_room(nearest));
        return false;
    }
    bool is_whole = true;
    for (const char* const name : rooms_of_all) {
        if (opened.has(name)) {
            TRY_VOID(opened.below(name));
            TRY_VOID(want_room(root / name));
        } else {
            TRY_VOID(want_room(root));
            is_whole = false;
        }
    }
    return is_whole;
}

diag::Result<Folder> Folder::open(FolderSettings settings, TakeFile take, WhyShut why_shut) {
    TRY_VOID(make_folder(settings.root));
    TRY(const Directory root, Directory::open(settings.root));
    for (const char* const name : rooms_of_all) {
        TRY_VOID(root.make(name));
    }
    return Folder(std::move(settings), std::move(take), std::move(why_shut));
}

diag::Result<Folder::Rooms> Folder::open_rooms() const {
    TRY(Directory root, Directory::open(settings_.root));
    TRY(Directory inbox, root.below("inbox"));
    TRY(Directory work, root.below("work"));
    TRY(Directory done, root.below("done"));
    TRY(Directory refused, root.below("refused"));
    return Rooms{.root = std::move(root), .inbox = std::move(inbox), .work = std::move(work), .done = std::move(done), .refused = std::move(refused)};
}

diag::Result<std::size_t> Folder::scan(base::Millis now, const OnProblem& tell) {
    if (std::optional<diag::Error> shut = why_shut_ ? why_shut_() : std::nullopt) {
        return tl::make_unexpected(*std::move(shut));
    }
    Scan scan{.now = now, .tell = tell};
    TRY(const Rooms rooms, open_rooms());
    TRY(Directory::Content left_over, rooms.work.content());
    if (!go_through(rooms, in_order(seen_of(std::move(left_over.files))), &Folder::resume, scan)) {
        return scan.finished;
    }
    TRY(Directory::Content arrived, rooms.inbox.content());
    TRY(const Directory::Content beside, rooms.root.content());
    const std::vector<std::string> complete = arrivals_.complete(seen_of(std::move(arrived.files)), now);
    note_ignored({.partial = arrivals_.stale(now), .not_files = arrived.others, .outside = beside.files.size()});
    go_through(rooms, complete, &Folder::claim, scan);
    setbacks_.forget_unless([&](const std::string& name) { return rooms.work.has(name) || rooms.inbox.has(name); });
    return scan.finished;
}

void Folder::note_ignored(const Ignored& now) {
    const Ignored before = std::exchange(ignored_, now);
    if (before != now) {
        settings_.tell_of_ignored(before, now);
    }
}

bool Folder::go_through(const Rooms& rooms, const std::vector<std::string>& names, Work work, Scan& scan) {
    for (const std::string& name : names) {
        if (!setbacks_.may_try(name, scan.now)) {
            continue;
        }
        const diag::Result<Step> step = guarded(rooms, name, work);
        if (!step) {
            if (setbacks_.add(name, step.error().message, scan.now) && scan.tell) {
                scan.tell(settings_.root, step.error());
            }
            continue;
        }
        setbacks_.forget(name);
        scan.finished += *step == Step::finished ? 1U : 0U;
        if (*step == Step::later) {
            return false;
        }
    }
    return true;
}

// The boundary: what a library throws is about this file, not about those after it.
diag::Result<Folder::Step> Folder::guarded(const Rooms& rooms, const std::string& name, Work work) {
    try {
        return (this->*work)(rooms, name);
    } catch (const std::exception& thrown) {
        return diag::fail(Message::folder_unusable, {.file = name}, {typeid(thrown).name()});
    }
}

diag::Result<Folder::Step> Folder::resume(const Rooms& rooms, const std::string& name) {
    TRY(const Descriptor file, rooms.work.open_file(name));
    return lock(file) ? work_on(rooms, name, file) : Step::not_ours;
}

// Opened before it is claimed: what we may not read stays where it is until we may.
diag::Result<Folder::Step> Folder::claim(const Rooms& rooms, const std::string& name) {
    TRY(const Descriptor file, rooms.inbox.open_file(name));
    if (!lock(file)) {
        return Step::not_ours;
    }
    TRY(const Moved moved, rooms.inbox.move(name, rooms.work, name));
    if (moved != Moved::yes) {
        return Step::not_ours; // another process has it, or still works on an earlier one of this name
    }
    base::step("folder.claimed");
    return work_on(rooms, name, file);
}

diag::Result<Folder::Step> Folder::work_on(const Rooms& rooms, const std::string& name, const Descriptor& file) {
    if (!rooms.work.is_named(file, name)) {
        return Step::not_ours;
    }
    TRY(const FolderAnswer answer, read_and_take(file, name));
    if (answer.kind == FolderAnswer::Kind::later) {
        return Step::later;
    }
    base::step("folder.taken");
    TRY_VOID(put_away(rooms, name, answer));
    if (answer.kind == FolderAnswer::Kind::refused) {
        settings_.tell_of_refused(answer.problem);
    }
    return Step::finished;
}

diag::Result<FolderAnswer> Folder::read_and_take(const Descriptor& file, const std::string& name) {
    TRY(const std::string bytes, read_some(file, name, settings_.most_bytes));
    return bytes.size() > settings_.most_bytes ? too_large(name, settings_.most_bytes) : take_(bytes, name);
}

diag::Result<void> Folder::put_away(const Rooms& rooms, const std::string& name, const FolderAnswer& answer) {
    const Directory& room = answer.kind == FolderAnswer::Kind::taken ? rooms.done : rooms.refused;
    TRY(const PutAway names, write_result(room, name, answer.result));
    base::step("folder.result-written");
    TRY(const Moved moved, rooms.work.move(name, room, names.file));
    if (moved != Moved::yes) {
        return diag::fail(Message::folder_unusable, {.file = names.file}, {std::strerror(moved == Moved::taken ? EEXIST : ENOENT)});
    }
    base::step("folder.moved");
    TRY_VOID(room.flush());
    return rooms.work.flush();
}

} // namespace renkei::exchange
