#include "gateway/network/server/own/own_handlers.h"

#include "gateway/network/server/routes.h"

#include <array>

namespace renkei::server {
namespace {

using audit::Action;

constexpr int of_own_pages[] = {200, 404, 406};
constexpr int of_own_forms[] = {303, 404, 409, 422};

constexpr std::array<Route, 3> routes_of_persons{{
    {"GET", "/my", "own-view",
     "What is kept about the person of the access token, as a page or a FHIR document", "", "",
     Audited{{Action::query, "own-view"}, read_own_view}, of_own_pages, false, own_view_parameters, true},
    {"GET", "/my/access", "own-access", "Who asked for what about the person of the access token", "", "",
     Audited{{Action::query, "own-access"}, read_own_accesses}, of_own_pages, false, own_access_parameters,
     true},
    // a form of a page: nothing for programs, so OpenAPI is silent
    {"POST", "/my/consent", "own-consent", "", "", "",
     Audited{{Action::execute, "own-consent"}, change_own_consent}, of_own_forms, false, nullptr, true},
}};

} // namespace

std::span<const Route> own_routes() { return routes_of_persons; }

} // namespace renkei::server
