// Withdrawals by the key of a request, before or after it arrives; versions that name other receivers.
#include "gateway/network/audit/facts.h"
#include "generated/messages/documents.h"

#include "tests/documents/inputs.h"

#include <algorithm>

namespace renkei::documents::withdrawal_test {
namespace {

using store::Delivery;
using store::DeliveryState;
using store::VersionStatus;
constexpr std::string_view hospital_number = "9910100016";
constexpr std::string_view clinic_number = "9910000018";

const StoredDocument& only(const Receipt& receipt) {
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 1U);
    return receipt.documents.front();
}

Receipt send(Site& site, const std::string& bytes, const std::string& key,
             std::string_view peer = "manager") {
    return site.submit(Submission{.bytes = bytes, .idempotency_key = key}, peer);
}
WithdrawalReceipt withdraw(Site& site, std::vector<std::string> keys, const std::string& document = "",
                           std::string_view peer = "manager") {
    return site.intake().withdraw(RequestWithdrawal{std::move(keys), document}, site.caller(peer));
}
VersionStatus newest(const Site& site, const std::string& document) {
    return site.versions(document).back().status;
}

TEST(RequestWithdrawal, withdraws_what_the_request_brought) {
    Site site;
    const std::string id = only(send(site, admission(), "key-1")).version.document;
    site.fetch("hospital");
    const WithdrawalReceipt recorded = withdraw(site, {"key-1"});
    EXPECT_EQ(only(recorded.receipt).outcome, DocumentOutcome::withdrawn);
    EXPECT_EQ(only(recorded.receipt).deliveries, 1U) << "the hospital has fetched it";
    EXPECT_EQ(recorded.early, 0U);
    EXPECT_EQ(newest(site, id), VersionStatus::withdrawn);
}

TEST(RequestWithdrawal,
     of_a_request_that_has_not_arrived_stores_its_document_as_withdrawn_and_delivers_it_to_no_one) {
    Site site;
    const WithdrawalReceipt recorded = withdraw(site, {"key-1"});
    EXPECT_EQ(recorded.receipt.refusal, Refusal::none);
    EXPECT_EQ(recorded.early, 1U);
    EXPECT_EQ(site.documents(), 0U);
    const Receipt late = send(site, admission(), "key-1");
    EXPECT_EQ(only(late).outcome, DocumentOutcome::withdrawn);
    EXPECT_EQ(only(late).deliveries, 0U);
    EXPECT_TRUE(late.report.has(message::already_withdrawn));
    EXPECT_EQ(newest(site, only(late).version.document), VersionStatus::withdrawn);
    EXPECT_TRUE(site.deliveries("hospital").empty());
}

TEST(RequestWithdrawal, of_a_request_that_has_not_arrived_withdraws_a_version_that_is_here_already) {
    Site site;
    const std::string id = only(send(site, admission("1"), "key-1")).version.document;
    site.fetch("hospital");
    (void)withdraw(site, {"key-2"});
    EXPECT_EQ(newest(site, id), VersionStatus::current) << "another request";
    EXPECT_EQ(only(send(site, admission("2"), "key-2")).outcome, DocumentOutcome::withdrawn);
    EXPECT_EQ(newest(site, id), VersionStatus::withdrawn);
    ASSERT_EQ(site.deliveries("hospital").size(), 2U) << "the first version, and its withdrawal";
}

TEST(RequestWithdrawal, of_a_request_that_repeats_what_is_here_withdraws_that) {
    Site site;
    const std::string id = only(send(site, admission(), "key-1")).version.document;
    (void)withdraw(site, {"key-2"});
    EXPECT_EQ(only(send(site, admission(), "key-2")).outcome, DocumentOutcome::withdrawn);
    EXPECT_EQ(newest(site, id), VersionStatus::withdrawn);
}

TEST(RequestWithdrawal, may_be_repeated_before_and_after_the_request_arrives) {
    Site site;
    EXPECT_EQ(withdraw(site, {"key-1", "key-1"}).early, 1U);
    EXPECT_EQ(withdraw(site, {"key-1"}).early, 1U);
    const std::string id = only(send(site, admission(), "key-1")).version.document;
    const WithdrawalReceipt again = withdraw(site, {"key-1"});
    EXPECT_EQ(again.early, 0U);
    EXPECT_EQ(only(again.receipt).outcome, DocumentOutcome::unchanged);
    EXPECT_EQ(only(send(site, admission(), "key-1")).version.document, id);
    EXPECT_EQ(newest(site, id), VersionStatus::withdrawn);
    EXPECT_EQ(site.versions(id).size(), 2U);
}

std::uint32_t withdrawn_up_to(Site& site, const std::string& document) {
    return test::must(site.store().read_value<policy::History>(
                          [&](const store::Snapshot& snapshot) { return snapshot.history(document); }))
        .withdrawn;
}

TEST(RequestWithdrawal, leaves_a_later_version_that_another_request_brought) {
    Site site;
    const std::string id = only(send(site, admission("1"), "key-1")).version.document;
    (void)send(site, admission("2"), "key-2");
    const WithdrawalReceipt recorded = withdraw(site, {"key-1"}, id);
    EXPECT_EQ(recorded.receipt.refusal, Refusal::none);
    EXPECT_EQ(recorded.superseded, 1U);
    EXPECT_EQ(newest(site, id), VersionStatus::current);
    EXPECT_EQ(withdrawn_up_to(site, id), 1U) << "what the request brought is not shown any more";
    EXPECT_TRUE(last_event_noted(site.store()).is_about(id));
    for (const store::Delivery& each : site.deliveries("hospital")) {
        EXPECT_EQ(each.state == store::DeliveryState::cancelled, each.version == 1) << each.version;
    }
    EXPECT_EQ(only(withdraw(site, {"key-2", "key-1"}).receipt).outcome, DocumentOutcome::withdrawn);
}

TEST(RequestWithdrawal, is_followed_by_a_later_version) {
    Site site;
    const std::string id = only(send(site, admission("1"), "key-1")).version.document;
    (void)withdraw(site, {"key-1"});
    EXPECT_EQ(only(send(site, admission("3"), "key-3")).outcome, DocumentOutcome::updated);
    EXPECT_EQ(newest(site, id), VersionStatus::current);
    (void)withdraw(site, {"key-1"});
    EXPECT_EQ(newest(site, id), VersionStatus::current) << "an old withdrawal, late";
}

TEST(RequestWithdrawal, concerns_requests_of_its_own_peer_only) {
    Site site;
    const std::string id = only(send(site, admission(), "key-1")).version.document;
    EXPECT_EQ(withdraw(site, {"key-1"}, "", "stranger").early, 1U);
    EXPECT_EQ(withdraw(site, {"key-2"}, id, "stranger").early, 1U);
    EXPECT_EQ(newest(site, id), VersionStatus::current);
    (void)withdraw(site, {"key-3"}, "", "stranger");
    EXPECT_EQ(only(send(site, admission("2"), "key-3")).outcome, DocumentOutcome::updated);
}

TEST(RequestWithdrawal, of_what_another_peer_sent_too_is_refused) {
    Site site;
    const std::string id = only(send(site, admission(), "key-1")).version.document;
    ASSERT_EQ(only(send(site, admission(), "key-2", "network")).outcome, DocumentOutcome::unchanged);
    EXPECT_EQ(withdraw(site, {"key-2"}, "", "network").receipt.refusal, Refusal::forbidden);
    EXPECT_EQ(newest(site, id), VersionStatus::current);
    (void)send(site, admission("2"), "key-3");
    EXPECT_EQ(withdraw(site, {"key-2"}, "", "network").superseded, 1U);
    EXPECT_EQ(withdrawn_up_to(site, id), 0U) << "nor is it when a later version has come";
}

TEST(RequestWithdrawal, of_a_document_that_came_without_a_key_goes_by_its_id) {
    Site site;
    const std::string id = only(site.submit(admission())).version.document;
    EXPECT_EQ(only(withdraw(site, {"key-1"}, id).receipt).outcome, DocumentOutcome::withdrawn);
    EXPECT_EQ(newest(site, id), VersionStatus::withdrawn);
}

TEST(RequestWithdrawal, withdraws_every_document_of_a_request) {
    Site site;
    const std::string one = admission_named("FIX-ONE");
    const std::string other = admission_named("FIX-OTHER");
    const Receipt both = site.intake().submit(
        site.worker(), SubmissionBatch{{Submission{.bytes = one}, Submission{.bytes = other}}, {}, "key-1"},
        site.caller());
    ASSERT_EQ(both.documents.size(), 2U);
    EXPECT_EQ(withdraw(site, {"key-1"}).receipt.documents.size(), 2U);
    for (const StoredDocument& each : both.documents) {
        EXPECT_EQ(newest(site, each.version.document), VersionStatus::withdrawn);
    }
}

TEST(RequestWithdrawal, is_expected_for_thirty_days) {
    Site site;
    (void)withdraw(site, {"key-1"});
    site.clock.pass(31LL * 24 * 60 * 60 * 1000);
    test::must(site.store().write([](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(transaction.retain(0));
        return {};
    }));
    EXPECT_EQ(only(send(site, admission(), "key-1")).outcome, DocumentOutcome::created);
}

TEST(RequestWithdrawal, of_too_many_requests_that_have_not_arrived_is_refused_for_their_peer_alone) {
    Site site;
    std::size_t expected = 0;
    while (expected < 10'000) {
        std::vector<std::string> keys;
        for (int i = 0; i < 1000; ++i) {
            keys.push_back("key-" + std::to_string(expected + static_cast<std::size_t>(i)));
        }
        expected += withdraw(site, std::move(keys)).early;
    }
    const WithdrawalReceipt more = withdraw(site, {"one more"});
    EXPECT_EQ(more.receipt.refusal, Refusal::too_many);
    EXPECT_EQ(more.early, 0U);
    EXPECT_EQ(withdraw(site, {"key-5"}).receipt.refusal, Refusal::none) << "known already";
    EXPECT_EQ(withdraw(site, {"one more"}, "", "stranger").early, 1U);
}

TEST(RequestWithdrawal, is_in_the_audit) {
    Site site;
    const std::string id = only(send(site, admission(), "key-1")).version.document;
    const std::size_t before = site.events().size();
    (void)withdraw(site, {"key-1"});
    ASSERT_EQ(site.events().size(), before + 1);
    EXPECT_NE(site.events().back().find(replaced(id, "-", "")), std::string::npos) << site.events().back();
    (void)withdraw(site, {"key-2"});
    EXPECT_EQ(site.events().size(), before + 2);
}

// ---- a new version that names other receivers

std::vector<policy::Peer> peers_with(policy::DeliveryMethod delivery_method) {
    std::vector<policy::Peer> out = usual_peers();
    const auto hospital = std::ranges::find(out, "hospital", &policy::Peer::id);
    hospital->delivery_method = delivery_method;
    hospital->address = "https://hospital.example.jp/";
    hospital->numbers = {{"institution", "9910100016"}};
    return out;
}

// Revision `revision` for the hospital, or for the clinic.
std::string revision_for(std::string_view revision, std::string_view receiver) {
    return receiver == hospital_number ? admission(revision)
                                       : replaced(admission(revision), hospital_number, receiver);
}

// What a peer has: state of each version, withdrawals in brackets.
std::string seen(const Site& site, const std::string& peer) {
    std::vector<Delivery> all = site.deliveries(peer);
    std::ranges::sort(all, {}, &Delivery::version);
    std::string out;
    for (const Delivery& each : all) {
        const std::string text = std::to_string(each.version) + ":" + std::string(store::to_text(each.state));
        out += (out.empty() ? "" : " ") + (each.withdraws ? "[" + text + "]" : text);
    }
    return out;
}

void set(Site& site, const std::string& peer, std::uint32_t version, DeliveryState state,
         std::uint32_t attempts = 1) {
    for (Delivery each : site.deliveries(peer)) {
        if (each.version == version) {
            each.state = state;
            each.attempts = attempts;
            test::must(site.store().write(
                [&](store::Transaction& transaction) { return transaction.update(each); }));
        }
    }
}

TEST(Correction, withdraws_the_version_before_from_a_receiver_that_it_does_not_name) {
    for (const policy::DeliveryMethod delivery_method :
         {policy::DeliveryMethod::gateway, policy::DeliveryMethod::https, policy::DeliveryMethod::folder}) {
        Site site({}, peers_with(delivery_method));
        (void)only(site.submit(revision_for("1", hospital_number)));
        set(site, "hospital", 1, DeliveryState::delivered);
        const Receipt second = site.submit(revision_for("2", clinic_number));
        EXPECT_EQ(only(second).deliveries, 2U);
        EXPECT_EQ(seen(site, "hospital"), "1:delivered [2:waiting]");
        EXPECT_EQ(seen(site, "clinic"), "2:waiting");
    }
}

TEST(Correction, takes_out_of_a_mailbox_what_was_not_acknowledged_and_says_that_it_is_withdrawn) {
    Site site({}, peers_with(policy::DeliveryMethod::mailbox));
    (void)only(site.submit(revision_for("1", hospital_number)));
    site.fetch("hospital");
    (void)only(site.submit(revision_for("2", clinic_number)));
    EXPECT_EQ(seen(site, "hospital"), "1:cancelled [2:mailbox]");
}

TEST(Correction, announces_nothing_that_was_never_sent) {
    Site site({}, peers_with(policy::DeliveryMethod::gateway));
    (void)only(site.submit(revision_for("1", hospital_number)));
    (void)only(site.submit(revision_for("2", clinic_number)));
    EXPECT_EQ(seen(site, "hospital"), "1:cancelled");
    EXPECT_EQ(site.deliveries("hospital").front().reason, diag::ReasonCode::receiver_changed);
}

TEST(Correction, withdraws_what_is_being_sent_or_may_have_arrived) {
    for (const DeliveryState state :
         {DeliveryState::sending, DeliveryState::waiting, DeliveryState::dead, DeliveryState::cancelled}) {
        Site site({}, peers_with(policy::DeliveryMethod::gateway));
        (void)only(site.submit(revision_for("1", hospital_number)));
        set(site, "hospital", 1, state);
        (void)only(site.submit(revision_for("2", clinic_number)));
        EXPECT_TRUE(seen(site, "hospital").ends_with("[2:waiting]")) << seen(site, "hospital");
        EXPECT_EQ(site.deliveries("hospital")[0].order, site.deliveries("hospital")[1].order)
            << "behind the version that it withdraws";
    }
}

TEST(Correction, leaves_a_receiver_that_is_still_named) {
    Site site({}, peers_with(policy::DeliveryMethod::gateway));
    (void)only(site.submit(revision_for("1", hospital_number)));
    set(site, "hospital", 1, DeliveryState::delivered);
    (void)only(site.submit(revision_for("2", hospital_number)));
    EXPECT_EQ(seen(site, "hospital"), "1:delivered 2:waiting");
}

TEST(Correction, of_a_receiver_by_mhd_is_a_dead_letter_at_once) {
    Site site({}, peers_with(policy::DeliveryMethod::mhd));
    (void)only(site.submit(revision_for("1", hospital_number)));
    set(site, "hospital", 1, DeliveryState::delivered);
    const Receipt second = site.submit(revision_for("2", clinic_number));
    ASSERT_EQ(only(second).dead.size(), 1U);
    EXPECT_EQ(only(second).dead[0].peer, "hospital");
    EXPECT_EQ(seen(site, "hospital"), "1:delivered [2:dead]");
    EXPECT_EQ(only(second).dead[0].reason, diag::ReasonCode::withdrawal_not_supported);
}

TEST(Withdrawal, of_a_document_that_was_given_by_mhd_is_a_dead_letter_at_once) {
    Site site({}, peers_with(policy::DeliveryMethod::mhd));
    const std::string id = only(site.submit(revision_for("1", hospital_number))).version.document;
    set(site, "hospital", 1, DeliveryState::delivered);
    EXPECT_EQ(only(site.intake().withdraw(id, site.caller())).dead.size(), 1U);
    EXPECT_EQ(seen(site, "hospital"), "1:delivered [2:dead]");
}

TEST(Correction, of_a_receiver_without_a_way_any_more_is_a_dead_letter) {
    std::vector<policy::Peer> peers = peers_with(policy::DeliveryMethod::gateway);
    Site site({}, peers);
    (void)only(site.submit(revision_for("1", hospital_number)));
    set(site, "hospital", 1, DeliveryState::delivered);
    std::ranges::find(peers, "hospital", &policy::Peer::id)->delivery_method = policy::DeliveryMethod::none;
    site.use(peers);
    (void)only(site.submit(revision_for("2", clinic_number)));
    EXPECT_EQ(seen(site, "hospital"), "1:delivered [2:dead]");
}

// A document's way through versions that name the hospital (h) or the clinic (c), and its withdrawal (x); all
// that is queued is delivered after each step.
std::string after(const std::string& steps,
                  policy::DeliveryMethod delivery_method = policy::DeliveryMethod::gateway) {
    Site site({}, peers_with(delivery_method));
    std::string id;
    int revision = 0;
    for (const char step : steps) {
        if (step == 'x') {
            (void)only(site.intake().withdraw(id, site.caller()));
        } else {
            ++revision;
            id = only(site.submit(revision_for(std::to_string(revision),
                                               step == 'h' ? hospital_number : clinic_number)))
                     .version.document;
        }
        for (const std::string peer : {"hospital", "clinic"}) {
            site.fetch(peer);
            for (const Delivery& each : site.deliveries(peer)) {
                if (each.state == DeliveryState::waiting) {
                    set(site, peer, each.version, DeliveryState::delivered);
                }
            }
        }
    }
    return seen(site, "hospital") + " / " + seen(site, "clinic");
}

TEST(Correction, withdraws_once_from_each_receiver_over_a_chain) {
    EXPECT_EQ(after("hc"), "1:delivered [2:delivered] / 2:delivered");
    EXPECT_EQ(after("hcc"), "1:delivered [2:delivered] / 2:delivered 3:delivered");
    EXPECT_EQ(after("hch"), "1:delivered [2:delivered] 3:delivered / 2:delivered [3:delivered]");
    EXPECT_EQ(after("hchc"),
              "1:delivered [2:delivered] 3:delivered [4:delivered] / 2:delivered [3:delivered] 4:delivered");
    EXPECT_EQ(after("hcx"), "1:delivered [2:delivered] / 2:delivered [3:delivered]");
    EXPECT_EQ(after("hx"), "1:delivered [2:delivered] / ");
    EXPECT_EQ(after("hxc"), "1:delivered [2:delivered] / 3:delivered");
    EXPECT_EQ(after("hchx"),
              "1:delivered [2:delivered] 3:delivered [4:delivered] / 2:delivered [3:delivered]");
}

TEST(Correction, that_is_corrected_again_takes_back_a_withdrawal_that_was_not_fetched) {
    EXPECT_EQ(after("hch", policy::DeliveryMethod::mailbox),
              "1:cancelled [2:cancelled] 3:mailbox / 2:delivered [3:delivered]");
    EXPECT_EQ(after("hchc", policy::DeliveryMethod::mailbox),
              "1:cancelled [2:cancelled] 3:cancelled [4:mailbox] / 2:delivered [3:delivered] 4:delivered");
}

TEST(Correction, by_mhd_is_reported_again_when_the_document_is_withdrawn) {
    EXPECT_EQ(after("hcx", policy::DeliveryMethod::mhd),
              "1:delivered [2:dead] [3:dead] / 2:delivered [3:delivered]");
}

TEST(Correction, needs_no_second_withdrawal_while_the_first_one_waits) {
    Site site({}, peers_with(policy::DeliveryMethod::gateway));
    const std::string id = only(site.submit(revision_for("1", hospital_number))).version.document;
    set(site, "hospital", 1, DeliveryState::delivered);
    (void)only(site.submit(revision_for("2", clinic_number)));
    (void)only(site.intake().withdraw(id, site.caller()));
    EXPECT_EQ(seen(site, "hospital"), "1:delivered [2:waiting]");
}

TEST(Correction, keeps_versions_of_a_document_in_one_line_although_its_person_was_corrected) {
    Site site({}, peers_with(policy::DeliveryMethod::gateway));
    (void)only(site.submit(admission("1")));
    (void)only(site.submit(replaced(admission("2"), "0000001016", "0000002022")));
    ASSERT_EQ(site.deliveries("hospital").size(), 2U);
    EXPECT_EQ(site.deliveries("hospital")[0].order, site.deliveries("hospital")[1].order);
}

} // namespace
} // namespace renkei::documents::withdrawal_test
