// Conditions of requests: each is honoured, or refused by its name, and none is passed over.
#include "gateway/core/base/base64.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/server/routes.h"

#include "tests/server_fhir/kit.h"

#include <atomic>
#include <thread>

namespace renkei::server::conditions_test {
namespace {

constexpr std::string_view fhir_type = "application/fhir+json";

std::string header(const Response& response, std::string_view name) {
    return std::string(net::first_value(response.headers, name));
}

std::string document_of(const std::string& id) { return mhd::parse_logical_id(id)->document; }

// A transaction that brings these bytes as a PDF of its own.
Json attachment(const std::string& bytes, const std::string& name) {
    Json bundle = transaction(bytes, "application/pdf");
    bundle["entry"][1]["resource"]["masterIdentifier"]["value"] = "urn:oid:1.2." + name;
    bundle["entry"][1]["resource"].erase("identifier");
    return bundle;
}

// The next version of a document, as a client sends it that knows this version of it.
Json replacing(const std::string& id, const std::string& bytes, const std::string& if_match,
               const std::string& name) {
    Json bundle = attachment(bytes, name);
    bundle["entry"][1]["resource"]["relatesTo"] = relation("replaces", id);
    Json patch = Json::parse(R"({"resource":{"resourceType":"Parameters","parameter":[{"name":"operation",
        "part":[{"name":"type","valueCode":"replace"},
                {"name":"path","valueString":"DocumentReference.status"},
                {"name":"value","valueCode":"superseded"}]}]},"request":{"method":"PATCH"}})");
    patch["request"]["url"] = "DocumentReference/" + id;
    if (!if_match.empty()) {
        patch["request"]["ifMatch"] = if_match;
    }
    bundle["entry"].push_back(patch);
    return bundle;
}

// One more document in the same bundle.
Json with_another(Json bundle, const std::string& bytes) {
    const std::string reference = "urn:uuid:00000000-0000-4000-8000-000000000003";
    const std::string binary = "urn:uuid:00000000-0000-4000-8000-000000000004";
    const Json other = attachment(bytes, "beside");
    Json document = other["entry"][1];
    document["fullUrl"] = reference;
    document["resource"]["content"][0]["attachment"]["url"] = binary;
    Json content = other["entry"][2];
    content["fullUrl"] = binary;
    bundle["entry"].insert(bundle["entry"].end(), {document, content});
    bundle["entry"][0]["resource"]["entry"].push_back({{"item", {{"reference", reference}}}});
    return bundle;
}

std::string brought(Site& site, const Json& bundle) {
    const Response answer = site.post("/fhir", bundle.dump(), fhir_type);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const std::string location = json_of(answer)["entry"][1]["response"]["location"];
    return mhd::logical_id(mhd::parse_reference(location)->id.document);
}

TEST(ReplacingEntry, of_a_version_that_is_not_the_newest_any_more_stores_nothing_of_its_bundle) {
    Site site;
    const std::string id = brought(site, attachment("%PDF 1", "1"));
    const std::string seen = header(site.get("/fhir/DocumentReference/" + id), "ETag");
    EXPECT_EQ(seen, "W/\"1\"");
    EXPECT_EQ(brought(site, replacing(id, "%PDF 2", seen, "2")), id) << "the first of two that know it";
    const Response refused =
        site.post("/fhir", with_another(replacing(id, "%PDF 3", seen, "3"), "%PDF 4").dump(), fhir_type);
    EXPECT_EQ(refused.status, 412) << refused.body;
    EXPECT_EQ(problem(refused), "record-moved-on");
    EXPECT_EQ(site.documents(), 1U) << "nor of what stands beside it";
    EXPECT_EQ(site.get("/fhir/Binary/" + id).body, "%PDF 2");
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + id))["meta"]["versionId"], "2");
    EXPECT_EQ(brought(site, with_another(replacing(id, "%PDF 3", "W/\"7\", \"2\"", "3"), "%PDF 4")), id)
        << "read again";
    EXPECT_EQ(site.get("/fhir/Binary/" + id).body, "%PDF 3");
    EXPECT_EQ(site.documents(), 2U);
}

