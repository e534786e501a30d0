// File names in receivers' folders, and the order of a mailbox.
#include "tests/store/kit.h"

#include <algorithm>

namespace renkei::store::delivered_names_test {
namespace {

class DeliveredNames : public Contract {
protected:
    static DeliveredName name_of(const Version& version, const std::string& name = "A.CSV",
                                 const std::string& folder = "/srv/out") {
        return {.folder = folder, .name = name, .document = version.document, .version = version.number};
    }
    static bool claim(Store& at, const DeliveredName& name) {
        bool out = false;
        write(at, [&](Transaction& it) -> diag::Result<void> {
            TRY(out, it.claim_name(name));
            return {};
        });
        return out;
    }
};

TEST_P(DeliveredNames, stand_for_one_version_for_ever) {
    const Version one = add(*store, "one");
    const Version two = add(*store, "two");
    EXPECT_TRUE(claim(*store, name_of(one)));
    EXPECT_TRUE(claim(*store, name_of(one))) << "again, after a crash";
    EXPECT_FALSE(claim(*store, name_of(two)));
    const Version next = add(*store, document(*store, "one", "next"), 1);
    EXPECT_FALSE(claim(*store, name_of(next))) << "another version of the same document";
    EXPECT_TRUE(claim(*store, name_of(two, "A-2.CSV")));
    EXPECT_TRUE(claim(*store, name_of(two, "A.CSV", "/srv/other"))) << "each folder has its own";
    store.reset();
    store = site->open("b");
    EXPECT_FALSE(claim(*store, name_of(two)));
}

TEST_P(DeliveredNames, outlive_their_documents_and_go_with_a_backup) {
    const Version one = add(*store, "one");
    EXPECT_TRUE(claim(*store, name_of(one)));
    write(*store, [&](Transaction& it) { return it.withdraw(one.document, 1, "hospital").map([](auto) {}); });
    site->clock.pass(1000);
    for (int i = 0; i < 3; ++i) {
        write(*store, [&](Transaction& it) { return it.retain(site->clock.now() - 1).map([](auto) {}); });
    }
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 0U);
    const Version two = add(*store, "two");
    EXPECT_FALSE(claim(*store, name_of(two)));
    must(backup(*store, site->folder() / "backup", site->ring));
    const Site other(GetParam());
    must(restore(site->folder() / "backup", other.settings(), site->ring, other.clock));
    const auto restored = must(Store::open(other.settings(), site->ring, other.clock));
    EXPECT_FALSE(claim(*restored, name_of(two)));
}

TEST_P(DeliveredNames, have_the_hash_of_the_file_beside_them) {
    Delivery one = delivery(add(*store, "one"), "p", "line", site->clock.now());
    write(*store, [&](Transaction& it) { return it.add(one); });
    const auto kept = [&] {
        return read<std::optional<Delivery>>(*store, [&](const Snapshot& it) { return it.delivery(one.id); });
    };
    EXPECT_EQ(kept()->file_sha, std::nullopt);
    one.file_sha = hash_of("file");
    write(*store, [&](Transaction& it) { return it.update(one); });
    EXPECT_EQ(kept()->file_sha, hash_of("file"));
}

TEST_P(DeliveredNames, of_a_mailbox_come_in_the_order_in_which_they_were_made) {
    std::vector<std::string> made;
    std::vector<std::string> ids;
    for (int i = 0; i < 30; ++i) {
        Delivery one = delivery(add(*store, std::to_string(i)), "p", "line", 1000 + i / 3);
        one.state = DeliveryState::mailbox;
        write(*store, [&](Transaction& it) { return it.add(one); });
        ids.push_back(one.id);
        std::ranges::sort(ids.end() - 1 - i % 3, ids.end()); // of one moment: by id
    }
    for (std::string after; made.size() < ids.size();) {
        const auto page = read<std::vector<Delivery>>(*store, [&](const Snapshot& it) {
            return it.mailbox({.peer = "p", .after = after, .limit = 7});
        });
        ASSERT_FALSE(page.empty());
        std::ranges::transform(page, std::back_inserter(made), &Delivery::id);
        after = made.back();
    }
    EXPECT_EQ(made, ids);
    EXPECT_TRUE((read<std::vector<Delivery>>(*store, [&](const Snapshot& it) {
                     return it.mailbox({.peer = "p", .after = made.back()});
                 }).empty()));
    EXPECT_TRUE((read<std::vector<Delivery>>(*store, [](const Snapshot& it) {
                     return it.mailbox({.peer = "q"});
                 }).empty()));
}

RENKEI_ON_BOTH_ENGINES(DeliveredNames);

} // namespace
} // namespace renkei::store::delivered_names_test
