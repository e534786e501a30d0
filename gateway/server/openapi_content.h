// What requests bring and answers hold, for OpenAPI: by the names of routes.
#pragma once

#include <span>
#include <string_view>

namespace renkei::server {

struct MediaContent {
    std::string_view media_type;
    std::string_view schema;    // of openapi_schemas(); empty: text or bytes
    std::string_view example{}; // of openapi_examples()
};

struct RouteContent {
    std::string_view route;               // Route::name
    std::span<const MediaContent> request; // empty: no body, or the form of a _search
    std::span<const MediaContent> response; // of 200 and 201; empty: nothing is in it
};

// Null: the route has neither.
const RouteContent* content_of(std::string_view route);
std::span<const RouteContent> route_contents();

struct NamedJson {
    std::string_view name;
    std::string_view json;
};
std::span<const NamedJson> openapi_schemas();
std::span<const NamedJson> openapi_examples(); // the values

} // namespace renkei::server
