// A peer as it is written on the command line.
#pragma once

#include "gateway/app/online/command_line.h"
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

// The given fields of a peer. None: not given, so it keeps its value, or has the default in a new entry.
struct PeerFields {
    std::string id{};
    std::optional<std::string> name{};
    std::optional<policy::Role> role{};
    std::optional<std::vector<policy::Number>> numbers{};
    std::vector<policy::Number> added_numbers{}; // beside those that it has
    std::optional<std::vector<policy::CertificateBinding>> bindings{};
    std::optional<policy::DeliveryMethod> delivery_method{};
    std::optional<std::string> address{};
    std::optional<std::string> syntax{};
    std::optional<text::Repertoire> repertoire{};
    std::optional<text::Gaiji> gaiji{};
    std::optional<std::vector<std::string>> attachments{};
    std::optional<std::string> job{};
    std::optional<std::string> token_issuer{};
    std::optional<std::string> token_keys{}; // JWKS

    // `before`: null for a new entry, which needs a role.
    diag::Result<policy::Peer> applied_to(const policy::Peer* before) const;
};

// An empty value removes the current one.
struct PeerOptions {
    std::string id{};
    std::string role{};
    std::string delivery_method{};
    std::optional<std::string> name{};
    std::optional<std::string> address{};
    std::optional<std::string> syntax{};
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
    diag::Result<PeerFields> fields() const;
};

} // namespace renkei::online
