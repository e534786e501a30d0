// Opens every version in a backup. Its versions and its bodies are two tables in the same order, so they are
// read side by side, in the memory of one version.
#pragma once

#include "gateway/network/store/backup_rows.h"
#include "gateway/network/store/bodies/sealed_version.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::store {

class BackupVersions {
public:
    // Both outlive it.
    BackupVersions(const std::filesystem::path& file, const seal::KeyRing& ring) : file_(file), ring_(ring) {}

    // A row of either table, in the order of the backup. An error: the master key of a version is not in the
    // ring.
    diag::Result<void> add(const BackupRow& row);
    // After the last row.
    diag::Result<void> finish();
    std::vector<DamagedVersion> take_damaged() { return std::move(damaged_); }

private:
    struct Open {
        std::string document; // 16 bytes
        std::int64_t number = 0;
        std::string submitter{};
        SealedVersion version;
    };
    diag::Result<bool> next_version(); // false: there is none
    void end_version();

    const std::filesystem::path& file_;
    const seal::KeyRing& ring_;
    std::optional<BackupRows> versions_{}; // behind the one that is open
    std::optional<Open> open_{};
    bool has_versions_ = false;
    std::vector<DamagedVersion> damaged_{};
};

} // namespace renkei::store
