// Flips one bit in what a store keeps sealed of a version.
#pragma once

#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace renkei::test {

// Where the bit is flipped: in the middle of each body, or in the middle of the title.
enum class Damaged : bool { bodies, title };

inline void damage(store::Store& store, const std::string& document, std::uint32_t number = 1,
                   Damaged what = Damaged::bodies) {
    const std::string id = store::uuid_bytes(document).value_or("");
    const auto flipped = [](std::string bytes) {
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
        return bytes;
    };
    const auto done = store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        store::Connection& sql = transaction.session().sql;
        std::vector<std::pair<std::string, std::string>> rows;
        const bool is_title = what == Damaged::title;
        TRY_VOID(sql.run(is_title ? "SELECT '-', title FROM version WHERE document = $1 AND number = $2"
                                  : "SELECT kind, bytes FROM body WHERE document = $1 AND number = $2",
                         {store::Bytes{id}, number},
                         [&](const store::SqlRow& row) { rows.emplace_back(row.text(0), row.text(1)); }));
        EXPECT_FALSE(rows.empty());
        for (const auto& [kind, bytes] : rows) {
            const std::string changed = flipped(bytes);
            TRY_VOID(
                is_title
                    ? sql.send("UPDATE version SET title = $1 WHERE document = $2 AND number = $3",
                               {store::Bytes{changed}, store::Bytes{id}, number})
                    : sql.send("UPDATE body SET bytes = $1 WHERE document = $2 AND number = $3 AND kind = $4",
                               {store::Bytes{changed}, store::Bytes{id}, number, kind}));
        }
        return {};
    });
    EXPECT_TRUE(done);
}

} // namespace renkei::test