TEST(ReplacingEntry, that_is_sent_again_changes_nothing) {
    Site site;
    const std::string id = brought(site, attachment("%PDF 1", "1"));
    const Json bundle = replacing(id, "%PDF 2", "W/\"1\"", "2");
    EXPECT_EQ(brought(site, bundle), id);
    EXPECT_EQ(brought(site, bundle), id) << "it is that version already";
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + id))["meta"]["versionId"], "2");
}

TEST(ReplacingEntry, of_what_is_not_there_for_its_sender_or_was_withdrawn_fails) {
    Site site;
    const std::string id = brought(site, attachment("%PDF 1", "1"));
    for (const std::string& tag : {std::string("W/\"0\""), std::string("\"x\""), std::string("W/\"1x\"")}) {
        EXPECT_EQ(site.post("/fhir", replacing(id, "%PDF 2", tag, "2").dump(), fhir_type).status, 412) << tag;
    }
    std::string unknown = id;
    unknown.back() = unknown.back() == '0' ? '1' : '0';
    const Response of_nothing =
        site.post("/fhir", replacing(unknown, "%PDF 2", "W/\"1\"", "2").dump(), fhir_type);
    EXPECT_EQ(of_nothing.status, 412);
    ASSERT_EQ(site.send("DELETE", "/documents/" + document_of(id), "", {}, "manager").status, 200);
    const Response withdrawn = site.post("/fhir", replacing(id, "%PDF 2", "W/\"1\"", "2").dump(), fhir_type);
    EXPECT_EQ(withdrawn.status, 412) << withdrawn.body;
    EXPECT_EQ(site.documents(), 1U);
}

TEST(ReplacingEntry, of_two_at_once_wins_once) {
    Site site;
    const std::string id = brought(site, attachment("%PDF 1", "1"));
    std::atomic<int> won = 0;
    std::atomic<int> lost = 0;
    std::vector<std::thread> senders;
    for (int sender = 0; sender < 4; ++sender) {
        senders.emplace_back([&, sender] {
            const std::string name = std::to_string(10 + sender);
            Response answer{.status = 503};
            while (answer.status == 503) { // no worker is free
                answer = site.post("/fhir", replacing(id, "%PDF " + name, "W/\"1\"", name).dump(), fhir_type);
            }
            won += answer.status == 200 ? 1 : 0;
            lost += answer.status == 412 ? 1 : 0;
        });
    }
    for (std::thread& each : senders) {
        each.join();
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 3);
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + id))["meta"]["versionId"], "2");
}

TEST(ReplacingEntry, is_part_of_what_an_idempotency_key_repeats) {
    Site site;
    const std::string id = brought(site, attachment("%PDF 1", "1"));
    const auto send = [&](const std::string& tag) {
        return site.post("/fhir", replacing(id, "%PDF 2", tag, "2").dump(), fhir_type, "manager",
                         {{"Idempotency-Key", "k"}});
    };
    EXPECT_EQ(send("W/\"1\"").status, 200);
    EXPECT_EQ(send("W/\"1\"").status, 200) << "the first answer";
    EXPECT_EQ(problem(send("W/\"2\"")), "key-reused");
}

