// With real forms: what a peer is given, and what a drop folder's files become.
#include "gateway/core/text/cp932.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/folders/folder_intake.h"
#include "gateway/network/transports/render_message.h"
#include "generated/messages/documents.h"
#include "generated/messages/exchange.h"
#include "generated/messages/server.h"

#include "tests/outbox/outbox_kit.h"
#include "tests/support/cp932.h"
#include <nlohmann/json.hpp>

namespace renkei::transports::documents_test {
namespace {

using folders::disabled_reason;
using folders::submit_as;
using folders::WatchedFolder;
using outbox::MessageBuilder;
using outbox::must;
using outbox::OutboundMessage;
using outbox::StoreFixture;
using test::put;
using test::TemporaryFolder;

using policy::DeliveryMethod;

std::shared_ptr<const documents::LoadedDefinitions> loaded_definitions() {
    static const auto shared = [] {
        ::setenv("RENKEI_DATA", RENKEI_BINARY "/share", 0);
        diag::Report report;
        return std::make_shared<const documents::LoadedDefinitions>(documents::LoadedDefinitions{
            std::make_shared<const catalogue::Catalogue>(
                must(catalogue::Catalogue::open_file(fs::path(RENKEI_BINARY) / "share/mappings.cache"))),
            std::make_shared<const service::Definitions>(must(service::Definitions::open({}, report)))});
    }();
    return shared;
}

std::string fixture(const std::string& name) { return must(base::read_file(fs::path(RENKEI_KIT) / name)); }

std::string admission() { return fixture("admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV"); }

std::string in_utf8(const std::string& cp932) {
    std::string out;
    std::vector<text::DecodeNote> notes;
    text::decode_cp932(cp932, out, notes);
    return out;
}

// The sender of the fixtures, and their receiver.
const policy::Peer manager{
    .id = "manager", .role = policy::Role::care_manager, .numbers = {{"office", "9970100013"}}};
policy::Peer hospital(DeliveryMethod delivery_method, const std::string& syntax) {
    return {.id = "hospital",
            .role = policy::Role::hospital,
            .numbers = {{"office", "9910100016"}},
            .delivery_method = delivery_method,
            .syntax = syntax};
}

// A gateway's documents without its server.
struct House {
    explicit House(policy::Peer receiver = hospital(DeliveryMethod::gateway, ""))
        : peers{manager, std::move(receiver)} {}
    std::shared_ptr<const std::vector<policy::Peer>> all() const {
        return std::make_shared<const std::vector<policy::Peer>>(peers);
    }

    store::Version take(const std::string& bytes) {
        const auto worker = pool.acquire(std::chrono::seconds(10));
        const documents::Receipt receipt =
            intake.submit(**worker, documents::Submission{.bytes = bytes}, {.peer = &peers[0]});
        EXPECT_EQ(receipt.refusal, documents::Refusal::none);
        return receipt.documents.at(0).version;
    }
    diag::Result<OutboundMessage> pack(const store::Version& version) {
        TRY(const MessageBuilder packing, take_out(version, std::chrono::seconds(10)));
        return packing();
    }
    diag::Result<MessageBuilder> take_out(const store::Version& version, std::chrono::milliseconds max_wait) {
        return store->read_value<MessageBuilder>([&](const store::Snapshot& snapshot) {
            return render_messages(pool, max_wait)(snapshot, version, peers[1]);
        });
    }
    std::vector<store::Delivery> deliveries() const {
        return must(store->read_value<std::vector<store::Delivery>>(
            [](const store::Snapshot& snapshot) { return snapshot.deliveries({}); }));
    }

