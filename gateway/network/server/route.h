// The table of routes. It drives everything that must agree: dispatch, metrics, CapabilityStatement, OpenAPI.
#pragma once

#include "gateway/network/http/route.h"
#include "gateway/network/server/audited_response.h"
#include "gateway/network/server/http_names.h"

#include <variant>

namespace renkei::server {

class ServerContext; // what handlers work with: server_context.h

// A parameter of the query, or of the form that POST …/_search brings.
struct QueryParameter {
    std::string name;
    std::string expected;    // what its value looks like, in words of every language
    bool may_repeat = false; // all its values count
    bool is_number = false;
};
using QueryParameters = std::vector<QueryParameter>;

// What this program is: a request leaves no event in the audit.
struct Unaudited {
    Response (*handle)(ServerContext&, const Request&, PathParameters);
};
// Each request is one event in the audit, or one of each document that it changes, committed with the change.
struct Audited {
    AuditedAs as;
    AuditedResponse (*handle)(ServerContext&, const Request&, PathParameters);
};
using Handler = std::variant<Unaudited, Audited>;

struct Route {
    std::string_view method;
    std::string_view pattern;
    std::string_view name;
    std::string_view summary;       // for OpenAPI
    std::string_view resource{};    // FHIR type it belongs to, or empty
    std::string_view interaction{}; // "read", "search-type", "create", "transaction", "$validate" …
    Handler handler;
    std::span<const int> statuses; // that it answers with itself; any_status() has those of the transport
    bool is_public = false;        // as in http::Route
    QueryParameters (*parameters)(ServerContext&) =
        nullptr;               // for OpenAPI; from the table by which the handler reads them
    bool is_of_person = false; // for portals, which have no other route (own/)
};

// Every status that the route may answer with, the transport's beside its own, in order.
std::vector<int> any_status(const Route& route);

} // namespace renkei::server
