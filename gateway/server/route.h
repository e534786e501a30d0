// The table of routes. It drives everything that must agree: dispatch, metrics, CapabilityStatement, OpenAPI.
#pragma once

#include "gateway/http/route.h"
#include "gateway/server/words.h"

namespace renkei::server {

class Gateway; // what handlers work with: gateway.h

// A parameter of the query, or of the form that POST …/_search brings.
struct QueryParameter {
    std::string name;
    std::string expected; // what its value looks like, in words of every language
};
using QueryParameters = std::vector<QueryParameter>;

struct Route {
    std::string_view method;
    std::string_view pattern;
    std::string_view name;
    std::string_view summary;      // for OpenAPI
    std::string_view resource{};   // FHIR type it belongs to, or empty
    std::string_view interaction{};// "read", "search-type", "create", "transaction", "$validate" …
    Answer (*handle)(Gateway&, const Request&, Parts);
    bool open = false;             // as in http::Route
    QueryParameters (*parameters)(Gateway&) = nullptr; // for OpenAPI; from the table by which the handler reads them
};

} // namespace renkei::server
