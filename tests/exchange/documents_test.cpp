// With real forms: what a peer is given, and what a drop folder's files become.
#include "gateway/exchange/folder_intake.h"
#include "gateway/exchange/parcel.h"
#include "gateway/text/cp932.h"
#include "tests/exchange/outbox_kit.h"

#include <nlohmann/json.hpp>

namespace renkei::exchange::documents_test {
namespace {

namespace fs = std::filesystem;
using policy::DeliveryMethod;

std::shared_ptr<const documents::Knowledge> knowledge() {
    static const auto shared = [] {
        ::setenv("RENKEI_DATA", RENKEI_BINARY "/share", 0);
        diag::Report report;
        return std::make_shared<const documents::Knowledge>(
            documents::Knowledge{std::make_shared<const mapping::Catalogue>(must(mapping::Catalogue::open_file(fs::path(RENKEI_BINARY) / "share/mappings.cache"))),
                                 std::make_shared<const service::Definitions>(must(service::Definitions::open({}, report)))});
    }();
    return shared;
}

std::string fixture(const std::string& name) { return must(base::read_file(fs::path(RENKEI_SOURCE) / "fixtures" / name)); }

std::string admission() { return fixture("admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV"); }

std::string in_utf8(const std::string& cp932) {
    std::string out;
    std::vector<text::DecodeNote> notes;
    text::decode_cp932(cp932, out, notes);
    return out;
}

// The sender of the fixtures, and their receiver.
const policy::Peer manager{.id = "manager", .role = policy::Role::care_manager, .numbers = {{"office", "9970100013"}}};
policy::Peer hospital(DeliveryMethod way, const std::string& syntax) {
    return {.id = "hospital", .role = policy::Role::hospital, .numbers = {{"office", "9910100016"}}, .way = way, .syntax = syntax};
}

// A gateway's documents without its server.
struct House {
    explicit House(policy::Peer receiver = hospital(DeliveryMethod::gateway, "")) : peers{manager, std::move(receiver)} {}
    std::shared_ptr<const std::vector<policy::Peer>> all() const { return std::make_shared<const std::vector<policy::Peer>>(peers); }

    store::Version take(const std::string& bytes) {
        const auto desk = desks.borrow(std::chrono::seconds(10));
        const documents::Receipt receipt = intake.submit(**desk, documents::Submission{.bytes = bytes}, {.peer = &peers[0]});
        EXPECT_EQ(receipt.refusal, documents::Refusal::none);
        return receipt.documents.at(0).version;
    }
    diag::Result<Parcel> pack(const store::Version& version) {
        TRY(const Packing packing, take_out(version, std::chrono::seconds(10)));
        return packing();
    }
    diag::Result<Packing> take_out(const store::Version& version, std::chrono::milliseconds patience) {
        return store->read_value<Packing>([&](const store::Snapshot& snapshot) { return render_parcels(desks, patience)(snapshot, version, peers[1]); });
    }
    std::vector<store::Delivery> deliveries() const {
        return must(store->read_value<std::vector<store::Delivery>>([](const store::Snapshot& snapshot) { return snapshot.deliveries({}); }));
    }

