// A person who moved: what the former insurer, the present one and a third hear, and how the present one
// comes to the records that stand under the former number.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_records/kit.h"

namespace renkei::server::moves_test {
namespace {

constexpr base::Millis day = 24 * 60 * 60 * 1000;
const std::string ours = "https://renkei.example.jp/fhir/";
const std::string in_town(RecordsKit::hanako);
const std::string unknown = "990010:0000009999";
const std::string in_city = "990028:0000007777";

class MovedPerson : public testing::Test {
protected:
    MovedPerson() {
        std::vector<policy::Peer> peers = peers_of_records();
        peers.push_back(
            {.id = "village", .role = policy::Role::municipality, .numbers = {{"insurer", "990044"}}});
        kit.site.use(std::move(peers));
    }
    // Of one act: what is known of the person with this number.
    static Json state(const std::string& number, Json parts) {
        return {
            {"resourceType", "Basic"},
            {"code",
             {{"coding", Json::array({{{"system", ours + "CodeSystem/record"}, {"code", "person_state"}}})}}},
            {"subject",
             {{"identifier", {{"system", std::string(RecordsKit::member_system)}, {"value", number}}}}},
            {"extension", Json::array({{{"url", ours + "StructureDefinition/person-state-record"},
                                        {"extension", std::move(parts)}}})}};
    }
    Response moves(const std::string& peer, const std::string& insurer, const std::string& number = in_town) {
        const std::string at = time::day_in_japan(kit.now() - day).text() + "T10:00:00+09:00";
        return kit.post("Basic",
                        state(number, Json::array({{{"url", "insurer"}, {"valueString", insurer}},
                                                   {{"url", "movedIn"}, {"valueInstant", at}}})),
                        peer);
    }
    Response links(const std::string& peer, const std::string& number, const std::string& other,
                   bool is_same = true) {
        const Json identifier{
            {"value", other.substr(7)},
            {"assigner",
             {{"identifier",
               {{"system", ours + "IdSystem/kaigo-insurer-no"}, {"value", other.substr(0, 6)}}}}}};
        return kit.post("Basic",
                        state(number, Json::array({{{"url", "other"}, {"valueIdentifier", identifier}},
                                                   {{"url", "isSame"}, {"valueBoolean", is_same}}})),
                        peer);
    }
    Response registers(const std::string& peer, const std::string& number) {
        return kit.post("EpisodeOfCare", registration_of(kit, {"office", "9970100013"}, "43", number), peer);
    }
    std::size_t found(const std::string& peer, const std::string& number) {
        return kit.found("EpisodeOfCare", peer, number).size();
    }
    // As that of a person of whom nothing is kept, but for the number.
    static std::string without_number(Response response) {
        std::string& body = response.body;
        for (const std::string& each : {in_town, unknown}) {
            for (std::size_t at = body.find(each); at != std::string::npos; at = body.find(each)) {
                body.erase(at, each.size());
            }
        }
        return std::to_string(response.status) + body;
    }
    std::string page(const std::string& peer, const std::string& number) {
        return kit
            .send("POST", "/records/_search",
                  "insurer=" + number.substr(0, 6) + "&person=" + number.substr(7), peer,
                  {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "text/html"}})
            .body;
    }

