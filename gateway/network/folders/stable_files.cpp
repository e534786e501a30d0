#include "gateway/network/folders/stable_files.h"

#include <algorithm>
#include <optional>

namespace renkei::folders {
namespace {

constexpr std::string_view partial_endings[] = {".part", ".tmp", ".filepart", ".partial", "~"};

std::string_view without_partial_ending(std::string_view name) {
    for (const std::string_view ending : partial_endings) {
        if (name.ends_with(ending)) {
            return name.substr(0, name.size() - ending.size());
        }
    }
    return name;
}

bool is_renamed_only(const ObservedFile& before, const ObservedFile& now) {
    return before.size == now.size && before.written_ns == now.written_ns && before.name != now.name;
}

} // namespace

std::string_view stamp_of(std::string_view file_name) {
    constexpr std::size_t digits = 14;
    const std::string_view name = without_partial_ending(file_name);
    const std::string_view stem = name.substr(0, name.rfind('.'));
    const std::size_t at = stem.rfind('_');
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view stamp = stem.substr(at + 1);
    const bool is_stamp =
        stamp.size() == digits && stamp.find_first_not_of("0123456789") == std::string_view::npos;
    return is_stamp ? stamp : std::string_view();
}

bool comes_before(std::string_view file_name, std::string_view other) {
    const std::string_view mine = stamp_of(file_name);
    const std::string_view others = stamp_of(other);
    if (mine.empty() != others.empty()) {
        return others.empty();
    }
    return std::pair(mine, file_name) < std::pair(others, other);
}

bool is_partial(std::string_view file_name) {
    return file_name.starts_with('.') || without_partial_ending(file_name).size() < file_name.size();
}

void StableFiles::observe(const std::vector<ObservedFile>& files, base::Millis now) {
    std::map<std::uint64_t, TrackedFile> next;
    for (const ObservedFile& file : files) {
        const auto it = known_.find(file.inode);
        if (it == known_.end()) {
            next[file.inode] = {.file = file, .since = now};
        } else if (it->second.file == file) {
            next[file.inode] = it->second;
        } else {
            const bool got_its_name = is_partial(it->second.file.name) && !is_partial(file.name) &&
                                      is_renamed_only(it->second.file, file);
            next[file.inode] = {.file = file, .since = now, .was_partial = got_its_name};
        }
    }
    known_ = std::move(next);
}

bool StableFiles::is_complete(const TrackedFile& known, base::Millis now) const {
    return !is_partial(known.file.name) && (known.was_partial || now - known.since >= settle_ms_);
}

std::size_t StableFiles::stale(base::Millis now) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(known_, [&](const auto& each) { return is_stale(each.second, now); }));
}

std::vector<std::string> StableFiles::complete(const std::vector<ObservedFile>& files, base::Millis now) {
    observe(files, now);
    std::optional<std::string> held_from; // stamp
    for (const auto& [inode, known] : known_) {
        const std::string stamp(stamp_of(known.file.name));
        if (!stamp.empty() && !is_complete(known, now) && !is_stale(known, now) &&
            (!held_from || stamp < *held_from)) {
            held_from = stamp;
        }
    }
    std::vector<std::string> out;
    for (const auto& [inode, known] : known_) {
        const std::string_view stamp = stamp_of(known.file.name);
        if (is_complete(known, now) && (stamp.empty() || !held_from || stamp < *held_from)) {
            out.push_back(known.file.name);
        }
    }
    std::ranges::sort(out, comes_before);
    return out;
}

} // namespace renkei::folders
