#include "gateway/network/store/session/session.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"

namespace renkei::store::documents_test {
namespace {

class Documents : public Contract {};
RENKEI_ON_BOTH_ENGINES(Documents);

std::vector<Version> versions_of(const Store& store, const std::string& document) {
    return read<std::vector<Version>>(store, [&](const Snapshot& it) { return it.versions(document); });
}

std::optional<std::string> body_of(const Store& store, const Version& version, BodyKind kind) {
    return read<std::optional<std::string>>(store,
                                            [&](const Snapshot& it) { return it.body(version, kind); });
}

TEST_P(Documents, a_version_is_read_as_it_was_added) {
    const NewVersion added = document(*store, "d", "連携 花子");
    const Version recorded = add(*store, added);
    const auto read_back = versions_of(*store, recorded.document);
    ASSERT_EQ(read_back.size(), 1U);
    const Version& it = read_back.front();
    EXPECT_EQ(it.document, recorded.document);
    EXPECT_EQ(it.number, 1U);
    EXPECT_EQ(it.revision, "1.0.1");
    EXPECT_EQ(it.status, VersionStatus::current);
    EXPECT_EQ(it.sha, added.version.sha);
    EXPECT_EQ(it.form, "admission");
    EXPECT_EQ(it.form_version, "2024");
    EXPECT_EQ(it.syntax, "json");
    EXPECT_EQ(it.media_type, "application/json");
    EXPECT_EQ(it.type_system, "urn:types");
    EXPECT_EQ(it.type_code, "admission");
    EXPECT_EQ(it.title, "title of d");
    EXPECT_EQ(it.date, "2026-11-20");
    EXPECT_EQ(it.created, site->clock.now());
    EXPECT_EQ(it.submitter, "hospital");
    EXPECT_EQ(it.size, added.version.size);
    EXPECT_EQ(it.sha1, "sha1");
    EXPECT_TRUE(it.has_fhir);
    EXPECT_EQ(body_of(*store, it, BodyKind::original), "連携 花子");
    EXPECT_EQ(body_of(*store, it, BodyKind::fhir), "fhir of 連携 花子");
}

// Who asks for an id is decided with a document in any case.
TEST_P(Documents, that_are_not_there_have_another_one_stand_in) {
    const std::string none = "01990000-0000-7000-8000-000000000000";
    const auto asked = [&](const std::string& document) {
        return read<Snapshot::AskedHistory>(
            *store, [&](const Snapshot& it) { return it.history_or_stand_in(document); });
    };
    EXPECT_EQ(asked(none).document, "");
    EXPECT_FALSE(asked(none).is_there);
    const Version first = add(*store, "d");
    const Version last = add(*store, "e");
    const std::string behind_all = "ffffffff-0000-7000-8000-000000000000";
    for (const std::string& document : {none, std::string("no id"), behind_all}) {
        const Snapshot::AskedHistory stand_in = asked(document);
        EXPECT_FALSE(stand_in.is_there) << document;
        EXPECT_EQ(stand_in.document, first.document) << "the next one, or the first";
        EXPECT_EQ(stand_in.history.versions.size(), 1U);
    }
    std::string between = first.document;
    between.back() = between.back() == 'f' ? 'e' : 'f';
    EXPECT_FALSE(asked(between).is_there);
    EXPECT_TRUE(asked(last.document).is_there);
    const Snapshot::AskedHistory there = asked(first.document);
    EXPECT_TRUE(there.is_there);
    EXPECT_EQ(there.document, first.document);
    EXPECT_EQ(there.history.versions.at(1).form, "admission");
    EXPECT_EQ(there.history.newest, 1U);
}

TEST_P(Documents, titles_stay_sealed_unless_requested) {
    const Version recorded = add(*store, "d");
    const auto all = read<std::vector<Version>>(
        *store, [&](const Snapshot& it) { return it.versions(recorded.document, Titles::left_sealed); });
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().title, "");
    EXPECT_EQ(all.front().media_type, "application/json");
    EXPECT_EQ(body_of(*store, all.front(), BodyKind::original),
              body_of(*store, versions_of(*store, recorded.document).front(), BodyKind::original));
}

TEST_P(Documents, a_body_may_be_large_and_of_any_bytes) {
    std::string bytes(3'000'000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<char>((i * i) >> 7U);
    }
    const Version it = add(*store, "d", bytes);
    EXPECT_EQ(body_of(*store, it, BodyKind::original), bytes);
}

TEST_P(Documents, ids_sort_by_creation_time) {
    const std::string first = add(*store, "1").document;
    const std::string second = add(*store, "2").document;
    EXPECT_LT(first, second);
}

TEST_P(Documents, a_new_version_supersedes_the_one_before) {
    const Version first = add(*store, "d", "one");
    site->clock.pass(5);
    const Version second = add(*store, document(*store, "d", "two"), 1);
    EXPECT_EQ(second.document, first.document);
    EXPECT_EQ(second.number, 2U);
    const auto all = versions_of(*store, first.document);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].status, VersionStatus::superseded);
    EXPECT_EQ(all[1].status, VersionStatus::current);
    EXPECT_EQ(all[1].created, all[0].created + 5);
    EXPECT_EQ(body_of(*store, all[0], BodyKind::original), "one");
    EXPECT_EQ(body_of(*store, all[1], BodyKind::original), "two");
    EXPECT_EQ(
        read<std::optional<Version>>(*store, [&](const Snapshot& it) { return it.newest(first.document); })
            ->number,
        2U);
    EXPECT_EQ(read<std::optional<Version>>(*store,
                                           [&](const Snapshot& it) { return it.version(first.document, 1); })
                  ->sha,
              hash_of("one"));
}

