// What $validate is asked about: a document with one mistake in it, and nothing else changed.
#include "gateway/core/json/parser.h"
#include "gateway/network/servertest/validate_cases.h"

#include "tests/support/loopback_server.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <deque>
#include <map>
#include <optional>
#include <set>

namespace renkei::servertest::validate_cases_test {
namespace {

using client::HttpPool;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using Json = nlohmann::ordered_json;

const Json& document() {
    static const Json out = Json::parse(
        R"({"resourceType":"Bundle","type":"document","timestamp":"2026-03-01T09:15:00+09:00","entry":[{"resource":{"resourceType":"Composition","status":"final","date":"2026-03-01","author":[{"reference":"urn:uuid:1"}],"title":"様式\"1\""}},{"resource":{"resourceType":"Patient","active":true}}]})");
    return out;
}

Json made(const Mistake& mistake, const Json& of = document()) {
    const std::string text = of.dump();
    json::Tree tree;
    EXPECT_TRUE(json::Parser().parse(text, tree));
    const std::optional<std::string> out = with_mistake(tree, mistake);
    return out ? Json::parse(*out) : Json();
}

TEST(Mistakes, change_one_place_and_nothing_else) {
    std::set<std::string_view> ids;
    for (const Mistake& each : mistakes()) {
        EXPECT_TRUE(ids.insert(each.id).second) << each.id;
        const Json changes = Json::diff(document(), made(each));
        ASSERT_EQ(changes.size(), 1U) << each.id << changes;
        EXPECT_EQ(changes[0]["op"], each.edit == Edit::replace  ? "replace"
                                    : each.edit == Edit::remove ? "remove"
                                                                : "add")
            << each.id;
    }
    EXPECT_EQ(ids.size(), mistakes().size());
}

TEST(Mistakes, are_made_where_their_place_is_only) {
    for (const Mistake& each : mistakes()) {
        const bool is_of_bundle = each.place.find('.') == std::string_view::npos;
        EXPECT_EQ(made(each, {{"resourceType", "Bundle"}, {"timestamp", "x"}}).is_null(), !is_of_bundle)
            << each.id;
    }
}

constexpr std::string_view no_error =
    R"({"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]})";
constexpr std::string_view an_error =
    R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid"}]})";

// The verdicts on all cases of a server that answers every $validate alike.
std::map<std::string, conform::CaseVerdict> results(int status, std::string_view body) {
    const LoopbackServer server(nullptr, [=](const ReceivedRequest&) {
        return reply(status, "Content-Type: application/fhir+json\r\n", std::string(body));
    });
    HttpPool pool(nullptr, {});
    TestedServer tested(pool, server.url() + "/fhir");
    conform::ConformKit kit{.folder = RENKEI_KIT, .version = {}, .cases = {}};
    for (const char* const name : {"minimal", "full"}) { // the mistakes are made in the first one of a form
        conform::ConformCase& about = kit.cases.emplace_back();
        about.id = name;
        about.form = "admission";
        about.bundle = std::string("admission/") + name + ".bundle.json";
    }
    std::deque<std::string> ids;
    std::deque<conform::CaseEvaluation> evaluations;
    run_validate_cases(tested, kit, {},
                       [&](const conform::ConformCase& base, const std::string& what, const std::string&,
                           const std::string&) -> conform::CaseEvaluation& {
                           ids.push_back(base.id + " " + what);
                           return evaluations.emplace_back();
                       });
    std::map<std::string, conform::CaseVerdict> out;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        out[ids[i]] = evaluations[i].verdict;
    }
    EXPECT_EQ(out.size(), 2 + mistakes().size());
    return out;
}

TEST(Validate, of_a_server_that_finds_no_mistake_fails_for_each) {
    for (const auto& [id, verdict] : results(200, no_error)) {
        EXPECT_EQ(verdict,
                  id.ends_with("$validate") ? conform::CaseVerdict::passed : conform::CaseVerdict::failed)
            << id;
    }
}

TEST(Validate, of_a_server_that_refuses_everything_fails_for_what_is_valid) {
    for (const int status : {200, 400, 412, 422}) {
        for (const auto& [id, verdict] : results(status, an_error)) {
            EXPECT_EQ(verdict,
                      id.ends_with("$validate") ? conform::CaseVerdict::failed : conform::CaseVerdict::passed)
                << status << " " << id;
        }
    }
}

// A server error, a rejected caller or plain text is no result of a validation.
TEST(Validate, is_shown_by_an_outcome_about_the_content_alone) {
    for (const auto& [status, body] :
         std::map<int, std::string_view>{{500, an_error}, {403, an_error}, {422, no_error}, {400, "no"}}) {
        for (const auto& [id, verdict] : results(status, body)) {
            EXPECT_EQ(verdict, conform::CaseVerdict::failed) << status << " " << id;
        }
    }
}

} // namespace
} // namespace renkei::servertest::validate_cases_test
