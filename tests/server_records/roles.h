// A town that asks a facility, an office and a member of the certification board; what each sends and reads.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/relations.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_records/kit.h"

namespace renkei::server::roles_test {

inline constexpr base::Millis day = 24 * 60 * 60 * 1000;
inline const std::string ours = "https://renkei.example.jp/fhir/";
inline const policy::Number facility{"office", "9970100021"}; // of "home"
inline const policy::Number manager{"office", "9970100013"};
inline const policy::Number member{"office", "9970199999"}; // of "stranger"
inline const std::string form_type = "application/x-www-form-urlencoded";

inline bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

inline Json coded(const std::string& system, const std::string& code) {
    return {{"coding", Json::array({{{"system", ours + "CodeSystem/" + system}, {"code", code}}})}};
}
inline Json named(const policy::Number& number) {
    const policy::Identifier it = policy::identifier_of(number);
    return {{"identifier", {{"system", it.system}, {"value", it.value}}}};
}

class Roles : public testing::Test {
protected:
    Roles() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
        use_jobs("board_member", "board_member");
    }
    // Of the users of two peers.
    void use_jobs(const std::string& of_stranger, const std::string& of_home) {
        std::vector<policy::Peer> peers = peers_of_records();
        for (policy::Peer& each : peers) {
            each.job = each.id == "stranger" ? of_stranger : each.id == "home" ? of_home : each.job;
        }
        test::must(kit.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            for (const policy::Peer& each : peers) {
                TRY_VOID(transaction.put(each));
            }
            return {};
        }));
        test::must(kit.gateway().reload_peers());
        kit.site.use(std::move(peers));
    }
    time::Date in_days(int days) const { return time::day_in_japan(kit.now() + days * day); }
    Json asked(const policy::Number& whom, const std::string& service_type) const {
        Json out{{"resourceType", "Task"},
                 {"status", "requested"},
                 {"intent", "order"},
                 {"code", coded("record", "opinion_request")},
                 {"for",
                  {{"identifier", {{"system", RecordsKit::member_system}, {"value", RecordsKit::hanako}}},
                   {"display", "連携 花子"}}},
                 {"authoredOn", in_days(-3).text()},
                 {"requester", named({"insurer", "990010"})},
                 {"owner", named(whom)},
                 {"restriction", {{"period", {{"end", in_days(9).text()}}}}}};
        if (!service_type.empty()) {
            out["performerType"] = Json::array({coded("service-type", service_type)});
        }
        return out;
    }
    Json relation(const std::string& kind, const policy::Number& whom, int from, int until = 99) const {
        Json parts = Json::array({{{"url", "kind"}, {"valueCode", kind}},
                                  {{"url", "organisation"}, {"valueReference", named(whom)}},
                                  {{"url", "from"}, {"valueDate", in_days(from).text()}}});
        if (until != 99) {
            parts.push_back({{"url", "until"}, {"valueDate", in_days(until).text()}});
        }
        return {{"resourceType", "Basic"},
                {"code", coded("record", "stated_relation")},
                {"subject",
                 {{"identifier", {{"system", RecordsKit::member_system}, {"value", RecordsKit::hanako}}},
                  {"display", "連携 花子"}}},
                {"extension", Json::array({{{"url", ours + "StructureDefinition/stated-relation-record"},
                                            {"extension", parts}}})}};
    }
    Response sent(const Json& document, const std::string& peer) {
        return kit.send("POST", "/documents", document.dump(), peer, {{"Content-Type", "application/json"}});
    }
    Json opinion(const std::string& person = "0000001016", const std::string& office = {}) const {
        std::string text = documents::file("opinion/full.json");
        constexpr std::string_view written = "2026-03-01"; // now: after it was asked for
        for (std::size_t at = 0; (at = text.find(written, at)) != std::string::npos; ++at) {
            text.replace(at, written.size(), in_days(0).text());
        }
        Json out = Json::parse(text);
        out["header"].erase("replacesDocumentId");
        out["header"]["insurance"]["insuredNumber"] = person;
        if (!office.empty()) {
            out["header"]["sender"].erase("medicalInstitutionCode");
            out["header"]["sender"]["officeNumber"] = office;
        }
        return out;
    }
    // What the board decided, from the file of the municipality's certification system.
    Json result(const std::string& stamp, const std::string& level, int from, int until) const {
        Json out = Json::parse(documents::file("cert_judgement/full.json"));
        out["insured_no"] = "0000001016";
        out["patient_name"] = "連携　花子";
        out["patient_kana"] = "ﾚﾝｹｲ ﾊﾅｺ";
        out["birth_date"] = "1938-05-12";
        out["age"] = 87;
        out["insured_category"] = "1";
        for (const char* const item : {"specified_disease", "level1_state"}) {
            out.erase(item);
        }
        out["stamp"] = stamp;
        out["result"] = level;
        out["valid_from"] = in_days(from).text();
        out["valid_to"] = in_days(until).text();
        return out;
    }
    Json survey(const std::string& office, const std::string& person = "0000001016") const {
        Json out = Json::parse(documents::file("cert_survey/full.json"));
        out["insured_no"] = person;
        out["document_id"] = "S-" + person;
        out.erase("sender_office_no");
        out.erase("sender_service_type");
        if (!office.empty()) {
            out["sender_office_no"] = office;
            out["sender_service_type"] = "43";
        }
        return out;
    }
    // The next version of a 主治医意見書.
    static Json corrected(Json document) {
        Json& header = document["header"];
        header["replacesDocumentId"] = header["documentId"];
        header["documentId"] = header["documentId"].get<std::string>() + "-N";
        return document;
    }
    static std::string id_of(const Response& response) {
        EXPECT_LT(response.status, 300) << response.body;
        return Json::parse(response.body)["documents"][0]["id"];
    }
    Response work(const std::string& peer) { return kit.get("/work", peer, {{"Accept", "text/html"}}); }
    std::vector<Json> listed(const std::string& type, const std::string& peer) {
        const std::string tag =
            type == "Task" ? "_tag=https://renkei.example.jp/fhir/CodeSystem/record%7Csharing" : "";
        const Response response =
            kit.send("POST", "/fhir/" + type + "/_search", tag, peer, {{"Content-Type", form_type}});
        EXPECT_EQ(response.status, 200) << response.body;
        std::vector<Json> out;
        for (const Json& each : Json::parse(response.body).value("entry", Json::array())) {
            out.push_back(each["resource"]);
        }
        return out;
    }
    // Ids of documents of the person that a search finds.
    std::size_t found(const std::string& peer, const std::string& person = "0000001016") {
        const Response response =
            kit.send("POST", "/documents/_search", "person=insurer:990010%7C" + person, peer,
                     {{"Content-Type", form_type}, {"Accept", "application/json"}});
        EXPECT_EQ(response.status, 200) << response.body;
        return Json::parse(response.body)["documents"].size();
    }
    Response read(const std::string& id, const std::string& peer, const std::string& more = {}) {
        return kit.get("/documents/" + id + more, peer, {{"Accept", "application/fhir+json"}});
    }

    RecordsKit kit;
};

} // namespace renkei::server::roles_test
