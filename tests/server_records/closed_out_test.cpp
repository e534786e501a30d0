// A receiver to whom the care hub closes a document: whatever it asks or does by an id is answered as of an
// id that is not there.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"
#include "generated/messages/documents.h"

#include "tests/documents/inputs.h"
#include "tests/server_records/kit.h"
#include <fmt/format.h>

#include <functional>

namespace renkei::server::closed_out_test {
namespace {

using documents::Receipt;

constexpr std::string_view no_id = "01990000-0000-7000-8000-000000000000";
constexpr std::string_view hanako = "990010:0000000109"; // of the opinion

// The clinic sends the opinion to the manager's mailbox; the person's insurer takes part in the hub.
class ClosedOut : public testing::Test {
protected:
    ClosedOut() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
        std::vector<policy::Peer> peers = peers_of_records();
        peers.front().job = "care_manager";
        test::must(kit.store().write(
            [&](store::Transaction& transaction) { return transaction.put(peers.front()); }));
        test::must(kit.gateway().reload_peers());
        kit.site.use(std::move(peers));
        const std::string bytes = documents::file("opinion/full.json");
        const Receipt taken = kit.site.submit(
            documents::Submission{.bytes = bytes,
                                  .receivers = {policy::identifier_of({"office", "9970100013"})}},
            "clinic");
        EXPECT_EQ(taken.refusal, documents::Refusal::none) << documents::recorded(taken.report);
        id = taken.documents.at(0).version.document;
        delivery = kit.site.deliveries("manager").at(0).id;
    }

    void open() {
        const auto person = kit.subject(hanako);
        test::must(ledger::enter(kit.store(), ledger::registration_add, person,
                                 {.office = {"office", "9970100013"},
                                  .service_type = "43",
                                  .identity = sharing::IdentityCheck{.at = kit.now(), .user = "u"},
                                  .from = time::day_in_japan(kit.now()),
                                  .makes_plan = true}));
        test::must(ledger::enter_consent(kit.store(), person,
                                         {.taker = {"insurer", "990010"}, .given_at = kit.now()}));
    }
    static std::string whole(const Response& response, const std::string& asked) {
        std::string out = fmt::format("{} {} {}\n{}", response.status, response.media_type, response.outcome,
                                      response.body);
        for (const auto& [name, value] : response.headers) {
            out += fmt::format("\n{}: {}", name, value);
        }
        for (std::size_t at = 0; (at = out.find(asked, at)) != std::string::npos;) {
            out.replace(at, asked.size(), "ID");
        }
        return out;
    }
    // The response by this id is that by one that is not there.
    void expect_none(const std::string& asked, const std::function<Response(const std::string&)>& ask) {
        const Response response = ask(asked);
        EXPECT_EQ(whole(response, asked), whole(ask(std::string(no_id)), std::string(no_id)));
        EXPECT_EQ(kit.site.versions(id).size(), 1U);
        EXPECT_EQ(kit.site.versions(id).at(0).status, store::VersionStatus::current);
    }
    Response withdraw_known_as(const std::string& document, const std::string& peer = "manager") {
        const Json notice{{"status", "withdrawn"},
                          {"document", "x"},
                          {"version", 1},
                          {"deliveries", {"key-" + document}},
                          {"known_as", "https://gateway.example.jp/documents/" + document}};
        return kit.send("POST", "/withdrawals", notice.dump(), peer, {{"Content-Type", "application/json"}});
    }
    Receipt replace(const std::string& document, const std::string& name) {
        const std::string bytes = documents::admission_named(name);
        return kit.gateway().intake().submit(kit.site.worker(),
                                             documents::Submission{.bytes = bytes, .replaces = document},
                                             kit.site.caller("manager"));
    }

