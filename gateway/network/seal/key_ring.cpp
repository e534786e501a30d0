#include "gateway/network/seal/key_ring.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/network/seal/key_file.h"
#include "gateway/network/seal/sealed.h"
#include "generated/messages/seal.h"

#include <algorithm>
#include <charconv>

namespace renkei::seal {
namespace {

// "k7-3f9a2c" or "k7" -> 7; names of another kind count as 0
std::uint32_t number_of(std::string_view id) {
    std::uint32_t out = 0;
    const std::string_view name = id.substr(0, id.find('-'));
    if (!name.starts_with('k') ||
        std::from_chars(name.data() + 1, name.data() + name.size(), out).ptr != name.data() + name.size()) {
        return 0;
    }
    return out;
}

// A number higher than any there, for people, and digits that differ between the keys of two stores. They are
// random and independent of the key.
diag::Result<std::string> next_id(const std::vector<MasterKey>& keys) {
    constexpr std::size_t digits = 6;
    std::uint32_t highest = 0;
    for (const MasterKey& key : keys) {
        highest = std::max(highest, number_of(key.id));
    }
    TRY(const Hash random, new_data_key());
    return "k" + std::to_string(highest + 1) + "-" + to_hex(random).substr(0, digits);
}

diag::Result<MasterKey> new_key(const std::vector<MasterKey>& keys) {
    MasterKey out;
    TRY(out.id, next_id(keys));
    TRY(out.key, new_data_key());
    return out;
}

} // namespace

diag::Result<KeyRing> KeyRing::read(const fs::path& file) {
    KeyRing out;
    TRY(out.keys_, read_keys(file));
    out.file_ = file;
    return out;
}

diag::Result<KeyRing> KeyRing::create(const fs::path& file) {
    KeyRing out;
    out.file_ = file;
    TRY(MasterKey key, new_key({}));
    out.keys_.push_back(std::move(key));
    TRY_VOID(write_keys(file, out.keys_, base::Overwrite::no));
    return out;
}

diag::Result<void> KeyRing::add_key(const fs::path& file) {
    TRY(const base::FileDescriptor lock, lock_keys(file));
    TRY(std::vector<MasterKey> keys, read_keys(file)); // another process may have added one since
    TRY(MasterKey key, new_key(keys));
    keys.insert(keys.begin(), std::move(key));
    TRY_VOID(write_keys(file, keys, base::Overwrite::yes));
    keys_ = std::move(keys);
    return {};
}

diag::Result<void> KeyRing::drop_old(const fs::path& file) {
    TRY(const base::FileDescriptor lock, lock_keys(file));
    TRY(std::vector<MasterKey> keys, read_keys(file));
    // Everything was wrapped again with our current key. A key that another process added meanwhile stands
    // before it and stays.
    const auto ours = std::ranges::find(keys, current().id, &MasterKey::id);
    if (ours == keys.end()) {
        return diag::fail(diag::message::master_key_unknown, {.file = file.string()}, {current().id});
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
