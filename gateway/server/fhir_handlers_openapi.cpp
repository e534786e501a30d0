// The routes in the words of OpenAPI 3.
#include "gateway/base/version.h"
#include "gateway/json/writer.h"
#include "gateway/server/fhir_handlers.h"
#include "gateway/server/routes.h"
#include "gateway/text/words.h"
#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace renkei::server {
namespace {

void write_schema(json::Writer& writer, std::string_view expected = {}) {
    writer.key("schema").start_object().member("type", "string");
    if (!expected.empty()) {
        writer.member("description", expected);
    }
    writer.end_object();
}

void write_parameters(json::Writer& writer, std::string_view pattern, const QueryParameters& of_query) {
    writer.key("parameters").start_array();
    for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
        const std::string_view name = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
        writer.start_object().member("name", name).member("in", "path").key("required").boolean(true);
        write_schema(writer);
        writer.end_object();
    }
    for (const QueryParameter& each : of_query) {
        writer.start_object().member("name", each.name).member("in", "query");
        write_schema(writer, each.expected);
        writer.end_object();
    }
    writer.end_array();
}

// The same in the body.
void write_form(json::Writer& writer, const QueryParameters& parameters) {
    writer.key("requestBody").start_object().key("content").start_object().key("application/x-www-form-urlencoded").start_object();
    writer.key("schema").start_object().member("type", "object").key("properties").start_object();
    for (const QueryParameter& each : parameters) {
        writer.key(each.name).start_object().member("type", "string").member("description", each.expected).end_object();
    }
    writer.end_object().end_object().end_object().end_object().end_object();
}

void write_response(json::Writer& writer, std::string_view status, std::string_view description) {
    writer.key(status).start_object().member("description", description).end_object();
}

void write_operation(json::Writer& writer, const Route& route, Gateway& gateway, std::map<std::string, unsigned>& names) {
    const unsigned times = ++names[std::string(route.name)]; // an operationId stands once
    writer.key(text::lowered(route.method)).start_object();
    writer.member("operationId", times == 1 ? std::string(route.name) : fmt::format("{}-{}", route.name, times)).member("summary", route.summary);
    const QueryParameters parameters = route.parameters == nullptr ? QueryParameters() : route.parameters(gateway);
    const bool has_form = route.pattern.ends_with("/_search");
    write_parameters(writer, route.pattern, has_form ? QueryParameters() : parameters);
    if (has_form) {
        write_form(writer, parameters);
    }
    writer.key("responses").start_object();
    write_response(writer, "2XX", "done");
    writer.key("default").start_object().member("description", "OperationOutcome").key("content").start_object();
    writer.key("application/fhir+json").start_object().end_object().end_object().end_object();
    writer.end_object().end_object();
}

} // namespace

Answer give_openapi(Gateway& gateway, const Request& request, Parts) {
    std::map<std::string_view, std::vector<const Route*>> by_path;
    for (const Route& route : routes()) {
        if (!route.summary.empty()) {
            by_path[route.pattern].push_back(&route);
        }
    }
    Answer out{.media_type = "application/json"};
    json::Writer writer(out.body);
    writer.start_object().member("openapi", "3.0.3");
    writer.key("info").start_object().member("title", "Renkei").member("version", base::program_version).end_object();
    writer.key("servers").start_array().start_object().member("url", request.base).end_object().end_array();
    writer.key("paths").start_object();
    std::map<std::string, unsigned> names;
    for (const auto& [path, routes_of_path] : by_path) {
        writer.key(path).start_object();
        for (const Route* const route : routes_of_path) {
            write_operation(writer, *route, gateway, names);
        }
        writer.end_object();
    }
    writer.end_object().end_object();
    return out;
}

} // namespace renkei::server
