// Bodies of requests about records, as clients send them.
#pragma once

#include "gateway/network/policy/peer.h"
#include "gateway/network/sharing/consent.h"
#include "gateway/network/sharing/registration.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

inline constexpr base::Millis day_of_kit = 1'800'000'000'000;

std::string consent_body(sharing::Consent consent, std::string id = {});
std::string registration_body(sharing::Registration registration, std::string id = {},
                              std::string_view number = "990010:0000001016");
std::string application_body();
std::string opinion_request_body(const std::string& id); // as it was received
// As in /openapi.json; `id`: as it ends, or is cancelled.
std::string relation_body(const std::string& id = {});
std::string plan_delivery_body(const std::string& id = {});

// The usual peers and an office "day-care", which sends LIFE its sheets.
std::vector<policy::Peer> peers_of_walk();
std::string sheet_of_day_care(); // of January 2027

} // namespace renkei::server
