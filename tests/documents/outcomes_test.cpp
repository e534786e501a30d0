// What becomes of a document: new, the next version, known already, in conflict, withdrawn.
#include "generated/messages/documents.h"
#include "generated/messages/store.h"

#include "tests/documents/inputs.h"

#include <algorithm>

namespace renkei::documents::outcomes_test {
namespace {

using store::VersionStatus;

const StoredDocument& only(const Receipt& receipt) {
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 1U);
    return receipt.documents.front();
}

const diag::Finding& first_error(const Receipt& receipt) {
    const auto& findings = receipt.report.findings();
    const auto found = std::ranges::find(findings, diag::Severity::error, &diag::Finding::severity);
    EXPECT_NE(found, findings.end());
    return *found;
}

TEST(DocumentOutcome, of_a_first_document_is_created) {
    Site site;
    const Receipt receipt = site.submit(admission());
    const StoredDocument& taken = only(receipt);
    EXPECT_EQ(taken.outcome, DocumentOutcome::created);
    EXPECT_EQ(taken.version.number, 1U);
    EXPECT_EQ(taken.version.revision, "1");
    EXPECT_EQ(taken.version.form, "admission");
    EXPECT_EQ(taken.version.syntax, "csv");
    EXPECT_EQ(taken.version.media_type, "text/csv;charset=windows-31j");
    EXPECT_EQ(taken.version.type_code, "admission-info");
    EXPECT_EQ(taken.version.date, "2026-01-12");
    EXPECT_EQ(taken.version.submitter, "manager");
    EXPECT_EQ(taken.version.size, admission().size());
}

TEST(DocumentOutcome, of_a_document_for_a_revoked_peer_is_to_wait_for_it) {
    for (const policy::DeliveryMethod delivery_method :
         {policy::DeliveryMethod::mailbox, policy::DeliveryMethod::https}) {
        std::vector<policy::Peer> peers = usual_peers();
        const auto hospital = std::ranges::find(peers, "hospital", &policy::Peer::id);
        hospital->revoked = true;
        hospital->delivery_method = delivery_method;
        hospital->address = "https://hospital.example.jp/";
        Site site({}, std::move(peers));
        EXPECT_EQ(only(site.submit(admission())).deliveries, 1U);
        ASSERT_EQ(site.deliveries("hospital").size(), 1U);
        EXPECT_EQ(site.deliveries("hospital").front().state,
                  delivery_method == policy::DeliveryMethod::mailbox ? store::DeliveryState::mailbox
                                                                     : store::DeliveryState::waiting);
    }
}

TEST(Withdrawal, waits_for_a_revoked_peer_that_was_given_the_document) {
    std::vector<policy::Peer> peers = usual_peers();
    std::ranges::find(peers, "hospital", &policy::Peer::id)->revoked = true;
    Site site({}, std::move(peers));
    const std::string id = only(site.submit(admission())).version.document;
    site.fetch("hospital");
    EXPECT_EQ(only(site.intake().withdraw(id, site.caller("manager"))).deliveries, 1U);
}

TEST(DocumentOutcome, of_the_same_document_again_is_unchanged) {
    Site site;
    const Receipt first = site.submit(admission());
    const Receipt again = site.submit(admission());
    EXPECT_EQ(only(again).outcome, DocumentOutcome::unchanged);
    EXPECT_EQ(only(again).version.document, only(first).version.document);
    EXPECT_EQ(only(again).deliveries, 0U);
    EXPECT_EQ(site.versions(only(first).version.document).size(), 1U);
}

TEST(DocumentOutcome, of_the_same_document_in_another_syntax_is_unchanged) {
    Site site;
    const Receipt csv = site.submit(admission());
    const std::string bundle = site.render(only(csv).version, "fhir").bytes;
    EXPECT_EQ(only(site.submit(bundle)).outcome, DocumentOutcome::unchanged);
    const std::string xml = site.render(only(csv).version, "fhir-xml").bytes;
    EXPECT_EQ(only(site.submit(xml)).outcome, DocumentOutcome::unchanged);
    EXPECT_EQ(site.documents(), 1U);
}

TEST(DocumentOutcome, of_a_higher_revision_is_a_new_version_and_the_old_one_is_superseded) {
    Site site;
    const Receipt first = site.submit(admission("1"));
    const Receipt second = site.submit(admission("3"));
    EXPECT_EQ(only(second).outcome, DocumentOutcome::updated);
    EXPECT_EQ(only(second).version.number, 2U);
    const auto versions = site.versions(only(first).version.document);
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].status, VersionStatus::superseded);
    EXPECT_EQ(versions[1].status, VersionStatus::current);
    EXPECT_EQ(versions[1].revision, "3");
}

