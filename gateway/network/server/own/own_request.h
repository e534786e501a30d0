// One request of a portal: for whom it asks, in which language and as what the answer goes, and the token
// that protects the forms of its pages.
#pragma once

#include "gateway/network/access/person_access.h"
#include "gateway/network/mhd/summary/own_sections.h"
#include "gateway/network/server/audited_response.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/server_context.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::server {

// Persons read Japanese unless their browser asks for English.
diag::Language own_language(const Request& request);
mhd::Audience audience_of(const access::Self& self);

// What the person may be shown, in one snapshot. `own_view_closed` where nothing is: of a person who is not
// known, whose view is closed, and where sharing is switched off, all alike. The reader outlives it.
diag::Result<access::PersonAccess> open_own_view(const store::Snapshot& snapshot,
                                                 const access::Reader& reader);

// As a page, or for programs as an OperationOutcome.
Response own_refusal(const Request& request, const diag::Error& error);
AuditSubject own_subject(const access::Self& self, std::string_view query);

// form_token.h. `shown`: shown_consents() of what the page shows.
std::string own_form_token(const ServerContext& gateway, const Request& request, const std::string& shown);
// What the page showed; nothing: it is no token of this login, or too old.
std::optional<std::string> shown_by_own_form(const ServerContext& gateway, const Request& request,
                                             std::string_view token);
// Whether a consent for the care of the person holds.
bool is_consent_in_force(const access::PersonFacts& facts, base::Millis now);
// Names the consents as they stand; no more can be read out of it.
std::string shown_consents(const ServerContext& gateway, const access::PersonFacts& facts);

} // namespace renkei::server
