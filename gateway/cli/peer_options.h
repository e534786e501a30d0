// A peer as it is written on the command line.
#pragma once

#include "gateway/cli/usage.h"
#include "gateway/policy/peer.h"

namespace renkei::cli {

// Which certificates are meant: by their key, or by issuer and subject or a name in it.
struct BindingOptions {
    std::vector<std::string> keys{};
    std::vector<std::string> certificates{}; // files
    std::string issuer{};
    std::string subject{};
    std::string name{};

    void add_to(Command& command);
    diag::Result<std::vector<policy::Binding>> bindings() const;
};

struct PeerOptions {
    std::string id{};
    std::string name{};
    std::string role{};
    std::vector<std::string> numbers{};
    std::vector<std::string> attachments{};
    std::string way = "none";
    std::string address{};
    std::string syntax{};
    BindingOptions bindings{};

    void add_to(Command& command);
    diag::Result<policy::Peer> peer() const;
};

} // namespace renkei::cli
