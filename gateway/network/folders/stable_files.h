// Which files in a watched folder are complete, and their order: by the time stamp in the name, not by
// arrival, and none before an earlier one that is still being written.
#pragma once

#include "gateway/core/base/clock.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::folders {

// A file as the folder shows it.
struct ObservedFile {
    std::string name{};
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t written_ns = 0; // last change of the content
    std::int64_t changed_ns = 0; // last change of anything; programs cannot set it
    bool operator==(const ObservedFile&) const = default;
};

// "A_9970100013_43_9910100016_00_20260113101500.CSV" → "20260113101500"; empty: none.
std::string_view stamp_of(std::string_view file_name);
// By stamp, then by name; those without a stamp last.
bool comes_before(std::string_view file_name, std::string_view other);
// Hidden, or with an ending that says that it is still being written.
bool is_partial(std::string_view file_name);

class StableFiles {
public:
    // A file is complete when nothing about it changed for `settle_ms`, or when it got its name after it was
    // seen under a partial one. A partial file holds back later ones until nothing about it changed for
    // `stale_ms`: its writer has died.
    StableFiles(base::Millis settle_ms, base::Millis stale_ms) : settle_ms_(settle_ms), stale_ms_(stale_ms) {}

    std::vector<std::string> complete(const std::vector<ObservedFile>& files, base::Millis now);
    // Number of partial files that did not change for `stale_ms`.
    std::size_t stale(base::Millis now) const;

private:
    struct TrackedFile {
        ObservedFile file{};
        base::Millis since = 0;
        bool was_partial = false; // under its former name
    };
    void observe(const std::vector<ObservedFile>& files, base::Millis now);
    bool is_complete(const TrackedFile& known, base::Millis now) const;
    bool is_stale(const TrackedFile& known, base::Millis now) const {
        return is_partial(known.file.name) && now - known.since >= stale_ms_;
    }

    base::Millis settle_ms_;
    base::Millis stale_ms_;
    std::map<std::uint64_t, TrackedFile> known_{}; // by inode
};

} // namespace renkei::folders
