// One flipped bit in what is sealed: it is found, said to be damage, and mended when the content comes again.
#include "gateway/network/seal/chunks.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/scrub.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::store::scrub_test {
namespace {

// Where a bit is flipped, and which part is then said not to open.
struct Place {
    const char* table;
    const char* column;
    const char* kind; // of a row of body
    const char* part;
};
constexpr Place places[] = {
    {"version", "title", "", "title"},  {"version", "wrapped", "", "key"},
    {"version", "bound_to", "", "key"}, {"body", "bytes", "original", "original"},
    {"body", "bytes", "fhir", "fhir"},
};
constexpr Place places_of_chunks[] = {
    {"body", "bytes", "original/000001", "original"},
    {"body", "bytes", "original/000002", "original"},
    {"body", "bytes", "original/000003", "original"},
};

class Scrub : public Contract {
protected:
    // One bit in the middle of the value.
    void flip(const Version& version, const Place& place) const {
        const std::string id = *uuid_bytes(version.document);
        const bool is_body = !std::string_view(place.kind).empty();
        const auto where = [&](int first) {
            return fmt::format("WHERE document = ${} AND number = ${}{}", first, first + 1,
                               is_body ? fmt::format(" AND kind = ${}", first + 2) : "");
        };
        std::vector<SqlValue> row{Bytes{id}, version.number};
        if (is_body) {
            row.emplace_back(place.kind);
        }
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            Connection& sql = it.session().sql;
            std::string bytes;
            TRY_VOID(sql.run(fmt::format("SELECT {} FROM {} {}", place.column, place.table, where(1)), row,
                             [&](const SqlRow& found) { bytes = found.text(0); }));
            EXPECT_FALSE(bytes.empty());
            bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
            std::vector<SqlValue> values{Bytes{bytes}};
            values.insert(values.end(), row.begin(), row.end());
            return sql.send(fmt::format("UPDATE {} SET {} = $1 {}", place.table, place.column, where(2)),
                            values);
        });
    }
    ScrubbedPart scrub_all() const { return must(scrub(*store, {}, UINT64_MAX)); }
    // As the gateway does it.
    std::vector<DamagedVersion> scrub_and_record() const {
        const ScrubbedPart part = scrub_all();
        std::vector<DamagedVersion> out;
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY(out, record_scrubbed(it, part.damaged, {}, part.end));
            return {};
        });
        return out;
    }
    std::uint64_t known() const {
        return read<std::uint64_t>(*store, [](const Snapshot& it) { return it.count_damaged(); });
    }
    diag::Result<std::optional<std::string>> body(const Version& version,
                                                  BodyKind kind = BodyKind::original) const {
        return store->read_value<std::optional<std::string>>(
            [&](const Snapshot& it) { return it.body(version, kind); });
    }
    bool restore_content(const Version& version, const NewVersion& fresh) const {
        bool out = false;
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY(out, it.restore_content(version.document, version.number, fresh.version, fresh.content));
            return {};
        });
        return out;
    }
    std::filesystem::path file() const { return site->folder() / "backup"; }
    void back_up() const { // a new one
        std::filesystem::remove_all(file());
        must(backup(*store, file(), site->ring));
    }
};

std::string large() { return std::string(2 * seal::chunk_bytes + 5, 'x'); }

void expect_one(const std::vector<DamagedVersion>& found, const Version& version, const char* part) {
    ASSERT_EQ(found.size(), 1U) << part;
    EXPECT_EQ(found[0].document, version.document);
    EXPECT_EQ(found[0].number, version.number);
    EXPECT_EQ(found[0].part, part);
    EXPECT_EQ(found[0].peer, "hospital") << "who sent it";
}

TEST_P(Scrub, opens_every_version_and_finds_nothing_in_a_whole_store) {
    add(*store, "one");
    add(*store, document(*store, "one", "two"), 1);
    add(*store, "large", large());
    const ScrubbedPart part = scrub_all();
    EXPECT_EQ(part.versions, 3U);
    EXPECT_TRUE(part.damaged.empty());
    EXPECT_TRUE(part.end.document.empty());
    EXPECT_GT(part.bytes, 0U);
    back_up();
    EXPECT_TRUE(must(verify_backup(file(), site->ring)).damaged.empty());
}

