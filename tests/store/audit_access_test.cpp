// The table of accesses: what the audit says of a person or a document is found whatever else happened.
#include "gateway/network/audit/facts.h"
#include "gateway/network/store/audit_access.h"
#include "gateway/network/store/sqlite_connection.h"

#include "tests/store/kit.h"

namespace renkei::store::audit_access_test {
namespace {

const std::string one = "01934b2e-0000-7000-8000-000000000001";
const std::string other = "01934b2e-0000-7000-8000-000000000002";
constexpr Millis one_day = 24LL * 60 * 60 * 1000;

class AuditAccess : public Contract {
protected:
    void note(audit::Event event, Millis at = 20'000 * one_day) {
        event.at = at;
        write(*store, [&](Transaction& it) { return it.audit(event); });
    }
    std::vector<NotedAccess> of_document(const Store& in, const std::string& id, Millis since = 0) const {
        return read<std::vector<NotedAccess>>(
            in, [&](const Snapshot& it) { return accesses_of_document(it, id, since); });
    }
    std::vector<NotedAccess> of_person(std::string_view name) const {
        return read<std::vector<NotedAccess>>(*store, [&](const Snapshot& it) {
            return accesses_of_person(it, seal::to_hex(hash_of(name)), 0);
        });
    }
    static audit::Event reading(const std::string& document, const std::string& peer = "hospital") {
        return {.interaction = "read",
                .peer = peer,
                .document = document,
                .version = 1,
                .person = seal::to_hex(hash_of("hanako"))};
    }
    static audit::Event refused(audit::Event event) {
        event.outcome = audit::Outcome::minor;
        event.reason = "no-such-document";
        return event;
    }
};
RENKEI_ON_BOTH_ENGINES(AuditAccess);

TEST_P(AuditAccess, equal_events_of_a_day_are_one_with_the_first_and_the_last) {
    const Millis day = 20'000 * one_day;
    for (const Millis at : {day, day + 1, day + 2, day + one_day}) {
        note(reading(one), at);
    }
    const std::vector<NotedAccess> found = of_document(*store, one);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].times, 3U);
    EXPECT_TRUE(found[0].found);
    EXPECT_EQ(audit::event_of(found[0].first_event)->event.at, day);
    EXPECT_EQ(audit::event_of(found[0].last_event)->event.at, day + 2);
    EXPECT_EQ(found[1].times, 1U);
    EXPECT_EQ(of_document(*store, one, day + one_day).size(), 1U);
    EXPECT_TRUE(of_document(*store, other).empty());
    EXPECT_EQ(of_person("hanako").size(), 2U);
}

TEST_P(AuditAccess, a_search_is_found_by_each_document_and_person_that_it_names) {
    const std::string taro = seal::to_hex(hash_of("taro"));
    note({.action = audit::Action::query,
          .interaction = "search-type",
          .peer = "hospital",
          .query = "persons=" + taro.substr(0, 16) + "&documents=" + one + "," + other});
    EXPECT_EQ(of_document(*store, one).size(), 1U);
    EXPECT_EQ(of_document(*store, other).size(), 1U);
    EXPECT_EQ(of_person("taro").size(), 1U);
    EXPECT_EQ(of_document(*store, one)[0].first.sequence, of_person("taro")[0].first.sequence);
}

// Nothing that the caller chooses makes more of it.
TEST_P(AuditAccess, what_found_nothing_is_one_row_of_its_caller_and_day) {
    for (std::uint32_t version = 1; version <= 20; ++version) {
        audit::Event event = refused(reading(one));
        event.version = version;
        event.reason = version % 2 == 0 ? "version-gone" : "no-such-document";
        event.emergency = std::to_string(version);
        note(event);
        note({.action = audit::Action::query,
              .interaction = "search-type",
              .peer = "hospital",
              .person = seal::to_hex(hash_of("hanako")),
              .query = "form=f" + std::to_string(version)});
    }
    note(refused(reading(one, "clinic")));
    const std::vector<NotedAccess> found = of_person("hanako");
    ASSERT_EQ(found.size(), 2U) << "of two callers";
    EXPECT_FALSE(found[0].found || found[1].found);
    EXPECT_EQ(found[0].times + found[1].times, 41U);
    EXPECT_EQ(found[0].first_event, "") << "it is counted alone";
    EXPECT_TRUE(of_document(*store, one).empty()) << "once, of the person";
}

TEST_P(AuditAccess, of_a_store_of_an_older_program_are_noted_when_it_is_opened) {
    if (GetParam() != Engine::sqlite) {
        GTEST_SKIP() << "the step is the same SQL";
    }
    note(reading(one));
    note(refused(reading(other)));
    store.reset();
    {
        const auto sql = must(connect_sqlite(site->settings().file, SqliteAccess::write, IfMissing::refuse));
        bring_back_to(5, *sql);
    }
    store = site->open();
    EXPECT_EQ(of_document(*store, one).size(), 1U);
    EXPECT_EQ(of_person("hanako").size(), 2U);
    store = site->open();
    EXPECT_EQ(of_document(*store, one)[0].times, 1U) << "once";
}

} // namespace
} // namespace renkei::store::audit_access_test
