// Changes the store of a pilot as an attacker with the database file, but without the key.
#pragma once

#include "tests/online/command.h"
#include <sqlite3.h>

namespace renkei::online {

inline void change_store(const Pilot& pilot, const std::string& sql) {
    sqlite3* store = nullptr;
    ASSERT_EQ(sqlite3_open(pilot.file("renkei.db").c_str(), &store), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(store, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(store);
    sqlite3_close(store);
}

} // namespace renkei::online
