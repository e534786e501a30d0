// Several documents at once, the same request twice, many at the same time.
#include "generated/messages/documents.h"

#include "tests/documents/inputs.h"
#include "tests/support/held_writer.h"

#include <algorithm>
#include <set>
#include <thread>

namespace renkei::documents::batch_test {
namespace {

TEST(File, of_two_documents_is_taken_whole_each_with_its_own_bytes) {
    Site site;
    const std::string one = admission_named("A-1");
    const std::string two = admission_named("A-2");
    const Receipt receipt = site.submit(one + two);
    EXPECT_TAKEN(receipt);
    ASSERT_EQ(receipt.documents.size(), 2U);
    EXPECT_EQ(site.render(receipt.documents[0].version, "original").bytes, one);
    EXPECT_EQ(site.render(receipt.documents[1].version, "original").bytes, two);
    EXPECT_EQ(site.submit(two).documents.front().outcome, DocumentOutcome::unchanged);
}

TEST(File, of_bundles_one_a_line_is_taken_whole) {
    Site site;
    const std::string bytes = file("admission/two-documents.bundle.ndjson");
    const Receipt receipt = site.submit(bytes, "network");
    EXPECT_TAKEN(receipt);
    ASSERT_EQ(receipt.documents.size(), 2U);
    const std::string first = site.render(receipt.documents[0].version, "original").bytes;
    EXPECT_EQ(first, bytes.substr(0, bytes.find('\n')));
}

TEST(File, with_one_bad_document_leaves_nothing) {
    Site site;
    const std::string bad = replaced(admission_named("A-2"), "NYUIN,202404", "NYUIN,202404,1,1");
    const Receipt receipt = site.submit(admission_named("A-1") + bad);
    EXPECT_NE(receipt.refusal, Refusal::none);
    EXPECT_EQ(site.documents(), 0U);
    EXPECT_TRUE(site.deliveries("hospital").empty());
}

TEST(File, with_one_document_in_conflict_leaves_nothing) {
    Site site;
    EXPECT_TAKEN(site.submit(admission("1")));
    const Receipt receipt = site.submit(admission_named("A-1") + admission("1", "00-0000-1009"));
    EXPECT_EQ(receipt.refusal, Refusal::conflict);
    EXPECT_TRUE(receipt.documents.empty());
    EXPECT_EQ(site.documents(), 1U);
}

TEST(File, with_one_document_twice_is_in_conflict_with_itself) {
    Site site;
    const Receipt receipt = site.submit(admission("1") + admission("1", "00-0000-1009"));
    EXPECT_EQ(receipt.refusal, Refusal::conflict);
    EXPECT_TRUE(receipt.report.has(message::conflict_within));
    EXPECT_EQ(site.documents(), 0U);
}

TEST(File, with_two_revisions_of_a_document_has_two_versions_of_it) {
    Site site;
    const Receipt receipt = site.submit(admission("1") + admission("2"));
    EXPECT_TAKEN(receipt);
    ASSERT_EQ(receipt.documents.size(), 2U);
    EXPECT_EQ(receipt.documents[1].outcome, DocumentOutcome::updated);
    EXPECT_EQ(site.documents(), 1U);
}

TEST(Repeated, request_gets_the_first_answer) {
    Site site;
    const std::string bytes = report("R-2", "R-1");
    const Submission submission{.bytes = bytes, .idempotency_key = "key-1"};
    const Receipt first = site.submit(submission, "nurse");
    EXPECT_TAKEN(first);
    EXPECT_FALSE(first.replayed);
    const Receipt again = site.submit(submission, "nurse");
    EXPECT_TAKEN(again);
    EXPECT_TRUE(again.replayed);
    ASSERT_EQ(again.documents.size(), 1U);
    EXPECT_EQ(again.documents[0].outcome, DocumentOutcome::created); // not "unchanged"
    EXPECT_EQ(again.documents[0].version.document, first.documents[0].version.document);
    EXPECT_EQ(again.documents[0].version.sha, first.documents[0].version.sha);
    EXPECT_EQ(again.documents[0].deliveries, first.documents[0].deliveries);
    EXPECT_EQ(recorded(again.report), recorded(first.report));
    EXPECT_EQ(site.events().size(), 2U);
}

TEST(Repeated, key_with_another_body_is_refused) {
    Site site;
    const std::string one = admission_named("A-1");
    const std::string two = admission_named("A-2");
    EXPECT_TAKEN(site.submit(Submission{.bytes = one, .idempotency_key = "key-1"}));
    const Receipt receipt = site.submit(Submission{.bytes = two, .idempotency_key = "key-1"});
    EXPECT_EQ(receipt.refusal, Refusal::key_reused);
    EXPECT_EQ(site.documents(), 1U);
}

TEST(Repeated, key_of_another_peer_or_of_yesterday_is_another_key) {
    Site site;
    const std::string one = admission_named("A-1");
    const std::string two = report("R-1");
    EXPECT_TAKEN(site.submit(Submission{.bytes = one, .idempotency_key = "key-1"}));
    EXPECT_TAKEN(site.submit(Submission{.bytes = two, .idempotency_key = "key-1"}, "nurse"));
    site.clock.pass(24LL * 60 * 60 * 1000 + 1);
    const std::string three = admission_named("A-3");
    EXPECT_TAKEN(site.submit(Submission{.bytes = three, .idempotency_key = "key-1"}));
}

TEST(Repeated, request_that_was_refused_is_processed_again) {
    Site site;
    const std::string bytes = admission("2");
    EXPECT_TAKEN(site.submit(admission("3")));
    EXPECT_EQ(site.submit(Submission{.bytes = bytes, .idempotency_key = "key-1"}).refusal, Refusal::conflict);
    EXPECT_EQ(site.submit(Submission{.bytes = bytes, .idempotency_key = "key-1"}).refusal, Refusal::conflict);
}

constexpr int threads_count = 8;

TEST(SubmissionBatch, releases_its_worker_before_it_waits_for_the_commit) {
    Site site;
    WorkerPool pool(loaded(), 1);
    test::HeldWriter writer(site.store());
    const std::string bytes = admission();
    auto worker = pool.acquire(std::chrono::milliseconds(0));
    Receipt receipt;
    std::thread sender([&] {
        receipt = site.intake().submit(*std::move(worker), Submission{.bytes = bytes}, site.caller());
    });
    EXPECT_TRUE(pool.acquire(std::chrono::seconds(20)));
    writer.let_go();
    sender.join();
    EXPECT_TAKEN(receipt);
}

// Runs the same in many threads, each with a worker of its own.
template <class Run>
void at_once(const Run& run) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < threads_count; ++i) {
        threads.emplace_back([&run, i] {
            ConversionWorker worker(loaded());
            run(worker, i);
        });
    }
}