TEST_P(Scrub, finds_one_flipped_bit_in_every_part_and_so_does_a_backup) {
    for (const Place& place : places) {
        const Version before = add(*store, fmt::format("before {} {}", place.column, place.kind));
        const Version version = add(*store, fmt::format("{} {}", place.column, place.kind));
        const Version behind = add(*store, fmt::format("behind {} {}", place.column, place.kind));
        flip(version, place);
        expect_one(scrub_all().damaged, version, place.part);
        back_up();
        expect_one(must(verify_backup(file(), site->ring)).damaged, version, place.part);
        EXPECT_TRUE(body(before).value().has_value() && body(behind).value().has_value());
        EXPECT_TRUE(
            restore_content(version, document(*store, fmt::format("{} {}", place.column, place.kind))));
        EXPECT_TRUE(scrub_all().damaged.empty());
    }
}

TEST_P(Scrub, finds_one_flipped_bit_in_every_chunk_and_so_does_a_backup) {
    for (const Place& place : places_of_chunks) {
        const Version version = add(*store, place.kind, large());
        flip(version, place);
        expect_one(scrub_all().damaged, version, place.part);
        back_up();
        expect_one(must(verify_backup(file(), site->ring)).damaged, version, place.part);
        EXPECT_EQ(body(version).error().message, message::document_damaged);
        EXPECT_TRUE(restore_content(version, document(*store, place.kind, large())));
        EXPECT_EQ(body(version).value(), large());
    }
}

TEST_P(Scrub, finds_a_body_that_is_missing) {
    const Version version = add(*store, "one");
    write(*store, [](Transaction& it) { return it.session().sql.send("DELETE FROM body", {}); });
    expect_one(scrub_all().damaged, version, "original");
    EXPECT_EQ(body(version).error().message, message::document_damaged) << "it was not withdrawn";
}

TEST_P(Scrub, says_of_a_damaged_body_that_it_is_damaged_and_which_it_is) {
    const Version version = add(*store, "one");
    flip(version, places[3]);
    const auto opened = body(version);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, message::document_damaged);
    EXPECT_EQ(opened.error().args, (std::vector<std::string>{version.document, "1"}));
}

TEST_P(Scrub, lists_a_version_whose_title_does_not_open_without_it) {
    NewVersion named = document(*store, "one");
    named.content = must(store->prepare("連携　花子の情報", {{BodyKind::original, "{}"}}));
    const Version version = add(*store, named);
    flip(version, places[0]);
    const auto listed =
        read<std::vector<Version>>(*store, [&](const Snapshot& it) { return it.versions(version.document); });
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_TRUE(listed[0].is_damaged);
    EXPECT_EQ(listed[0].title, "");
    EXPECT_EQ(listed[0].sha, version.sha);
}

TEST_P(Scrub, goes_on_where_a_part_of_it_ended) {
    std::vector<Version> all;
    for (int i = 0; i < 5; ++i) {
        all.push_back(add(*store, std::to_string(i)));
    }
    flip(all[3], places[3]);
    ScrubPosition at;
    std::vector<DamagedVersion> found;
    std::uint64_t versions = 0;
    int parts = 0;
    do {
        const ScrubbedPart part = must(scrub(*store, ScrubPosition::read(at.text()), 1));
        std::ranges::copy(part.damaged, std::back_inserter(found));
        versions += part.versions;
        at = part.end;
        ++parts;
    } while (!at.document.empty() && parts < 10);
    EXPECT_EQ(versions, 5U);
    EXPECT_EQ(parts, 6) << "one version each, and the end";
    expect_one(found, all[3], "original");
}

TEST_P(Scrub, passes_over_a_withdrawn_document) {
    const Version version = add(*store, "one");
    write(*store,
          [&](Transaction& it) { return it.withdraw(version.document, 1, "hospital").map([](auto) {}); });
    EXPECT_EQ(scrub_all().versions, 1U) << "the version before it";
}

TEST_P(Scrub, remembers_what_is_damaged_until_it_is_restored) {
    const Version version = add(*store, "one");
    flip(version, places[3]);
    expect_one(scrub_and_record(), version, "original");
    EXPECT_EQ(known(), 1U);
    expect_one(scrub_and_record(), version, "original");
    EXPECT_EQ(known(), 1U) << "counted once";
    EXPECT_TRUE(restore_content(version, document(*store, "one")));
    EXPECT_EQ(known(), 0U);
    EXPECT_TRUE(scrub_and_record().empty());
}

TEST_P(Scrub, writes_nothing_down_that_was_restored_since_it_was_looked_at) {
    const Version version = add(*store, "one");
    flip(version, places[3]);
    const ScrubbedPart part = scrub_all();
    EXPECT_TRUE(restore_content(version, document(*store, "one")));
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY(const auto still, record_scrubbed(it, part.damaged, {}, part.end));
        EXPECT_TRUE(still.empty());
        return {};
    });
    EXPECT_EQ(known(), 0U);
}

