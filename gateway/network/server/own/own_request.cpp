#include "gateway/network/server/own/own_request.h"

#include "gateway/network/pages/frame.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/portal.h"

#include <fmt/format.h>

#include <charconv>

namespace renkei::server {
namespace {

constexpr base::Millis form_millis = form_minutes * 60'000LL;

std::string token_at(const ServerContext& gateway, const Request& request, base::Millis at,
                     const std::string& shown) {
    const policy::User& user = *request.caller.user;
    const std::string moment = std::to_string(at);
    return fmt::format(
        "{}.{}.{}", moment, shown,
        seal::to_hex(seal::keyed_hash(gateway.search_key(),
                                      {"form of a person's own page", request.caller.peer->id, user.issuer,
                                       user.subject, user.person, user.ground, moment, shown})));
}

} // namespace

diag::Language own_language(const Request& request) {
    const std::string_view header = request.header("Accept-Language");
    return weight_of(header, "en") > weight_of(header, "ja") ? diag::Language::english
                                                             : diag::Language::japanese;
}

mhd::Audience audience_of(const access::Self& self) {
    return self.is_proxy() ? mhd::Audience::family : mhd::Audience::person;
}

diag::Result<access::PersonAccess> open_own_view(const store::Snapshot& snapshot,
                                                 const access::Reader& reader) {
    if (reader.hub == nullptr || !reader.self) {
        return diag::fail(diag::message::own_view_closed, {});
    }
    TRY(access::PersonAccess person, access::PersonAccess::of(snapshot, reader, reader.self->person));
    return person.opens_own_view() ? diag::Result<access::PersonAccess>(std::move(person))
                                   : diag::fail(diag::message::own_view_closed, {});
}

Response own_refusal(const Request& request, const diag::Error& error) {
    Response out = error_response(request, error);
    if (wants_page(request)) {
        const diag::Language language = own_language(request);
        const diag::Error shown = http::shown_error(request, error);
        set_page(out, pages::own_refusal_page(diag::sentence(shown.message, shown.args, language), language));
    }
    out.with("Cache-Control", "no-store");
    return out;
}

AuditSubject own_subject(const access::Self& self, std::string_view query) {
    return {.person = seal::to_hex(self.person), .query = fmt::format("{}&found=1", query)};
}

std::string own_form_token(const ServerContext& gateway, const Request& request, const std::string& shown) {
    return token_at(gateway, request, gateway.clock().now(), shown);
}

std::optional<std::string> shown_by_own_form(const ServerContext& gateway, const Request& request,
                                             std::string_view token) {
    base::Millis at = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), at);
    const base::Millis now = gateway.clock().now();
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    if (error != std::errc() || at > now || now - at > form_millis || first == second) {
        return std::nullopt;
    }
    const std::string shown(token.substr(first + 1, second - first - 1));
    // of equal length, in constant time
    return seal::equal_in_constant_time(seal::sha256(token),
                                        seal::sha256(token_at(gateway, request, at, shown)))
               ? std::optional(shown)
               : std::nullopt;
}

bool is_consent_in_force(const access::PersonFacts& facts, base::Millis now) {
    return sharing::consent_state(facts.consents, {.at = now,
                                                   .insurer = facts.insurer,
                                                   .kind = {},
                                                   .receiver = {},
                                                   .purpose = sharing::Purpose::care}) ==
           sharing::Reason::allowed;
}

std::string shown_consents(const ServerContext& gateway, const access::PersonFacts& facts) {
    std::string all;
    for (const sharing::Consent& each : facts.consents) {
        all += each.id + (each.withdrawn ? "withdrawn" : "standing");
    }
    return seal::to_hex(seal::keyed_hash(gateway.search_key(), {"consents of a person's own page", all}));
}

} // namespace renkei::server
