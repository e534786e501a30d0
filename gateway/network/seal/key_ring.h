// The keys that wrap data keys, from one file (or systemd credential): one line per key, "ID BASE64(32
// bytes)", the first line is the current one. Older ones stay until everything is wrapped again.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/seal/hash.h"

#include <filesystem>
#include <string>
#include <vector>

namespace renkei::seal {

struct MasterKey {
    // "k1-3f9a2c", "k2-07be41" …; of people whatever they like: letters, digits, -
    // and _
    std::string id;
    Hash key{};
};

class KeyRing {
public:
    // refuses files that others may read (mode & 077)
    static diag::Result<KeyRing> read(const std::filesystem::path& file);
    // A new file, 0600, with one new key. Refuses to overwrite.
    static diag::Result<KeyRing> create(const std::filesystem::path& file);
    // Puts a new key in front and rewrites the file, whole or not at all.
    diag::Result<void> add_key(const std::filesystem::path& file);
    // Removes every key but the current one from the file.
    diag::Result<void> drop_old(const std::filesystem::path& file);

    const MasterKey& current() const { return keys_.front(); }
    const MasterKey* find(std::string_view id) const;
    const std::vector<MasterKey>& keys() const { return keys_; }
    std::string ids() const;                                    // "k2-07be41, k1-3f9a2c", for people
    const std::filesystem::path& file() const { return file_; } // where it comes from

private:
    std::filesystem::path file_;
    std::vector<MasterKey> keys_;
};

} // namespace renkei::seal
