// Who is at a page on which forms are filled in: the user of the access token, else the name that was typed.
#pragma once

#include "gateway/network/server/audited_response.h"
#include "gateway/network/server/server_context.h"
#include "gateway/network/store/drafts/drafts.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view name_act = "name";

// Nothing: it is not known.
std::optional<store::DraftOwner> entry_user(const ServerContext& gateway, const Request& request);

// Asks for the name, and leads to `next` of this gateway ("/forms"): a form for POST /forms. Empty of a user
// with a token.
std::string name_form(const ServerContext& gateway, const Request& request, const std::string& next,
                      std::string_view error = {});
// Stands in the place of a page for which it must be known who is there, and leads to it.
Response name_page(const ServerContext& gateway, const Request& request, const std::string& next,
                   std::string_view error = {});
// What the form above sent.
AuditedResponse take_name(const ServerContext& gateway, const Request& request, const Pairs& sent);

} // namespace renkei::server
