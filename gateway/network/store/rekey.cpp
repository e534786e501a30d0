#include "gateway/network/store/rekey.h"

#include "gateway/network/store/bodies/content.h"
#include "gateway/network/store/bodies/row_values.h"

namespace renkei::store {
namespace {

constexpr int batch = 500; // versions in one commit, so that documents that come in meanwhile need not wait

struct Wrapped {
    std::string document;
    std::int64_t number = 0;
    ContentKey key{};
};

diag::Result<Wrapped> read_wrapped(const SqlRow& row) {
    return Wrapped{row.text(0), row.integer(1), {{row.text(2), row.text(3)}, row.text(4)}};
}

// The versions behind `last`, which moves on; how many rows there were.
diag::Result<std::size_t> rewrap_some(Connection& sql, const seal::KeyRing& ring, Wrapped& last,
                                      RekeyCount& count) {
    TRY(std::vector<Wrapped> some,
        read_all<Wrapped>(sql,
                          "SELECT document, number, master, wrapped, bound_to FROM version WHERE (document, "
                          "number) > ($1, $2) "
                          "ORDER BY document, number LIMIT $3",
                          {{Bytes{last.document}, last.number, batch}}, read_wrapped));
    for (const Wrapped& it : some) {
        if (it.key.wrapped.master == ring.current().id) {
            continue;
        }
        diag::Result<seal::WrappedKey> rewrapped = rewrap(ring, it.key);
        if (!rewrapped &&
            is_damage(rewrapped.error())) { // it opens under no key: it must not keep one in use
            rewrapped = seal::WrappedKey{ring.current().id, it.key.wrapped.bytes};
        }
        TRY_VOID(rewrapped);
        TRY_VOID(sql.send("UPDATE version SET master = $1, wrapped = $2 WHERE document = $3 AND number = $4",
                          {rewrapped->master, Bytes{rewrapped->bytes}, Bytes{it.document}, it.number}));
        ++count.rewrapped;
    }
    if (!some.empty()) {
        last = std::move(some.back());
    }
    return some.size();
}

} // namespace

diag::Result<RekeyCount> rewrap_all(Store& store, const seal::KeyRing& ring) {
    RekeyCount count;
    TRY_VOID(store.write([&](Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(register_master_key(transaction.session().sql, ring));
        TRY(count.rewrapped, rewrap_store_keys(transaction.session().sql, ring));
        return {};
    }));
    Wrapped last;
    for (std::size_t rows = batch; rows == batch;) {
        Wrapped reached;
        RekeyCount counted;
        TRY_VOID(store.write([&](Transaction& transaction) -> diag::Result<void> {
            reached = last; // the job may run again
            counted = count;
            TRY(rows, rewrap_some(transaction.session().sql, ring, reached, counted));
            return {};
        }));
        last = std::move(reached);
        count = counted;
    }
    return count;
}

diag::Result<std::uint64_t> retire_master_keys(Store& store, const seal::KeyRing& ring) {
    std::uint64_t in_use = 0;
    TRY_VOID(store.write([&](Transaction& transaction) -> diag::Result<void> {
        Connection& sql = transaction.session().sql;
        std::vector<std::string> retired;
        TRY_VOID(sql.run("DELETE FROM master_key WHERE id <> $1 AND NOT EXISTS (SELECT 1 FROM version WHERE "
                         "master = master_key.id) "
                         "AND NOT EXISTS (SELECT 1 FROM store_key WHERE master = master_key.id) RETURNING id",
                         {ring.current().id}, [&](const SqlRow& row) { retired.push_back(row.text(0)); }));
        for (const std::string& id : retired) {
            TRY_VOID(transaction.set(retired_key(id), "yes"));
        }
        return sql
            .run("SELECT count(*) FROM master_key WHERE id <> $1", {ring.current().id},
                 [&](const SqlRow& row) { in_use = static_cast<std::uint64_t>(row.integer(0)); })
            .map([](auto) {});
    }));
    return in_use;
}

} // namespace renkei::store