    Site site{};
    std::unique_ptr<store::Store> store = site.open();
    std::vector<policy::Peer> peers;
    documents::Desks desks{knowledge(), 1};
    documents::Intake intake{*store, [this] { return all(); }, {}};
};

TEST(Parcels, are_as_they_came_for_a_peer_that_wants_nothing_else) {
    House house(hospital(DeliveryMethod::gateway, ""));
    const std::string csv = admission();
    const Parcel parcel = must(house.pack(house.take(csv)));
    EXPECT_EQ(parcel.bytes, csv);
    EXPECT_TRUE(parcel.media_type.starts_with("text/csv")) << parcel.media_type;
}

TEST(Parcels, are_fhir_for_a_peer_that_wants_fhir) {
    House house(hospital(DeliveryMethod::gateway, "fhir"));
    const Parcel parcel = must(house.pack(house.take(admission())));
    EXPECT_EQ(parcel.media_type, "application/fhir+json");
    EXPECT_EQ(nlohmann::json::parse(parcel.bytes).at("resourceType"), "Bundle");
}

TEST(Parcels, have_the_file_name_of_their_form_for_a_peer_that_takes_files) {
    House house(hospital(DeliveryMethod::folder, "csv"));
    const Parcel parcel = must(house.pack(house.take(admission())));
    EXPECT_TRUE(parcel.file_name.ends_with(".CSV")) << parcel.file_name;
    EXPECT_NE(parcel.file_name.find("_9970100013_"), std::string::npos) << parcel.file_name;
    EXPECT_NE(parcel.file_name.find("_9910100016_"), std::string::npos) << parcel.file_name;
}

TEST(Parcels, are_in_the_ministrys_encoding_however_the_file_came) {
    House house(hospital(DeliveryMethod::folder, "csv"));
    const store::Version version = house.take(in_utf8(admission()));
    EXPECT_EQ(must(house.pack(version)).bytes, admission());
}

TEST(Parcels, cannot_be_made_in_a_syntax_that_the_form_does_not_have) {
    House house(hospital(DeliveryMethod::gateway, "morse"));
    const auto parcel = house.pack(house.take(admission()));
    ASSERT_FALSE(parcel);
    EXPECT_EQ(parcel.error().message, diag::Message::not_acceptable);
}

TEST(Parcels, wait_for_a_desk_no_longer_than_they_may) {
    House house(hospital(DeliveryMethod::folder, "fhir"));
    const store::Version version = house.take(admission());
    const auto taken = house.desks.borrow(std::chrono::seconds(1));
    const Packing packing = must(house.take_out(version, std::chrono::milliseconds(1))); // nobody is waited for while the store is read
    const auto parcel = packing();
    ASSERT_FALSE(parcel);
    EXPECT_EQ(parcel.error().message, diag::Message::server_busy);
}

// A drop folder of the peer `manager`.
struct Dropped {
    House house{};
    TemporaryFolder root{};
    Folder folder = must(Folder::open({.root = root.path(), .settle_ms = 0},
                                      take_as("manager", house.intake, house.desks, [this] { return house.all(); })));
    nlohmann::json drop(const std::string& name, const std::string& bytes, const std::string& ends_in) {
        put(root / ("inbox/" + name), bytes);
        EXPECT_EQ(must(folder.scan(0)), 1U);
        return nlohmann::json::parse(must(base::read_file(root / (ends_in + "/" + name + ".result.json"))));
    }
};

TEST(FolderIntake, takes_a_file_in_as_a_document_of_the_folders_peer) {
    Dropped it;
    const nlohmann::json result = it.drop("a.csv", admission(), "done");
    EXPECT_EQ(result.at("outcome"), "taken");
    ASSERT_EQ(result.at("documents").size(), 1U);
    EXPECT_EQ(result["documents"][0].at("fate"), "created");
    EXPECT_EQ(result["documents"][0].at("version"), 1);
    ASSERT_EQ(it.house.deliveries().size(), 1U);
    EXPECT_EQ(it.house.deliveries()[0].peer, "hospital");
}

TEST(FolderIntake, takes_the_same_file_in_once) {
    Dropped it;
    put(it.root / "work/a.csv", admission()); // a crash came after it was taken in
    it.house.take(admission());
    EXPECT_EQ(must(it.folder.scan(0)), 1U);
    EXPECT_EQ(it.house.deliveries().size(), 1U);
    const auto result = nlohmann::json::parse(must(base::read_file(it.root / "done/a.csv.result.json")));
    EXPECT_EQ(result["documents"][0].at("fate"), "unchanged");
}

TEST(FolderIntake, tells_in_the_result_file_what_is_wrong) {
    Dropped it;
    const nlohmann::json result = it.drop("a.csv", "nonsense", "refused");
    EXPECT_EQ(result.at("outcome"), "refused");
    EXPECT_FALSE(result.at("report").empty());
    EXPECT_TRUE(it.house.deliveries().empty());
}

TEST(FolderIntake, takes_in_a_file_whose_name_is_no_utf8) {
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

TEST(FolderIntake, has_a_folder_of_nobody_or_of_a_revoked_peer_shut) {
    policy::PeerList peers{{.id = "manager"}, {.id = "gone", .revoked = true}};
    EXPECT_FALSE(why_shut(peers, "manager"));
    EXPECT_EQ(why_shut(peers, "gone")->message, diag::Message::folder_peer_revoked);
    EXPECT_EQ(why_shut(peers, "manger")->message, diag::Message::folder_peer_unknown);
    EXPECT_EQ(why_shut(peers, "manger")->args, std::vector<std::string>{"manger"});
}

} // namespace
} // namespace renkei::exchange::documents_test
