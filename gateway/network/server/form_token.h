// The token of a form on a page: a page of another site, which makes a browser send a form, does not know it.
#pragma once

#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::server {

// So long a form may be filled in. It outlives an access token, so that a portal may take a new one for each
// request.
constexpr unsigned form_minutes = 30;

// For this caller: the peer, and its user (issuer, user, person), if a token names one. `form`: which form;
// `shown`: what the page of the form shows, without a dot.
std::string form_token(const ServerContext& gateway, const Request& request, std::string_view form,
                       const std::string& shown = {});
struct ShownForm {
    std::string shown{}; // what the page showed
    bool is_old = false;
};
// Nothing: it is no token of this form and caller.
std::optional<ShownForm> shown_form(const ServerContext& gateway, const Request& request,
                                    std::string_view form, std::string_view token);
// What the page showed; nothing: it is no such token, or too old.
std::optional<std::string> shown_by_form(const ServerContext& gateway, const Request& request,
                                         std::string_view form, std::string_view token);

// The fields of a form that was sent; longer than 64 KiB, it is no form of ours.
HttpResult<Pairs> read_form(const Request& request);
HttpResult<Pairs> read_long_form(const Request& request,
                                 std::size_t longest); // its values may have line breaks
// A field that stands there once; empty: otherwise.
std::string_view form_field(const Pairs& form, std::string_view name);

} // namespace renkei::server
