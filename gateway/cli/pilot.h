// A pilot: a folder with all that a gateway and its first peers need, made in one go.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/policy/peer.h"
#include "gateway/server/settings.h"

#include <filesystem>
#include <string>
#include <vector>

namespace renkei::cli {

struct PilotPlan {
    std::filesystem::path folder{};
    std::filesystem::path authority{};      // one that is there already; empty: its own in folder/ca
    http::Address listen{"127.0.0.1", 8443};
    http::Address management{"127.0.0.1", 9464};
    std::vector<std::string> names{};       // host names and addresses of the gateway beside localhost
    std::string node = "renkei";
};

// Certificates, configuration, peers' certificates; refuses to overwrite. The peers come back with the bindings of their certificates,
// to be entered into the store.
diag::Result<std::vector<policy::Peer>> make_pilot(const PilotPlan& plan);

} // namespace renkei::cli