TEST(Many, callers_that_send_the_same_document_create_it_once) {
    Site site;
    const std::string bytes = admission();
    std::array<DocumentOutcome, threads_count> outcomes{};
    at_once([&](ConversionWorker& worker, int i) {
        const Receipt receipt = site.intake().submit(worker, Submission{.bytes = bytes}, site.caller());
        EXPECT_TAKEN(receipt);
        outcomes[static_cast<std::size_t>(i)] = receipt.documents.front().outcome;
    });
    EXPECT_EQ(std::ranges::count(outcomes, DocumentOutcome::created), 1);
    EXPECT_EQ(std::ranges::count(outcomes, DocumentOutcome::unchanged), threads_count - 1);
    EXPECT_EQ(site.deliveries("hospital").size(), 1U);
}

TEST(Many, with_one_idempotency_key_get_one_answer) {
    Site site;
    const std::string bytes = admission();
    std::array<Receipt, threads_count> receipts{};
    at_once([&](ConversionWorker& worker, int i) {
        receipts[static_cast<std::size_t>(i)] = site.intake().submit(
            worker, Submission{.bytes = bytes, .idempotency_key = "key-1"}, site.caller());
    });
    EXPECT_EQ(std::ranges::count(receipts, false, &Receipt::replayed), 1);
    for (const Receipt& receipt : receipts) {
        EXPECT_TAKEN(receipt);
        EXPECT_EQ(receipt.documents.front().outcome, DocumentOutcome::created);
    }
}

TEST(Many, revisions_at_once_leave_the_highest_as_the_newest) {
    Site site;
    std::string id;
    at_once([&](ConversionWorker& worker, int i) {
        const std::string bytes = admission(std::to_string(i + 1));
        const Receipt receipt = site.intake().submit(worker, Submission{.bytes = bytes}, site.caller());
        EXPECT_TRUE(receipt.refusal == Refusal::none || receipt.refusal == Refusal::conflict);
    });
    EXPECT_EQ(site.documents(), 1U);
    const Receipt last = site.submit(admission(std::to_string(threads_count)));
    EXPECT_TAKEN(last);
    EXPECT_EQ(site.versions(last.documents[0].version.document).back().revision,
              std::to_string(threads_count));
}

// ---------------------------------------------------------------- attachments
Attachment letter(std::string_view bytes, const std::string& document) {
    ExtractedMetadata metadata;
    metadata.senders = {policy::identifier_of({"office", "9970100013"})};
    metadata.receivers = {policy::identifier_of({"office", "9910100016"})};
    metadata.persons = {base::Personal(PersonNumber{{"urn:patients", "1"}, {}})};
    metadata.title = "手紙";
    return {.bytes = bytes,
            .media_type = "application/pdf",
            .sender = "9970100013",
            .document = document,
            .metadata = metadata,
            .interaction = "ITI-65"};
}

