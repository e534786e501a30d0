#include "gateway/network/store/sql/dialect.h"

#include <utility>

namespace renkei::store {

constinit const Dialect sqlite_dialect = {
    .engine = Engine::sqlite,
    .blob = "BLOB",
    .text = "TEXT",
    .clustered = "WITHOUT ROWID",
    .postgres = "--",
    .begin_write = "BEGIN IMMEDIATE",
    .begin_read = "BEGIN",
    .lock_layout = "",
    .count_tables = "SELECT count(*) FILTER (WHERE name = 'store_layout'), count(*) FROM sqlite_master WHERE "
                    "type = 'table'",
    .for_update = "",
    .skip_locked = "",
};

constinit const Dialect postgres_dialect = {
    .engine = Engine::postgres,
    .blob = "BYTEA",
    .text = "TEXT COLLATE \"C\"",
    .clustered = "",
    .postgres = "",
    .begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED",
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    // any number, the same for all nodes
    .lock_layout = "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(7236527)",
    // others may have theirs beside ours, but not under the same names
    .count_tables = "SELECT CASE WHEN to_regclass('store_layout') IS NULL THEN 0 ELSE 1 END, CASE WHEN "
                    "coalesce(to_regclass('document'), to_regclass('audit_event')) IS NULL THEN 0 ELSE 1 END",
    .for_update = " FOR UPDATE",
    .skip_locked = " FOR UPDATE SKIP LOCKED",
};

std::string Dialect::spell(std::string_view sql) const {
    const std::pair<std::string_view, std::string_view> words[] = {
        {"{blob}", blob}, {"{text}", text}, {"{clustered}", clustered}, {"{postgres}", postgres}};
    std::string out(sql);
    for (const auto& [word, meaning] : words) {
        for (std::size_t at = out.find(word); at != std::string::npos;
             at = out.find(word, at + meaning.size())) {
            out.replace(at, word.size(), meaning);
        }
    }
    return out;
}

} // namespace renkei::store
