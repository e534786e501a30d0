// The SQL in which the two databases differ. All other SQL is the same for both.
#pragma once

#include "gateway/network/store/files/settings.h"

#include <string>
#include <string_view>

namespace renkei::store {

struct Dialect {
    Engine engine;
    // types and options of tables, {word} in migrations
    std::string_view blob;
    std::string_view text;      // compared byte by byte
    std::string_view clustered; // the table is its primary key's index
    std::string_view postgres;  // in front of a line that only one of them knows
    // transactions
    std::string_view begin_write;
    std::string_view begin_read;
    std::string_view lock_layout;  // one migrates, others wait
    std::string_view count_tables; // a row: is the table `store_layout` there (0 or 1), and how many are
    // endings of SELECT; SQLite has one writer, whose transaction holds everything
    std::string_view for_update;
    std::string_view skip_locked;

    std::string spell(std::string_view sql) const; // the {words} in it replaced
};

// Which setting says where it is.
constexpr std::string_view setting_of(Engine engine) {
    return engine == Engine::sqlite ? "store.file" : "store.postgres";
}

extern const Dialect sqlite_dialect;
extern const Dialect postgres_dialect;

} // namespace renkei::store
