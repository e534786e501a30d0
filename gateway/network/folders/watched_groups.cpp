// What is taken of a watched folder, and when.
#include "gateway/core/base/crash_point.h"
#include "gateway/network/folders/watched_folder.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

namespace renkei::folders {

using service::FileSet;

std::vector<FileSet> each_by_itself(const std::vector<std::string>& names) {
    std::vector<FileSet> out;
    for (const std::string& name : names) {
        out.push_back({.names = {name}});
    }
    return out;
}

// Groups lie in the order of their first files. What is in work/ was whole once: if the rest of it is not in
// inbox/ any more, it has been taken, and the intake changes nothing. Until all that lies there is complete,
// a group waits.
void WatchedFolder::go_through(const FolderHandles& folders, const Seen& seen, Scan& scan) {
    const std::set<std::string_view> in_work(seen.in_work.begin(), seen.in_work.end());
    const std::set<std::string_view> complete(seen.complete.begin(), seen.complete.end());
    std::vector<std::string> all = seen.in_work;
    std::ranges::copy_if(seen.arrived, std::back_inserter(all), [&](const std::string& name) {
        return !is_partial(name) && !in_work.contains(name);
    });
    std::ranges::stable_sort(all, comes_before);
    std::erase_if(waiting_, [&](const auto& each) { return !complete.contains(each.first); });
    for (const FileSet& group : settings_.find_groups(all)) {
        const std::string& first = group.names.front();
        const bool is_begun =
            std::ranges::any_of(group.names, [&](const std::string& name) { return in_work.contains(name); });
        const bool is_there = std::ranges::all_of(group.names, [&](const std::string& name) {
            return in_work.contains(name) || complete.contains(name);
        });
        if (!is_there || !retries_.may_try(first, scan.now) || (!is_begun && may_wait(group, scan.now))) {
            continue;
        }
        if (!go_on(first, group.names.size(), scan, [&] { return take_group(folders, group); })) {
            return;
        }
    }
}

// For what belongs to the group and is not there yet. At the end of the time it is refused as it is.
bool WatchedFolder::may_wait(const FileSet& group, base::Millis now) {
    if (group.is_whole) {
        return false;
    }
    base::Millis since = now;
    for (const std::string& name : group.names) {
        since = std::min(since, waiting_.try_emplace(name, now).first->second);
    }
    return now - since < settings_.group_wait_ms;
}

// Each is opened before it is claimed: what we may not read stays where it is until we may. Not all of them:
// another process has some, or still works on earlier ones of these names.
diag::Result<std::vector<WatchedFolder::Claimed>> WatchedFolder::claim_all(const FolderHandles& folders,
                                                                           const FileSet& group) const {
    std::vector<Claimed> out;
    for (const std::string& name : group.names) {
        const bool is_in_work = folders.work.has(name);
        TRY(base::FileDescriptor file, (is_in_work ? folders.work : folders.inbox).open_file(name));
        if (!lock(file)) {
            return out;
        }
        if (!is_in_work) {
            TRY(const MoveResult moved, folders.inbox.move(name, folders.work, name));
            if (moved != MoveResult::yes) {
                return out;
            }
            base::crash_point("folder.claimed");
        }
        if (!folders.work.is_named(file, name)) {
            return out;
        }
        out.push_back({name, std::move(file)});
    }
    return out;
}

diag::Result<WatchedFolder::FileStep> WatchedFolder::take_group(const FolderHandles& folders,
                                                                const FileSet& group) {
    TRY(const std::vector<Claimed> files, claim_all(folders, group));
    if (files.size() != group.names.size()) {
        return FileStep::not_ours;
    }
    TRY(const std::vector<IntakeResult> answers, read_and_submit(files));
    if (answers.front().kind == IntakeResult::Kind::later) {
        return FileStep::later;
    }
    base::crash_point("folder.taken");
    for (std::size_t i = 0; i < files.size(); ++i) {
        TRY_VOID(store_result(folders, files[i].name, answers[i]));
        if (answers[i].kind == IntakeResult::Kind::refused) {
            settings_.on_refused(answers[i].problem);
        }
    }
    const bool is_taken = answers.front().kind == IntakeResult::Kind::taken; // they are of one kind
    TRY_VOID((is_taken ? folders.done : folders.refused).flush());
    TRY_VOID(folders.work.flush());
    return FileStep::finished;
}

diag::Result<std::vector<IntakeResult>> WatchedFolder::read_and_submit(const std::vector<Claimed>& files) {
    std::vector<ReadFile> read;
    std::size_t bytes = 0;
    for (const Claimed& each : files) {
        TRY(std::string content, read_some(each.file, each.name, settings_.max_bytes));
        bytes += content.size();
        read.push_back({each.name, std::move(content)});
        if (bytes > settings_.max_bytes) {
            std::vector<IntakeResult> out;
            for (const Claimed& file : files) {
                out.push_back(too_large(file.name));
            }
            return out;
        }
    }
    return submit_(read);
}

} // namespace renkei::folders
