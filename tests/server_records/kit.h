// A gateway that offers consents and registrations: two municipalities, offices, a person.
#pragma once

#include "gateway/network/audit/event.h"
#include "gateway/network/server/records/consent_resource.h"
#include "gateway/network/server/records/episode_resource.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/server/server_context.h"

#include "tests/documents/kit.h"
#include "tests/sharing/states.h"
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

using Json = nlohmann::json;

inline constexpr std::string_view canonical = "https://renkei.example.jp/fhir";

std::vector<policy::Peer> peers_of_records(); // town (990010), city (990028), manager, home, hospital, …

class RecordsKit {
public:
    static constexpr std::string_view hanako = "990010:0000001016"; // their numbers
    static constexpr std::string_view taro = "990010:0000002002";

    enum class Offered : std::uint8_t { yes, to_municipalities, no };
    explicit RecordsKit(Offered offered = Offered::yes);

    Response send(const std::string& method, const std::string& path, const std::string& body,
                  const std::string& peer, Pairs headers = {});
    Response post(const std::string& type, const Json& body, const std::string& peer) {
        return send("POST", "/fhir/" + type, body.dump(), peer, {{"Content-Type", "application/fhir+json"}});
    }
    Response put(const std::string& type, const Json& body, const std::string& peer, Pairs headers = {});
    Response get(const std::string& path, const std::string& peer, Pairs headers = {}) {
        return send("GET", path, "", peer, std::move(headers));
    }
    Response search(const std::string& type, const std::string& peer, std::string_view person = hanako);
    // Resources of a search.
    std::vector<Json> found(const std::string& type, const std::string& peer,
                            std::string_view person = hanako);
    Json entered(const std::string& type, const Json& body, const std::string& peer); // must be taken

    base::Millis now() const { return site.clock.now(); }
    ledger::Subject subject(std::string_view person = hanako) {
        return test::must(subject_of(gateway_, "person", {std::string(member_system), std::string(person)}));
    }
    store::Store& store() { return site.store(); }
    audit::Event last_event();
    ServerContext& gateway() { return gateway_; }

    static constexpr std::string_view member_system =
        "https://renkei.example.jp/fhir/IdSystem/kaigo-member-id";
    documents::Site site;

private:
    ServerContext gateway_;
};

// As a client sends them: of the manager's office with service type 43, now; taken by the town.
Json registration_of(const RecordsKit& kit, const policy::Number& office = {"office", "9970100013"},
                     const std::string& type = "43", std::string_view person = RecordsKit::hanako);
Json consent_of(const RecordsKit& kit, const policy::Number& taker = {"insurer", "990010"},
                std::string_view person = RecordsKit::hanako);
Json& part(Json& resource, std::string_view name); // of our extension

std::string code_of(const Response& response); // of the first issue of an OperationOutcome
std::string text_of(const Response& response); // its diagnostics
std::string header_of(const Response& response, std::string_view name);

} // namespace renkei::server