    RecordsKit kit;
};

TEST_F(MovedPerson, is_found_by_the_present_insurer_by_the_former_number) {
    ASSERT_EQ(registers("town", in_town).status, 201);
    EXPECT_EQ(found("city", in_town), 0U);
    ASSERT_EQ(moves("town", "990028").status, 201);
    EXPECT_EQ(found("town", in_town), 0U);
    EXPECT_EQ(found("city", in_town), 1U);
    EXPECT_EQ(kit.found("Basic", "city").size(), 1U);
    // both get the same answer, whatever is entered by that number
    const Response of_former = registers("town", in_town);
    const Response of_present = registers("city", in_town);
    EXPECT_EQ(code_of(of_former), "insurer-other");
    EXPECT_EQ(text_of(of_former), text_of(of_present));
    EXPECT_EQ(code_of(kit.post("Consent", consent_of(kit), "town")), "insurer-other");
}

TEST_F(MovedPerson, is_noted_on_the_page_of_both_and_of_no_other) {
    ASSERT_EQ(registers("town", in_town).status, 201);
    const std::string notice = "990010 ではありません";
    EXPECT_EQ(page("town", in_town).find(notice), std::string::npos);
    EXPECT_EQ(page("city", in_town).find(notice), std::string::npos);
    ASSERT_EQ(moves("town", "990028").status, 201);
    EXPECT_NE(page("town", in_town).find(notice), std::string::npos);
    EXPECT_NE(page("city", in_town).find(notice), std::string::npos);
    EXPECT_EQ(page("village", in_town).find(notice), std::string::npos);
    EXPECT_EQ(page("home", in_town).find(notice), std::string::npos);
}

TEST_F(MovedPerson, is_linked_to_a_number_of_the_present_insurer_by_it) {
    ASSERT_EQ(registers("town", in_town).status, 201);
    ASSERT_EQ(moves("town", "990028").status, 201);
    const Response linked = links("city", in_city, in_town);
    ASSERT_EQ(linked.status, 201) << linked.body;
    EXPECT_EQ(kit.last_event().interaction, "person-link");
    EXPECT_EQ(kit.last_event().peer, "city");
    Json shown = Json::parse(linked.body);
    EXPECT_EQ(part(shown, "insurer")["valueString"], "990028");
    EXPECT_EQ(links("city", in_city, in_town).status, 200) << "the same again";
    EXPECT_EQ(links("city", in_town, in_city).status, 200) << "either way round";
    EXPECT_EQ(found("city", in_city), 1U);
    ASSERT_EQ(registers("city", in_city).status, 201);
    EXPECT_EQ(found("city", in_town), 2U);
    EXPECT_EQ(code_of(moves("town", "990010")), "insurer-other") << "the city has given the person a number";
    ASSERT_EQ(links("city", in_city, in_town, false).status, 201);
    EXPECT_EQ(kit.last_event().interaction, "person-unlink");
    EXPECT_EQ(found("city", in_city), 1U);
    EXPECT_EQ(found("city", in_town), 1U);
}

TEST_F(MovedPerson, alone_is_linked_and_another_is_as_unknown) {
    ASSERT_EQ(registers("town", in_town).status, 201);
    test::must(ledger::change_state(kit.store(), kit.subject(), {.hidden = sharing::Hidden::history}));
    const auto are_alike = [&](const std::string& peer) {
        const std::string own = peer == "city" ? in_city : "990044:0000000001";
        const Response of_known = links(peer, own, in_town);
        EXPECT_EQ(code_of(of_known), peer == "manager" ? "record-of-other" : "record-not-possible") << peer;
        EXPECT_EQ(without_number(of_known), without_number(links(peer, own, unknown))) << peer;
        EXPECT_EQ(without_number(links(peer, in_town, own)), without_number(links(peer, unknown, own)));
        EXPECT_EQ(without_number(links(peer, own, in_town, false)),
                  without_number(links(peer, own, unknown, false)));
        EXPECT_EQ(without_number(moves(peer, "990028", in_town)),
                  without_number(moves(peer, "990028", unknown)));
    };
    for (const std::string peer : {"city", "village", "manager"}) {
        are_alike(peer);
        EXPECT_NE(kit.last_event().outcome, audit::Outcome::success);
    }
    ASSERT_EQ(moves("town", "990028").status, 201);
    are_alike("village");
    EXPECT_EQ(without_number(registers("village", in_town)), without_number(registers("village", unknown)));
    EXPECT_EQ(found("village", in_town), 0U);
}

TEST_F(MovedPerson, or_not_has_numbers_of_one_insurer_linked_and_parted_by_it) {
    ASSERT_EQ(registers("town", in_town).status, 201);
    ASSERT_EQ(links("town", std::string(RecordsKit::taro), in_town).status, 201);
    EXPECT_EQ(found("town", std::string(RecordsKit::taro)), 1U);
    ASSERT_EQ(links("town", in_town, std::string(RecordsKit::taro), false).status, 201);
    EXPECT_EQ(found("town", std::string(RecordsKit::taro)), 0U);
    Json both = state(in_town, Json::array({{{"url", "hidden"}, {"valueCode", "history"}},
                                            {{"url", "isSame"}, {"valueBoolean", true}}}));
    EXPECT_EQ(code_of(kit.post("Basic", both, "town")), "sharing-record-wrong") << "one act at a time";
}

TEST_F(MovedPerson, is_corrected_until_the_other_insurer_has_given_a_number) {
    ASSERT_EQ(registers("town", in_town).status, 201);
    ASSERT_EQ(moves("town", "990028").status, 201);
    ASSERT_EQ(moves("town", "990044").status, 201) << "not there, but here";
    EXPECT_EQ(found("city", in_town), 0U);
    EXPECT_EQ(found("village", in_town), 1U);
    EXPECT_EQ(code_of(moves("city", "990028")), "record-of-other") << "it never was the city's";
    EXPECT_EQ(moves("village", "990010").status, 201) << "who got the person by mistake gives it back";
    EXPECT_EQ(found("town", in_town), 1U);
}

TEST_F(MovedPerson, is_corrected_where_no_municipality_is) {
    ASSERT_EQ(moves("town", "990036").status, 201);
    EXPECT_TRUE(kit.found("Basic", "town").empty());
    ASSERT_EQ(moves("town", "990010").status, 201);
    EXPECT_EQ(kit.found("Basic", "town").size(), 1U);
}

TEST_F(MovedPerson, is_linked_by_a_page) {
    ASSERT_EQ(registers("town", in_town).status, 201);
    ASSERT_EQ(moves("town", "990028").status, 201);
    EXPECT_NE(page("city", in_town).find("もう一つの番号を結び付ける"), std::string::npos);
    std::string fields = "kind=person_state&act=link&insurer=990010&person=0000001016";
    const Pairs headers{{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "text/html"}};
    const std::string form = kit.send("POST", "/records/act", fields, "city", headers).body;
    const std::string mark = "name=\"form\" value=\"";
    const std::size_t at = form.find(mark);
    ASSERT_NE(at, std::string::npos) << form;
    const std::size_t begin = at + mark.size();
    fields += "&form=" + http::percent_encoded(form.substr(begin, form.find('"', begin) - begin)) +
              "&i.other.insurer=990028";
    Response sent = kit.send("POST", "/records/act", fields, "city", headers);
    EXPECT_EQ(sent.status, 422) << "without the number";
    sent = kit.send("POST", "/records/act", fields + "&i.other.number=0000007777", "city", headers);
    ASSERT_EQ(sent.status, 200) << sent.body;
    EXPECT_EQ(kit.last_event().interaction, "person-link");
    EXPECT_EQ(found("city", in_city), 1U);
}

} // namespace
} // namespace renkei::server::moves_test
