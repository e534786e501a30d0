// IHE PDQm, ITI-119: $match.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/network/mhd/persons/page_token.h"
#include "gateway/network/mhd/persons/person_link.h"

#include "tests/server_fhir/persons.h"
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::server::person_match_test {
namespace {

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
std::vector<std::string> matches(Site& site, const Json& body, std::string_view peer = "manager") {
    return matches(site.post("/fhir/Patient/$match", body.dump(), fhir_type, peer));
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

} // namespace
} // namespace renkei::server::person_match_test
