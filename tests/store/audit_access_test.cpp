// The table of accesses: what the audit says of a person or a document is found whatever else happened.
#include "gateway/core/base/logical_id.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/store/audit/audit_access.h"
#include "gateway/network/store/sql/sqlite_connection.h"

#include "tests/store/kit.h"
#include <fmt/format.h>

#include <algorithm>

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
    NotedAccesses about(const std::vector<std::string>& names, const std::vector<std::string>& documents,
                        Millis since = 0) const {
        std::vector<Hash> persons;
        std::ranges::transform(names, std::back_inserter(persons), hash_of);
        return read<NotedAccesses>(
            *store, [&](const Snapshot& it) { return accesses_about(it, persons, documents, since); });
    }
    std::vector<NotedAccess> of_document(const std::string& id, Millis since = 0) const {
        return about({}, {id}, since).lines;
    }
    std::vector<NotedAccess> of_person(const std::string& name) const { return about({name}, {}).lines; }
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
    const std::vector<NotedAccess> found = of_document(one);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].times, 1U) << "the newest day first";
    EXPECT_EQ(found[1].times, 3U);
    EXPECT_TRUE(found[1].found);
    EXPECT_EQ(audit::event_of(found[1].first_event)->event.at, day);
    EXPECT_EQ(audit::event_of(found[1].last_event)->event.at, day + 2);
    EXPECT_EQ(of_document(one, day + one_day).size(), 1U);
    EXPECT_TRUE(of_document(other).empty());
    EXPECT_EQ(of_person("hanako").size(), 2U);
}

audit::Event list(const std::vector<std::string>& documents, const std::string& persons = {}) {
    return {.action = audit::Action::query,
            .interaction = "search-type",
            .peer = "hospital",
            .query = fmt::format("persons={}&documents={}", persons, fmt::join(documents, ","))};
}

TEST_P(AuditAccess, a_search_is_found_by_each_document_and_person_that_it_names) {
    note(list({one, other}, seal::to_hex(hash_of("taro")).substr(0, 16)));
    EXPECT_EQ(of_document(one).size(), 1U);
    EXPECT_EQ(of_document(other).size(), 1U);
    EXPECT_TRUE(of_document(other)[0].documents == std::vector{base::logical_id(other)});
    EXPECT_FALSE(of_document(other)[0].is_of_person);
    const std::vector<NotedAccess> all = about({"taro"}, {one, other}).lines;
    ASSERT_EQ(all.size(), 1U) << "one search";
    EXPECT_TRUE(all[0].is_of_person);
    EXPECT_EQ(all[0].documents.size(), 2U);
    EXPECT_EQ(all[0].times, 1U);
}

// What a caller lists in other pages and periods each time is not more.
TEST_P(AuditAccess, lists_of_a_day_are_one_whatever_stood_on_them) {
    std::vector<std::string> documents;
    for (int i = 0; i < 75; ++i) {
        documents.push_back(fmt::format("01934b2e-0000-7000-8000-{:012}", i));
        note(list(documents)); // also more than one statement takes
    }
    const std::vector<NotedAccess> all = about({}, documents).lines;
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].documents.size(), 75U);
    EXPECT_EQ(all[0].times, 75U);
    EXPECT_EQ(of_document(documents.back())[0].times, 1U);
}

// Nothing that the caller chooses makes more of it.
TEST_P(AuditAccess, what_found_nothing_is_counted_of_its_caller_and_day) {
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
    EXPECT_EQ(about({"hanako"}, {one}).found_nothing, 41U) << "each once";
    EXPECT_TRUE(of_person("hanako").empty());
}

TEST_P(AuditAccess, of_a_search_of_records_found_something_if_its_query_says_so) {
    audit::Event search{.action = audit::Action::query,
                        .interaction = "consent-list",
                        .peer = "hospital",
                        .person = seal::to_hex(hash_of("hanako")),
                        .query = "Consent&patient=1&found=0"};
    note(search);
    EXPECT_TRUE(of_person("hanako").empty());
    search.query = "Consent&patient=1&found=2";
    note(search);
    EXPECT_EQ(of_person("hanako").size(), 1U);
}

TEST_P(AuditAccess, older_than_a_year_are_dropped_by_retention) {
    const Millis day = 20'000 * one_day;
    note(reading(one), day);
    note(reading(other), day + one_day);
    site->clock.set(day + accesses_kept + one_day);
    write(*store, [](Transaction& it) { return it.retain(1).map([](auto) {}); });
    EXPECT_TRUE(of_document(one).empty());
    EXPECT_EQ(of_document(other).size(), 1U);
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
    EXPECT_EQ(of_document(one).size(), 1U);
    EXPECT_EQ(about({"hanako"}, {one}).found_nothing, 1U);
    store = site->open();
    EXPECT_EQ(of_document(one)[0].times, 1U) << "once";
}

} // namespace
} // namespace renkei::store::audit_access_test
