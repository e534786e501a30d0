#include "gateway/network/store/session/keys.h"

#include "generated/messages/store.h"

#include <string>

namespace renkei::store {
namespace {

using seal::Hash;

constexpr std::string_view own_key_names[] = {search_key_name, answers_key_name};
constexpr Hash StoreKeys::*own_key_places[] = {&StoreKeys::search, &StoreKeys::answers};

std::string bound_to(std::string_view name) { return "store-key|" + std::string(name); }

diag::Result<std::optional<seal::WrappedKey>> find_own_key(Connection& sql, std::string_view name) {
    std::optional<seal::WrappedKey> out;
    TRY_VOID(sql.run("SELECT master, wrapped FROM store_key WHERE name = $1", {name}, [&](const SqlRow& row) {
        out = seal::WrappedKey{row.text(0), row.text(1)};
    }));
    return out;
}

// Of two programs that open a new store at once, one makes the key.
diag::Result<seal::WrappedKey> find_or_make(Connection& sql, const seal::KeyRing& ring,
                                            std::string_view name) {
    TRY(auto known, find_own_key(sql, name));
    if (!known) {
        TRY(const seal::Hash key, seal::new_data_key());
        TRY(const seal::WrappedKey wrapped, seal::wrap(ring, key, bound_to(name)));
        TRY_VOID(register_master_key(sql, ring));
        TRY_VOID(sql.run(
            "INSERT INTO store_key (name, master, wrapped) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
            {name, wrapped.master, Bytes{wrapped.bytes}}));
        TRY(known, find_own_key(sql, name));
    }
    return *known;
}

// A retired key is one of a ring that is older than the store.
diag::Result<void> want_in_use(Connection& sql, const seal::KeyRing& ring) {
    const std::string& id = ring.current().id;
    bool is_retired = false;
    TRY_VOID(sql.run("SELECT 1 FROM setting WHERE name = $1", {retired_key(id)},
                     [&](const SqlRow&) { is_retired = true; }));
    return is_retired ? diag::fail(message::store_key_retired, {.file = ring.file().string()}, {id})
                      : diag::Result<void>();
}

} // namespace

diag::Result<Hash> open_store_key(const seal::KeyRing& ring, std::string_view name,
                                  const seal::WrappedKey& wrapped) {
    const diag::Result<Hash> key = seal::unwrap(ring, wrapped, bound_to(name));
    return key ? key
               : diag::fail(message::store_other_key, {.file = ring.file().string()},
                            {wrapped.master, ring.ids()});
}

diag::Result<StoreKeys> read_store_keys(Connection& sql, const seal::KeyRing& ring) {
    StoreKeys out;
    for (std::size_t i = 0; i < std::size(own_key_names); ++i) {
        TRY(const seal::WrappedKey wrapped, find_or_make(sql, ring, own_key_names[i]));
        TRY(out.*own_key_places[i], open_store_key(ring, own_key_names[i], wrapped));
    }
    TRY_VOID(register_master_key(sql, ring)); // a ring that opens the store's own keys is up to date
    return out;
}

diag::Result<void> check_store_keys(Connection& sql, const seal::KeyRing& ring) {
    for (const std::string_view name : own_key_names) {
        TRY(const auto wrapped, find_own_key(sql, name));
        if (wrapped) {
            TRY_VOID(open_store_key(ring, name, *wrapped));
        }
    }
    return want_in_use(sql, ring);
}

diag::Result<std::optional<StoreKeys>> find_store_keys(Connection& sql, const seal::KeyRing& ring) {
    StoreKeys out;
    for (std::size_t i = 0; i < std::size(own_key_names); ++i) {
        TRY(const auto wrapped, find_own_key(sql, own_key_names[i]));
        if (!wrapped) {
            return std::nullopt;
        }
        TRY(out.*own_key_places[i], open_store_key(ring, own_key_names[i], *wrapped));
    }
    return out;
}

diag::Result<void> register_master_key(Connection& sql, const seal::KeyRing& ring) {
    TRY_VOID(want_in_use(sql, ring));
    return sql.send("INSERT INTO master_key (id) VALUES ($1) ON CONFLICT (id) DO NOTHING",
                    {ring.current().id});
}

diag::Result<std::uint64_t> rewrap_store_keys(Connection& sql, const seal::KeyRing& ring) {
    std::uint64_t count = 0;
    for (const std::string_view name : own_key_names) {
        TRY(const auto wrapped, find_own_key(sql, name));
        if (!wrapped || wrapped->master == ring.current().id) {
            continue;
        }
        TRY(const seal::Hash key, seal::unwrap(ring, *wrapped, bound_to(name)));
        TRY(const seal::WrappedKey rewrapped, seal::wrap(ring, key, bound_to(name)));
        TRY_VOID(sql.run("UPDATE store_key SET master = $1, wrapped = $2 WHERE name = $3",
                         {rewrapped.master, Bytes{rewrapped.bytes}, name}));
        ++count;
    }
    return count;
}

} // namespace renkei::store