TEST_P(Scrub, gives_what_readers_met_once) {
    const Version version = add(*store, "one");
    flip(version, places[3]);
    EXPECT_TRUE(must(take_seen_damage(*store)).empty());
    EXPECT_FALSE(body(version));
    EXPECT_FALSE(body(version));
    EXPECT_EQ(must(take_seen_damage(*store)),
              (std::vector<std::pair<std::string, std::uint32_t>>{{version.document, 1}}));
    EXPECT_TRUE(must(take_seen_damage(*store)).empty());
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY(const auto found, record_seen(it, version.document, 1));
        EXPECT_TRUE(found);
        return {};
    });
    EXPECT_EQ(known(), 1U);
}

TEST_P(Scrub, forgets_a_damaged_version_with_its_row) {
    const Version version = add(*store, "one");
    add(*store, document(*store, "one", "two"), 1);
    flip(version, places[3]);
    scrub_and_record();
    site->clock.pass(1000);
    write(*store, [&](Transaction& it) { return it.retain(site->clock.now() - 1).map([](auto) {}); });
    EXPECT_EQ(known(), 0U);
}

TEST_P(Scrub, restores_the_same_content_alone) {
    const Version version = add(*store, "one");
    EXPECT_FALSE(restore_content(version, document(*store, "one", "other content")));
    EXPECT_FALSE(restore_content({.document = version.document, .number = 2}, document(*store, "one")));
    write(*store,
          [&](Transaction& it) { return it.withdraw(version.document, 1, "hospital").map([](auto) {}); });
    EXPECT_TRUE(restore_content(version, document(*store, "one"))) << "a superseded version";
    Version withdrawn = version;
    withdrawn.number = 2;
    EXPECT_FALSE(restore_content(withdrawn, document(*store, "one")));
}

TEST_P(Scrub, takes_an_answer_that_does_not_open_for_none_and_says_so) {
    const Millis until = site->clock.now() + 1000;
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.store_response("hospital", hash_of("key"),
                                   {.body = hash_of("body"), .response_body = "答え"}, until));
        return it.session().sql.send("UPDATE answer SET answer = $1", {Bytes{std::string(60, 'x')}});
    });
    const auto kept = read<std::optional<IdempotentResponse>>(*store, [&](const Snapshot& it) {
        return it.idempotent_response("hospital", hash_of("key"), site->clock.now());
    });
    ASSERT_TRUE(kept);
    EXPECT_TRUE(kept->is_damaged);
    EXPECT_EQ(kept->body, hash_of("body"));
    EXPECT_EQ(must(count_damaged_answers(*store)), 1U);
    back_up();
    EXPECT_EQ(must(verify_backup(file(), site->ring)).damaged_answers, 1U);
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.forget_response("hospital", hash_of("key")));
        return it.store_response("hospital", hash_of("key"), {.response_body = "答え"}, until);
    });
    EXPECT_EQ(must(count_damaged_answers(*store)), 0U);
}

TEST_P(Scrub, does_not_keep_an_old_master_key_in_use_for_a_key_that_opens_under_none) {
    const Version version = add(*store, "one");
    const Version whole = add(*store, "two");
    flip(version, places[1]);
    seal::KeyRing ring = must(seal::KeyRing::read(site->folder() / "keys"));
    must(ring.add_key(site->folder() / "keys"));
    must(store->rekey(ring));
    EXPECT_EQ(must(store->retire_old_keys(ring)), 0U);
    EXPECT_TRUE(body(whole).value().has_value());
    expect_one(scrub_all().damaged, version, "key");
}

TEST_P(Scrub, of_a_restored_backup_finds_the_damage_that_went_with_it) {
    const Version version = add(*store, "one");
    const Version whole = add(*store, "two");
    flip(version, places[3]);
    back_up();
    const Site other(GetParam());
    std::size_t reported = 0;
    must(restore(file(), other.settings(), site->ring, other.clock,
                 {.on_contents = [&](const BackupContents& it) { reported = it.damaged.size(); }}));
    EXPECT_EQ(reported, 1U);
    store = must(Store::open(other.settings(), site->ring, other.clock));
    expect_one(scrub_all().damaged, version, "original");
    EXPECT_EQ(body(whole).value(), "{}");
}

TEST_P(Scrub, before_a_start_needs_no_open_store) {
    const Version version = add(*store, "one");
    flip(version, places[3]);
    std::vector<DamagedVersion> found;
    must(check_bodies(site->settings(), site->ring, [&](const DamagedVersion& it) { found.push_back(it); }));
    expect_one(found, version, "original");
}

RENKEI_ON_BOTH_ENGINES(Scrub);

} // namespace
} // namespace renkei::store::scrub_test