    StoreFixture site{};
    std::unique_ptr<store::Store> store = site.open();
    std::vector<policy::Peer> peers;
    documents::WorkerPool pool{loaded_definitions(), 1};
    documents::Intake intake{*store, [this] { return all(); }, {}};
};

TEST(RenderedMessages, are_as_they_came_for_a_peer_that_wants_nothing_else) {
    House house(hospital(DeliveryMethod::gateway, ""));
    const std::string csv = admission();
    const OutboundMessage message = must(house.pack(house.take(csv)));
    EXPECT_EQ(message.bytes, csv);
    EXPECT_TRUE(message.media_type.starts_with("text/csv")) << message.media_type;
}

TEST(RenderedMessages, are_fhir_for_a_peer_that_wants_fhir) {
    House house(hospital(DeliveryMethod::gateway, "fhir"));
    const OutboundMessage message = must(house.pack(house.take(admission())));
    EXPECT_EQ(message.media_type, "application/fhir+json");
    EXPECT_EQ(nlohmann::json::parse(message.bytes).at("resourceType"), "Bundle");
}

TEST(RenderedMessages, have_the_file_name_of_their_form_for_a_peer_that_takes_files) {
    House house(hospital(DeliveryMethod::folder, "csv"));
    const OutboundMessage message = must(house.pack(house.take(admission())));
    EXPECT_TRUE(message.file_name.ends_with(".CSV")) << message.file_name;
    EXPECT_NE(message.file_name.find("_9970100013_"), std::string::npos) << message.file_name;
    EXPECT_NE(message.file_name.find("_9910100016_"), std::string::npos) << message.file_name;
}

TEST(RenderedMessages, are_in_the_ministrys_encoding_however_the_file_came) {
    House house(hospital(DeliveryMethod::folder, "csv"));
    const store::Version version = house.take(in_utf8(admission()));
    EXPECT_EQ(must(house.pack(version)).bytes, admission());
}

TEST(RenderedMessages, are_in_the_characters_that_the_peer_has) {
    for (const char* const syntax : {"", "csv"}) {
        policy::Peer peer = hospital(DeliveryMethod::folder, syntax);
        peer.characters = {.repertoire = text::Repertoire::jis};
        House house(peer);
        std::string csv = admission();
        csv.replace(csv.find(test::cp932("連携　花子")), test::cp932("連携　花子").size(),
                    test::cp932("髙橋　﨑子"));
        const OutboundMessage message = must(house.pack(house.take(csv)));
        EXPECT_NE(in_utf8(message.bytes).find("高橋　崎子"), std::string::npos) << syntax;
        EXPECT_EQ(message.replaced.total(), 2U) << syntax;
        EXPECT_TRUE(message.file_name.ends_with(".CSV")) << message.file_name;
    }
}

TEST(RenderedMessages, cannot_be_made_in_a_syntax_that_the_form_does_not_have) {
    House house(hospital(DeliveryMethod::gateway, "morse"));
    const auto message = house.pack(house.take(admission()));
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().message, diag::message::not_acceptable);
}

// A document of others, for a peer that wants this syntax.
std::string letter() {
    return must(base::read_file(RENKEI_SOURCE "/tests/cases/files/clins-letter-words-only.json"));
}
OutboundMessage letter_for(policy::Peer receiver, const std::string& bytes) {
    House house(std::move(receiver));
    house.peers[0] = {.id = "ward",
                      .role = policy::Role::hospital,
                      .numbers = {{"institution", "1319999999"}, {"institution", "4910100016"}}};
    return must(house.pack(house.take(bytes)));
}
OutboundMessage letter_for(const std::string& syntax) {
    return letter_for(hospital(DeliveryMethod::folder, syntax), letter());
}

TEST(RenderedMessages, are_as_they_came_where_a_document_of_others_cannot_become_a_file) {
    const OutboundMessage message = letter_for("csv");
    EXPECT_EQ(message.bytes, letter());
    EXPECT_EQ(message.media_type, "application/fhir+json");
    EXPECT_EQ(message.instead_of, "csv");
}

TEST(RenderedMessages, stand_for_nothing_else_where_the_peer_takes_what_came) {
    for (const char* const syntax : {"", "fhir"}) {
        EXPECT_EQ(letter_for(syntax).instead_of, "") << syntax;
    }
}

// Of edition 1.5.2, and every value of it is read: nothing is lost in another edition.
std::string whole_letter() {
    return must(base::read_file(RENKEI_BINARY "/tests/files/discharge-summary-minimal.json"));
}
policy::Peer reader_of(const std::string& edition, const std::string& syntax = "",
                       DeliveryMethod delivery_method = DeliveryMethod::folder) {
    policy::Peer out = hospital(delivery_method, syntax);
    out.edition = edition;
    return out;
}

TEST(RenderedMessages, are_in_the_edition_that_the_peer_reads) {
    for (const DeliveryMethod by : {DeliveryMethod::folder, DeliveryMethod::gateway}) {
        const OutboundMessage message = letter_for(reader_of("clins 1.10.0", "", by), whole_letter());
        EXPECT_NE(message.bytes.find("JP_Bundle_eDischargeSummary|1.10.0"), std::string::npos)
            << message.bytes;
        EXPECT_EQ(message.instead_of, "");
    }
    const OutboundMessage in_xml = letter_for(reader_of("clins 1.10.0", "fhir-xml"), whole_letter());
    EXPECT_NE(in_xml.bytes.find("JP_Bundle_eDischargeSummary|1.10.0\"/>"), std::string::npos) << in_xml.bytes;
    for (const char* const of_no_other : {"clins 1.5.2", "other 1.10.0", ""}) {
        const OutboundMessage message = letter_for(reader_of(of_no_other), whole_letter());
        EXPECT_EQ(message.bytes, whole_letter()) << of_no_other;
        EXPECT_EQ(message.instead_of, "") << of_no_other;
    }
}

TEST(RenderedMessages, are_as_they_came_where_the_edition_of_the_peer_would_lose_something) {
    for (const char* const edition : {"clins 1.10.0", "clins 2.0.0"}) { // no mapping has the second
        const OutboundMessage message = letter_for(reader_of(edition), letter());
        EXPECT_EQ(message.bytes, letter()) << edition;
        EXPECT_EQ(message.instead_of, edition);
    }
}

TEST(RenderedMessages, wait_for_a_worker_no_longer_than_allowed) {
    House house(hospital(DeliveryMethod::folder, "fhir"));
    const store::Version version = house.take(admission());
    const auto taken = house.pool.acquire(std::chrono::seconds(1));
    // no worker is awaited while the store is read
    const MessageBuilder packing = must(house.take_out(version, std::chrono::milliseconds(1)));
    const auto message = packing();
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().message, diag::message::server_busy);
}

