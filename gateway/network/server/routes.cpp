#include "gateway/network/server/routes.h"

#include "gateway/network/documents/fetch.h"
#include "gateway/network/server/conditional.h"
#include "gateway/network/server/request_audit.h"
#include "gateway/network/server/server_context.h"
#include "generated/messages/documents.h"
#include "generated/messages/portal.h"

#include <algorithm>
#include <set>

namespace renkei::server {
namespace {

constexpr int of_every_request[] = {400, 401, 403, 429, 500, 503};
constexpr int of_a_body[] = {408, 413, 415};

constexpr bool is_not_allowed(int status) { return status == 405; }

// A portal asks for what is kept about the person of its token, and for nothing else; no other peer asks for
// that. So no other handler sees a portal.
diag::Result<void> check_portal(const Route& route, const ServerContext& gateway, const Request& request) {
    const policy::Peer* const peer = request.caller.peer;
    if (peer == nullptr || route.is_public) {
        return {};
    }
    const bool is_portal = peer->role == policy::Role::portal;
    if (is_portal != route.is_of_person) {
        return is_portal
                   ? diag::fail(diag::message::portal_may_not, {}, {peer->id})
                   : diag::fail(diag::message::portal_only, {}, {peer->id, policy::to_text(peer->role)});
    }
    if (is_portal) {
        TRY_VOID(self_of(gateway, request));
    }
    return {};
}

// Whether anything is left of what the caller accepts, at an address of FHIR: what is stored can be answered,
// and who asks for another version of FHIR does not get R4.
diag::Result<void> check_accepted(const Route& route, const Request& request) {
    const bool is_fhir = route.pattern.starts_with("/fhir") || route.pattern == "/metadata";
    const bool may_refuse = std::ranges::find(route.statuses, 406) != route.statuses.end();
    const std::string_view format = request.parameter("_format");
    const std::string_view asked = format.empty() ? request.header("Accept") : format;
    if (!is_fhir || !may_refuse || asked.empty() || !documents::read_accept(asked).empty()) {
        return {};
    }
    return diag::fail(diag::message::not_acceptable, {},
                      {asked.substr(0, 200), "application/fhir+json, application/fhir+xml (4.0)"});
}

// What the request says of its caller, of versions and of its response, before anything is done.
diag::Result<void> check_stated(const Route& route, const ServerContext& gateway, const Request& request) {
    TRY_VOID(check_portal(route, gateway, request));
    TRY_VOID(check_conditions(route, request));
    return check_accepted(route, request);
}

void bind(http::Route& route, const Route& row, const Unaudited& handler, ServerContext& gateway) {
    route.handle = [&gateway, &row, handler](const Request& request, PathParameters parts) {
        const diag::Result<void> checked = check_stated(row, gateway, request);
        return checked ? handler.handle(gateway, request, parts) : error_response(request, checked.error());
    };
}

void bind(http::Route& route, const Route& row, const Audited& handler, ServerContext& gateway) {
    route.handle = [&gateway, &row, handler](const Request& request, PathParameters parts) {
        const diag::Result<void> checked = check_stated(row, gateway, request);
        AuditedResponse out = checked ? handler.handle(gateway, request, parts)
                                      : AuditedResponse(error_response(request, checked.error()));
        apply_conditions(request, out.response());
        return recorded(gateway, request, handler.as, std::move(out));
    };
    route.record_failure = [&gateway, handler](const Request& request, Response response) {
        return recorded(gateway, request, handler.as, std::move(response));
    };
}

// Each group has its own table.
std::vector<Route> joined(std::span<const Route> of_records) {
    std::vector<Route> out;
    for (const std::span<const Route> group : {document_routes(), withdrawal_routes(), entry_routes(),
                                               mailbox_routes(), of_records, fhir_routes(), own_routes()}) {
        out.insert(out.end(), group.begin(), group.end());
    }
    return out;
}

} // namespace

std::span<const Route> routes() {
    static const std::vector<Route> all = joined(record_routes());
    return all;
}

std::span<const Route> routes_of(const ServerContext& gateway) {
    static const std::vector<Route> without_records = joined({});
    return gateway.hub() != nullptr ? routes() : without_records;
}

std::vector<int> any_status(const Route& route) {
    std::set<int> out(route.statuses.begin(), route.statuses.end());
    out.insert(std::begin(of_every_request), std::end(of_every_request));
    if (route.method == "POST" || route.method == "PUT") {
        out.insert(std::begin(of_a_body), std::end(of_a_body));
    }
    return {out.begin(), out.end()};
}

std::vector<http::Route> bound(std::span<const Route> routes, ServerContext& gateway) {
    std::vector<http::Route> out;
    for (const Route& route : routes) {
        http::Route made{.method = route.method,
                         .pattern = route.pattern,
                         .name = route.name,
                         .handle = {},
                         .is_public = route.is_public,
                         .is_refusal = std::ranges::all_of(route.statuses, is_not_allowed)};
        std::visit([&](const auto& handler) { bind(made, route, handler, gateway); }, route.handler);
        out.push_back(std::move(made));
    }
    return out;
}

} // namespace renkei::server
