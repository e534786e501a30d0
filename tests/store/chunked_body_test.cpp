// Bodies above seal::chunk_bytes: sealed in chunks, read whole or one after the other; what was changed in
// the rows does not open.
#include "gateway/network/seal/chunks.h"
#include "gateway/network/store/bodies/body_size.h"
#include "gateway/network/store/body_source.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/documents.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include <fmt/format.h>

namespace renkei::store::chunked_body_test {
namespace {

// Of so many chunks; no two are alike.
std::string large(unsigned chunks, const std::string& mark = "a") {
    std::string out;
    for (unsigned i = 1; out.size() < (chunks - 1) * seal::chunk_bytes + 1000; ++i) {
        out += fmt::format("{} {}\n", mark, i);
    }
    return out;
}

class ChunkedBodies : public Contract {
protected:
    std::optional<std::string> whole(const Version& version) const {
        return must(store->read_value<std::optional<std::string>>(
            [&](const Snapshot& it) { return it.body(version, BodyKind::original); }));
    }
    Message whole_fails(const Version& version) const {
        return message_of(store->read(
            [&](const Snapshot& it) { return it.body(version, BodyKind::original).map([](auto&&) {}); }));
    }
    std::optional<ChunkedBody> chunks(const Version& version) const {
        return must(store->read_value<std::optional<ChunkedBody>>(
            [&](const Snapshot& it) { return find_chunked_body(it, version, BodyKind::original); }));
    }
    // All that a source gives before it fails or ends; whether it ended.
    std::pair<std::string, bool> pulled(const Version& version) const {
        BodySource source(*store, *chunks(version), version.size);
        std::string out;
        while (true) {
            const auto piece = source.next();
            if (!piece || !*piece) {
                return {out, piece.has_value()};
            }
            EXPECT_LE((*piece)->size(), seal::chunk_bytes) << "no more than a chunk is in memory";
            out += **piece;
        }
    }
    void run(const std::string& sql) {
        write(*store, [&](Transaction& it) -> diag::Result<void> { return it.session().sql.script(sql); });
    }
    std::int64_t rows() const {
        std::int64_t out = 0;
        must(store->read([&](const Snapshot& it) -> diag::Result<void> {
            TRY_VOID(it.session().sql.run("SELECT count(*) FROM body WHERE kind LIKE 'original/%'", {},
                                          [&](const SqlRow& row) { out = row.integer(0); }));
            return {};
        }));
        return out;
    }
};
RENKEI_ON_BOTH_ENGINES(ChunkedBodies);

TEST_P(ChunkedBodies, is_what_it_was_as_a_whole_and_in_pieces) {
    for (const unsigned count : {2U, 3U}) {
        const std::string bytes = large(count, std::to_string(count));
        const Version version = add(*store, std::to_string(count), bytes);
        EXPECT_EQ(whole(version), bytes);
        EXPECT_EQ(pulled(version), std::pair(bytes, true));
    }
}

TEST_P(ChunkedBodies, have_a_known_size_without_being_opened) {
    const auto size = [this](const Version& version, BodyKind kind) {
        return must(store->read_value<std::uint64_t>(
            [&](const Snapshot& it) { return body_size(it, version, kind); }));
    };
    const Version in_chunks = add(*store, "1", large(3));
    EXPECT_EQ(size(in_chunks, BodyKind::original), 3 * seal::chunk_bytes);
    Version other = in_chunks;
    other.number = 2;
    EXPECT_EQ(size(other, BodyKind::original), 0U) << "there is none";
    const std::string text = large(1) + large(1, "b");
    const Version whole = add(*store, "2", text);
    EXPECT_GE(size(whole, BodyKind::original), text.size() / 2);
    EXPECT_LE(size(whole, BodyKind::original), 8 * text.size());
}

TEST_P(ChunkedBodies, is_made_only_of_what_is_larger_than_one_chunk) {
    const std::string most(seal::chunk_bytes, 'x');
    const Version small = add(*store, "small", most);
    EXPECT_EQ(rows(), 0);
    EXPECT_FALSE(chunks(small));
    EXPECT_EQ(whole(small), most);
    const Version larger = add(*store, "larger", most + "y");
    EXPECT_EQ(rows(), 2);
    EXPECT_EQ(whole(larger), most + "y");
}

// The rows as an attacker with the database, but without its keys, may change them.
struct Tampering {
    const char* name;
    const char* sql;
};
constexpr Tampering tamperings[] = {
    {"cut at the end", "DELETE FROM body WHERE kind = 'original/000003'"},
    {"cut down to one", "DELETE FROM body WHERE kind IN ('original/000002', 'original/000003')"},
    {"without one in the middle", "DELETE FROM body WHERE kind = 'original/000002'"},
    {"one in another's place", "UPDATE body SET bytes = (SELECT b.bytes FROM body b WHERE b.kind = "
                               "'original/000001') WHERE kind = 'original/000002'"},
    {"the last in the middle", "UPDATE body SET bytes = (SELECT b.bytes FROM body b WHERE b.kind = "
                               "'original/000003') WHERE kind = 'original/000002'"},
    {"more behind the last", "INSERT INTO body (document, number, kind, bytes) SELECT document, number, "
                             "'original/000004', bytes FROM body WHERE kind = 'original/000003'"},
    {"moved to the front", "UPDATE body SET kind = 'original/000009' WHERE kind = 'original/000001'; UPDATE "
                           "body SET kind = 'original/000001' WHERE kind = 'original/000002'; "
                           "UPDATE body SET kind = 'original/000002' WHERE kind = 'original/000003'"},
};

TEST_P(ChunkedBodies, that_was_changed_in_its_rows_does_not_open) {
    for (const Tampering& tampering : tamperings) {
        const Site fresh(GetParam());
        store = fresh.open();
        const std::string bytes = large(3);
        const Version version = add(*store, "d", bytes);
        run(tampering.sql);
        EXPECT_EQ(whole_fails(version), message::document_damaged) << tampering.name;
        const auto [given, is_whole] = pulled(version);
        EXPECT_FALSE(is_whole) << tampering.name;
        EXPECT_TRUE(bytes.starts_with(given)) << tampering.name << ": what was given before is right";
        store.reset();
    }
}

// The size goes out as the Content-Length before the chunks are read.
TEST_P(ChunkedBodies, whose_size_was_changed_fails_before_all_bytes_are_returned) {
    const std::string bytes = large(3);
    const Version version = add(*store, "d", bytes);
    for (const std::uint64_t size :
         {std::uint64_t{1}, seal::chunk_bytes - 1, seal::chunk_bytes, seal::chunk_bytes + 1,
          2 * seal::chunk_bytes, bytes.size() - 1, bytes.size() + 1}) {
        run(fmt::format("UPDATE version SET size = {}", size));
        const Version changed = must(store->read_value<std::optional<Version>>([&](const Snapshot& it) {
                                    return it.version(version.document, version.number);
                                })).value();
        ASSERT_EQ(changed.size, size);
        const auto [given, is_whole] = pulled(changed);
        EXPECT_FALSE(is_whole) << size;
        EXPECT_LT(given.size(), size) << "a response of that length would look complete";
    }
}

TEST_P(ChunkedBodies, does_not_open_as_part_of_another_document) {
    const Version one = add(*store, "one", large(2, "one"));
    const Version other = add(*store, "other", large(2, "other"));
    write(*store, [](Transaction& it) -> diag::Result<void> {
        Connection& sql = it.session().sql;
        std::vector<std::pair<std::string, std::string>> firsts;
        TRY_VOID(sql.run("SELECT document, bytes FROM body WHERE kind = 'original/000001'", {},
                         [&](const SqlRow& row) { firsts.emplace_back(row.text(0), row.text(1)); }));
        for (std::size_t i = 0; i < 2; ++i) {
            TRY_VOID(sql.run("UPDATE body SET bytes = $1 WHERE document = $2 AND kind = 'original/000001'",
                             {Bytes{firsts[1 - i].second}, Bytes{firsts[i].first}}));
        }
        return {};
    });
    EXPECT_EQ(whole_fails(one), message::document_damaged);
    EXPECT_EQ(whole_fails(other), message::document_damaged);
}

TEST_P(ChunkedBodies, opens_after_its_key_was_rewrapped) {
    const std::string bytes = large(2);
    const Version version = add(*store, "d", bytes);
    const auto before = chunks(version);
    seal::KeyRing ring = must(seal::KeyRing::read(site->folder() / "keys"));
    must(ring.add_key(site->folder() / "keys"));
    must(store->rekey(ring));
    ASSERT_EQ(must(store->retire_old_keys(ring)), 0U);
    EXPECT_EQ(whole(version), bytes);
    BodySource begun(*store, *before, version.size);
    EXPECT_EQ(must(begun.next())->size(), seal::chunk_bytes) << "a download that is under way goes on";
}

TEST_P(ChunkedBodies, goes_with_a_backup_and_comes_back) {
    const std::string bytes = large(3);
    const Version version = add(*store, "d", bytes);
    must(backup(*store, site->folder() / "backup", site->ring));
    must(verify_backup(site->folder() / "backup", site->ring));
    const Site other(GetParam());
    must(restore(site->folder() / "backup", other.settings(), site->ring, other.clock));
    store = must(Store::open(other.settings(), site->ring, other.clock));
    EXPECT_EQ(whole(version), bytes);
}

TEST_P(ChunkedBodies, ends_with_an_error_if_its_version_is_deleted_while_it_is_read) {
    const Version version = add(*store, "d", large(3));
    BodySource source(*store, *chunks(version), version.size);
    ASSERT_TRUE(must(source.next()));
    add(*store, document(*store, "d", "two"), 1);
    site->clock.pass(1000);
    write(*store, [&](Transaction& it) { return it.retain(site->clock.now() - 1).map([](auto) {}); });
    EXPECT_EQ(rows(), 0) << "all its chunks went with it";
    const auto next = source.next();
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().message, message::version_gone);
}

TEST_P(ChunkedBodies, larger_than_a_body_may_be_is_refused) {
    StoreSettings settings = site->settings();
    const Version version = add(*store, "d", large(3));
    settings.max_body = 2 * seal::chunk_bytes;
    store = must(Store::open(settings, site->ring, site->clock));
    EXPECT_EQ(whole_fails(version), message::document_damaged);
}

} // namespace
} // namespace renkei::store::chunked_body_test