TEST(DocumentOutcome, of_a_lower_revision_is_a_conflict) {
    Site site;
    (void)site.submit(admission("3"));
    const Receipt receipt = site.submit(admission("2"));
    EXPECT_EQ(receipt.refusal, Refusal::conflict);
    EXPECT_EQ(first_error(receipt).message, message::conflict_older);
    EXPECT_EQ(first_error(receipt).args, (std::vector<std::string>{"2", "3"}));
}

TEST(DocumentOutcome, of_other_content_under_the_same_revision_is_a_conflict_that_names_both_hashes) {
    Site site;
    const Receipt first = site.submit(admission("1"));
    const Receipt receipt = site.submit(admission("1", "00-0000-1009"));
    EXPECT_EQ(receipt.refusal, Refusal::conflict);
    ASSERT_EQ(first_error(receipt).message, message::conflict_other_content);
    EXPECT_EQ(first_error(receipt).args[1], seal::to_hex(only(first).version.sha));
    EXPECT_EQ(first_error(receipt).args[2].size(), 64U);
    EXPECT_NE(first_error(receipt).args[1], first_error(receipt).args[2]);
    EXPECT_EQ(site.versions(only(first).version.document).size(), 1U);
}

TEST(DocumentOutcome, of_a_late_repetition_of_an_older_version_is_unchanged) {
    Site site;
    (void)site.submit(admission("1"));
    (void)site.submit(admission("2"));
    const Receipt late = site.submit(admission("1"));
    EXPECT_EQ(only(late).outcome, DocumentOutcome::unchanged);
    EXPECT_EQ(only(late).version.number, 1U);
}

TEST(DocumentOutcome, of_other_content_in_a_form_without_revisions_is_a_conflict_unless_it_replaces) {
    Site site;
    (void)site.submit(report("R-1"), "nurse");
    EXPECT_EQ(site.submit(report("R-1", "", "amended"), "nurse").refusal, Refusal::conflict);
    EXPECT_EQ(only(site.submit(report("R-1", "R-1", "amended"), "nurse")).outcome, DocumentOutcome::updated);
}

TEST(DocumentOutcome, of_what_replaces_another_document_is_its_next_version_over_a_whole_chain) {
    Site site;
    const Receipt first = site.submit(report("R-1"), "nurse");
    const Receipt second = site.submit(report("R-2", "R-1"), "nurse");
    const Receipt third = site.submit(report("R-3", "R-2"), "nurse");
    EXPECT_EQ(only(second).outcome, DocumentOutcome::updated);
    EXPECT_EQ(only(third).version.number, 3U);
    EXPECT_EQ(only(third).version.document, only(first).version.document);
    EXPECT_EQ(only(site.submit(report("R-2", "R-1"), "nurse")).outcome, DocumentOutcome::unchanged);
    EXPECT_EQ(site.documents(), 1U);
}

TEST(DocumentOutcome, of_what_replaces_an_unknown_document_is_created_with_a_warning) {
    Site site;
    const Receipt receipt = site.submit(report("R-2", "R-1"), "nurse");
    EXPECT_EQ(only(receipt).outcome, DocumentOutcome::created);
    EXPECT_TRUE(receipt.report.has(message::replaced_unknown));
}

TEST(DocumentOutcome, of_what_replaces_a_document_of_others_is_that_of_an_unknown_one) {
    Site site;
    const std::string of_nurse = only(site.submit(report("R-1"), "nurse")).version.document;
    const auto replacing = [&](const std::string& name, const std::string& id) {
        const std::string bytes = report(name);
        return site.submit(Submission{.bytes = bytes, .replaces = id}, "network");
    };
    const Receipt of_known = replacing("R-2", of_nurse);
    const Receipt of_unknown = replacing("R-3", "01890a5d-ac96-774b-bcce-b302099a8057");
    EXPECT_EQ(only(of_known).outcome, DocumentOutcome::created);
    EXPECT_EQ(recorded(of_known.report), recorded(of_unknown.report));
    EXPECT_TRUE(of_known.report.has(message::replaced_unknown));
}

TEST(DocumentOutcome, of_a_document_that_the_request_calls_the_next_version_of_another_is_updated) {
    Site site;
    const Receipt first = site.submit(report("R-1"), "nurse");
    const std::string bytes = report("R-9");
    const Receipt second =
        site.submit(Submission{.bytes = bytes, .replaces = only(first).version.document}, "nurse");
    EXPECT_EQ(only(second).outcome, DocumentOutcome::updated);
    EXPECT_EQ(only(second).version.document, only(first).version.document);
}

