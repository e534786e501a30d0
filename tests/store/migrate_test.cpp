// A store is brought from layout to layout, each step once and as a whole, and never back.
#include "gateway/network/store/migrate.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/sql/postgres_connection.h"
#include "gateway/network/store/sql/sqlite_connection.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"

namespace renkei::store::migrate_test {
namespace {

class Migration : public Contract {
protected:
    void SetUp() override {
        Contract::SetUp();
        if (store == nullptr) {
            return; // skipped
        }
        place = std::make_unique<Site>(GetParam()); // a database of its own
        const StoreSettings settings = place->settings();
        sql = GetParam() == Engine::sqlite
                  ? must(connect_sqlite(settings.file, SqliteAccess::write, IfMissing::make))
                  : must(connect_postgres(settings.connection));
    }
    // The steps of this program, and one that a later program has.
    static std::vector<std::string_view> with_next(std::string_view next) {
        std::vector<std::string_view> out(migrations().begin(), migrations().end());
        out.push_back(next);
        return out;
    }
    std::string value_of(const std::string& question) {
        std::string out = "none";
        must(sql->run(question, {}, [&](const SqlRow& row) { out = row.text(0); }));
        return out;
    }

    std::unique_ptr<Site> place;
    std::unique_ptr<Connection> sql;
};
RENKEI_ON_BOTH_ENGINES(Migration);

constexpr std::string_view next_step = R"sql(
ALTER TABLE setting ADD COLUMN note {text};
UPDATE setting SET note = 'it was ' || value;
CREATE TABLE after_that (id {blob} PRIMARY KEY, what {text} NOT NULL) {clustered};
{postgres} ALTER TABLE after_that ALTER COLUMN id SET STORAGE EXTERNAL;
)sql";

TEST_P(Migration, keeps_rows_and_is_done_once) {
    const std::vector<std::string_view> later = with_next(next_step);
    EXPECT_EQ(must(layout_of(*sql)), 0U);
    EXPECT_EQ(must(migrate(*sql)), 0U);
    EXPECT_EQ(must(layout_of(*sql)), migrations().size());
    must(sql->run("INSERT INTO setting (name, value) VALUES ('color', 'red')", {}));
    EXPECT_EQ(must(migrate(*sql, later)), migrations().size());
    EXPECT_EQ(must(layout_of(*sql, later)), later.size());
    EXPECT_EQ(value_of("SELECT note FROM setting WHERE name = 'color'"), "it was red");
    EXPECT_EQ(must(migrate(*sql, later)), later.size()) << "once is enough";
}

// A store of 0.2 has the first layout.
TEST_P(Migration, of_a_store_of_0_2_keeps_it_and_makes_room_for_records) {
    must(migrate(*sql, migrations().first(1)));
    EXPECT_EQ(must(layout_of(*sql)), 1U);
    const std::unique_ptr<Store> opened = place->open();
    EXPECT_EQ(must(layout_of(*sql)), migrations().size());
    const sharing::Consent consent{.id = new_uuid7(1), .insurer = "990010", .taker = {"insurer", "990010"}};
    write(*opened, [&](Transaction& it) -> diag::Result<void> {
        return put(it, Kept<sharing::Consent>{hash_of("hanako"), consent});
    });
    EXPECT_EQ(read<PersonRecords>(
                  *opened, [](const Snapshot& it) { return person_records(it, hash_of("hanako"), {}); })
                  .consents.size(),
              1U);
}

// A store of before the order of records was kept: what it has stays, and has no place in the order.
TEST_P(Migration, of_a_store_without_an_order_of_records_gives_one_to_what_comes_from_now_on) {
    const Hash hanako = hash_of("hanako");
    const std::unique_ptr<Store> opened = place->open();
    const auto keep = [&](Millis given) {
        const Kept<sharing::Consent> kept{
            hanako,
            {.id = new_uuid7(given), .insurer = "990010", .taker = {"insurer", "990010"}, .given_at = given}};
        write(*opened, [&](Transaction& it) { return put(it, kept); });
        return kept;
    };
    const auto orders = [&] {
        std::vector<std::pair<std::int64_t, std::int64_t>> out;
        for (const Kept<sharing::Consent>& each : read<PersonRecords>(*opened, [&](const Snapshot& it) {
                                                      return person_records(it, hanako, {});
                                                  }).consents) {
            out.emplace_back(each.order.taken, each.order.changed);
        }
        return out;
    };
    const Kept<sharing::Consent> old = keep(1);
    bring_back_to(4, *sql);
    EXPECT_EQ(must(migrate(*sql)), 4U);
    EXPECT_EQ(orders(), (std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 0}}));
    (void)keep(2);
    write(*opened, [&](Transaction& it) { return put(it, old); });
    const auto now = orders();
    ASSERT_EQ(now.size(), 2U);
    EXPECT_EQ(now[0].first, 0) << "that it was written again does not say when it came";
    EXPECT_GE(now[1].first, place->clock.now() * 1000);
    EXPECT_GT(now[0].second, now[1].second) << "it was written after the other one came";
}

TEST_P(Migration, of_a_new_store_takes_all_steps) {
    EXPECT_EQ(must(migrate(*sql, with_next(next_step))), 0U);
    must(sql->run("INSERT INTO setting (name, value, note) VALUES ('color', 'red', 'new')", {}));
}

TEST_P(Migration, by_a_later_program_shuts_this_one_out) {
    must(migrate(*sql, with_next(next_step)));
    EXPECT_EQ(message_of(migrate(*sql).map([](auto) {})), diag::message::store_newer);
    EXPECT_EQ(message_of(layout_of(*sql).map([](auto) {})), diag::message::store_newer);
    EXPECT_EQ(message_of(Store::open(place->settings(), place->ring, place->clock).map([](auto&&) {})),
              diag::message::store_newer);
}

TEST_P(Migration, that_fails_changes_nothing) {
    must(migrate(*sql));
    must(sql->run("INSERT INTO setting (name, value) VALUES ('color', 'red')", {}));
    EXPECT_FALSE(migrate(*sql, with_next("DELETE FROM setting; DROP TABLE there_is_none;")));
    EXPECT_EQ(must(layout_of(*sql)), migrations().size());
    EXPECT_EQ(value_of("SELECT value FROM setting WHERE name = 'color'"), "red");
}

} // namespace
} // namespace renkei::store::migrate_test
