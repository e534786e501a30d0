// Backups and keys.
#include "gateway/core/base/file.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/store/backup_rows.h"
#include "gateway/network/store/peer_record.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/audit.h"
#include "generated/messages/base.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include <sys/stat.h>

#include <fstream>

namespace renkei::store::backup_test {
namespace {

class Backup : public Contract {
protected:
    std::filesystem::path file() const { return site->folder() / "backup"; }
    // Something in every table.
    void fill() const {
        const Millis now = site->clock.now();
        const Version one = add(*store, "one", "連携 花子");
        add(*store, document(*store, "one", "two"), 1);
        policy::Peer peer{.id = "clinic"};
        peer.name = "試験診療所";
        peer.numbers = {{"office", "9970100021"}};
        write(*store, [&](Transaction& it) { return it.withdraw_superseded(one.document, 1); });
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY_VOID(it.add(delivery(one, "clinic", "order", now)));
            Delivery withdrawal = delivery(one, "hub", "order", now);
            withdrawal.withdraws = true;
            TRY_VOID(it.add(withdrawal));
            TRY_VOID(it.record_request("hospital", hash_of("arrived"), {}, {{one.document, 1}}));
            TRY_VOID(it.record_early_withdrawal("hospital", hash_of("expected"), now + 1000));
            TRY_VOID(it.audit(event(one.document)));
            TRY_VOID(it.put(peer));
            TRY_VOID(it.set("s", "値"));
            TRY_VOID(
                set_unreachable(it, "clinic", now + 60'000, now + 500, diag::ReasonCode::connection_refused));
            TRY_VOID(set_expiry_start(it, "clinic", now - 7));
            TRY_VOID(it.link(hash_of("a"), hash_of("b")));
            const sharing::Consent consent{.id = new_uuid7(now),
                                           .insurer = "990010",
                                           .taker = {"insurer", "990010"},
                                           .evidence = "書面"};
            TRY_VOID(store::put(it, Kept<sharing::Consent>{hash_of("a"), consent}));
            const sharing::OpinionRequest asked{.id = new_uuid7(now),
                                                .insurer = "990010",
                                                .institution = peer.numbers.front(),
                                                .sent = time::day_in_japan(now)};
            TRY_VOID(store::put(it, Kept<sharing::OpinionRequest>{hash_of("a"), asked}));
            TRY_VOID(
                store::put(it, Kept<sharing::PersonState>{hash_of("b"), {.insurer = "990010", .died = now}}));
            TRY_VOID(store::put(it, sharing::Insurer{.number = "990010"}));
            return it.store_response("hospital", hash_of("key"), {.response_body = "答え"}, now + 1000);
        });
        for (int i = 0; i < 40; ++i) { // more than a page of bodies
            add(*store, std::to_string(i), std::string(50'000, static_cast<char>('a' + i % 26)));
        }
    }
    // Everything that Snapshot reads, as text.
    static std::string content_of(const Store& store, Millis now) {
        std::string out = seal::to_hex(store.search_key());
        must(store.read([&](const Snapshot& it) -> diag::Result<void> {
            TRY(const DocumentPage page, it.find({.viewer = hospital, .only_current = false, .limit = 1000}));
            for (const Version& version : page.versions) {
                TRY(const auto body, it.body(version, BodyKind::original));
                TRY(const auto fhir, it.body(version, BodyKind::fhir));
                out += version.document + std::to_string(version.number) + version.title +
                       std::string(to_text(version.status)) + *body + *fhir;
            }
            TRY(const DocumentPage of_person, it.find({.viewer = hospital, .persons = {hash_of("person")}}));
            out += std::to_string(of_person.versions.size());
            TRY(const policy::History history, it.history(page.versions.back().document));
            out += std::to_string(history.withdrawn);
            TRY(const auto deliveries, it.deliveries({}));
            for (const Delivery& delivery : deliveries) {
                out += delivery.id + std::string(to_text(delivery.state)) +
                       (delivery.withdraws ? "withdraws" : "");
            }
            for (const char* const request : {"arrived", "expected"}) {
                TRY(const auto versions, it.request_versions("hospital", hash_of(request)));
                for (const RequestVersion& version : versions) {
                    out += version.document + std::to_string(version.number) +
                           (version.is_withdrawn_early() ? "expected" : "");
                }
            }
            TRY(const auto peers, it.peers());
            for (const policy::Peer& peer : peers) {
                out += policy::to_json(peer);
            }
            TRY(const PeerRecord record, peer_record(it, "clinic"));
            out += record.reason.code() + std::to_string(record.unreachable_until) +
                   std::to_string(record.next_probe) + std::to_string(record.expiry_start);
            TRY(const std::string setting, it.setting("s"));
            TRY(const auto same, it.linked_persons(hash_of("a")));
            TRY(const auto answer, it.idempotent_response("hospital", hash_of("key"), now));
            out += setting + std::to_string(same.size()) + answer->response_body;
            TRY(const PersonRecords records, person_records(it, hash_of("a"), "990010"));
            out += sharing::to_json(records.consents.front().record) +
                   sharing::to_json(records.states.front().record) +
                   sharing::to_json(*records.insurer("990010"));
            TRY(const PersonRecords listed, records_listed(it, {.kind = opinion_kind, .insurer = "990010"}));
            out += sharing::to_json(listed.opinions.at(0).record);
            TRY_VOID(it.session().sql.run("SELECT spent FROM person_record ORDER BY id", {},
                                          [&](const SqlRow& row) { out += std::to_string(row.integer(0)); }));
            return it.audit([&](const AuditRow& row) {
                out += row.event + seal::to_hex(row.hash);
                return true;
            });
        }));
        return out;
    }
};
RENKEI_ON_BOTH_ENGINES(Backup);

TEST_P(Backup, restores_the_same_into_either_engine) {
    fill();
    const std::string before = content_of(*store, site->clock.now());
    must(backup(*store, file(), site->ring));
    EXPECT_GT(must(verify_backup(file(), site->ring)).rows, 100U);
    struct stat about {};
    EXPECT_EQ(::stat(file().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    for (const Engine engine : {GetParam(), Engine::sqlite}) {
        Site other(engine);
        must(restore(file(), other.settings(), site->ring, other.clock));
        auto restored = must(Store::open(other.settings(), site->ring, other.clock));
        EXPECT_EQ(content_of(*restored, site->clock.now()), before);
        EXPECT_EQ(audit_count(*restored), 1U);
        EXPECT_EQ(message_of(restore(file(), other.settings(), site->ring, other.clock)),
                  diag::message::store_not_empty);
        EXPECT_EQ(must(restored->read_value<std::string>([](const Snapshot& it) { return it.setting("s"); })),
                  "値");
        std::vector<Delivery> claimed;
        write(*restored, [&](Transaction& it) -> diag::Result<void> {
            TRY(claimed, it.claim(site->clock.now(), site->clock.now() + 1, 10, {}));
            return {};
        });
        EXPECT_EQ(claimed.size(), 2U) << "the queue goes on";
    }
}

// Written by 0.2: without the tables that came later.
TEST_P(Backup, of_the_first_layout_is_restored) {
    write(*store, [&](Transaction& it) { return it.set("s", "値"); });
    must(backup(*store, file(), site->ring));
    const std::filesystem::path older = site->folder() / "older";
    BackupReader reader = must(BackupReader::open(file(), site->ring));
    BackupWriter writer = must(BackupWriter::open(older, site->ring, 1));
    bool is_later = false;
    for (auto record = must(reader.next()); record; record = must(reader.next())) {
        if (record->front() == backup_table_record) {
            is_later = record->find("person_record") != std::string::npos ||
                       record->find("insurer") != std::string::npos;
        }
        if (!is_later) {
            must(writer.add(*record));
        }
    }
    must(writer.finish());
    Site other(GetParam());
    must(restore(older, other.settings(), site->ring, other.clock));
    const auto restored = must(Store::open(other.settings(), site->ring, other.clock));
    EXPECT_EQ(read<std::string>(*restored, [](const Snapshot& it) { return it.setting("s"); }), "値");
    EXPECT_TRUE(read<PersonRecords>(*restored, [](const Snapshot& it) {
                    return person_records(it, hash_of("a"), {});
                }).consents.empty());
}

TEST_P(Backup, is_readable_by_its_owner_only_from_the_first_byte) {
    const mode_t before = ::umask(0);
    BackupWriter writer = must(BackupWriter::open(file(), site->ring, 1));
    ::umask(before);
    std::size_t begun = 0;
    for (const auto& entry : std::filesystem::directory_iterator(site->folder())) {
        if (entry.path().filename().string().starts_with("backup")) {
            EXPECT_EQ(entry.status().permissions(), std::filesystem::perms(0600)) << entry.path();
            ++begun;
        }
    }
    EXPECT_EQ(begun, 1U);
    must(writer.finish());
    EXPECT_EQ(std::filesystem::status(file()).permissions(), std::filesystem::perms(0600));
}

TEST_P(Backup, what_is_written_with_the_restored_rows_is_sealed_under_their_key) {
    fill();
    must(backup(*store, file(), site->ring));
    Site other(GetParam());
    must(restore(file(), other.settings(), site->ring, other.clock,
                 {.last = [](Transaction& it) { return it.audit(event("restored")); }}));
    auto restored = must(Store::open(other.settings(), site->ring, other.clock));
    EXPECT_EQ(audit_count(*restored), 2U);
}

TEST_P(Backup, reports_an_audit_chain_that_was_forged_without_the_key) {
    fill();
    const std::string before = "another event";
    write(*store, [&](Transaction& it) {
        return it.session().sql.send("UPDATE audit_event SET event = $1, hash = $2",
                                     {before, audit::chain({}, 1, before)});
    });
    must(backup(*store, file(), site->ring));
    EXPECT_TRUE(must(verify_backup(file(), site->ring)).chains.has(diag::message::audit_seal_wrong));
    EXPECT_TRUE(must(verify_backup(file(), site->ring)).is_audit_damaged());
}

// Events of this node, of which the second has lost its seal.
void lose_a_seal(Store& store) {
    for (const char* const document : {"1", "2", "3"}) {
        write(store, [&](Transaction& it) { return it.audit(event(document)); });
    }
    write(store, [](Transaction& it) {
        return it.session().sql.send("UPDATE audit_event SET seal = $1 WHERE sequence = 2", {Bytes{""}});
    });
}

TEST_P(Backup, with_a_damaged_audit_chain_is_restored_unchanged_and_only_on_request) {
    add(*store, "one", "連携 花子");
    lose_a_seal(*store);
    must(backup(*store, file(), site->ring));
    const BackupContents contents = must(verify_backup(file(), site->ring));
    EXPECT_TRUE(contents.chains.has(diag::message::audit_seal_wrong));
    EXPECT_EQ(contents.chains.findings()[0].where.file, file().string());
    Site other(GetParam());
    EXPECT_EQ(message_of(restore(file(), other.settings(), site->ring, other.clock)),
              diag::message::backup_audit_damaged);
    must(restore(file(), other.settings(), site->ring, other.clock,
                 {.damaged = DamagedAudit::restore,
                  .last = [](Transaction& it) { return it.audit(event("restored")); }}));
    auto restored = must(Store::open(other.settings(), site->ring, other.clock));
    EXPECT_EQ(must(restored->read_value<DocumentPage>([](const Snapshot& it) {
                  return it.find({.viewer = hospital, .limit = 10});
              })).versions.size(),
              1U);
    must(backup(*restored, other.folder() / "again", site->ring));
    EXPECT_TRUE(
        must(verify_backup(other.folder() / "again", site->ring)).chains.has(diag::message::audit_seal_wrong))
        << "nothing was mended in silence";
}

TEST_P(Backup, does_not_overwrite) {
    must(backup(*store, file(), site->ring));
    EXPECT_EQ(message_of(backup(*store, file(), site->ring)), diag::message::file_exists);
}

TEST_P(Backup, is_refused_with_any_byte_changed_or_missing) {
    add(*store, "d");
    must(backup(*store, file(), site->ring));
    const std::string whole = must(base::read_file(file()));
    const std::filesystem::path damaged = site->folder() / "damaged";
    const auto refused = [&](const std::string& bytes) {
        std::ofstream(damaged, std::ios::binary) << bytes; // thousands of times, so without flushing to disk
        const auto result = verify_backup(damaged, site->ring);
        return !result && (result.error().message == diag::message::backup_wrong ||
                           result.error().message == diag::message::backup_other_key);
    };
    for (std::size_t at = 0; at < whole.size(); at += at < 200 ? 1 : 17) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 4);
        ASSERT_TRUE(refused(bytes)) << "byte " << at;
    }
    for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 19) {
        ASSERT_TRUE(refused(whole.substr(0, size))) << "cut at " << size;
    }
    ASSERT_TRUE(refused(whole + "x"));
    Site other(GetParam());
    must(base::write_file(damaged, whole.substr(0, whole.size() - 1), base::Overwrite::yes));
    EXPECT_EQ(message_of(restore(damaged, other.settings(), site->ring, other.clock)),
              diag::message::backup_wrong);
}

TEST_P(Backup, requires_its_own_keys) {
    must(backup(*store, file(), site->ring));
    const seal::KeyRing other = must(seal::KeyRing::create(site->folder() / "other-keys"));
    EXPECT_EQ(message_of(Store::open(site->settings(), other, site->clock).map([](auto&&) {})),
              diag::message::store_other_key);
    const auto refused = verify_backup(file(), other);
    EXPECT_EQ(message_of(refused.map([](auto&&) {})), diag::message::backup_other_key);
    const std::string expected = site->ring.current().id;
    EXPECT_EQ(refused.error().args, (std::vector<std::string>{expected, other.current().id}));
    seal::KeyRing newer = must(seal::KeyRing::read(site->folder() / "other-keys"));
    must(newer.add_key(site->folder() / "other-keys"));
    EXPECT_EQ(verify_backup(file(), newer).error().args, (std::vector<std::string>{expected, newer.ids()}));
}

TEST_P(Backup, rekey_rewraps_all_keys_while_the_store_runs) {
    fill();
    const std::string before = content_of(*store, site->clock.now());
    seal::KeyRing ring = must(seal::KeyRing::read(site->folder() / "keys"));
    must(ring.add_key(site->folder() / "keys"));
    EXPECT_EQ(must(store->rekey(ring)).rewrapped, 2U + 42U) << "two keys of the store, one of each version";
    EXPECT_EQ(must(store->rekey(ring)).rewrapped, 0U);
    add(*store, "later");
    must(ring.drop_old(site->folder() / "keys"));
    store.reset();
    const seal::KeyRing only_new = must(seal::KeyRing::read(site->folder() / "keys"));
    ASSERT_EQ(only_new.keys().size(), 1U);
    store = must(Store::open(site->settings(), only_new, site->clock));
    EXPECT_TRUE(content_of(*store, site->clock.now()).starts_with(before.substr(0, 64)));
    EXPECT_EQ(audit_count(*store), 1U) << "old seals are of the store's own key, which was only rewrapped";
    const auto found = must(store->read_value<DocumentPage>(
        [](const Snapshot& it) { return it.find({.viewer = hospital, .limit = 1000}); }));
    EXPECT_EQ(found.versions.size(), 42U);
}

// A gateway that has not read the new key yet goes on sealing under the old one.
TEST_P(Backup, an_old_key_is_retired_permanently_and_only_when_unused) {
    fill();
    seal::KeyRing newer = must(seal::KeyRing::read(site->folder() / "keys"));
    must(newer.add_key(site->folder() / "keys"));
    const std::unique_ptr<Store> operators = must(Store::open(site->settings(), newer, site->clock));
    must(operators->rekey(newer));
    add(*store, "sealed under the old key");
    EXPECT_EQ(must(operators->retire_old_keys(newer)), 1U);
    must(operators->rekey(newer));
    EXPECT_EQ(must(operators->retire_old_keys(newer)), 0U);
    const NewVersion too_late = document(*store, "too late");
    EXPECT_EQ(
        message_of(store->write([&](Transaction& it) { return it.add(too_late, 0).map([](auto&&) {}); })),
        diag::message::store_conflict);
    EXPECT_EQ(message_of(Store::open(site->settings(), site->ring, site->clock).map([](auto&&) {})),
              diag::message::store_other_key);
    must(store->rekey(newer));
    add(*store, "after it has read the new key");
}

TEST_P(Backup, what_was_sealed_before_the_key_changed_is_written_under_the_new_one) {
    const NewVersion prepared = document(*store, "prepared before");
    seal::KeyRing newer = must(seal::KeyRing::read(site->folder() / "keys"));
    must(newer.add_key(site->folder() / "keys"));
    must(store->rekey(newer));
    EXPECT_EQ(must(store->retire_old_keys(newer)), 0U);
    add(*store, prepared);
    store.reset();
    must(newer.drop_old(site->folder() / "keys"));
    store = must(Store::open(site->settings(), newer, site->clock));
    EXPECT_EQ(must(store->read_value<DocumentPage>([](const Snapshot& it) {
                  return it.find({.viewer = hospital, .limit = 1000});
              })).versions.size(),
              1U);
}

TEST_P(Backup, a_newer_layout_is_refused) {
    write(*store, [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.session().sql.run("INSERT INTO store_layout (number) VALUES (999)", {}));
        return {};
    });
    EXPECT_EQ(message_of(Store::open(site->settings(), site->ring, site->clock).map([](auto&&) {})),
              diag::message::store_newer);
}

} // namespace
} // namespace renkei::store::backup_test
