// The claims of an access token (RFC 7519 §4) whose signature was verified.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/network/tokens/access_token.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::tokens {

class Claims {
public:
    static diag::Result<Claims> read(const std::string& payload); // which outlives them

    // Is it of this peer's issuer, for this gateway, now, and on this connection?
    diag::Result<void> check(const PresentedToken& presented, const Settings& settings,
                             base::Millis now) const;
    // Who asks. Absent members of IUA are not stated; those of another shape are errors, because half a
    // statement would be another one. A portal names the person for whom it asks; no other peer does.
    diag::Result<VerifiedToken> verified(policy::Role role) const;

private:
    diag::Result<void> read_person(policy::Role role, json::NodeId extensions, policy::User& user) const;
    diag::Result<std::string> emergency_reason(json::NodeId extensions) const;
    json::NodeId find(json::NodeId object, std::string_view claim) const;
    diag::Result<std::optional<std::string>> text(json::NodeId object, std::string_view claim) const;
    diag::Result<std::string> needed_text(std::string_view claim) const;
    diag::Result<std::optional<base::Millis>> time(std::string_view claim) const;
    using IsCode = bool (*)(std::string_view);
    diag::Result<std::vector<policy::Code>> codes(json::NodeId object, std::string_view claim,
                                                  IsCode is_code) const;
    diag::Result<policy::Code> code(json::NodeId node, std::string_view claim, IsCode is_code) const;
    diag::Result<void> check_parties(const PresentedToken& presented, const Settings& settings) const;
    diag::Result<void> check_times(const Settings& settings, base::Millis now) const;
    diag::Result<void> check_binding(std::string_view certificate_sha256) const;

    json::Tree tree_; // views the payload
};

} // namespace renkei::tokens