TEST(EntryOfATransaction, with_any_other_condition_is_refused_by_its_name) {
    Site site;
    const std::string id = brought(site, attachment("%PDF 1", "1"));
    const Json bundle = replacing(id, "%PDF 2", "", "2");
    const std::pair<std::string, std::string> conditions[] = {{"ifMatch", "W/\"1\""},
                                                              {"ifNoneMatch", "*"},
                                                              {"ifModifiedSince", "2026-01-01T00:00:00Z"},
                                                              {"ifNoneExist", "identifier=a|b"}};
    for (std::size_t entry = 0; entry < bundle["entry"].size(); ++entry) {
        for (const auto& [name, value] : conditions) {
            if (name == "ifMatch" && entry == 3) {
                continue; // of the PATCH: honoured
            }
            Json stated = bundle;
            stated["entry"][entry]["request"][name] = value;
            const Response answer = site.post("/fhir", stated.dump(), fhir_type);
            EXPECT_EQ(answer.status, 422) << entry << name << answer.body;
            EXPECT_NE(answer.body.find("request." + name), std::string::npos) << answer.body;
        }
    }
    for (const std::string& tag : {std::string("1"), std::string("*"), std::string("W/1")}) {
        const Response answer = site.post("/fhir", replacing(id, "%PDF 2", tag, "2").dump(), fhir_type);
        EXPECT_EQ(answer.status, 422) << tag;
        EXPECT_EQ(problem(answer), "mhd-wrong") << tag;
    }
    EXPECT_EQ(site.documents(), 1U);
    EXPECT_EQ(brought(site, bundle), id) << "without a condition, as before";
}

// Every row of the table of routes.
TEST(Condition, that_a_route_does_not_compare_is_refused_by_its_name) {
    const std::pair<std::string, std::string> headers[] = {
        {"If-Match", "\"a\""},
        {"If-None-Match", "\"a\""},
        {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"If-None-Exist", "identifier=a"}};
    Site site;
    const std::vector<http::Route> table = bound(routes(), site.gateway());
    std::size_t refused = 0;
    std::size_t compared = 0;
    for (std::size_t i = 0; i < routes().size(); ++i) {
        const Route& row = routes()[i];
        if (row.is_of_person || std::ranges::all_of(row.statuses, [](int it) { return it >= 400; })) {
            continue;
        }
        for (const auto& [name, value] : headers) {
            const bool is_write = row.method != "GET";
            const bool has_412 = std::ranges::find(row.statuses, 412) != row.statuses.end();
            const bool has_304 = std::ranges::find(row.statuses, 304) != row.statuses.end();
            const bool is_compared = name == "If-Match" ? has_412 && row.method != "POST"
                                     : name == "If-None-Match" || name == "If-Modified-Since"
                                         ? has_304 && !is_write
                                         : false;
            if (is_compared) {
                ++compared;
                continue;
            }
            ++refused;
            const Request request{.method = std::string(row.method),
                                  .headers = {{name, value}},
                                  .caller = {.peer = &site.peer("manager")}};
            const std::vector<std::string> parts{"a", "b", "c"};
            const Response answer = table[i].handle(request, parts);
            EXPECT_EQ(answer.status, 400) << row.method << " " << row.pattern << " " << name << answer.body;
            EXPECT_NE(answer.body.find(name), std::string::npos) << row.pattern << answer.body;
        }
    }
    EXPECT_GT(refused, 100U);
    EXPECT_GT(compared, 20U);
}

TEST(IfMatch, of_a_read_is_compared) {
    Site site;
    const std::string id = site.submit(documents::admission());
    const std::string document = "/documents/" + document_of(id);
    for (const std::string& path : {"/fhir/Patient/" + id + ".1", "/fhir/Bundle/" + id, "/fhir/Binary/" + id,
                                    "/fhir/DocumentReference/" + id + "/_history/1", document,
                                    document + "/versions/1", "/fhir/Composition/" + id + ".0/$document"}) {
        const Response plain = site.get(path);
        ASSERT_EQ(plain.status, 200) << path << plain.body;
        const std::string tag = header(plain, "ETag");
        ASSERT_FALSE(tag.empty()) << path;
        EXPECT_EQ(site.get(path, "manager", {{"If-Match", "\"x\""}, {"If-Match", tag}}).body, plain.body)
            << path;
        EXPECT_EQ(site.get(path, "manager", {{"If-Match", "*"}}).status, 200) << path;
        const Response other = site.get(path, "manager", {{"If-Match", "\"x\", W/\"y\""}});
        EXPECT_EQ(other.status, 412) << path;
        EXPECT_EQ(problem(other), "record-moved-on") << path;
        EXPECT_EQ(site.get(path, "manager", {{"If-Match", "\"x\""}, {"If-None-Match", tag}}).status, 412)
            << path << ": asked first (RFC 9110 §13.2.2)";
        EXPECT_EQ(site.get(path, "manager", {{"If-Match", tag}, {"If-None-Match", tag}}).status, 304) << path;
        EXPECT_EQ(site.get(path, "manager", {{"If-None-Match", "\"x\""}, {"If-None-Match", tag}}).status, 304)
            << path << ": on the second line";
        for (const std::string name : {"If-Match", "If-None-Match"}) {
            EXPECT_EQ(site.get(path, "manager", {{name, "1"}}).status, 400) << path << name;
        }
    }
    EXPECT_EQ(site.get("/fhir/Patient/unknown", "manager", {{"If-Match", "\"x\""}}).status, 404);
}

