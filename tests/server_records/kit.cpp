#include "tests/server_records/kit.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/http/said_name.h"
#include "gateway/network/server/html_response.h"

#include "tests/support/documented_status.h"

#include <algorithm>

namespace renkei::server {
namespace {

policy::Identifier person_identifier(std::string_view person) {
    return {std::string(RecordsKit::member_system), std::string(person)};
}

Json without_head(const std::string& resource) {
    Json out = Json::parse(resource);
    out.erase("id");
    out.erase("meta");
    return out;
}

} // namespace

std::vector<policy::Peer> peers_of_records() {
    using policy::Role;
    std::vector<policy::Peer> out = documents::usual_peers();
    out.push_back(
        {.id = "town", .name = "架空町", .role = Role::municipality, .numbers = {{"insurer", "990010"}}});
    out.push_back({.id = "city", .role = Role::municipality, .numbers = {{"insurer", "990028"}}});
    out.push_back({.id = "home",
                   .name = "訪問介護かくう",
                   .role = Role::care_office,
                   .numbers = {{"office", "9970100021"}}});
    return out;
}

RecordsKit::RecordsKit(Offered offered)
    : site({}, peers_of_records()),
      gateway_(site.store(), documents::loaded(), documents::Limits{}, 2) {
    test::must(site.store().write([](store::Transaction& transaction) -> diag::Result<void> {
        for (const policy::Peer& peer : peers_of_records()) {
            TRY_VOID(transaction.put(peer));
        }
        return {};
    }));
    test::must(gateway_.reload_peers());
    if (offered != Offered::no) {
        gateway_.set_hub(std::make_shared<const access::Hub>(
            access::Hub{.matrix = sharing::test::ours(), .office_entry = offered == Offered::yes}));
    }
}

Response RecordsKit::send(const std::string& method, const std::string& path, const std::string& body,
                          const std::string& peer, Pairs headers) {
    auto target = http::read_target(path);
    EXPECT_TRUE(target) << path;
    Request request{.method = method,
                    .path = target->path,
                    .query = target->query,
                    .headers = std::move(headers),
                    .body = body,
                    .caller = site.caller(peer),
                    .base = "https://gateway.example.jp",
                    .target = path,
                    .canonical = std::string(canonical),
                    .refusal_page = refusal_page};
    request.caller.certificate = std::string(64, 'a');
    request.caller.request = "request-1";
    request.caller.said_name = http::said_name(request.header("Cookie"));
    if (request.path.back() == "_search") {
        auto form = http::read_pairs(request.body);
        EXPECT_TRUE(form) << body;
        request.query.insert(request.query.end(), form->begin(), form->end());
    }
    const std::vector<http::Route> table = bound(routes_of(gateway_), gateway_);
    const http::RouteMatch found = http::match_route(table, request);
    EXPECT_NE(found.route, nullptr) << method << " " << path;
    return found.route == nullptr ? Response{.status = 404}
                                  : with_documented_status(*found.route, http::handled(found, request));
}

audit::Event RecordsKit::last_event() {
    audit::Event out;
    test::must(store().read([&](const store::Snapshot& it) {
        return it.audit([&](const store::AuditRow& row) {
            out = audit::event_of(row.event)->event;
            return true;
        });
    }));
    return out;
}

Response RecordsKit::put(const std::string& type, const Json& body, const std::string& peer, Pairs headers) {
    headers.emplace_back("Content-Type", "application/fhir+json");
    return send("PUT", "/fhir/" + type + "/" + body.value("id", ""), body.dump(), peer, std::move(headers));
}

Response RecordsKit::search(const std::string& type, const std::string& peer, std::string_view person) {
    return send("POST", "/fhir/" + type + "/_search",
                "_tag=https://renkei.example.jp/fhir/CodeSystem/record%7Csharing&patient.identifier=" +
                    http::percent_encoded(std::string(member_system) + "|" + std::string(person)),
                peer, {{"Content-Type", "application/x-www-form-urlencoded"}});
}

std::vector<Json> RecordsKit::found(const std::string& type, const std::string& peer,
                                    std::string_view person) {
    const Response response = search(type, peer, person);
    EXPECT_EQ(response.status, 200) << response.body;
    const Json bundle = Json::parse(response.body);
    std::vector<Json> out;
    for (const Json& entry : bundle.value("entry", Json::array())) {
        out.push_back(entry["resource"]);
    }
    EXPECT_EQ(bundle["total"], out.size());
    return out;
}

Json RecordsKit::entered(const std::string& type, const Json& body, const std::string& peer) {
    const Response response = post(type, body, peer);
    EXPECT_EQ(response.status, 201) << response.body;
    return Json::parse(response.body);
}

Json registration_of(const RecordsKit& kit, const policy::Number& office, const std::string& type,
                     std::string_view person) {
    const sharing::Registration it{.office = office,
                                   .service_type = type,
                                   .identity = sharing::IdentityCheck{.at = kit.now(), .user = "suzuki"},
                                   .from = time::day_in_japan(kit.now())};
    return without_head(write_episode(it, {.canonical = canonical, .person = person_identifier(person)},
                                      time::day_in_japan(kit.now())));
}

Json consent_of(const RecordsKit& kit, const policy::Number& taker, std::string_view person) {
    const sharing::Consent it{.taker = taker, .given_at = kit.now()};
    return without_head(write_consent(it, {.canonical = canonical, .person = person_identifier(person)}));
}

Json& part(Json& resource, std::string_view name) {
    Json& parts = resource["extension"][0]["extension"];
    const auto found = std::ranges::find_if(parts, [&](const Json& each) { return each["url"] == name; });
    if (found != parts.end()) {
        return *found;
    }
    parts.push_back({{"url", name}});
    return parts.back();
}

std::string code_of(const Response& response) {
    const Json outcome = Json::parse(response.body, nullptr, false);
    return outcome.is_discarded() || !outcome.contains("issue")
               ? response.body
               : outcome["issue"][0]["details"]["coding"][0]["code"].get<std::string>();
}

std::string text_of(const Response& response) {
    return Json::parse(response.body)["issue"][0]["diagnostics"];
}

std::string header_of(const Response& response, std::string_view name) {
    const auto found = std::ranges::find(response.headers, name, &Pairs::value_type::first);
    return found == response.headers.end() ? "" : found->second;
}

} // namespace renkei::server
