// Retention: which old rows are deleted, and which stay because they may still be needed.
#include "gateway/network/store/session/session.h"

#include "tests/store/kit.h"

#include <algorithm>

namespace renkei::store::retain_test {
namespace {

class Retain : public Contract {
protected:
    // Deletes all that is old by now; returns how much that was.
    std::uint64_t retain() {
        site->clock.pass(1000);
        std::uint64_t all = 0;
        for (std::uint64_t some = 1; some > 0; all += some) {
            write(*store, [&](Transaction& it) -> diag::Result<void> {
                TRY(some, it.retain(site->clock.now() - 1));
                return {};
            });
        }
        return all;
    }
    // A finished delivery. `attempts`: those of which it is unknown whether they arrived.
    Delivery put(const Version& version, const std::string& peer, DeliveryState state,
                 std::uint32_t attempts = 1) {
        Delivery it = delivery(version, peer, peer, site->clock.now());
        it.state = state;
        it.attempts = attempts;
        write(*store, [&](Transaction& transaction) { return transaction.add(it); });
        return it;
    }
    Version add_version(const Version& before, const NewVersion& next) {
        return add(*store, next, before.number);
    }
    Version withdraw(const Version& newest) {
        Version out;
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY(out, it.withdraw(newest.document, newest.number, "hospital"));
            return {};
        });
        return out;
    }
    void cancel(Delivery which) {
        which.state = DeliveryState::cancelled;
        write(*store, [&](Transaction& it) { return it.update(which); });
    }
    bool is_there(const Delivery& which) const {
        return read<std::optional<Delivery>>(*store,
                                             [&](const Snapshot& it) { return it.delivery(which.id); })
            .has_value();
    }
    std::size_t versions_of(const Version& which) const {
        return read<std::vector<Version>>(*store,
                                          [&](const Snapshot& it) { return it.versions(which.document); })
            .size();
    }
};
RENKEI_ON_BOTH_ENGINES(Retain);

TEST_P(Retain, deletes_old_rows_that_are_not_needed) {
    const Millis start = site->clock.now();
    const Version kept = add(*store, "kept");
    add_version(kept, document(*store, "kept", "two"));
    const Version wanted = add(*store, "wanted");
    add_version(wanted, document(*store, "wanted", "two"));
    put(wanted, "clinic", DeliveryState::waiting);
    const Version gone = add(*store, "gone");
    withdraw(gone);
    write(*store,
          [&](Transaction& it) { return it.store_response("hospital", hash_of("key"), {}, start + 10); });
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY(const std::uint64_t rows, it.retain(start));
        EXPECT_EQ(rows, 0U) << "nothing is older than its beginning";
        return {};
    });
    EXPECT_EQ(retain(), 4U) << "the answer, the first versions of kept and gone, gone itself";
    EXPECT_EQ(versions_of(kept), 1U);
    EXPECT_EQ(versions_of(wanted), 2U) << "its delivery waits";
    EXPECT_EQ(versions_of(gone), 0U);
    EXPECT_EQ(add(*store, "gone").number, 1U) << "its name is free again";
}

TEST_P(Retain, keeps_the_receivers_of_a_document_as_long_as_it_exists) {
    const Version version = add(*store, "d");
    for (const DeliveryState state :
         {DeliveryState::delivered, DeliveryState::dead, DeliveryState::cancelled, DeliveryState::mailbox}) {
        const Delivery finished = put(version, std::string(to_text(state)), state);
        EXPECT_EQ(retain(), 0U);
        EXPECT_TRUE(is_there(finished)) << to_text(state);
    }
}

TEST_P(Retain, deletes_a_delivery_that_a_later_one_to_the_same_peer_supersedes) {
    const Version first = add(*store, "d");
    const Delivery redundant_delivery = put(first, "clinic", DeliveryState::delivered);
    const Delivery last = put(first, "hub", DeliveryState::delivered);
    const Delivery never_sent = put(first, "nurse", DeliveryState::cancelled, 0);
    const Version second = add_version(first, document(*store, "d", "two"));
    const Delivery newer = put(second, "clinic", DeliveryState::delivered);
    const Delivery not_come = put(second, "hub", DeliveryState::dead);
    EXPECT_EQ(retain(), 3U) << "two deliveries and the first version";
    EXPECT_FALSE(is_there(redundant_delivery) || is_there(never_sent));
    EXPECT_TRUE(is_there(newer) && is_there(not_come));
    EXPECT_TRUE(is_there(last)) << "the hub has that version still";
}

