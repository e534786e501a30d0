#include "gateway/network/store/session/decrypted_body_cache.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"

namespace renkei::store::decrypted_body_cache_test {
namespace {

using namespace std::chrono_literals;

const DecryptedBodyCache::Time begin{};

TEST(DecryptedBodyCache, identifies_a_body_by_its_content_and_kind) {
    DecryptedBodyCache opened;
    opened.keep("a", BodyKind::fhir, "bundle", begin);
    EXPECT_EQ(*opened.find("a", BodyKind::fhir, begin), "bundle");
    EXPECT_EQ(opened.find("a", BodyKind::original, begin), nullptr);
    EXPECT_EQ(opened.find("b", BodyKind::fhir, begin), nullptr);
}

TEST(DecryptedBodyCache, expires_after_a_minute_also_if_read_often) {
    DecryptedBodyCache opened;
    opened.keep("a", BodyKind::fhir, "bundle", begin);
    EXPECT_TRUE(opened.find("a", BodyKind::fhir, begin + 59s));
    opened.keep("a", BodyKind::fhir, "bundle", begin + 59s);
    EXPECT_FALSE(opened.find("a", BodyKind::fhir, begin + 60s));
}

TEST(DecryptedBodyCache, expires_without_any_read) {
    DecryptedBodyCache opened;
    opened.keep("a", BodyKind::fhir, "bundle", begin);
    opened.evict_expired(begin + 60s);
    EXPECT_FALSE(opened.find("a", BodyKind::fhir, begin));
}

TEST(DecryptedBodyCache, is_bounded_in_total_and_per_body) {
    DecryptedBodyCache opened;
    const std::string large(DecryptedBodyCache::largest, 'x');
    opened.keep("too large", BodyKind::original, large + "x", begin);
    EXPECT_FALSE(opened.find("too large", BodyKind::original, begin));
    const std::size_t room = DecryptedBodyCache::max_bytes / DecryptedBodyCache::largest;
    for (std::size_t i = 0; i <= room; ++i) {
        opened.keep(std::to_string(i), BodyKind::original, large, begin);
    }
    EXPECT_FALSE(opened.find("0", BodyKind::original, begin)) << "the oldest went";
    EXPECT_TRUE(opened.find("1", BodyKind::original, begin));
    EXPECT_TRUE(opened.find(std::to_string(room), BodyKind::original, begin));
}

class Opened : public Contract {};
RENKEI_ON_BOTH_ENGINES(Opened);

std::optional<std::string> body_of(const Store& store, const Version& version) {
    return read<std::optional<std::string>>(
        store, [&](const Snapshot& it) { return it.body(version, BodyKind::original); });
}

TEST_P(Opened, bodies_are_not_read_from_the_database_again) {
    const Version version = add(*store, "d", "連携 花子");
    EXPECT_EQ(body_of(*store, version), "連携 花子");
    write(*store, [](Transaction& it) {
        return it.session().sql.send("UPDATE body SET bytes = $1", {Bytes{"broken"}});
    });
    EXPECT_EQ(body_of(*store, version), "連携 花子");
    store = site->open();
    EXPECT_FALSE(store->read([&](const Snapshot& it) -> diag::Result<void> {
        TRY_VOID(it.body(version, BodyKind::original));
        return {};
    })) << "now it is read, and broken";
}

TEST_P(Opened, bodies_that_are_missing_since_are_damage) {
    const Version version = add(*store, "d");
    EXPECT_TRUE(body_of(*store, version));
    write(*store, [](Transaction& it) { return it.session().sql.send("DELETE FROM body", {}); });
    const diag::Result<void> read = store->read([&](const Snapshot& it) -> diag::Result<void> {
        TRY_VOID(it.body(version, BodyKind::original));
        return {};
    });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().message, diag::message::document_damaged);
}

TEST_P(Opened, bodies_of_a_version_are_not_those_of_the_next) {
    const Version first = add(*store, "d", "one");
    const Version second = add(*store, document(*store, "d", "two"), 1);
    EXPECT_EQ(body_of(*store, first), "one");
    EXPECT_EQ(body_of(*store, second), "two");
    EXPECT_EQ(body_of(*store, first), "one");
}

} // namespace
} // namespace renkei::store::decrypted_body_cache_test
