// IHE PDQm, ITI-119: $match.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/network/mhd/page_token.h"
#include "gateway/network/mhd/person_link.h"

#include "tests/server_fhir/persons.h"
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::server::person_match_test {
namespace {

using documents::admission;

constexpr std::string_view fhir_type = "application/fhir+json";

// "certain Patient/ID", the surest first.
std::vector<std::string> matches(const Response& response) {
    std::vector<std::string> out;
    EXPECT_EQ(response.status, 200) << response.body.substr(0, 500);
    EXPECT_EQ(mhd::errors_of(response.body), "");
    const Json all = json_of(response).value("entry", Json::array());
    for (const Json& entry : all) {
        const Json& search = entry["search"];
        if (search["mode"] == "match") {
            EXPECT_GT(search["score"].get<double>(), 0.0);
            EXPECT_LE(search["score"].get<double>(), 1.0);
            out.push_back(fmt::format("{} Patient/{}", search["extension"][0]["valueCode"].get<std::string>(),
                                      entry["resource"]["id"].get<std::string>()));
        }
    }
    return out;
}

Json patient(Json more) {
    Json out = {{"resourceType", "Patient"}};
    out.update(more);
    return out;
}
Json numbered(const std::string& system, const std::string& value) {
    return {{"identifier", Json::array({{{"system", system}, {"value", value}}})}};
}
Json named(const std::string& name, const std::string& birth_date, const std::string& gender = "") {
    Json out = {{"name", Json::array({{{"text", name}}})}, {"birthDate", birth_date}};
    if (!gender.empty()) {
        out["gender"] = gender;
    }
    return out;
}
Json asked(const Json& patient, bool only_certain, int count = 50) {
    return {{"resourceType", "Parameters"},
            {"parameter", Json::array({{{"name", "resource"}, {"resource", patient}},
                                       {{"name", "onlyCertainMatches"}, {"valueBoolean", only_certain}},
                                       {{"name", "count"}, {"valueInteger", count}}})}};
}
std::vector<std::string> matches(Site& site, const Json& body, std::string_view peer = "manager") {
    return matches(site.post("/fhir/Patient/$match", body.dump(), fhir_type, peer));
}

TEST(Match, refuses_a_name_or_a_number_that_no_person_has) {
    TwoPersons persons;
    const std::string name(10'000, 'a');
    for (const Json& each : {named(name, "1938-05-12"), numbered(member_system, name), numbered(name, "1")}) {
        const Response refused = persons.site.post("/fhir/Patient/$match", patient(each).dump(), fhir_type);
        EXPECT_EQ(refused.status, 400);
        EXPECT_EQ(problem(refused), "match-too-long");
        EXPECT_EQ(refused.body.find("aaaa"), std::string::npos);
    }
    EXPECT_EQ(
        persons.site
            .post("/fhir/Patient/$match", patient(named(name.substr(0, 256), "1938-05-12")).dump(), fhir_type)
            .status,
        200);
}

TEST(Match, by_a_unique_number_is_certain_and_never_of_a_namesake) {
    TwoPersons persons;
    const std::vector<std::string> hanako_certain{"certain Patient/" + persons.present + ".1",
                                                  "certain Patient/" + persons.plain + ".1"};
    for (const Json& number :
         {numbered(member_system, "990010:0000001016"), numbered(hospital_system, "00012345")}) {
        EXPECT_EQ(matches(persons.site, patient(number)), hanako_certain);
        EXPECT_EQ(matches(persons.site, asked(patient(number), true)), hanako_certain);
    }
}

TEST(Match, by_the_number_of_a_spouse_in_the_document_finds_no_person) {
    Site site;
    const std::string id = site.submit(document_with_spouse("S-1", "0000002024"));
    EXPECT_TRUE(matches(site, patient(numbered(member_system, "990010:0000002024"))).empty());
    EXPECT_EQ(matches(site, patient(numbered(member_system, "990010:0000001016"))),
              std::vector<std::string>{"certain Patient/" + id + ".1"});
}

TEST(Match, by_a_number_of_a_system_that_is_not_known_here_is_probable_at_most) {
    Site site;
    const std::string id = site.submit(
        document_with("U-1", Json::array({{{"system", "urn:oid:1.2.3.4"}, {"value", "7"}},
                                          {{"system", member_system}, {"value", ":0000001016"}}})));
    EXPECT_EQ(matches(site, patient(numbered("urn:oid:1.2.3.4", "7"))),
              std::vector<std::string>{"possible Patient/" + id + ".1"});
    Json born = patient(numbered("urn:oid:1.2.3.4", "7"));
    born["birthDate"] = "1938-05-12";
    EXPECT_EQ(matches(site, born), std::vector<std::string>{"probable Patient/" + id + ".1"});
    EXPECT_EQ(matches(site, patient(numbered(member_system, ":0000001016"))),
              std::vector<std::string>{"possible Patient/" + id + ".1"})
        << "it has no insurer";
}

TEST(Match, compares_so_many_names) {
    json::Parser parser;
    json::Tree tree;
    Json wanted = patient({{"birthDate", "1938-05-12"}, {"name", Json::array()}});
    for (int i = 0; i < 100'000; ++i) {
        wanted["name"].push_back({{"text", fmt::format("a{}", i)}, {"family", fmt::format("b{}", i)}});
    }
    const std::string text = wanted.dump();
    documents::must(parser.parse(text, tree));
    EXPECT_EQ(documents::must(mhd::read_match(tree, json::Tree::root)).person.names.size(), 16U);
}

TEST(Match, is_less_sure_where_something_contradicts_the_number) {
    TwoPersons persons;
    Json other_day = patient(numbered(member_system, "990028:0000001016"));
    other_day["birthDate"] = "1950-01-01";
    EXPECT_EQ(matches(persons.site, other_day),
              std::vector<std::string>{"possible Patient/" + persons.namesake + ".1"});
    Json other_name = patient(numbered(member_system, "990028:0000001016"));
    other_name["name"] = Json::array({{{"text", "見本 太郎"}}});
    EXPECT_EQ(matches(persons.site, other_name),
              std::vector<std::string>{"possible Patient/" + persons.namesake + ".1"});
}

TEST(Match, by_a_number_alone_that_several_organisations_give_is_never_certain) {
    TwoPersons persons;
    const Json number = numbered(std::string(insured_system), std::string(hanako));
    const std::vector<std::string> found = matches(persons.site, patient(number));
    EXPECT_EQ(found.size(), 3U);
    EXPECT_TRUE(
        std::ranges::all_of(found, [](const std::string& each) { return each.starts_with("possible"); }));
    EXPECT_TRUE(matches(persons.site, asked(patient(number), true)).empty());
}

TEST(Match, by_numbers_of_two_persons_is_certain_of_none) {
    TwoPersons persons;
    Json both = patient(numbered(member_system, "990010:0000001016"));
    both["identifier"].push_back({{"system", hospital_system}, {"value", "00054321"}});
    EXPECT_TRUE(matches(persons.site, asked(both, true)).empty());
    EXPECT_EQ(matches(persons.site, both).size(), 3U);
    documents::must(mhd::link_persons(persons.site.store(), documents::must(mhd::read_person(hanako_member)),
                                      documents::must(mhd::read_person(hospital_system + "|00054321"))));
    EXPECT_EQ(matches(persons.site, asked(both, true)).size(), 3U) << "one person now";
}

TEST(Match, by_name_and_birth_date_is_probable_with_the_sex_and_never_certain) {
    Site site;
    const std::string id = site.submit(admission());
    for (const std::string name : {"連携 花子", "連携花子", "れんけい　はなこ", "ﾚﾝｹｲ ﾊﾅｺ"}) {
        EXPECT_EQ(matches(site, patient(named(name, "1938-05-12", "female"))),
                  std::vector<std::string>{"probable Patient/" + id + ".1"})
            << name;
    }
    EXPECT_EQ(matches(site, patient(named("連携花子", "1938-05-12"))),
              std::vector<std::string>{"possible Patient/" + id + ".1"});
    for (const Json& other : {named("連携花子", "1938-05-13"), named("連携花", "1938-05-12", "female"),
                              named("連携花子", "1938-05-12", "male")}) {
        EXPECT_TRUE(matches(site, patient(other)).empty()) << other;
    }
    EXPECT_TRUE(matches(site, asked(patient(named("連携花子", "1938-05-12", "female")), true)).empty());
}

TEST(Match, gives_as_many_as_were_asked_the_surest_first) {
    Site site;
    const std::string with_number = site.submit(present_document("M-1", "990010", "00012345"));
    site.submit(present_document("M-2", "990028", "00054321"));
    Json wanted = patient(named("連携花子", "1938-05-12", "female"));
    wanted.update(numbered(member_system, "990010:0000001016"));
    EXPECT_EQ(matches(site, asked(wanted, false, 1)),
              std::vector<std::string>{"certain Patient/" + with_number + ".1"});
    EXPECT_EQ(matches(site, wanted).size(), 2U);
}

TEST(Match, finds_what_the_caller_may_read_only) {
    Site site;
    site.submit(admission());
    for (const Json& wanted :
         {numbered(member_system, "990010:0000001016"), named("連携花子", "1938-05-12", "female")}) {
        EXPECT_EQ(matches(site, patient(wanted), "hospital").size(), 1U);
        EXPECT_TRUE(matches(site, patient(wanted), "stranger").empty());
    }
}

TEST(Match, needs_a_patient_by_which_a_person_can_be_found) {
    Site site;
    for (const Json& body : {patient({{"gender", "female"}}), patient({{"birthDate", "1938-05-12"}}),
                             patient(named("連携花子", "1938-05")), Json{{"resourceType", "Person"}},
                             asked(patient(Json::object()), false)}) {
        const Response response = site.post("/fhir/Patient/$match", body.dump(), fhir_type);
        EXPECT_EQ(response.status, 400);
        EXPECT_EQ(problem(response), "match-needs") << body;
    }
    const Json empty = {{"resourceType", "Parameters"}};
    EXPECT_EQ(problem(site.post("/fhir/Patient/$match", empty.dump(), fhir_type)), "parameter-wrong");
    EXPECT_EQ(problem(site.post("/fhir/Patient/$match",
                                asked(patient(named("a", "1938-05-12")), false, 0).dump(), fhir_type)),
              "parameter-wrong");
}

struct MatchedPage {
    std::vector<std::string> patients;
    std::string after; // where the next page goes on; empty: there is none
    Json bundle;
};
// A page of $match that may compare at most `most` documents.
MatchedPage compared_at_most(Site& site, std::size_t most, const Json& body, const std::string& after) {
    const std::string text = body.dump();
    json::Tree tree;
    documents::must(json::Parser().parse(text, tree));
    const mhd::MatchQuery query = documents::must(mhd::read_match(tree, json::Tree::root));
    MatchedPage out;
    const mhd::MatchContext context{.search_key = site.store().search_key(),
                                    .reader = site.reader("manager"),
                                    .base = "https://gateway.example.jp/fhir",
                                    .outcome =
                                        [](const diag::Report& report) {
                                            return resources::operation_outcome(
                                                report, diag::Language::english,
                                                "https://renkei.example.jp/fhir");
                                        },
                                    .may_open = [](std::uint64_t) { return true; },
                                    .next =
                                        [&](const std::string& place) {
                                            out.after = place;
                                            return "https://gateway.example.jp/fhir/next";
                                        },
                                    .most_compared = most};
    const auto found = documents::must(site.store().read_value<mhd::MatchResult>(
        [&](const store::Snapshot& snapshot) { return mhd::match_person(snapshot, query, context, after); }));
    out.bundle = Json::parse(found.bundle);
    out.patients = matches(Response{.status = 200, .body = found.bundle});
    return out;
}

TEST(Match, by_name_goes_on_from_page_to_page_and_gives_each_patient_once) {
    Site site;
    std::set<std::string> all{"certain Patient/" +
                              site.submit(present_document("A-1", "990010", "00012345")) + ".1"};
    for (int i = 0; i < 4; ++i) {
        all.insert("probable Patient/" +
                   site.submit(present_document(fmt::format("B-{}", i), "990028", "00054321")) + ".1");
    }
    Json wanted = patient(named("連携花子", "1938-05-12", "female"));
    wanted.update(numbered(member_system, "990010:0000001016"));
    std::set<std::string> seen;
    std::string after;
    int pages = 0;
    do {
        const MatchedPage page = compared_at_most(site, 2, wanted, after);
        EXPECT_EQ(page.bundle.contains("total"), false) << "of all pages it is not known";
        EXPECT_EQ(page.bundle["link"].size(), page.after.empty() ? 1U : 2U);
        for (const std::string& each : page.patients) {
            EXPECT_TRUE(seen.insert(each).second) << each;
        }
        after = page.after;
    } while (!after.empty() && ++pages < 9);
    EXPECT_EQ(seen, all);
    EXPECT_EQ(pages, 2);
    EXPECT_EQ(compared_at_most(site, 5, wanted, "").bundle["total"], 5);
}

TEST(Match, that_wants_certain_ones_only_compares_no_names) {
    Site site;
    site.submit(present_document("B-1", "990028", "00054321"));
    site.submit(present_document("B-2", "990028", "00054321"));
    const Response response = site.post(
        "/fhir/Patient/$match", asked(patient(named("連携花子", "1938-05-12")), true).dump(), fhir_type);
    EXPECT_EQ(matches(response).size(), 0U);
    EXPECT_EQ(json_of(response)["total"], 0);
}

TEST(Match, has_a_link_to_its_next_page_that_only_its_caller_can_follow) {
    Site site;
    const std::string older = site.submit(present_document("B-1", "990028", "00054321"));
    const std::string newer = site.submit(present_document("B-2", "990028", "00054321"));
    const mhd::MatchQuery query{.person = {.names = {"連携花子"}, .birth_date = "1938-05-12"}, .count = 7};
    const auto path_of = [&](std::string_view peer) {
        return "/fhir/Patient/$match?_page=" +
               documents::must(mhd::seal_page(site.store().search_key(),
                                              fmt::format("{}/Patient/$match", peer),
                                              {.parameters = mhd::match_parameters(query),
                                               .after = mhd::parse_logical_id(newer)->document}));
    };
    EXPECT_EQ(matches(site.get(path_of("manager"))),
              std::vector<std::string>{"possible Patient/" + older + ".1"});
    EXPECT_EQ(problem(site.get(path_of("hospital"))), "search-parameter-wrong");
    EXPECT_EQ(problem(site.get("/fhir/Patient/$match")), "search-parameter-wrong");
    EXPECT_EQ(problem(site.get("/fhir/Patient/$match?_page=a&_page=b")), "parameter-twice");
}

TEST(Match, is_asked_on_the_next_page_as_on_the_first) {
    const mhd::MatchQuery query{
        .numbers = {{{"urn:a", "1"}, {"urn:b", "2"}}, {{"urn:c", "3"}, {}}},
        .person = {.names = {"連携花子", "レンケイハナコ"}, .birth_date = "1938-05-12", .gender = "female"},
        .count = 7};
    const mhd::MatchQuery again = mhd::match_query(mhd::match_parameters(query));
    EXPECT_EQ(again.numbers, query.numbers);
    EXPECT_EQ(again.person, query.person);
    EXPECT_EQ(again.count, query.count);
}

TEST(Match, is_a_query_in_the_audit_without_the_persons_data) {
    Site site;
    site.submit(admission());
    Json wanted = patient(named("連携花子", "1938-05-12", "female"));
    wanted.update(numbered(member_system, "990010:0000001016"));
    site.post("/fhir/Patient/$match", wanted.dump(), fhir_type);
    const std::string event = site.events().back();
    EXPECT_NE(event.find("ITI-119"), std::string::npos) << event;
    for (const std::string_view secret : {"花子", "1938", "0000001016"}) {
        EXPECT_EQ(event.find(secret), std::string::npos) << secret;
    }
}

} // namespace
} // namespace renkei::server::person_match_test
