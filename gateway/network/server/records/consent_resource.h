// A consent as a FHIR Consent in the shape of IHE PCF (basic), and back.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/tree.h"
#include "gateway/network/server/records/record_form.h"
#include "gateway/network/sharing/consent.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view consent_type = "Consent";

std::string write_consent(const sharing::Consent& consent, const RecordView& view);

struct ReadConsent {
    std::string id{};
    std::string version{}; // meta.versionId; empty: not stated
    policy::Identifier person{};
    sharing::Consent consent{}; // without id and insurer
    bool is_active = true;
    bool is_day_alone = false; // when it was given is known by its day
    bool states_withdrawal = false;
};
// `kinds`: of information, as the matrix names them.
diag::Result<ReadConsent> read_consent_resource(const json::Tree& tree, const RecordView& view,
                                                std::span<const std::string_view> kinds);

} // namespace renkei::server
