// Mailboxes of peers to which the care hub opens and closes documents.
#pragma once

#include "gateway/network/server/mailbox/mailbox_list.h"
#include "gateway/network/store/deliveries/closed_deliveries.h"

#include "tests/access/kit.h"

#include <string>
#include <utility>
#include <vector>

namespace renkei::server {

class Mailboxes : public access::Sharing {
protected:
    explicit Mailboxes(std::string postgres = {}) : Sharing(std::move(postgres)) {
        for (policy::Peer& each : peers) {
            each.delivery_method = policy::DeliveryMethod::mailbox;
            each.job = "care_manager";
            put(each);
        }
    }
    void put(const policy::Peer& peer) {
        test::must(store->write([&](store::Transaction& it) { return it.put(peer); }));
    }
    using Sharing::put;

    access::Reader receiver(const policy::Peer& peer) const {
        return access::receiver_of(peer, access::hub(), clock.now());
    }
    // In the mailbox of everybody whom it names.
    store::Version send(const Wanted& wanted) {
        const store::Version version = add(wanted);
        for (const std::string& each : wanted.receivers) {
            deliver(version, each);
        }
        return version;
    }
    void deliver(const store::Version& version, const std::string& to, bool withdraws = false) {
        store::Delivery out{.id = store::new_uuid7(clock.now()),
                            .document = version.document,
                            .version = version.number,
                            .peer = to,
                            .order = access::person_of(version.document),
                            .withdraws = withdraws,
                            .state = store::DeliveryState::mailbox};
        out.created = out.due = out.changed = clock.now();
        test::must(store->write([&](store::Transaction& it) { return it.add(out); }));
    }

    std::vector<store::Delivery> waiting(const policy::Peer& peer, bool leaves_out_closed = false) const {
        return test::must(
            store->read_value<std::vector<store::Delivery>>([&](const store::Snapshot& snapshot) {
                return snapshot.mailbox(
                    {.peer = peer.id, .limit = 10'000, .leaves_out_closed = leaves_out_closed});
            }));
    }
    policy::DeliveryAccess may_go(const policy::Peer& peer, const store::Delivery& delivery) const {
        const access::Reader who = receiver(peer);
        return test::must(store->read_value<access::DeliveryVerdict>([&](const store::Snapshot& snapshot) {
                   return access::DocumentRights(snapshot, who).may_go(delivery);
               }))
            .access;
    }
    MailboxPage read(const policy::Peer& peer, const std::string& after = {},
                     std::uint32_t count = 50) const {
        const access::Reader who = receiver(peer);
        return test::must(store->read_value<MailboxPage>(
            [&](const store::Snapshot& snapshot) { return read_mailbox(snapshot, who, after, count); }));
    }
    // The whole mailbox, page by page, as a peer polls it.
    std::vector<std::string> poll(const policy::Peer& peer, std::uint32_t count = 50) const {
        std::vector<std::string> out;
        for (bool more = true; more;) {
            const MailboxPage page = read(peer, out.empty() ? std::string() : out.back(), count);
            test::must(keep_decided(*store, receiver(peer), page));
            for (const WaitingDelivery& each : page.waiting) {
                out.push_back(each.delivery.id);
            }
            more = page.has_more;
        }
        return out;
    }
};

} // namespace renkei::server
