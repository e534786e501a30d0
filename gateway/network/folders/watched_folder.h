// The watched folder of a peer that exchanges files: a file in inbox/ is submitted as the peer's; it ends in
// done/ or refused/ with NAME.result.json beside it. In between it is in work/, where a restart finds and
// resumes it; the same content twice changes nothing. The peer may write inbox/, so no entry there is trusted
// to be a file.
#pragma once

#include "gateway/forms/service/document_set.h"
#include "gateway/network/folders/directory.h"
#include "gateway/network/folders/file_retries.h"
#include "gateway/network/folders/stable_files.h"

namespace renkei::folders {

struct IntakeResult {
    enum class Kind : std::uint8_t {
        taken,
        refused,
        later, // nothing is wrong with the file; it stays in work/
    };
    Kind kind = Kind::later;
    std::string result{};       // JSON
    std::string_view problem{}; // refused: the id of the message that says why
};
// Why the folder is disabled; nullopt: it is enabled.
using DisabledReason = std::function<std::optional<diag::Error>()>;

// Files that are taken together, or not at all: each name in one group, in the order in which they are taken.
using FindGroups = std::function<std::vector<service::FileSet>(const std::vector<std::string>& names)>;
std::vector<service::FileSet> each_by_itself(const std::vector<std::string>& names);

struct ReadFile {
    std::string name{};
    std::string bytes{};
};
// An answer for each file of a group, in their order, all of one kind.
using SubmitFiles = std::function<std::vector<IntakeResult>(const std::vector<ReadFile>& files)>;

// Entries that are not processed, by reason. Names are not reported.
struct IgnoredFiles {
    // in inbox/: hidden, or with the ending of an unfinished file, and unchanged for `stale_ms`
    std::size_t partial = 0;
    std::size_t not_files = 0; // in inbox/: folders, links
    std::size_t outside = 0;   // beside inbox/
    std::size_t total() const { return partial + not_files + outside; }
    bool operator==(const IgnoredFiles&) const = default;
};

struct WatchedFolderSettings {
    std::filesystem::path root{};
    base::Millis settle_ms = 2000;
    base::Millis stale_ms = 60'000;
    std::size_t max_bytes = 64U << 20;
    FindGroups find_groups = each_by_itself;
    base::Millis group_wait_ms = 600'000; // so long files wait for the rest of their group
    // A file was put into refused/. Its name is not reported: it may name a person.
    std::function<void(std::string_view problem)> on_refused = [](std::string_view) {};
    // Called when the counts change.
    std::function<void(const IgnoredFiles& before, const IgnoredFiles& now)> on_ignored =
        [](const IgnoredFiles&, const IgnoredFiles&) {};
};

// A problem in the folder with this root.
using OnProblem = std::function<void(const std::filesystem::path& root, const diag::Error& problem)>;

class WatchedFolder {
public:
    // Makes inbox/, work/, done/, refused/ where they are missing.
    static diag::Result<WatchedFolder> open(WatchedFolderSettings settings, SubmitFiles take,
                                            DisabledReason disabled_reason = {});
    // Do all of these folders exist? Makes none. It is an error if they could not be made or files could not
    // be moved through them.
    static diag::Result<bool> check(const std::filesystem::path& root);

    // Takes what is in work/ and the complete files of inbox/; returns how many files it finished. `now`
    // never goes back. A problem with one file is reported and blocks no other file; an error is about the
    // folder, and every file stays in place.
    diag::Result<std::size_t> scan(base::Millis now, const OnProblem& on_problem = {});
    const std::filesystem::path& root() const { return settings_.root; }

private:
    enum class FileStep : std::uint8_t { finished, not_ours, later };
    // Opened for each scan: a network share may replace an empty folder.
    struct FolderHandles {
        Directory root;
        Directory inbox;
        Directory work;
        Directory done;
        Directory refused;
    };
    struct Claimed {
        std::string name{};
        base::FileDescriptor file;
    };
    struct Scan {
        base::Millis now = 0;
        const OnProblem& on_problem;
        std::size_t finished = 0;
    };

    WatchedFolder(WatchedFolderSettings settings, SubmitFiles take, DisabledReason disabled_reason)
        : settings_(std::move(settings)),
          submit_(std::move(take)),
          disabled_reason_(std::move(disabled_reason)),
          stable_files_(settings_.settle_ms, settings_.stale_ms) {}
    diag::Result<FolderHandles> open_folders() const;
    void note_ignored(const IgnoredFiles& now);
    // Names of files. `complete` lie in inbox/, as do `arrived`, of which some may still be written.
    struct Seen {
        std::vector<std::string> in_work{};
        std::vector<std::string> arrived{};
        std::vector<std::string> complete{};
    };
    void go_through(const FolderHandles& folders, const Seen& seen, Scan& scan);
    // False: later files must wait.
    bool go_on(const std::string& name, std::size_t files, Scan& scan,
               const std::function<diag::Result<FileStep>()>& work);
    static diag::Result<FileStep> guarded(const std::string& name,
                                          const std::function<diag::Result<FileStep>()>& work);
    static bool lock(const base::FileDescriptor& file); // for this process, as long as it is open
    IntakeResult too_large(const std::string& name) const;
    bool may_wait(const service::FileSet& group, base::Millis now);
    diag::Result<FileStep> take_group(const FolderHandles& folders, const service::FileSet& group);
    diag::Result<std::vector<Claimed>> claim_all(const FolderHandles& folders,
                                                 const service::FileSet& group) const;
    diag::Result<std::vector<IntakeResult>> read_and_submit(const std::vector<Claimed>& files);
    diag::Result<void> store_result(const FolderHandles& folders, const std::string& name,
                                    const IntakeResult& answer);

    WatchedFolderSettings settings_;
    SubmitFiles submit_;
    DisabledReason disabled_reason_;
    StableFiles stable_files_;
    FileRetries retries_;
    IgnoredFiles ignored_{};
    std::map<std::string, base::Millis> waiting_{}; // since when files wait for the rest of their group
};

} // namespace renkei::folders