// A drop folder of the peer `manager`.
struct Dropped {
    House house{};
    TemporaryFolder root{};
    WatchedFolder folder = must(
        WatchedFolder::open({.root = root.path(), .settle_ms = 0},
                            submit_as("manager", house.intake, house.pool, [this] { return house.all(); })));
    nlohmann::json drop(const std::string& name, const std::string& bytes, const std::string& ends_in) {
        put(root / ("inbox/" + name), bytes);
        EXPECT_EQ(must(folder.scan(0)), 1U);
        return nlohmann::json::parse(must(base::read_file(root / (ends_in + "/" + name + ".result.json"))));
    }
};

TEST(FolderIntake, submits_a_file_as_a_document_of_the_folders_peer) {
    Dropped it;
    const nlohmann::json result = it.drop("a.csv", admission(), "done");
    EXPECT_EQ(result.at("outcome"), "taken");
    ASSERT_EQ(result.at("documents").size(), 1U);
    EXPECT_EQ(result["documents"][0].at("fate"), "created");
    EXPECT_EQ(result["documents"][0].at("version"), 1);
    ASSERT_EQ(it.house.deliveries().size(), 1U);
    EXPECT_EQ(it.house.deliveries()[0].peer, "hospital");
}

TEST(FolderIntake, submits_the_same_file_once) {
    Dropped it;
    put(it.root / "work/a.csv", admission()); // a crash came after it was taken in
    it.house.take(admission());
    EXPECT_EQ(must(it.folder.scan(0)), 1U);
    EXPECT_EQ(it.house.deliveries().size(), 1U);
    const auto result = nlohmann::json::parse(must(base::read_file(it.root / "done/a.csv.result.json")));
    EXPECT_EQ(result["documents"][0].at("fate"), "unchanged");
}

TEST(FolderIntake, writes_the_findings_into_the_result_file) {
    Dropped it;
    const nlohmann::json result = it.drop("a.csv", "nonsense", "refused");
    EXPECT_EQ(result.at("outcome"), "refused");
    EXPECT_FALSE(result.at("report").empty());
    EXPECT_TRUE(it.house.deliveries().empty());
}

TEST(FolderIntake, submits_a_file_whose_name_is_not_utf8) {
    Dropped it;
    const nlohmann::json result = it.drop("\x95\xf1.csv", admission(), "done");
    EXPECT_EQ(result.at("outcome"), "taken");
    EXPECT_EQ(result.at("file"), "\uFFFD\uFFFD.csv");
    EXPECT_EQ(it.drop("\x95\xf2.csv", "nonsense", "refused").at("file"), "\uFFFD\uFFFD.csv");
}

TEST(FolderIntake, refuses_what_is_not_of_the_folders_peer) {
    Dropped it;
    it.house.peers[0].numbers = {{"office", "9970199999"}};
    const nlohmann::json result = it.drop("a.csv", admission(), "refused");
    EXPECT_EQ(result["report"][0].at("id"), "not-the-sender");
}

TEST(FolderIntake, keeps_files_that_it_has_begun_until_their_peer_is_there_again) {
    Dropped it;
    it.house.peers[0].id = "somebody-else";
    put(it.root / "inbox/a.csv", admission());
    EXPECT_EQ(must(it.folder.scan(0)), 0U);
    it.house.peers[0].id = "manager";
    EXPECT_EQ(must(it.folder.scan(1)), 1U);
    EXPECT_EQ(it.root.names("done").size(), 2U);
}

TEST(FolderIntake, disables_the_folder_of_an_unknown_or_revoked_peer) {
    policy::PeerList peers{{.id = "manager"}, {.id = "gone", .revoked = true}};
    EXPECT_FALSE(disabled_reason(peers, "manager"));
    EXPECT_EQ(disabled_reason(peers, "gone")->message, diag::message::folder_peer_revoked);
    EXPECT_EQ(disabled_reason(peers, "manger")->message, diag::message::folder_peer_unknown);
    EXPECT_EQ(disabled_reason(peers, "manger")->args, std::vector<std::string>{"manger"});
}

} // namespace
} // namespace renkei::transports::documents_test
