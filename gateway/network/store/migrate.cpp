#include "gateway/network/store/migrate.h"

#include "gateway/network/store/audit/audit_access.h"
#include "gateway/network/store/sql/dialect.h"
#include "generated/messages/store.h"

namespace renkei::store {
namespace {

diag::Result<std::size_t> apply_migrations(Connection& sql, std::span<const std::string_view> known) {
    TRY_VOID(sql.script(sql.dialect().lock_layout));
    TRY(const std::size_t from, layout_of(sql, known));
    TRY_VOID(sql.script("CREATE TABLE IF NOT EXISTS store_layout (number BIGINT NOT NULL)"));
    for (std::size_t number = from; number < known.size(); ++number) {
        TRY_VOID(sql.script(sql.dialect().spell(known[number])));
        TRY_VOID(sql.run("INSERT INTO store_layout (number) VALUES ($1)",
                         {{static_cast<std::int64_t>(number + 1)}}));
    }
    if (from != 0 && from < known.size()) {
        TRY_VOID(note_all_accesses(sql));
    }
    return from;
}

} // namespace

diag::Result<std::size_t> layout_of(Connection& sql, std::span<const std::string_view> known) {
    bool is_there = false;
    bool has_tables = false;
    TRY_VOID(sql.run(sql.dialect().count_tables, {}, [&](const SqlRow& row) {
        is_there = row.integer(0) != 0;
        has_tables = row.integer(1) != 0;
    }));
    if (!is_there) {
        return has_tables ? diag::Result<std::size_t>(diag::fail(
                                message::store_foreign, {}, {std::string(setting_of(sql.dialect().engine))}))
                          : std::size_t{0};
    }
    std::size_t number = 0;
    TRY_VOID(sql.run("SELECT coalesce(max(number), 0) FROM store_layout", {},
                     [&](const SqlRow& row) { number = static_cast<std::size_t>(row.integer(0)); }));
    if (number > known.size()) {
        return diag::fail(message::store_newer, {}, {std::to_string(number), std::to_string(known.size())});
    }
    return number;
}

diag::Result<std::size_t> migrate(Connection& sql, std::span<const std::string_view> known) {
    TRY_VOID(sql.script(sql.dialect().begin_write));
    diag::Result<std::size_t> from = apply_migrations(sql, known);
    if (!from) {
        (void)sql.script("ROLLBACK");
        return from;
    }
    TRY_VOID(sql.script("COMMIT"));
    return from;
}

} // namespace renkei::store
