// What a report for anybody keeps of the grounds that decisions make, not of grounds written for a test.
#include "gateway/network/access/document_access.h"
#include "gateway/network/auditreport/handed_out.h"
#include "gateway/network/policy/ground.h"
#include "generated/messages/ledger.h"
#include "generated/messages/store.h"

#include "tests/access/kit.h"

#include <set>

namespace renkei::auditreport::handed_out_test {
namespace {

class HandedOut : public access::Sharing {
protected:
    // Of a reading of the newest document, as the audit has it and as a report for anybody has it.
    std::pair<std::string, std::string> grounds(std::string_view peer) {
        policy::Ground ground;
        access::Reader who = reader(peer);
        who.ground = &ground;
        test::must(store->read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
            return access::DocumentRights(snapshot, who, access::Parts::shown)
                .of_document(document)
                .map([](const auto&) {});
        }));
        audit::Event event{.ground = ground.text()};
        leave_out_what_insurers_know(event);
        return {ground.text(), event.ground};
    }

    std::string document = add({}).document;
};

TEST_F(HandedOut, denials_are_alike_whatever_the_insurer_knows) {
    std::set<std::string> kept;
    std::set<std::string> said;
    const auto look = [&] {
        for (const char* const peer : {"office", "clinic", "stranger"}) {
            const auto [whole, handed] = grounds(peer);
            if (!whole.empty() && std::ranges::count(whole, '/') == 1) {
                kept.insert(whole);
                said.insert(handed);
            }
        }
    };
    look(); // not registered
    registration();
    look(); // no consent
    state({.hidden = sharing::Hidden::history});
    look();
    state({.died = clock.now()});
    look();
    EXPECT_GE(kept.size(), 3U) << "denials for several reasons";
    EXPECT_EQ(said.size(), 1U);
    EXPECT_TRUE(said.begin()->ends_with("/denied"));
}

TEST(HandedOutReasons, that_only_the_insurer_may_know_are_the_refusal_that_the_caller_got) {
    for (const diag::Message each : {diag::message::person_died, diag::message::record_damaged}) {
        audit::Event event{.reason = std::string(diag::row(each).id)};
        EXPECT_TRUE(is_of_the_insurer(each));
        EXPECT_TRUE(says_what_insurers_know(event));
        leave_out_what_insurers_know(event);
        EXPECT_EQ(event.reason, "record-not-possible");
    }
}

} // namespace
} // namespace renkei::auditreport::handed_out_test
