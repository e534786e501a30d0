// Good documents by every way in: /documents (plain and packed), ITI-65, ITI-105, POST Bundle; sent again,
// altered, taken back.
#include "gateway/core/base/base64.h"

#include "soak_run.h"
#include <Poco/DeflatingStream.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace renkei::soak {
namespace {

using e2e::Reply;
using nlohmann::json;

std::string packed(const std::string& bytes) {
    std::ostringstream out;
    Poco::DeflatingOutputStream stream(out, Poco::DeflatingStreamBuf::STREAM_GZIP);
    stream << bytes;
    stream.close();
    return out.str();
}

std::string random_uuid(Chance& chance) {
    return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:08x}{:04x}", chance(), chance() & 0xffff,
                       chance() & 0xfff, chance() & 0xfff, chance(), chance() & 0xffff);
}

std::string random_oid(Chance& chance) { return fmt::format("urn:oid:2.25.{}{}", chance(), chance()); }

json coded(const char* system, const char* code) {
    return {{"coding", json::array({{{"system", system}, {"code", code}}})}};
}

json identifier(const char* kind, const std::string& value) {
    return {{"type", coded("https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType", kind)},
            {"system", "urn:ietf:rfc:3986"},
            {"value", value}};
}

json entry(const std::string& url, const json& resource) {
    return {{"fullUrl", url},
            {"resource", resource},
            {"request", {{"method", "POST"}, {"url", resource.at("resourceType")}}}};
}

json profile(const std::string& name) {
    return {{"profile",
             json::array({"https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal." + name})}};
}

json submission_set(const std::string& reference, Chance& chance) {
    const json source = {{"url", "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId"},
                         {"valueIdentifier", {{"system", "urn:ietf:rfc:3986"}, {"value", "urn:oid:2.25.1"}}}};
    return {{"resourceType", "List"},
            {"meta", profile("SubmissionSet")},
            {"extension", json::array({source})},
            {"identifier", json::array({identifier("uniqueId", random_oid(chance))})},
            {"status", "current"},
            {"mode", "working"},
            {"code", coded("https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes", "submissionset")},
            {"date", "2026-11-20T10:00:00+09:00"},
            {"entry", json::array({{{"item", {{"reference", reference}}}}})}};
}

json one_content(const json& attachment) { return json::array({{{"attachment", attachment}}}); }

// ITI-65 with minimal metadata.
json provide_bundle(const Document& document, Chance& chance) {
    const std::string reference = "urn:uuid:" + random_uuid(chance);
    const std::string binary = "urn:uuid:" + random_uuid(chance);
    const json document_reference = {{"resourceType", "DocumentReference"},
                                     {"meta", profile("DocumentReference")},
                                     {"masterIdentifier", identifier("uniqueId", random_oid(chance))},
                                     {"status", "current"},
                                     {"content", one_content({{"contentType", document.media_type},
                                                              {"url", binary},
                                                              {"size", document.bytes.size()}})}};
    const json content = {{"resourceType", "Binary"},
                          {"contentType", document.media_type},
                          {"data", base::to_base64(document.bytes)}};
    const json all = json::array({entry("urn:uuid:" + random_uuid(chance), submission_set(reference, chance)),
                                  entry(reference, document_reference), entry(binary, content)});
    return {{"resourceType", "Bundle"},
            {"meta", profile("ProvideBundle")},
            {"type", "transaction"},
            {"entry", all}};
}

// ITI-105
json simple_reference(const Document& document, Chance& chance) {
    const json person = {{"system", "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no"},
                         {"value", document.person}};
    return {{"resourceType", "DocumentReference"},
            {"masterIdentifier", {{"system", "urn:ietf:rfc:3986"}, {"value", random_oid(chance)}}},
            {"status", "current"},
            {"subject", {{"identifier", person}}},
            {"content",
             one_content({{"contentType", document.media_type}, {"data", base::to_base64(document.bytes)}})}};
}

