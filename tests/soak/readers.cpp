// Everything that can be read, searched and asked.
#include "soak_run.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::soak {
namespace {

using e2e::Reply;
using nlohmann::json;

constexpr const char* form_type = "application/x-www-form-urlencoded";

std::string person_of(Chance& chance) {
    return "https%3A%2F%2Frenkei.example.jp%2Ffhir%2FIdSystem%2Fkaigo-insured-person-no%7C" +
           Samples::any_person(chance);
}

std::string path_of(const std::string& url) { return url.substr(url.find("/fhir")); }

void read_one(SoakRun& run, Caller& caller, Chance& chance) {
    const std::optional<Entry> entry = run.ledger.any(chance);
    if (!entry) {
        return;
    }
    constexpr const char* accepts[] = {"",
                                       "text/csv;charset=windows-31j",
                                       "text/csv;charset=utf-8",
                                       "application/json",
                                       fhir_json,
                                       "application/fhir+xml",
                                       "text/html"};
    const std::string path = "/documents/" + entry->document;
    const Reply reply = caller.get(path, {200, 406, 410}, accepts[chance() % std::size(accepts)]);
    if (reply.status == 410) {
        EXPECT_TRUE(run.ledger.is_taken_back(entry->document)) << path;
    } else if (reply.status == 200 && reply.headers.contains("etag")) {
        EXPECT_LE(caller
                      .ask("GET", path, {},
                           {{"If-None-Match", reply.headers.at("etag")}, {"Accept-Encoding", "gzip"}})
                      .status,
                  410);
    }
    caller.get(path + "/versions", {200});
}

void search_documents(SoakRun&, Caller& caller, Chance& chance) {
    const Reply page = caller.get("/documents?_count=5&form=admission", {200}, "application/json");
    const std::string next = json::parse(page.body).value("next", "");
    if (!next.empty()) {
        caller.get(next.substr(next.find("/documents")), {200}, "application/json");
    }
    EXPECT_EQ(
        caller.post("/documents/_search", form_type, "person=insurer:990010%7C" + Samples::any_person(chance))
            .status,
        200);
}

// ITI-67, ITI-68, history.
void find_references(SoakRun&, Caller& caller, Chance& chance) {
    const std::string query = "patient.identifier=" + person_of(chance) + "&status=current&_count=3";
    const bool by_post = chance() % 2 == 0;
    const Reply found = by_post ? caller.post("/fhir/DocumentReference/_search", form_type, query)
                                : caller.get("/fhir/DocumentReference?" + query, {200}, fhir_json);
    ASSERT_EQ(found.status, 200) << found.body;
    const json page = json::parse(found.body);
    for (const json& entry : page.value("entry", json::array())) {
        const json& reference = entry.at("resource");
        const std::string id = reference.at("id");
        caller.get(path_of(reference.at("content").at(0).at("attachment").at("url")), {200, 406, 410},
                   chance() % 2 == 0 ? fhir_json : "text/csv");
        caller.get("/fhir/DocumentReference/" + id + "/_history", {200, 410}, fhir_json);
        caller.get("/fhir/DocumentReference/" + id + "/_history/1", {200, 410}, "application/fhir+xml");
    }
    caller.get("/fhir/List?code=submissionset&patient.identifier=" + person_of(chance) + "&status=current",
               {200}, fhir_json);
}

void find_resources(SoakRun&, Caller& caller, Chance& chance) {
    constexpr const char* types[] = {"Observation", "Condition", "Encounter", "CarePlan", "Coverage"};
    const std::string type = types[chance() % std::size(types)];
    const Reply patients =
        caller.get("/fhir/Patient?_count=1&identifier=" + person_of(chance), {200}, fhir_json);
    const json found = json::parse(patients.body);
    if (!found.contains("entry")) {
        return;
    }
    const std::string patient = found.at("entry").at(0).at("resource").at("id");
    const Reply page = caller.get("/fhir/" + type + "?_count=2&_include=*&patient=" + patient,
                                  {200, 400, 404, 410}, fhir_json);
    if (page.status == 200) {
        const json bundle = json::parse(page.body);
        for (const json& link : bundle.at("link")) {
            caller.get(path_of(link.at("url")), {200, 400}, "application/fhir+xml");
        }
    }
}

void ask_operations(SoakRun& run, Caller& caller, Chance& chance) {
    const Document document = run.samples.fresh(chance);
    EXPECT_EQ(caller
                  .post("/fhir/$convert", document.media_type, document.bytes,
                        {{"Accept", document.is_fhir ? "*/*" : fhir_json}})
                  .status,
              200)
        << document.media_type;
    if (document.is_fhir) {
        EXPECT_EQ(caller.post("/fhir/$validate", document.media_type, document.bytes).status, 200);
    }
    EXPECT_EQ(
        caller.post("/fhir/Patient/$validate", fhir_json, R"({"resourceType":"Patient","gender":"both"})")
            .status,
        200);
    caller.get(chance() % 2 == 0 ? "/metadata" : "/openapi.json", {200});
}

using ReaderTask = void (*)(SoakRun&, Caller&, Chance&);
constexpr ReaderTask reader_tasks[] = {read_one,        read_one,       read_one,      search_documents,
                                       find_references, find_resources, ask_operations};

} // namespace

void read_documents(SoakRun& run, unsigned seed) {
    Chance chance(seed);
    Caller caller(run, "network");
    while (run.pause(std::chrono::milliseconds(10 + chance() % 40))) {
        const std::size_t number = chance() % std::size(reader_tasks);
        reader_tasks[number](run, caller, chance);
        run.ledger.count(fmt::format("readings of kind {}", number));
    }
}

} // namespace renkei::soak