TEST(Attachment, is_kept_as_it_is_and_delivered) {
    Site site;
    const Receipt receipt = site.intake().submit(
        site.worker(), SubmissionBatch{.attachments = {letter("%PDF-1.7 ...", "L-1")}}, site.caller());
    EXPECT_TAKEN(receipt);
    const store::Version& version = receipt.documents.front().version;
    EXPECT_TRUE(version.form.empty());
    EXPECT_FALSE(version.has_fhir);
    EXPECT_EQ(site.render(version, "original").bytes, "%PDF-1.7 ...");
    EXPECT_EQ(site.deliveries("hospital").size(), 1U);
    EXPECT_NE(site.events().back().find("ITI-65"), std::string::npos);
}

TEST(Attachment, of_a_type_or_a_sender_that_is_not_allowed_is_refused) {
    Site site;
    Attachment picture = letter("...", "L-1");
    picture.media_type = "image/png";
    EXPECT_EQ(
        site.intake().submit(site.worker(), SubmissionBatch{.attachments = {picture}}, site.caller()).refusal,
        Refusal::forbidden);
    EXPECT_EQ(site.intake()
                  .submit(site.worker(), SubmissionBatch{.attachments = {letter("...", "L-1")}},
                          site.caller("stranger"))
                  .refusal,
              Refusal::forbidden);
    EXPECT_EQ(site.documents(), 0U);
}

TEST(SubmissionBatch, of_a_document_and_an_attachment_is_stored_together_or_not_at_all) {
    Site site;
    const std::string bytes = admission();
    const std::string bad = file("admission/broken-code.csv");
    EXPECT_NE(
        site.intake()
            .submit(site.worker(), SubmissionBatch{{{.bytes = bad}}, {letter("...", "L-1")}}, site.caller())
            .refusal,
        Refusal::none);
    EXPECT_EQ(site.documents(), 0U);
    const Receipt receipt = site.intake().submit(
        site.worker(), SubmissionBatch{{{.bytes = bytes}}, {letter("...", "L-1")}}, site.caller());
    EXPECT_TAKEN(receipt);
    ASSERT_EQ(receipt.documents.size(), 2U);
    EXPECT_EQ(receipt.documents[0].part, 0U);
    EXPECT_EQ(receipt.documents[1].part, 1U);
}

// ---------------------------------------------------------------- deliveries and audit
TEST(Deliveries, go_to_the_receivers_that_are_peers_with_a_delivery_method) {
    Site site;
    const Receipt receipt = site.submit(report("R-1"), "nurse");
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.front().deliveries, 2U);
    ASSERT_EQ(site.deliveries("manager").size(), 1U);
    EXPECT_EQ(site.deliveries("manager").front().state, store::DeliveryState::mailbox);
    ASSERT_EQ(site.deliveries("clinic").size(), 1U);
    EXPECT_EQ(site.deliveries("clinic").front().state, store::DeliveryState::waiting);
    EXPECT_TRUE(site.deliveries("stranger").empty());
    EXPECT_TRUE(site.deliveries("gone").empty());
}

TEST(Deliveries, do_not_go_back_to_the_submitter) {
    auto peers = usual_peers();
    for (policy::Peer& peer : peers) {
        peer.role = policy::Role::network;
    }
    Site site({}, peers);
    const Receipt receipt = site.submit(admission(), "hospital"); // named as the receiver
    EXPECT_TAKEN(receipt);
    EXPECT_TRUE(site.deliveries("hospital").empty());
}

TEST(Deliveries, of_one_person_and_form_share_one_order_and_others_do_not) {
    Site site;
    (void)site.submit(admission("1"));
    (void)site.submit(admission("2"));
    (void)site.submit(replaced(admission_named("A-9"), "0000001016", "0000001024"));
    const auto deliveries = site.deliveries("hospital");
    ASSERT_EQ(deliveries.size(), 3U);
    std::set<store::Hash> orders;
    std::set<std::string> ids;
    for (const store::Delivery& each : deliveries) {
        orders.insert(each.order);
        ids.insert(each.id);
    }
    EXPECT_EQ(orders.size(), 2U);
    EXPECT_EQ(ids.size(), 3U);
}

TEST(Audit, records_the_outcome_of_every_document_and_nothing_about_persons) {
    Site site;
    (void)site.submit(admission_named("A-1") + admission_named("A-2"));
    (void)site.submit(admission_named("A-1"));
    const auto events = site.events();
    ASSERT_EQ(events.size(), 3U);
    for (const std::string& event : events) {
        for (const std::string_view secret : {"連携", "0000001016", "A-1", "レンケイ"}) {
            EXPECT_EQ(event.find(secret), std::string::npos) << event;
        }
    }
}

} // namespace
} // namespace renkei::documents::batch_test
