// Receivers that the request names, for a document that names none: with the document, its corrections and
// its repetitions.
#include "generated/messages/documents.h"

#include "tests/documents/letters.h"

#include <algorithm>

namespace renkei::documents::requested_receivers_test {
namespace {

const policy::Identifier manager = policy::identifier_of({"office", "9970100013"});
const policy::Identifier hospital = policy::identifier_of({"office", "9910100016"});

Receipt send(Site& site, const std::string& bytes, std::vector<policy::Identifier> receivers,
             std::string_view peer = "ward") {
    Receipt out = site.submit(Submission{.bytes = bytes, .receivers = std::move(receivers)}, peer);
    EXPECT_TAKEN(out);
    return out;
}

policy::Access access_of(Site& site, const store::Version& version) {
    return must(site.store().read_value<policy::Access>(
        [&](const store::Snapshot& snapshot) { return snapshot.access(version.document, version.number); }));
}

std::vector<store::DeliveryState> states(const Site& site, const std::string& peer) {
    std::vector<store::DeliveryState> out;
    for (const store::Delivery& each : site.deliveries(peer)) {
        if (!each.withdraws) {
            out.push_back(each.state);
        }
    }
    return out;
}

TEST(RequestedReceivers, get_a_document_that_names_none) {
    Site site({}, peers_with_ward());
    const Receipt taken = send(site, summary("1.0", "a"), {manager});
    EXPECT_EQ(taken.documents.front().deliveries, 1U);
    EXPECT_FALSE(taken.report.has(message::receiver_missing));
    const policy::Access access = access_of(site, taken.documents.front().version);
    EXPECT_EQ(access.receivers, std::vector{manager});
    EXPECT_TRUE(access.receivers_by_request);
    EXPECT_EQ(policy::may_read(site.peer("manager"), {.newest = 1, .versions = {{1, access}}}, 1),
              policy::VersionAccess::shown);
}

TEST(RequestedReceivers, get_the_correction_that_names_none) {
    Site site({}, peers_with_ward());
    (void)send(site, summary("1.0", "a"), {manager});
    const Receipt corrected = send(site, summary("1.1", "b"), {});
    EXPECT_EQ(corrected.documents.front().deliveries, 1U);
    const Receipt again = send(site, summary("1.2", "c"), {});
    EXPECT_EQ(access_of(site, again.documents.front().version).receivers, std::vector{manager})
        << "and the next one";
    EXPECT_EQ(states(site, "manager").size(), 3U);
}

TEST(RequestedReceivers, of_another_peers_request_get_no_correction) {
    Site site({}, peers_with_ward());
    (void)send(site, summary("1.0", "a"), {manager}, "network");
    const Receipt corrected = send(site, summary("1.1", "b"), {});
    EXPECT_TRUE(corrected.report.has(message::receiver_missing));
    EXPECT_TRUE(access_of(site, corrected.documents.front().version).receivers.empty());
}

TEST(RequestedReceivers, are_replaced_by_those_of_a_correction) {
    Site site({}, peers_with_ward());
    (void)send(site, summary("1.0", "a"), {manager});
    const Receipt corrected = send(site, summary("1.1", "b"), {hospital});
    EXPECT_EQ(access_of(site, corrected.documents.front().version).receivers, std::vector{hospital});
    EXPECT_EQ(states(site, "hospital").size(), 1U);
    EXPECT_EQ(states(site, "manager"), std::vector{store::DeliveryState::cancelled});
}

TEST(RequestedReceivers, stay_with_a_repetition_that_names_none_or_others) {
    Site site({}, peers_with_ward());
    (void)send(site, summary("1.0", "a"), {manager});
    const Receipt none = send(site, summary("1.0", "a"), {});
    EXPECT_EQ(none.documents.front().outcome, DocumentOutcome::unchanged);
    EXPECT_FALSE(none.report.has(message::receiver_not_used));
    const Receipt other = send(site, summary("1.0", "a"), {hospital});
    EXPECT_EQ(other.documents.front().outcome, DocumentOutcome::unchanged);
    EXPECT_TRUE(other.report.has(message::receiver_not_used)) << "it is reported";
    EXPECT_NE(recorded(other.report).find("9910100016"), std::string::npos);
    EXPECT_EQ(recorded(other.report).find("9970100013"), std::string::npos)
        << "but not who has it: " << recorded(other.report);
    EXPECT_EQ(access_of(site, other.documents.front().version).receivers, std::vector{manager});
    EXPECT_TRUE(states(site, "hospital").empty());
}

TEST(RequestedReceivers, are_not_those_of_the_document_after_its_withdrawal) {
    Site site({}, peers_with_ward());
    const std::string id = send(site, summary("1.0", "a"), {manager}).documents.front().version.document;
    EXPECT_TAKEN(site.intake().withdraw(id, site.caller("ward")));
    const Receipt next = send(site, summary("1.1", "b"), {});
    EXPECT_TRUE(next.report.has(message::receiver_missing)) << "they may be why it was withdrawn";
    EXPECT_TRUE(access_of(site, next.documents.front().version).receivers.empty());
}

TEST(RequestedReceivers, do_not_count_where_the_document_names_its_own) {
    Site site({}, peers_with_ward());
    const policy::Identifier stranger = policy::identifier_of({"office", "9970199999"});
    const Receipt taken = send(site, file("admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV"),
                               {stranger}, "manager");
    EXPECT_TRUE(taken.report.has(message::receiver_not_used));
    const policy::Access access = access_of(site, taken.documents.front().version);
    EXPECT_EQ(std::ranges::count(access.receivers, stranger), 0);
    EXPECT_FALSE(access.receivers_by_request);
}

TEST(RequestedReceivers, belong_to_what_an_idempotency_key_stands_for) {
    Site site({}, peers_with_ward());
    const std::string document = summary("1.0", "a");
    const auto under_key = [&](std::vector<policy::Identifier> receivers) {
        return site.submit(
            Submission{.bytes = document, .idempotency_key = "k", .receivers = std::move(receivers)}, "ward");
    };
    EXPECT_TAKEN(under_key({manager}));
    EXPECT_TRUE(under_key({manager}).replayed);
    EXPECT_EQ(under_key({hospital}).refusal, Refusal::key_reused);
}

} // namespace
} // namespace renkei::documents::requested_receivers_test