// The bundle of an admission as its sender takes it back.
std::string withdrawn_bundle(Site& site, const store::Version& version) {
    return replaced(site.render(version, "fhir").bytes,
                    "\"status\":\"final\",\"type\":{\"coding\":[{\"system\":\"https://renkei.example.jp/fhir/"
                    "CodeSystem/document-type\"",
                    "\"status\":\"entered-in-error\",\"type\":{\"coding\":[{\"system\":\"https://"
                    "renkei.example.jp/fhir/CodeSystem/document-type\"");
}

TEST(DocumentOutcome, of_a_document_entered_in_error_is_withdrawn_and_its_receivers_get_a_withdrawal) {
    Site site;
    const Receipt first = site.submit(admission());
    site.fetch("hospital");
    const std::string bundle = withdrawn_bundle(site, only(first).version);
    const Receipt receipt = site.submit(bundle);
    EXPECT_EQ(only(receipt).outcome, DocumentOutcome::withdrawn);
    const auto versions = site.versions(only(first).version.document);
    ASSERT_EQ(versions.size(), 3U); // the document, the one entered in error, the withdrawal
    EXPECT_EQ(versions.back().status, VersionStatus::withdrawn);
    const auto deliveries = site.deliveries("hospital");
    ASSERT_EQ(deliveries.size(), 2U);
    EXPECT_EQ(std::ranges::count(deliveries, store::DeliveryState::cancelled, &store::Delivery::state), 1);
    EXPECT_EQ(std::ranges::count(deliveries, store::DeliveryState::mailbox, &store::Delivery::state), 1);
    EXPECT_EQ(only(site.submit(bundle)).outcome, DocumentOutcome::unchanged);
}

TEST(DocumentOutcome, of_a_withdrawal_before_its_document_keeps_that_from_coming_in) {
    Site other;
    const std::string bundle = withdrawn_bundle(other, only(other.submit(admission())).version);
    Site site;
    EXPECT_EQ(only(site.submit(bundle)).outcome, DocumentOutcome::withdrawn);
    EXPECT_EQ(site.submit(admission("1", "00-0000-1009")).refusal, Refusal::conflict);
}

TEST(Withdrawal, is_a_version_and_cancels_what_waits) {
    Site site;
    const std::string id = only(site.submit(admission())).version.document;
    site.fetch("hospital");
    const Receipt receipt = site.intake().withdraw(id, site.caller("manager"));
    EXPECT_EQ(only(receipt).outcome, DocumentOutcome::withdrawn);
    EXPECT_EQ(only(receipt).version.number, 2U);
    EXPECT_EQ(site.versions(id).back().status, VersionStatus::withdrawn);
    const std::vector<store::Delivery> deliveries = site.deliveries("hospital");
    ASSERT_EQ(deliveries.size(), 2U);
    for (const store::Delivery& each : deliveries) {
        EXPECT_EQ(each.state,
                  each.version == 1 ? store::DeliveryState::cancelled : store::DeliveryState::mailbox);
    }
}

TEST(Withdrawal, of_an_undelivered_document_goes_to_no_peer) {
    Site site;
    const Receipt receipt = site.submit(report("R-1"), "nurse");
    ASSERT_EQ(site.deliveries("clinic").size(), 1U);
    EXPECT_EQ(only(site.intake().withdraw(only(receipt).version.document, site.caller("nurse"))).deliveries,
              0U)
        << "nor to the manager, who has not fetched it";
    ASSERT_EQ(site.deliveries("clinic").size(), 1U);
    EXPECT_EQ(site.deliveries("clinic").front().state, store::DeliveryState::cancelled);
}

TEST(Withdrawal, goes_to_receivers_of_the_document_whatever_they_called_it) {
    for (const std::string_view name : {"https://b.example/documents/7", ""}) {
        Site site;
        const std::string id = only(site.submit(admission())).version.document;
        store::Delivery given = site.deliveries("hospital").front();
        ASSERT_TRUE(site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            given.state = store::DeliveryState::delivered;
            given.remote_location = name;
            return transaction.update(given);
        }));
        const std::uint32_t recorded = 1;
        EXPECT_EQ(only(site.intake().withdraw(id, site.caller("manager"))).deliveries, recorded);
        const std::vector<store::Delivery> deliveries = site.deliveries("hospital");
        EXPECT_EQ(std::ranges::count_if(
                      deliveries,
                      [&](const store::Delivery& it) { return it.version == 2 && it.order == given.order; }),
                  std::ptrdiff_t{recorded});
    }
}

