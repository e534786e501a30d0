// What OpenAPI says about a route beside its row in the table of routes: by the names of routes.
#pragma once

#include "gateway/network/server/route.h"

#include <span>
#include <string_view>

namespace renkei::server {

struct MediaContent {
    std::string_view media_type;
    std::string_view schema;    // of openapi_schemas(); empty: text or bytes
    std::string_view example{}; // of openapi_examples(), or of those that are made of the mappings
};

struct HeaderField {
    std::string_view name;
    std::string_view expected;
};

struct RouteContent {
    std::string_view route; // Route::name
    std::string_view tag;   // of api_tags()
    std::string_view description;
    std::span<const MediaContent> request;  // empty: no body, or the form of a _search
    std::span<const MediaContent> response; // of 200 and 201; empty: nothing is in it
    std::span<const HeaderField> headers{}; // of the request
};

// Null: the route is not described.
const RouteContent* content_of(std::string_view route);
std::span<const RouteContent> route_contents();

// The route's name; routes that share one have an id of their own.
struct OperationId {
    std::string_view method;
    std::string_view pattern;
    std::string_view id;
};
std::string_view operation_id(const Route& route);

// A group of operations: generators make one class of each.
struct ApiTag {
    std::string_view name;
    std::string_view description;
};
std::span<const ApiTag> api_tags();

// What stands at a {name} of a pattern.
struct PathPart {
    std::string_view name;
    std::string_view pattern; // a regular expression of ECMA 262, as OpenAPI wants it
    std::string_view description;
};
const PathPart& path_part(std::string_view name);

struct NamedJson {
    std::string_view name{};
    std::string_view json{};
};
std::string_view openapi_schemas_table();
std::span<const NamedJson> openapi_schemas();
// Of a request: one of the forms, made of the mappings.
inline constexpr std::string_view sent_form_schema = "SentForm";
std::string_view openapi_examples_table();
std::span<const NamedJson> openapi_examples(); // the values

} // namespace renkei::server
