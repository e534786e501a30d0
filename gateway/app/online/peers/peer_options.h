// A peer as it is written on the command line.
#pragma once

#include "gateway/app/online/setup/command_line.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/network/policy/peer.h"

#include <optional>

namespace renkei::online {

// Identifies certificates: by their key, or by issuer and subject or a name in it.
struct BindingOptions {
    std::vector<std::string> keys{};
    std::vector<std::string> certificates{}; // files
    std::string issuer{};
    std::string subject{};
    std::string name{};
    bool takes_authorities = false; // a certificate may be an authority's

    void add_to(Command& command);
    void add_authorities_to(Command& command); // where certificates are entered
    bool are_given() const {
        return !keys.empty() || !certificates.empty() || !issuer.empty() || !subject.empty() || !name.empty();
    }
    diag::Result<std::vector<policy::CertificateBinding>> bindings() const; // an empty value is none
};

// What is not said stays as it is, or has the default in a new entry. An empty value removes the current one.
struct PeerOptions {
    std::string id{};
    std::string role{};
    std::string delivery_method{};
    std::optional<std::string> name{};
    std::optional<std::string> address{};
    std::optional<std::string> syntax{};
    std::optional<std::string> edition{};
    std::optional<std::string> characters{};
    std::optional<std::string> gaiji{};
    std::optional<std::string> job{};
    std::optional<std::string> token_issuer{};
    std::optional<std::string> token_keys{}; // file
    std::vector<std::string> numbers{};
    std::vector<std::string> added_numbers{};
    std::vector<std::string> attachments{};
    BindingOptions bindings{};

    void add_to(Command& command);
    // Fails in a new entry without a role.
    diag::Result<MakePeer> maker() const;
};

} // namespace renkei::online