TEST(IfModifiedSince, is_compared_where_it_is_known_when_a_resource_changed) {
    Site site;
    const std::string path = "/fhir/Patient/" + site.submit(documents::admission()) + ".1";
    const std::string changed = header(site.get(path), "Last-Modified");
    const auto since = [&](base::Millis later) {
        return site.get(path, "manager",
                        {{"If-Modified-Since", time::http_date(*time::parse_http_date(changed) + later)}});
    };
    EXPECT_EQ(since(0).status, 304);
    EXPECT_TRUE(since(0).body.empty());
    EXPECT_EQ(since(-1000).status, 200);
    EXPECT_EQ(site.get(path, "manager", {{"If-Modified-Since", changed}, {"If-None-Match", "\"x\""}}).status,
              200);
    EXPECT_EQ(site.get(path, "manager", {{"If-Modified-Since", "yesterday"}}).status, 400);
}

TEST(Withdrawal, with_a_condition_that_is_no_list_of_tags_withdraws_nothing) {
    Site site;
    const std::string path = "/documents/" + document_of(site.submit(documents::admission()));
    const std::string tag = header(site.get(path), "ETag");
    const auto remove = [&](Pairs headers) {
        return site.send("DELETE", path, "", std::move(headers), "manager");
    };
    for (const std::string& wrong :
         {std::string(), std::string("1"), tag.substr(1), tag + "x", "*, " + tag}) {
        const Response answer = remove({{"If-Match", wrong}});
        EXPECT_EQ(answer.status, 400) << wrong;
        EXPECT_EQ(problem(answer), "parameter-wrong") << wrong;
    }
    EXPECT_EQ(remove({{"If-Match", "W/\"1\""}}).status, 412) << "of something else";
    EXPECT_EQ(remove({{"If-Match", "\"a\""}, {"If-Match", "\"b\""}}).status, 412);
    EXPECT_EQ(remove({{"If-None-Match", tag}}).status, 400);
    EXPECT_EQ(site.get(path).status, 200);
    EXPECT_EQ(remove({{"If-Match", "\"a\""}, {"If-Match", tag}}).status, 200) << "on the second line";
}

TEST(Capability, says_which_conditions_are_honoured) {
    Site site;
    const Json rest = json_of(site.get("/metadata"))["rest"][0];
    EXPECT_NE(rest["documentation"].get<std::string>().find("request.ifMatch"), std::string::npos);
    for (const Json& resource : rest["resource"]) {
        EXPECT_EQ(resource["conditionalCreate"], false) << resource["type"];
        EXPECT_EQ(resource["conditionalUpdate"], false) << resource["type"];
        EXPECT_EQ(resource["conditionalDelete"], "not-supported") << resource["type"];
        EXPECT_TRUE(resource["type"] != "Patient" || resource["conditionalRead"] == "full-support");
    }
    EXPECT_EQ(mhd::errors_of(site.get("/metadata").body), "");
}

} // namespace
} // namespace renkei::server::conditions_test