TEST_P(Documents, an_outdated_expectation_is_a_conflict) {
    const Version first = add(*store, "d");
    for (const std::uint32_t expected : {0U, 2U}) {
        unsigned runs = 0;
        const auto result = store->write([&](Transaction& it) -> diag::Result<void> {
            ++runs;
            TRY_VOID(it.add(document(*store, "d", "other"), expected));
            return {};
        });
        EXPECT_EQ(message_of(result), diag::message::store_conflict);
        EXPECT_GT(runs, 1U) << "it is tried again first";
    }
    EXPECT_EQ(versions_of(*store, first.document).size(), 1U);
}

TEST_P(Documents, a_withdrawal_is_a_version_without_bodies) {
    const Version first = add(*store, "d");
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY(const Version withdrawn, it.withdraw(first.document, 1, "clinic"));
        EXPECT_EQ(withdrawn.status, VersionStatus::withdrawn);
        return {};
    });
    const auto all = versions_of(*store, first.document);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].status, VersionStatus::superseded);
    EXPECT_EQ(all[1].number, 2U);
    EXPECT_EQ(all[1].status, VersionStatus::withdrawn);
    EXPECT_EQ(all[1].submitter, "clinic");
    EXPECT_EQ(all[1].title, "title of d");
    EXPECT_EQ(body_of(*store, all[1], BodyKind::original), std::nullopt);
    EXPECT_EQ(message_of(store->write([&](Transaction& it) -> diag::Result<void> {
                  TRY_VOID(it.withdraw(first.document, 1, "clinic"));
                  return {};
              })),
              diag::message::store_conflict);
    const Version again = add(*store, document(*store, "d", "again"), 2);
    EXPECT_EQ(again.number, 3U);
    EXPECT_EQ(versions_of(*store, first.document)[1].status, VersionStatus::withdrawn) << "it stays one";
}

TEST_P(Documents, the_last_withdrawal_is_known_whatever_comes_later) {
    const std::string id = add(*store, "d").document;
    const auto withdrawn = [&] {
        return read<policy::History>(*store, [&](const Snapshot& it) { return it.history(id); }).withdrawn;
    };
    EXPECT_EQ(withdrawn(), 0U);
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.withdraw(id, 1, "clinic"));
        return {};
    });
    add(*store, document(*store, "d", "again"), 2);
    add(*store, document(*store, "d", "and again"), 3);
    EXPECT_EQ(withdrawn(), 2U);
    write(*store, [&](Transaction& it) { return it.withdraw_superseded(id, 3); });
    EXPECT_EQ(withdrawn(), 3U);
    write(*store, [&](Transaction& it) { return it.withdraw_superseded(id, 1); });
    EXPECT_EQ(withdrawn(), 3U) << "an earlier one changes nothing";
}

TEST_P(Documents, a_document_is_found_by_any_of_its_keys) {
    const DocumentKey key{hash_of("office 1"), hash_of("d")};
    const DocumentKey other{hash_of("office 1"), hash_of("e")};
    const auto id_of = [&](const DocumentKey& asked) {
        return read<std::optional<std::string>>(*store,
                                                [&](const Snapshot& it) { return it.document_id(asked); });
    };
    EXPECT_EQ(id_of(key), std::nullopt);
    const std::string id = add(*store, "d").document;
    write(*store, [&](Transaction& it) { return it.add_document_key(id, other); });
    write(*store, [&](Transaction& it) { return it.add_document_key(id, other); });
    EXPECT_EQ(id_of(key), id);
    EXPECT_EQ(id_of(other), id);
    const auto first =
        read<std::optional<DocumentKey>>(*store, [&](const Snapshot& it) { return it.key(id); });
    ASSERT_TRUE(first);
    EXPECT_EQ(first->document, key.document);
    EXPECT_EQ(add(*store, document(*store, "e", "v2"), 1).document, id)
        << "a version may come under any name";
    const std::string third = add(*store, "f").document;
    EXPECT_EQ(message_of(store->write([&](Transaction& it) { return it.add_document_key(third, other); })),
              diag::message::store_conflict);
}