TEST(Withdrawal, goes_to_a_peer_that_a_cancelled_delivery_may_have_reached) {
    for (const std::uint32_t attempts : {0U, 1U}) {
        Site site;
        const std::string id = only(site.submit(admission())).version.document;
        store::Delivery given = site.deliveries("hospital").front();
        ASSERT_TRUE(site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            given.state = store::DeliveryState::cancelled;
            given.attempts = attempts;
            return transaction.update(given);
        }));
        EXPECT_EQ(only(site.intake().withdraw(id, site.caller("manager"))).deliveries, attempts);
    }
}

TEST(Withdrawal, goes_to_a_peer_that_a_dead_delivery_may_have_reached) {
    struct Row {
        std::uint32_t attempts;
        std::uint32_t certain_failures; // the peer was unreachable, or it refused
        std::uint32_t recorded;
    };
    for (const Row row : {Row{0, 0, 0}, Row{1, 1, 0}, Row{3, 3, 0}, Row{1, 0, 1}, Row{3, 2, 1}}) {
        Site site;
        const std::string id = only(site.submit(admission())).version.document;
        store::Delivery given = site.deliveries("hospital").front();
        ASSERT_TRUE(site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            given.state = store::DeliveryState::dead;
            given.attempts = row.attempts;
            given.certain_failures = row.certain_failures;
            return transaction.update(given);
        }));
        EXPECT_EQ(only(site.intake().withdraw(id, site.caller("manager"))).deliveries, row.recorded)
            << row.attempts << " " << row.certain_failures;
        const auto is_dead = [](const store::Delivery& it) {
            return it.version == 1 && it.state == store::DeliveryState::dead;
        };
        EXPECT_EQ(std::ranges::count_if(site.deliveries("hospital"), is_dead), 1) << "it stays what it was";
    }
}

TEST(Withdrawal, a_second_time_changes_nothing) {
    Site site;
    const std::string id = only(site.submit(admission())).version.document;
    (void)site.intake().withdraw(id, site.caller("manager"));
    const Receipt again = site.intake().withdraw(id, site.caller("manager"));
    EXPECT_EQ(only(again).outcome, DocumentOutcome::unchanged);
    EXPECT_TRUE(again.report.has(message::already_withdrawn));
    EXPECT_EQ(site.versions(id).size(), 2U);
}

TEST(Withdrawal, is_for_the_sender_and_shows_strangers_nothing) {
    Site site;
    const std::string id = only(site.submit(admission())).version.document;
    EXPECT_EQ(site.intake().withdraw(id, site.caller("hospital")).refusal, Refusal::forbidden);
    EXPECT_EQ(site.intake().withdraw(id, site.caller("stranger")).refusal, Refusal::not_found);
    EXPECT_EQ(site.intake().withdraw("00000000-0000-7000-8000-000000000000", site.caller("manager")).refusal,
              Refusal::not_found);
    EXPECT_EQ(site.intake().withdraw("no-id", site.caller("manager")).refusal, Refusal::not_found);
    EXPECT_EQ(site.versions(id).size(), 1U);
}

TEST(Withdrawal, of_an_older_version_than_the_newest_is_refused) {
    Site site;
    const std::string id = only(site.submit(admission("1"))).version.document;
    (void)site.submit(admission("2"));
    const std::vector<std::uint32_t> others{1, 3};
    const Receipt receipt = site.intake().withdraw(id, site.caller("manager"), others);
    EXPECT_EQ(receipt.refusal, Refusal::precondition_failed);
    EXPECT_EQ(first_error(receipt).message, message::store_conflict);
    const std::vector<std::uint32_t> known{1, 2};
    EXPECT_EQ(only(site.intake().withdraw(id, site.caller("manager"), known)).outcome,
              DocumentOutcome::withdrawn);
}

TEST(Withdrawal, is_followed_by_a_higher_revision_if_there_is_one) {
    Site site;
    const std::string id = only(site.submit(admission("1"))).version.document;
    (void)site.intake().withdraw(id, site.caller("manager"));
    EXPECT_EQ(site.submit(admission("1", "00-0000-1009")).refusal, Refusal::conflict);
    EXPECT_EQ(only(site.submit(admission("2"))).version.number, 3U);
}

} // namespace
} // namespace renkei::documents::outcomes_test