TEST_P(Retain, keeps_the_parties_of_an_old_version_while_a_receiver_has_it) {
    const Version first = add(*store, "d");
    put(first, "clinic", DeliveryState::delivered);
    NewVersion for_others = document(*store, "d", "two");
    for_others.parties.receivers = {office("4")};
    const Version second = add_version(first, for_others);
    EXPECT_EQ(retain(), 1U);
    const auto receivers = [&](std::uint32_t number) {
        return read<policy::Access>(*store,
                                    [&](const Snapshot& it) { return it.access(first.document, number); })
            .receivers;
    };
    EXPECT_EQ(receivers(0), (std::vector{office("2"), office("4")}))
        << "a withdrawal is for the old one, too";
    EXPECT_EQ(receivers(second.number), std::vector{office("4")});
}

// It was dropped before anybody had been delivered a later one.
TEST_P(Retain, deletes_the_rest_of_a_version_when_its_peer_has_a_later_one) {
    const Version first = add(*store, "d");
    const Delivery given = put(first, "clinic", DeliveryState::delivered);
    const Delivery elsewhere = put(first, "hub", DeliveryState::delivered);
    NewVersion for_others = document(*store, "d", "two");
    for_others.parties.receivers = {office("4")};
    const Version second = add_version(first, for_others);
    EXPECT_EQ(retain(), 1U) << "the first version";
    const auto receivers = [&] {
        return read<policy::Access>(*store, [&](const Snapshot& it) { return it.access(first.document, 0); })
            .receivers;
    };
    put(second, "clinic", DeliveryState::delivered);
    EXPECT_EQ(retain(), 1U);
    EXPECT_FALSE(is_there(given));
    EXPECT_TRUE(is_there(elsewhere));
    EXPECT_EQ(receivers(), (std::vector{office("2"), office("4")})) << "the hub has it still";
    put(second, "hub", DeliveryState::delivered);
    EXPECT_EQ(retain(), 1U);
    EXPECT_EQ(receivers(), std::vector{office("4")});
}

TEST_P(Retain, deletes_the_rest_of_a_version_in_a_restored_store_too) {
    const Version first = add(*store, "d");
    put(first, "clinic", DeliveryState::delivered);
    const Version second = add_version(first, document(*store, "d", "two"));
    EXPECT_EQ(retain(), 1U);
    must(backup(*store, site->folder() / "backup", site->ring));
    Site other(GetParam());
    must(restore(site->folder() / "backup", other.settings(), site->ring, site->clock));
    store = must(Store::open(other.settings(), site->ring, site->clock));
    put(second, "clinic", DeliveryState::delivered);
    EXPECT_EQ(retain(), 1U);
    store.reset(); // before where it lies
}

TEST_P(Retain, leaves_nothing_of_a_deleted_version_in_the_search) {
    for (const std::string name : {"one", "two"}) {
        const Version first = add(*store, name);
        put(first, "clinic", DeliveryState::delivered);
        NewVersion for_others = document(*store, name, "two");
        for_others.parties.receivers = {office("4")};
        add_version(first, for_others);
    }
    const DocumentQuery all{.viewer = {"clinic", {office("2")}}, .only_current = false, .limit = 1};
    std::vector<DocumentQuery> ends(4, all);
    ends[1].persons = {hash_of("person")};
    ends[2].form = "admission";
    ends[3].senders = {office("1")};
    const auto found = [&](const DocumentQuery& query) {
        return read<DocumentPage>(*store, [&](const Snapshot& it) { return it.find(query); });
    };
    for (const DocumentQuery& query : ends) {
        EXPECT_TRUE(found(query).more);
    }
    retain();
    for (const DocumentQuery& query : ends) {
        EXPECT_TRUE(found(query).versions.empty());
        EXPECT_FALSE(found(query).more) << "no page of nothing";
    }
}

