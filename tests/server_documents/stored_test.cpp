// What is said of deliveries and documents whose state no request makes: the cases beside this file have the
// others.
#include "tests/server_documents/request_kit.h"
#include "tests/support/damage.h"

namespace renkei::server::stored_test {
namespace {

TEST(DamagedRead, is_listed_with_a_mark_once_it_is_known) {
    RequestKit kit;
    const std::string path = path_of(kit.post(documents::admission()));
    (void)kit.post(documents::admission_named("A-2"));
    const std::string id = path.substr(path.rfind('/') + 1);
    test::damage(kit.site.store(), id);
    kit.get(path); // a reader met it
    const auto known = kit.site.store().write([&](store::Transaction& it) -> diag::Result<void> {
        return it.session().sql.send(
            "INSERT INTO damaged_version (document, number, part) VALUES ($1, 1, 'original')",
            {store::Bytes{*store::uuid_bytes(id)}});
    });
    ASSERT_TRUE(known);
    for (const std::string& target : {std::string("/documents"), path + "/versions"}) {
        const nlohmann::json listed = json_of(kit.get(target));
        const auto& all = listed.contains("documents") ? listed.at("documents") : listed.at("versions");
        bool is_marked = false;
        for (const nlohmann::json& each : all) {
            const bool is_damaged = each.value("damaged", false);
            EXPECT_EQ(is_damaged, each.at("id") == id) << each;
            is_marked |= is_damaged;
        }
        EXPECT_TRUE(is_marked) << target;
    }
}

// As in a mailbox, where it waits unseen.
TEST(ListedDeliveries, that_the_matrix_closes_wait) {
    RequestKit kit;
    const std::string path = path_of(kit.post(documents::admission()));
    store::Delivery delivery = kit.site.deliveries("hospital").back();
    const auto expect = [&](store::DeliveryState state, diag::ReasonCode reason, const std::string& shown) {
        delivery.state = state;
        delivery.reason = reason;
        documents::must(kit.site.store().write([&](store::Transaction& it) { return it.update(delivery); }));
        EXPECT_EQ(json_of(kit.get(path + "/deliveries")).at("deliveries")[0]["state"], shown);
    };
    expect(store::DeliveryState::dead, diag::ReasonCode::not_shared, "waiting");
    expect(store::DeliveryState::dead, diag::ReasonCode::no_way, "dead");
    expect(store::DeliveryState::sending, diag::ReasonCode::no_way, "waiting");
}

} // namespace
} // namespace renkei::server::stored_test
