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

void write_parameters(json::Writer& writer, std::string_view pattern) {
    writer.key("parameters").start_array();
    for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
        const std::string_view name = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
        writer.start_object().member("name", name).member("in", "path").key("required").boolean(true);
        writer.key("schema").start_object().member("type", "string").end_object().end_object();
    }
    writer.end_array();
}

void write_response(json::Writer& writer, std::string_view status, std::string_view description) {
    writer.key(status).start_object().member("description", description).end_object();
}

void write_operation(json::Writer& writer, const Route& route, std::map<std::string, unsigned>& names) {
    const unsigned times = ++names[std::string(route.name)]; // an operationId stands once
    writer.key(text::lowered(route.method)).start_object();
    writer.member("operationId", times == 1 ? std::string(route.name) : fmt::format("{}-{}", route.name, times)).member("summary", route.summary);
    write_parameters(writer, route.pattern);
    writer.key("responses").start_object();
    write_response(writer, "2XX", "done");
    writer.key("default").start_object().member("description", "OperationOutcome").key("content").start_object();
    writer.key("application/fhir+json").start_object().end_object().end_object().end_object();
    writer.end_object().end_object();
}

} // namespace

Answer give_openapi(Gateway&, const Request& request, Parts) {
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
            write_operation(writer, *route, names);
        }
        writer.end_object();
    }
    writer.end_object().end_object();
    return out;
}

} // namespace renkei::server
