#include "gateway/seal/key_ring.h"

#include "gateway/seal/key_file.h"
#include "gateway/seal/sealed.h"

#include <algorithm>
#include <charconv>

namespace renkei::seal {
namespace {

namespace fs = std::filesystem;

// "k7" -> 7; names of another kind count as 0
std::uint32_t number_of(std::string_view id) {
    std::uint32_t out = 0;
    if (!id.starts_with('k') || std::from_chars(id.data() + 1, id.data() + id.size(), out).ptr != id.data() + id.size()) {
        return 0;
    }
    return out;
}

// Higher than any there, so that the id of a key that was dropped does not come back.
std::string next_id(const std::vector<MasterKey>& keys) {
    std::uint32_t highest = 0;
    for (const MasterKey& key : keys) {
        highest = std::max(highest, number_of(key.id));
    }
    return "k" + std::to_string(highest + 1);
}

} // namespace

diag::Result<KeyRing> KeyRing::read(const fs::path& file) {
    KeyRing out;
    TRY(out.keys_, read_keys(file));
    return out;
}

diag::Result<KeyRing> KeyRing::create(const fs::path& file) {
    KeyRing out;
    TRY(const Hash key, new_data_key());
    out.keys_.push_back({.id = next_id({}), .key = key});
    TRY_VOID(write_keys(file, out.keys_, base::Overwrite::no));
    return out;
}

diag::Result<void> KeyRing::add_key(const fs::path& file) {
    TRY(const base::Descriptor lock, lock_keys(file));
    TRY(std::vector<MasterKey> keys, read_keys(file)); // somebody else may have added one since
    TRY(const Hash key, new_data_key());
    keys.insert(keys.begin(), {.id = next_id(keys), .key = key});
    TRY_VOID(write_keys(file, keys, base::Overwrite::yes));
    keys_ = std::move(keys);
    return {};
}

diag::Result<void> KeyRing::drop_old(const fs::path& file) {
    TRY(const base::Descriptor lock, lock_keys(file));
    TRY(std::vector<MasterKey> keys, read_keys(file));
    // Ours is the one that everything was wrapped with anew; one that somebody added meanwhile stands before it and stays.
    const auto ours = std::ranges::find(keys, current().id, &MasterKey::id);
    if (ours == keys.end()) {
        return diag::fail(diag::Message::master_key_unknown, {.file = file.string()}, {current().id});
    }
    keys.erase(ours + 1, keys.end());
    TRY_VOID(write_keys(file, keys, base::Overwrite::yes));
    keys_ = std::move(keys);
    return {};
}

const MasterKey* KeyRing::find(std::string_view id) const {
    const auto found = std::ranges::find(keys_, id, &MasterKey::id);
    return found == keys_.end() ? nullptr : &*found;
}

std::string KeyRing::ids() const {
    std::string out;
    for (const MasterKey& key : keys_) {
        out += (out.empty() ? "" : ", ") + key.id;
    }
    return out;
}

} // namespace renkei::seal
