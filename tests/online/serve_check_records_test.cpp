// What renkei serve --check says of what stands in the store: records about persons, and whom the hub would
// close out.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/core/diag/message.h"
#include "gateway/network/store/rows/uuid7.h"

#include "tests/online/pilot_store.h"
#include "tests/support/must.h"
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace renkei::online::serve_check_records_test {
namespace {

TEST(CheckOfStore, names_records_about_persons_that_do_not_open) {
    const Pilot pilot;
    const std::string person = "insurer:990010|0000000001";
    const std::vector<std::vector<std::string>> entered{{"consent", "give", person},
                                                        {"registration", "add", person, "--office",
                                                         "office:9970100013", "--service-type", "43",
                                                         "--method", "card", "--user", "suzuki"},
                                                        {"person", "set", person, "--hidden", "history"}};
    for (const std::vector<std::string>& words : entered) {
        const CommandResult result = pilot(words);
        ASSERT_LE(result.code, 1) << result;
    }
    EXPECT_FALSE(pilot({"serve", "--check"}).prints("record-damaged"));
    for (const std::string kind : {"consent", "registration", "person_state"}) {
        change_store(pilot, "UPDATE person_record SET entry = x'00' || entry WHERE kind = '" + kind + "'");
        const CommandResult checked = pilot({"serve", "--check"});
        EXPECT_EQ(checked.code, 1) << checked;
        EXPECT_TRUE(checked.prints("warning[record-damaged]")) << checked;
        EXPECT_TRUE(checked.prints(
            "of a person (" + std::string(diag::words_for("record", kind, diag::Language::english)) + ")"))
            << checked;
    }
    EXPECT_FALSE(pilot({"serve", "--check"}).prints("records-damaged")) << "each is named";
    for (int i = 2; i < 22; ++i) {
        ASSERT_EQ(pilot({"consent", "give", fmt::format("insurer:990010|{:010}", i)}).code, 0);
    }
    change_store(pilot, "UPDATE person_record SET entry = x'00' || entry WHERE kind = 'consent'");
    EXPECT_TRUE(pilot({"serve", "--check"}).prints("warning[records-damaged]"));
    EXPECT_TRUE(pilot({"serve", "--check"}).prints(": 23"));
}

// By peer and form, while the hub is off.
TEST(CheckOfStore, says_which_receivers_the_hub_would_close_out) {
    const Pilot pilot;
    {
        const std::unique_ptr<Installation> installation =
            installation_of(pilot.file("renkei.yaml"), Language::english).value();
        store::Store& store = installation->store();
        const auto peers = test::must(
            store.read_value<policy::PeerList>([](const store::Snapshot& it) { return it.peers(); }));
        const auto hospital = std::ranges::find(peers, "hospital", &policy::Peer::id);
        ASSERT_NE(hospital, peers.end());
        for (const std::string form : {"opinion", "insured_card", "insured_card", "admission"}) {
            store::NewVersion added;
            added.key = {seal::sha256("sender"), seal::sha256(store::new_uuid7(0))};
            added.version.form = form;
            added.version.media_type = "application/json";
            added.version.submitter = "care-office";
            added.content = test::must(store.prepare("title", {{store::BodyKind::original, "{}"}}));
            added.parties.receivers = policy::identifiers_of(hospital->numbers);
            added.parties.persons = {seal::sha256("person")};
            added.parties.insured = {{seal::sha256("person"), "990010"}};
            test::must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
                return transaction.add(added, 0).map([](const store::Version&) {});
            }));
        }
    }
    EXPECT_FALSE(pilot({"serve", "--check"}).prints("sharing-closes-receiver")) << "no insurer has started";
    ASSERT_EQ(pilot({"insurer", "set", "990010", "--state", "live", "--live-from", "2199-04-01"}).code, 0);
    const CommandResult checked = pilot({"serve", "--check"});
    EXPECT_EQ(checked.code, 0) << checked;
    EXPECT_TRUE(checked.prints("warning[sharing-closes-receiver]")) << checked;
    EXPECT_TRUE(checked.prints("the peer hospital can read no more 3 documents")) << checked;
    EXPECT_TRUE(checked.prints("(insured_card: 2, opinion: 1)")) << checked;
    EXPECT_FALSE(checked.prints("the peer care-office")) << checked << "it sent them";
    std::ofstream(pilot.file("renkei.yaml"), std::ios::app) << "sharing: {enabled: true}\n";
    EXPECT_FALSE(pilot({"serve", "--check"}).prints("sharing-closes-receiver"));
}

} // namespace
} // namespace renkei::online::serve_check_records_test
