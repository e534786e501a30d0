#include "tests/server_audit/record_bodies.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/server/openapi/openapi_content.h"
#include "gateway/network/server/records/consent_resource.h"
#include "gateway/network/server/records/episode_resource.h"
#include "gateway/network/server/records/task_resource.h"

#include "tests/server_fhir/kit.h"

#include <algorithm>

namespace renkei::server {
namespace {

RecordView record_view(std::string_view number = "990010:0000001016") {
    return {.canonical = "https://renkei.example.jp/fhir",
            .person = {member_system, std::string(number)},
            .version = "0000000000000000"};
}

} // namespace

std::string consent_body(sharing::Consent consent, std::string id) {
    consent.id = std::move(id);
    return write_consent(consent, record_view());
}

std::string registration_body(sharing::Registration registration, std::string id, std::string_view number) {
    registration.id = std::move(id);
    return write_episode(registration, record_view(number), time::day_in_japan(day_of_kit));
}

std::string application_body() {
    const sharing::Certification out{.insurer = "990010", .days = {time::day_in_japan(day_of_kit)}};
    const RecordView view = record_view();
    return task_form(view.forms, out, sharing::status_of(out, {.insurer = "990010"}, day_of_kit))
        .resource(view);
}

std::string opinion_request_body(const std::string& id) {
    const time::Date day = time::day_in_japan(day_of_kit);
    const sharing::OpinionRequest out{.id = id,
                                      .insurer = "990010",
                                      .institution = {"institution", "9910000018"},
                                      .sent = day,
                                      .received = sharing::OpinionReceived{.day = day}};
    const RecordView view = record_view();
    return task_form(view.forms, out, sharing::OpinionState::received).resource(view);
}

std::string relation_body(const std::string& id) {
    Json out = Json::parse(std::ranges::find(openapi_examples(), "relation", &NamedJson::name)->json);
    Json& parts = out["extension"][0]["extension"];
    parts[1]["valueReference"]["identifier"]["value"] = "9910000018";
    parts[0]["valueCode"] = id.empty() ? "survey" : "gives_care_service";
    parts.push_back({{"url", "until"}, {"valueDate", "2026-06-30"}});
    if (!id.empty()) {
        out["id"] = id;
    }
    return out.dump();
}

std::string plan_delivery_body(const std::string& id) {
    Json out = Json::parse(std::ranges::find(openapi_examples(), "delivery", &NamedJson::name)->json);
    if (!id.empty()) {
        out["id"] = id;
        out["status"] = "entered-in-error";
        out["about"][0]["identifier"]["value"] = "P-0";
        out["extension"][0]["extension"].push_back({{"url", "withdrawn"}, {"valueDate", "2026-02-03"}});
    }
    return out.dump();
}

std::vector<policy::Peer> peers_of_walk() {
    std::vector<policy::Peer> out = documents::usual_peers();
    out.push_back(
        {.id = "day-care", .role = policy::Role::care_office, .numbers = {{"office", "9970100021"}}});
    return out;
}

std::string sheet_of_day_care() {
    const std::string all = documents::file("life310_adl/minimal.csv");
    return documents::replaced(documents::replaced(all, "9970101029", "9970100021"), "20260412", "20270112");
}

} // namespace renkei::server