// "…/TYPE/ID/_history/N" → the id as /documents writes it, and N.
Entry entry_of(const std::string& location) {
    const std::size_t history = location.find("/_history/");
    const std::size_t slash = location.rfind('/', history - 1);
    std::string id = location.substr(slash + 1, history - slash - 1);
    for (const std::size_t dash : {8, 13, 18, 23}) {
        id.insert(std::min(dash, id.size()), 1, '-');
    }
    return {.document = id, .version = location.substr(history + 10)};
}

using Way = Reply (*)(Caller& caller, const Document& document, Chance& chance, Entry& entry);

Reply by_documents(Caller& caller, const Document& document, Chance& chance, Entry& entry) {
    const bool pack = chance() % 3 == 0;
    e2e::Client::Headers headers{{"Idempotency-Key", random_uuid(chance)}};
    if (pack) {
        headers["Content-Encoding"] = "gzip";
    }
    Reply reply = caller.post("/documents", document.media_type,
                              pack ? packed(document.bytes) : document.bytes, headers);
    if (reply.status == 200 || reply.status == 201) {
        const json taken = json::parse(reply.body).at("documents").at(0);
        entry.document = taken.at("id");
        entry.version = std::to_string(taken.at("version").get<int>());
    }
    return reply;
}

Reply by_iti65(Caller& caller, const Document& document, Chance& chance, Entry& entry) {
    Reply reply =
        caller.post("/fhir", fhir_json, provide_bundle(document, chance).dump(), {{"Accept", fhir_json}});
    if (reply.status == 200) {
        const json answer = json::parse(reply.body).at("entry").at(2).at("response");
        entry = entry_of(answer.at("location"));
        reply.status = answer.at("status") == "201 Created" ? 201 : 200;
    }
    return reply;
}

Reply by_iti105(Caller& caller, const Document& document, Chance& chance, Entry& entry) {
    Reply reply =
        caller.post("/fhir/DocumentReference", fhir_json, simple_reference(document, chance).dump());
    if (reply.headers.contains("location")) {
        entry = entry_of(reply.headers.at("location"));
    }
    return reply;
}

Reply by_bundle(Caller& caller, const Document& document, Chance& chance, Entry& entry) {
    if (!document.is_fhir) {
        return by_documents(caller, document, chance, entry);
    }
    Reply reply = caller.post("/fhir/Bundle", document.media_type, document.bytes);
    if (reply.headers.contains("location")) {
        entry = entry_of(reply.headers.at("location"));
    }
    return reply;
}

constexpr Way ways[] = {by_documents, by_documents, by_iti65, by_iti105, by_bundle};

void send_one(SoakRun& run, Caller& caller, Chance& chance) {
    const Document document = run.samples.fresh(chance);
    Entry entry;
    const Reply taken = ways[chance() % std::size(ways)](caller, document, chance, entry);
    ASSERT_EQ(taken.status, 201) << document.media_type << "\n"
                                 << taken.body << "\n"
                                 << document.bytes.substr(0, 500);
    run.ledger.count("documents taken, " + document.media_type);
    entry.hash = hash_of(document.bytes);
    entry.travels = document.travels;
    run.ledger.add(entry);
    if (chance() % 6 == 0) {
        Entry again;
        EXPECT_EQ(by_documents(caller, document, chance, again).status, 200);
        EXPECT_EQ(again.document, entry.document);
        run.ledger.count("documents sent again");
    }
    // only documents that travel: some of the others say that they replace something, and may
    if (document.travels && chance() % 4 == 0) {
        Entry none;
        EXPECT_EQ(by_documents(caller, run.samples.altered(document), chance, none).status, 409);
        run.ledger.count("documents altered");
    }
    if (entry.travels && chance() % 8 == 0) {
        run.ledger.take_back(entry.document);
        EXPECT_EQ(caller.ask("DELETE", "/documents/" + entry.document).status, 200);
        run.ledger.count("documents taken back");
    }
}

} // namespace

void send_documents(SoakRun& run, unsigned seed) {
    Chance chance(seed);
    Caller caller(run, "network");
    while (run.pause(std::chrono::milliseconds(20 + chance() % 60))) {
        send_one(run, caller, chance);
    }
}

} // namespace renkei::soak
