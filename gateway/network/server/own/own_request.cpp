#include "gateway/network/server/own/own_request.h"

#include "gateway/network/pages/frame.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/portal.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

constexpr std::string_view own_form = "form of a person's own page";

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
    return form_token(gateway, request, own_form, shown);
}

std::optional<std::string> shown_by_own_form(const ServerContext& gateway, const Request& request,
                                             std::string_view token) {
    return shown_by_form(gateway, request, own_form, token);
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
