// A pilot: a folder with everything that a gateway and its first peers need.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/server/settings/settings.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace renkei::online {

struct PilotPlan {
    std::filesystem::path folder{};
    std::filesystem::path authority{}; // one that is there already; empty: its own in folder/ca
    http::Address listen{"127.0.0.1", 8443};
    http::Address management{"127.0.0.1", 9464};
    std::vector<std::string> names{}; // host names and addresses of the gateway beside localhost
    std::string node = "renkei";
};

// Removes what a pilot has created so far, unless keep() was called. It removes nothing else.
class PilotFolderGuard {
public:
    explicit PilotFolderGuard(const std::filesystem::path& folder); // absolute, without links and dots
    // From now on it owns everything in the folder.
    void claim() { is_claimed_ = true; }
    PilotFolderGuard(PilotFolderGuard&&) noexcept = default;
    PilotFolderGuard& operator=(PilotFolderGuard&&) noexcept = default;
    ~PilotFolderGuard();
    void keep() { folder_.reset(); }

private:
    std::unique_ptr<std::filesystem::path> folder_; // moved away or kept: null
    bool is_claimed_ = false;
    // the outermost folder that was not there; empty: all were
    std::filesystem::path made_{};
};

struct Pilot {
    // with the bindings of their certificates, to be entered into the store
    std::vector<policy::Peer> peers{};
    PilotFolderGuard guard;
};
// Certificates, configuration, peers' certificates; refuses to overwrite.
diag::Result<Pilot> make_pilot(PilotPlan plan);

} // namespace renkei::online
