// A stored document does not open any more; then it comes again.
#include "gateway/network/store/scrub.h"
#include "generated/messages/documents.h"

#include "tests/documents/inputs.h"
#include "tests/support/damage.h"

namespace renkei::documents::restored_test {
namespace {

using test::damage;

const StoredDocument& only(const Receipt& receipt) {
    EXPECT_TAKEN(receipt);
    EXPECT_EQ(receipt.documents.size(), 1U);
    return receipt.documents.front();
}

bool is_whole(Site& site, const store::Version& version) {
    return !must(store::damage_of(site.store(), version.document, version.number));
}

std::string original(Site& site, const std::string& document, std::size_t version = 0) {
    return site.render(site.versions(document).at(version), "original").bytes;
}

TEST(RestoredDocument, is_whole_again_when_its_sender_sends_it_again) {
    Site site;
    const store::Version version = only(site.submit(admission())).version;
    damage(site.store(), version.document);
    ASSERT_FALSE(is_whole(site, version));
    const Receipt again = site.submit(admission());
    EXPECT_EQ(only(again).outcome, DocumentOutcome::unchanged);
    EXPECT_EQ(only(again).version.document, version.document);
    EXPECT_EQ(only(again).deliveries, 0U) << "nothing is delivered again";
    EXPECT_TRUE(again.report.has(message::document_restored));
    EXPECT_TRUE(is_whole(site, version));
    EXPECT_EQ(original(site, version.document), admission());
    EXPECT_EQ(site.versions(version.document).size(), 1U);
    EXPECT_FALSE(site.submit(admission()).report.has(message::document_restored)) << "it is whole";
}

TEST(RestoredDocument, has_its_title_again) {
    Site site;
    const store::Version version = only(site.submit(admission())).version;
    const std::string title = site.versions(version.document).at(0).title;
    ASSERT_FALSE(title.empty());
    damage(site.store(), version.document, 1, test::Damaged::title);
    EXPECT_TRUE(site.versions(version.document).at(0).is_damaged);
    EXPECT_TRUE(site.submit(admission()).report.has(message::document_restored));
    EXPECT_EQ(site.versions(version.document).at(0).title, title);
}

TEST(RestoredDocument, is_restored_by_the_same_request_too) {
    Site site;
    Submission submission{.bytes = {}, .media_type = "text/csv", .idempotency_key = "key-1"};
    const std::string bytes = admission();
    submission.bytes = bytes;
    const store::Version version = only(site.submit(submission)).version;
    EXPECT_TRUE(site.submit(submission).replayed);
    damage(site.store(), version.document);
    const Receipt again = site.submit(submission);
    EXPECT_FALSE(again.replayed) << "what it brought was needed";
    EXPECT_EQ(only(again).outcome, DocumentOutcome::unchanged);
    EXPECT_TRUE(again.report.has(message::document_restored));
    EXPECT_TRUE(is_whole(site, version));
    EXPECT_TRUE(site.submit(submission).replayed) << "the first answer is still there";
}

TEST(RestoredDocument, is_processed_again_if_the_kept_answer_does_not_open) {
    Site site;
    Submission submission{.bytes = {}, .media_type = "text/csv", .idempotency_key = "key-1"};
    const std::string bytes = admission();
    submission.bytes = bytes;
    const store::Version version = only(site.submit(submission)).version;
    must(site.store().write([](store::Transaction& it) {
        return it.session().sql.send("UPDATE answer SET answer = $1",
                                     {store::Bytes{"nonsense that does not open"}});
    }));
    const Receipt again = site.submit(submission);
    EXPECT_FALSE(again.replayed);
    EXPECT_EQ(only(again).version.document, version.document);
    EXPECT_EQ(only(again).outcome, DocumentOutcome::unchanged);
    EXPECT_TRUE(site.submit(submission).replayed) << "the new answer took its place";
    Submission other = submission;
    other.media_type = "application/json";
    EXPECT_EQ(site.submit(other).refusal, Refusal::key_reused);
}

TEST(RestoredDocument, may_come_in_another_syntax) {
    Site site;
    const store::Version version = only(site.submit(admission())).version;
    const std::string bundle = site.render(site.versions(version.document).at(0), "fhir").bytes;
    damage(site.store(), version.document);
    EXPECT_TRUE(site.submit(bundle).report.has(message::document_restored));
    EXPECT_TRUE(is_whole(site, version));
    EXPECT_EQ(site.render(site.versions(version.document).at(0), "csv").bytes, admission());
}

TEST(RestoredDocument, may_be_an_older_version) {
    Site site;
    const store::Version first = only(site.submit(admission("1"))).version;
    only(site.submit(admission("2", "03-0000-0000")));
    damage(site.store(), first.document, 1);
    EXPECT_TRUE(site.submit(admission("1")).report.has(message::document_restored));
    EXPECT_TRUE(is_whole(site, first));
    EXPECT_EQ(site.versions(first.document).size(), 2U);
}

TEST(RestoredDocument, is_restored_by_its_sender_alone) {
    Site site;
    const store::Version version = only(site.submit(admission())).version;
    damage(site.store(), version.document);
    EXPECT_NE(site.submit(admission(), "hospital").refusal, Refusal::none);
    EXPECT_FALSE(is_whole(site, version));
}

// It may bring the same record with other bytes around it.
TEST(RestoredDocument, is_not_restored_by_another_who_passes_it_on) {
    Site site;
    const store::Version version = only(site.submit(admission())).version;
    const std::string bundle = site.render(site.versions(version.document).at(0), "fhir").bytes;
    damage(site.store(), version.document);
    for (const std::string& bytes : {admission(), bundle}) {
        const Receipt passed_on = site.submit(bytes, "network");
        EXPECT_EQ(only(passed_on).outcome, DocumentOutcome::unchanged);
        EXPECT_FALSE(passed_on.report.has(message::document_restored));
        EXPECT_FALSE(is_whole(site, version));
    }
}

TEST(RestoredDocument, leaves_an_event_that_names_it) {
    Site site;
    const store::Version version = only(site.submit(admission())).version;
    damage(site.store(), version.document);
    site.submit(admission());
    EXPECT_NE(site.events().back().find("restore-damaged"), std::string::npos) << site.events().back();
}

TEST(DamagedVersion, stands_in_the_way_of_no_correction) {
    Site site;
    const store::Version version = only(site.submit(admission("1"))).version;
    damage(site.store(), version.document);
    damage(site.store(), version.document, 1, test::Damaged::title);
    EXPECT_EQ(only(site.submit(admission("2", "03-0000-0000"))).outcome, DocumentOutcome::updated);
    EXPECT_EQ(only(site.intake().withdraw(version.document, site.caller())).outcome,
              DocumentOutcome::withdrawn);
}

} // namespace
} // namespace renkei::documents::restored_test
