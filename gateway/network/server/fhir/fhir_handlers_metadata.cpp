// What this gateway offers: made from the routes, the search parameters and the forms it knows.
#include "gateway/core/base/version.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/packages/library.h"
#include "gateway/fhir/validate/walk/loaded_definitions.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/mhd/capability.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/routes.h"
#include "generated/messages/mhd.h"

#include <set>

namespace renkei::server {
namespace {

constexpr std::string_view convert_id = "renkei-convert";

// Types of the resources that the forms' documents hold.
std::vector<std::string> document_types(const catalogue::Catalogue& catalogue) {
    std::set<std::string, std::less<>> out{"Composition"};
    for (const mapping::Plan& plan : catalogue.plans()) {
        for (const mapping::EntryPlan& entry : plan.entries()) {
            out.emplace(plan.form().text(entry.type));
        }
    }
    return {out.begin(), out.end()};
}

} // namespace

Response read_capabilities(ServerContext& gateway, const Request& request, PathParameters) {
    mhd::Capability capability{.base = fhir_base(request),
                               .canonical = request.canonical,
                               .version = std::string(base::program_version),
                               .types = document_types(*gateway.workers().loaded()->catalogue)};
    for (const Route& route : routes_of(gateway)) {
        if (!route.interaction.empty()) {
            capability.offers.push_back({route.resource, route.interaction});
        }
    }
    return fhir_response(gateway, request, 200, mhd::capability_statement(capability));
}

// Our own operation, as it is published with the profiles.
Response read_definition(ServerContext& gateway, const Request& request, PathParameters parts) {
    const auto loaded = gateway.workers().loaded();
    const packages::Resource* const found =
        parts[0] == convert_id
            ? loaded->definitions->library().find("OperationDefinition",
                                                  request.canonical + "/OperationDefinition/convert")
            : nullptr;
    if (found == nullptr) {
        return error_response(request, diag::finding(diag::message::resource_not_there, {},
                                                     {"OperationDefinition/" + parts[0]}));
    }
    std::string out;
    json::Writer writer(out);
    writer.start_object().member("resourceType", "OperationDefinition").member("id", convert_id);
    for (const json::NodeId child : found->tree.children(json::Tree::root)) {
        const std::string_view key = found->tree.key(child);
        if (key != "resourceType" && key != "id") {
            writer.key(key).node(found->tree, child);
        }
    }
    writer.end_object();
    return fhir_response(gateway, request, 200, std::move(out));
}

} // namespace renkei::server
