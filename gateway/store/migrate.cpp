#include "gateway/store/migrate.h"

#include "gateway/store/dialect.h"

namespace renkei::store {
namespace {

using diag::Message;

diag::Result<std::size_t> layout_of(Connection& sql) {
    TRY_VOID(sql.script("CREATE TABLE IF NOT EXISTS layout (number BIGINT NOT NULL)"));
    std::size_t number = 0;
    TRY_VOID(sql.run("SELECT coalesce(max(number), 0) FROM layout", {}, [&](const Row& row) { number = static_cast<std::size_t>(row.integer(0)); }));
    return number;
}

diag::Result<void> go_up(Connection& sql) {
    TRY_VOID(sql.script(sql.dialect().lock_layout));
    TRY(const std::size_t from, layout_of(sql));
    if (from > migrations().size()) {
        return diag::fail(Message::store_newer, {}, {std::to_string(from), std::to_string(migrations().size())});
    }
    for (std::size_t number = from; number < migrations().size(); ++number) {
        TRY_VOID(sql.script(sql.dialect().spell(migrations()[number])));
        TRY_VOID(sql.run("INSERT INTO layout (number) VALUES ($1)", {{static_cast<std::int64_t>(number + 1)}}));
    }
    return {};
}

} // namespace

diag::Result<void> migrate(Connection& sql) {
    TRY_VOID(sql.script(sql.dialect().begin_write));
    if (auto done = go_up(sql); !done) {
        (void)sql.script("ROLLBACK");
        return done;
    }
    return sql.script("COMMIT");
}

} // namespace renkei::store
