// What an insured person's card says of the level, and what the judgement of the certification board says
// when it comes, is corrected and is withdrawn: the answer of an eligibility check over mutual TLS.
#include "gateway/core/base/filesystem.h"

#include "site.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::e2e::judgement_test {
namespace {

using nlohmann::json;

constexpr const char* card = "insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV";

class Insurance {
public:
    Insurance() {
        site_.add_peer("town", {"--role", "municipality", "--number", "insurer:990010", "--number",
                                "office:9970102001"});
        site_.start();
        path_ = taken(site_.client("town").post("/documents", "text/csv;charset=windows-31j", fixture(card)));
    }
    ~Insurance() { site_.stop(); }

    // The judgement of the person of the card. What the changes leave out stays as in the kit.
    std::string enter(const std::string& stamp, const json& changes) {
        json judgement = json::parse(fixture("cert_judgement/full.json"));
        judgement.merge_patch({{"insured_no", "0000001016"},
                               {"patient_name", "連携　花子"},
                               {"patient_kana", "ﾚﾝｹｲ ﾊﾅｺ"},
                               {"birth_date", "1938-05-12"},
                               {"age", 87},
                               {"insured_category", "1"},
                               {"specified_disease", nullptr},
                               {"level1_state", nullptr},
                               {"application_date", "2026-02-02"},
                               {"result_date", "2026-03-15"},
                               {"valid_from", "2026-04-01"},
                               {"valid_to", "2027-09-30"}});
        judgement["stamp"] = stamp + "T09:00:00+09:00";
        judgement.merge_patch(changes);
        return taken(site_.client("town").post("/documents", "application/json", judgement.dump()));
    }
    void withdraw(const std::string& document) {
        const Reply reply = site_.client("town").send("DELETE", document).value_or(Reply{});
        EXPECT_EQ(reply.status, 200) << reply.body;
    }
    // The field of the answer by the card.
    json field(const std::string& id) {
        const Reply reply = site_.client("town").get(path_ + "/eligibility?date=2026-05-01",
                                                     {{"Accept", "application/json"}});
        EXPECT_EQ(reply.status, 200) << reply.body;
        const json answer = json::parse(reply.body);
        for (const json& each : answer.at("fields")) {
            if (each["field"] == id) {
                return each;
            }
        }
        ADD_FAILURE() << id;
        return {};
    }
    std::string page() {
        return site_.client("town")
            .get(path_ + "/eligibility?date=2026-05-01", {{"Accept", "text/html"}})
            .body;
    }
    const std::string& path() const { return path_; }

private:
    static std::string taken(const Reply& reply) {
        EXPECT_TRUE(reply.status == 200 || reply.status == 201) << reply.body;
        const auto location = reply.headers.find("location");
        return location == reply.headers.end()
                   ? std::string()
                   : location->second.substr(location->second.find("/documents/"));
    }

    Folder folder_;
    Authority authority_{folder_.path()};
    Site site_{folder_.path() / "a", authority_, "gateway-a"};
    std::string path_;
};

// Level, first and last day, and the document that says so, of the only answer that holds on the day.
void expect_level(const json& field, const std::string& level, const std::string& from, const std::string& to,
                  const std::string& document) {
    EXPECT_EQ(field["state"], "stated") << field;
    const json first = field["values"].at(0);
    EXPECT_EQ(first["value"], level) << field;
    EXPECT_EQ(first["from"], from) << field;
    EXPECT_EQ(first["to"], to) << field;
    ASSERT_EQ(first["documents"].size(), 1U) << field;
    EXPECT_EQ("/documents/" + first["documents"][0]["id"].get<std::string>(), document) << field;
    EXPECT_NE(first["documents"][0]["title"], "") << field;
    EXPECT_EQ(std::ranges::count(field["values"], "yes", [](const json& each) { return each["holds"]; }), 1)
        << field;
}

TEST(A_judgement, is_the_source_of_level_and_period_until_it_is_taken_back) {
    Insurance insurance;
    const auto expect_card = [&] {
        expect_level(insurance.field("care_level"), "要介護２", "2025-04-01", "2027-03-31", insurance.path());
        const json limit = insurance.field("limit_units");
        EXPECT_EQ(limit["state"], "stated") << "the law's limit is the card's: the card's word stands alone";
        ASSERT_EQ(limit["values"].size(), 1U) << limit;
        EXPECT_EQ(limit["values"][0]["value"], "19705 単位");
        EXPECT_FALSE(limit["values"][0].contains("basis"));
    };
    expect_card();

    const std::string judgement = insurance.enter("2026-03-20", {{"result", "24"}});
    const json level = insurance.field("care_level");
    expect_level(level, "要介護４", "2026-04-01", "2027-09-30", judgement);
    EXPECT_NE(level["values"][0]["documents"][0]["title"].get<std::string>().find("判定結果"),
              std::string::npos);
    const json limit = insurance.field("limit_units");
    EXPECT_EQ(limit["state"], "stated") << "the card's limit ends with the card's level";
    ASSERT_EQ(limit["values"].size(), 2U) << limit;
    EXPECT_EQ(limit["values"][0]["value"], "30938 単位");
    EXPECT_EQ(limit["values"][0]["from"], "2026-04-01");
    EXPECT_EQ(limit["values"][0]["basis"]["from"], "2019-10-01");
    EXPECT_NE(limit["values"][0]["basis"]["source"].get<std::string>().find("告示第33号"), std::string::npos);
    EXPECT_EQ(limit["values"][1]["value"], "19705 単位");
    EXPECT_EQ(limit["values"][1]["holds"], "no");

    EXPECT_EQ(insurance.enter("2026-03-21", {{"result", "23"}, {"valid_to", "2028-03-31"}}), judgement)
        << "a correction";
    expect_level(insurance.field("care_level"), "要介護３", "2026-04-01", "2028-03-31", judgement);

    insurance.withdraw(judgement);
    expect_card();
}

TEST(A_judgement, that_decided_no_level_gives_none) {
    Insurance insurance;
    const auto expect_card = [&](const std::string& other) {
        const json level = insurance.field("care_level");
        expect_level(level, "要介護２", "2025-04-01", "2027-03-31", insurance.path());
        for (const json& each : level["values"]) {
            EXPECT_NE(each["value"], other) << level;
        }
    };
    const json none{{"valid_from", nullptr}, {"valid_to", nullptr}};
    unsigned day = 10;
    for (const auto& [result, words] :
         {std::pair("31", "再調査"), std::pair("88", "取消"), std::pair("99", "なし")}) {
        json changes = none;
        changes["result"] = result;
        insurance.enter("2026-04-" + std::to_string(day++), changes);
        expect_card(words);
        const json level = insurance.field("care_level");
        EXPECT_EQ(level["values"].at(1)["value"], nullptr) << level;
        EXPECT_EQ(level["values"].at(1)["reason"], words) << level;
        EXPECT_NE(insurance.page().find(std::string("値なし（<bdi>") + words), std::string::npos) << words;
    }
    for (const auto* const withdrawal : {"2", "3", "4"}) { // turned down, withdrawn
        insurance.enter("2026-04-" + std::to_string(day++), {{"result", "25"}, {"withdrawal", withdrawal}});
        const json level = insurance.field("care_level");
        expect_level(level, "要介護２", "2025-04-01", "2027-03-31", insurance.path());
        EXPECT_EQ(level["values"].at(1)["holds"], "no") << level;
        EXPECT_EQ(insurance.field("limit_units")["values"].size(), 1U);
    }
}

} // namespace
} // namespace renkei::e2e::judgement_test