TEST_P(Documents, parties_are_those_of_a_version_or_of_all_and_persons_those_of_a_version) {
    const std::string id = add(*store, "d").document;
    NewVersion second = document(*store, "d", "two");
    second.version.submitter = "network";
    second.parties = {.senders = {office("1"), office("3")},
                      .receivers = {office("1"), office("4")},
                      .persons = {hash_of("other"), hash_of("person")}};
    add(*store, second, 1);
    const auto of_version = [&](std::uint32_t number) {
        return read<policy::Access>(*store, [&](const Snapshot& it) { return it.access(id, number); });
    };
    EXPECT_EQ(of_version(1).submitter, "hospital");
    EXPECT_EQ(of_version(1).senders, std::vector{office("1")});
    EXPECT_EQ(of_version(1).receivers, std::vector{office("2")});
    EXPECT_EQ(of_version(2).submitter, "network");
    EXPECT_EQ(of_version(2).receivers, (std::vector{office("1"), office("4")}));
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.add_submitter(id, 1, "network"));
        TRY_VOID(it.add_submitter(id, 1, "hospital"));
        TRY_VOID(it.withdraw(id, 2, "network"));
        return {};
    });
    EXPECT_EQ(of_version(1).repeaters, (std::vector<std::string>{"hospital", "network"}));
    EXPECT_EQ(of_version(1).submitter, "hospital") << "it stays who it was";
    EXPECT_EQ(of_version(3).receivers, of_version(2).receivers)
        << "a reader of the withdrawn version sees the withdrawal";
    const auto access = of_version(0);
    EXPECT_EQ(access.submitter, "network") << "who submitted the newest version";
    EXPECT_EQ(access.senders, (std::vector{office("1"), office("3")}));
    EXPECT_EQ(access.receivers, (std::vector{office("1"), office("2"), office("4")}));
    const auto history = read<policy::History>(*store, [&](const Snapshot& it) { return it.history(id); });
    ASSERT_EQ(history.versions.size(), 3U);
    for (const auto& [number, each] : history.versions) {
        const auto alone = of_version(number);
        EXPECT_EQ(std::tie(each.submitter, each.senders, each.receivers, each.repeaters),
                  std::tie(alone.submitter, alone.senders, alone.receivers, alone.repeaters))
            << number;
    }
    const auto persons_of = [&](std::uint32_t number) {
        return read<std::vector<Hash>>(*store, [&](const Snapshot& it) { return it.persons(id, number); });
    };
    EXPECT_EQ(persons_of(1), (std::vector{hash_of("person")}));
    EXPECT_EQ(persons_of(2), (std::vector{hash_of("other"), hash_of("person")})) << "in its own order";
    EXPECT_EQ(persons_of(3), persons_of(2)) << "a withdrawal is about those of whom it withdraws";
}

TEST_P(Documents, a_missing_document_is_no_error) {
    for (const std::string id :
         {"", "nothing", "0198f6a0-0000-7000-8000-000000000000", "0198F6A0-0000-7000-8000-00000000000G"}) {
        EXPECT_TRUE(versions_of(*store, id).empty());
        EXPECT_EQ(read<std::optional<DocumentKey>>(*store, [&](const Snapshot& it) { return it.key(id); })
                      .has_value(),
                  false);
        EXPECT_EQ(read<std::optional<Version>>(*store, [&](const Snapshot& it) { return it.newest(id); })
                      .has_value(),
                  false);
        EXPECT_EQ(read<std::optional<Version>>(*store, [&](const Snapshot& it) { return it.version(id, 1); })
                      .has_value(),
                  false);
        EXPECT_TRUE(
            read<policy::Access>(*store, [&](const Snapshot& it) { return it.access(id); }).senders.empty());
        EXPECT_EQ(read<policy::History>(*store, [&](const Snapshot& it) { return it.history(id); }).newest,
                  0U);
        EXPECT_TRUE(
            read<std::vector<Hash>>(*store, [&](const Snapshot& it) { return it.persons(id, 1); }).empty());
    }
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 0U);
}

TEST_P(Documents, a_moved_body_does_not_open) {
    const Version one = add(*store, "one");
    const Version two = add(*store, "two");
    write(*store, [](Transaction& it) -> diag::Result<void> {
        // bodies change places
        Connection& sql = it.session().sql;
        TRY_VOID(sql.run("UPDATE body SET kind = 'moved' WHERE kind = 'original'", {}));
        TRY_VOID(sql.run("UPDATE body SET kind = 'original' WHERE kind = 'fhir'", {}));
        return {};
    });
    const auto opened = store->read_value<std::optional<std::string>>(
        [&](const Snapshot& it) { return it.body(one, BodyKind::original); });
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().message, diag::message::document_damaged);
    EXPECT_NE(one.document, two.document);
}

} // namespace
} // namespace renkei::store::documents_test