TEST_P(Retain, keeps_a_dead_delivery_and_its_version_for_the_operator) {
    const Version first = add(*store, "d");
    const Delivery dead = put(first, "clinic", DeliveryState::dead);
    add_version(first, document(*store, "d", "two"));
    EXPECT_EQ(retain(), 0U);
    EXPECT_EQ(versions_of(first), 2U) << "it may be sent again";
    cancel(dead);
    EXPECT_EQ(retain(), 1U);
    EXPECT_EQ(versions_of(first), 1U);
    EXPECT_TRUE(is_there(dead)) << "it may have come";
}

TEST_P(Retain, drops_a_dead_delivery_of_what_was_withdrawn_before_a_later_version) {
    const Version first = add(*store, "d");
    put(first, "clinic", DeliveryState::dead);
    add_version(withdraw(first), document(*store, "d", "two"));
    retain();
    EXPECT_EQ(versions_of(first), 1U) << "it is not sent any more";
}

TEST_P(Retain, leaves_no_person_of_a_deleted_version) {
    const Version first = add(*store, "d");
    const Version second = add_version(first, document(*store, "d", "two"));
    retain();
    const auto rows = [&](const char* table) {
        std::int64_t out = -1;
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY_VOID(it.session().sql.run(std::string("SELECT count(*) FROM ") + table, {},
                                          [&](const SqlRow& row) { out = row.integer(0); }));
            return {};
        });
        return out;
    };
    EXPECT_EQ(rows("person"), 1);
    EXPECT_EQ(rows("person_party"), 3) << "sender, receiver, submitter";
    withdraw(second);
    retain();
    retain();
    EXPECT_EQ(rows("document"), 0);
    EXPECT_EQ(rows("person"), 0);
    EXPECT_EQ(rows("person_party"), 0);
}

TEST_P(Retain, drops_the_deliveries_with_their_document) {
    const Version first = add(*store, "d");
    const Delivery given = put(first, "clinic", DeliveryState::delivered);
    const Delivery dead = put(first, "hub", DeliveryState::dead);
    const Delivery recorded = put(withdraw(first), "clinic", DeliveryState::delivered);
    EXPECT_GT(retain(), 0U);
    EXPECT_FALSE(is_there(given) || is_there(recorded));
    EXPECT_FALSE(is_there(dead)) << "there is nothing to send any more";
    EXPECT_EQ(versions_of(first), 0U);
}

TEST_P(Retain, keeps_an_undelivered_withdrawal_for_the_operator) {
    for (const DeliveryState undelivered :
         {DeliveryState::waiting, DeliveryState::mailbox, DeliveryState::dead}) {
        const Version first = add(*store, std::string(to_text(undelivered)));
        put(first, "clinic", DeliveryState::delivered);
        const Version withdrawal = withdraw(first);
        const Delivery notice = put(withdrawal, "clinic", undelivered);
        retain();
        EXPECT_TRUE(is_there(notice)) << to_text(undelivered);
        EXPECT_EQ(versions_of(first), 1U) << "its content is gone";
        cancel(notice);
        retain();
        EXPECT_EQ(versions_of(first), 0U);
    }
}

TEST_P(Retain, keeps_an_undelivered_withdrawal_for_the_operator_without_its_version) {
    const Version first = add(*store, "d");
    put(first, "clinic", DeliveryState::delivered);
    const Version second = add_version(first, document(*store, "d", "two"));
    Delivery undelivered = delivery(second, "clinic", "clinic", site->clock.now());
    undelivered.withdraws = true;
    undelivered.state = DeliveryState::dead;
    write(*store, [&](Transaction& transaction) { return transaction.add(undelivered); });
    const Version third = add_version(second, document(*store, "d", "three"));
    retain();
    EXPECT_EQ(versions_of(first), 1U) << "nothing of them is sent";
    EXPECT_TRUE(is_there(undelivered));
    withdraw(third);
    retain();
    EXPECT_TRUE(is_there(undelivered)) << "the document stays, without content";
    cancel(undelivered);
    retain();
    EXPECT_EQ(versions_of(first), 0U);
}

} // namespace
} // namespace renkei::store::retain_test