    RecordsKit kit{};
    std::string id;
    std::string delivery;
};

TEST_F(ClosedOut, withdraws_as_if_there_were_no_document) {
    for (const Pairs& headers : {Pairs{}, Pairs{{"If-Match", "\"" + id + "/1/original\""}}}) {
        expect_none(id, [&](const std::string& asked) {
            return kit.send("DELETE", "/documents/" + asked, "", "manager", headers);
        });
    }
    EXPECT_EQ(kit.last_event().document, no_id) << "each is in the audit";
    EXPECT_EQ(kit.send("DELETE", "/documents/" + id, "", "manager").status, 404);
    EXPECT_EQ(kit.last_event().ground, "2026-03-18/not_related") << "the reason is in the audit alone";
}

TEST_F(ClosedOut, withdraws_by_a_location_as_if_there_were_no_document) {
    expect_none(id, [&](const std::string& asked) { return withdraw_known_as(asked); });
    EXPECT_EQ(withdraw_known_as(id).status, 200);
}

TEST_F(ClosedOut, replaces_it_as_if_there_were_no_document) {
    const Receipt of_it = replace(id, "A-1");
    const Receipt of_none = replace(std::string(no_id), "A-2");
    for (const Receipt* const each : {&of_it, &of_none}) {
        EXPECT_EQ(each->refusal, documents::Refusal::none) << documents::recorded(each->report);
        EXPECT_TRUE(each->report.has(diag::message::replaced_unknown));
        EXPECT_EQ(each->documents.at(0).outcome, documents::DocumentOutcome::created);
        EXPECT_EQ(each->documents.at(0).version.number, 1U);
    }
    EXPECT_EQ(kit.site.versions(id).size(), 1U);
}

TEST_F(ClosedOut, fetches_and_acknowledges_as_if_there_were_no_delivery) {
    for (const std::string method : {"GET", "DELETE"}) {
        expect_none(delivery, [&](const std::string& asked) {
            return kit.send(method, "/mailbox/" + asked, "", "manager");
        });
        EXPECT_EQ(kit.send(method, "/mailbox/" + delivery, "", "manager").status, 404) << method;
        EXPECT_EQ(kit.last_event().document, id) << "the audit says which it was";
    }
    EXPECT_EQ(kit.site.deliveries("manager").at(0).state, store::DeliveryState::mailbox);
}

TEST_F(ClosedOut, is_answered_as_a_receiver_once_the_document_is_open) {
    open();
    EXPECT_EQ(code_of(kit.send("DELETE", "/documents/" + id, "", "manager")), "sender-is-another");
    EXPECT_EQ(withdraw_known_as(id).status, 403);
    EXPECT_EQ(replace(id, "A-1").refusal, documents::Refusal::forbidden);
    EXPECT_EQ(kit.send("GET", "/mailbox/" + delivery, "", "manager").status, 200);
    EXPECT_EQ(kit.send("DELETE", "/mailbox/" + delivery, "", "manager").status, 204);
}

// Acknowledged, it is as closed as before.
TEST_F(ClosedOut, acknowledges_twice_only_what_is_open_to_it) {
    open();
    ASSERT_EQ(kit.send("DELETE", "/mailbox/" + delivery, "", "manager").status, 204);
    EXPECT_EQ(kit.send("DELETE", "/mailbox/" + delivery, "", "manager").status, 204);
    test::must(ledger::change_state(kit.store(), kit.subject(hanako), {.died = kit.now()}));
    kit.site.clock.pass(1000);
    expect_none(delivery, [&](const std::string& asked) {
        return kit.send("DELETE", "/mailbox/" + asked, "", "manager");
    });
}

TEST_F(ClosedOut, is_never_who_brought_the_document) {
    EXPECT_EQ(kit.get("/documents/" + id, "manager").status, 404);
    const Response withdrawn = kit.send("DELETE", "/documents/" + id, "", "clinic");
    EXPECT_EQ(withdrawn.status, 200) << withdrawn.body;
    EXPECT_EQ(kit.last_event().ground, "");
}

} // namespace
} // namespace renkei::server::closed_out_test
