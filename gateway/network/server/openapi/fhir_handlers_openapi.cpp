// The routes in the words of OpenAPI 3.
#include "gateway/core/base/version.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/words.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/openapi/openapi_content.h"
#include "gateway/network/server/openapi_examples.h"
#include "gateway/network/server/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace renkei::server {
namespace {

struct StatusText {
    int status;
    std::string_view text;
};
constexpr StatusText status_texts[] = {
    {200, "Done."},
    {201, "Stored as new."},
    {204, "Done; there is nothing to show."},
    {304, "The caller has it already (If-None-Match)."},
    {400, "The request or one of its parameters is wrong."},
    {401, "A client certificate is needed."},
    {403, "The caller may not do this."},
    {404, "It is not there, or not for the caller."},
    {405, "This is not offered here."},
    {406, "It cannot be given as Accept or _format asks."},
    {408, "The body did not arrive in time."},
    {409, "It conflicts with what is stored."},
    {410, "It was taken back."},
    {412, "If-Match names another version than the newest."},
    {413, "The body is too large."},
    {415, "The media type or encoding is not understood."},
    {422, "The document is not valid, or its Idempotency-Key belongs to another."},
    {429, "Too many requests; Retry-After says when to come again."},
    {500,
     "An error of the gateway, or what is asked for is damaged in the store (document-damaged): asking again "
     "does not help."},
    {503, "The gateway is busy; Retry-After says when to come again."},
    {507, "Too many withdrawals of the caller name requests that have not arrived."},
};

// OpenAPI 3.0 has no name for a client certificate (3.1 calls it mutualTLS, but few generators read 3.1):
// `security` is empty.
constexpr std::string_view description =
    "A gateway between the forms of Japanese care and HL7 FHIR R4.\n\n"
    "A caller is identified by its client certificate (mutual TLS 1.3); no header is needed. A certificate "
    "of no known peer is answered 403. "
    "Errors are OperationOutcomes, in Japanese with `Accept-Language: ja`. After 429 and 503, repeat the "
    "request after `Retry-After` seconds with the "
    "same `Idempotency-Key`.";

void write_schema(json::Writer& writer, const QueryParameter& parameter) {
    writer.start_object();
    if (parameter.may_repeat) {
        writer.member("type", "array").key("items").start_object().member("type", "string").end_object();
    } else {
        writer.member("type", parameter.is_number ? "integer" : "string");
    }
    if (!parameter.expected.empty()) {
        writer.member("description", parameter.expected);
    }
    writer.end_object();
}

void write_path_part(json::Writer& writer, std::string_view name) {
    const PathPart& part = path_part(name);
    writer.start_object()
        .member("name", name)
        .member("in", "path")
        .key("required")
        .boolean(true)
        .member("description", part.description);
    writer.key("schema")
        .start_object()
        .member("type", "string")
        .member("pattern", part.pattern)
        .end_object()
        .end_object();
}

void write_parameters(json::Writer& writer, const Route& route, const QueryParameters& of_query) {
    const std::string_view pattern = route.pattern;
    writer.key("parameters").start_array();
    for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
        write_path_part(writer, pattern.substr(at + 1, pattern.find('}', at) - at - 1));
    }
    for (const QueryParameter& each : of_query) {
        writer.start_object().member("name", each.name).member("in", "query").key("schema");
        write_schema(writer, each);
        writer.end_object();
    }
    for (const HeaderField& each : content_of(route.name)->headers) {
        writer.start_object()
            .member("name", each.name)
            .member("in", "header")
            .member("description", each.expected);
        writer.key("schema").start_object().member("type", "string").end_object().end_object();
    }
    writer.end_array();
}

// The same in the body.
void write_form(json::Writer& writer, const QueryParameters& parameters) {
    writer.key("requestBody")
        .start_object()
        .key("content")
        .start_object()
        .key("application/x-www-form-urlencoded")
        .start_object();
    writer.key("schema").start_object().member("type", "object").key("properties").start_object();
    for (const QueryParameter& each : parameters) {
        writer.key(each.name);
        write_schema(writer, each);
    }
    writer.end_object().end_object().end_object().end_object().end_object();
}

// Those of the table, and those that are made of the mappings.
NamedExamples all_examples(const NamedExamples& made) {
    NamedExamples out = made;
    for (const NamedJson& each : openapi_examples()) {
        out.push_back({std::string(each.name), std::string(each.json)});
    }
    return out;
}

void write_content(json::Writer& writer, std::span<const MediaContent> contents,
                   const NamedExamples& examples) {
    writer.key("content").start_object();
    for (const MediaContent& each : contents) {
        writer.key(each.media_type).start_object().key("schema").start_object();
        if (each.schema.empty()) {
            const bool is_text = each.media_type == "text/html" || each.media_type.ends_with("xml") ||
                                 each.media_type.ends_with("ndjson");
            writer.member("type", "string");
            if (!is_text) { // CSV may be CP932: a client must not read it as UTF-8
                writer.member("format", "binary");
            }
        } else {
            writer.member("$ref", fmt::format("#/components/schemas/{}", each.schema));
        }
        writer.end_object();
        if (std::ranges::find(examples, each.example, &NamedExample::name) != examples.end()) {
            writer.key("examples").start_object().key(each.example).start_object();
            writer.member("$ref", fmt::format("#/components/examples/{}", each.example))
                .end_object()
                .end_object();
        }
        writer.end_object();
    }
    writer.end_object();
}

bool is_refusal(int status) { return status >= 400; }
bool has_content(int status) { return status == 200 || status == 201; }

void write_description(json::Writer& writer, int status) {
    const auto* const row = std::ranges::find(status_texts, status, &StatusText::status);
    writer.member("description", row == std::end(status_texts) ? std::string_view() : row->text);
}

// What a route gives is its own; refusals look alike everywhere.
void write_responses(json::Writer& writer, const Route& route, const NamedExamples& examples) {
    writer.key("responses").start_object();
    for (const int status : any_status(route)) {
        writer.key(std::to_string(status)).start_object();
        if (is_refusal(status)) {
            writer.member("$ref", fmt::format("#/components/responses/{}", status));
        } else {
            write_description(writer, status);
            if (has_content(status)) {
                write_content(writer, content_of(route.name)->response, examples);
            }
        }
        writer.end_object();
    }
    writer.key("default")
        .start_object()
        .member("$ref", "#/components/responses/default")
        .end_object()
        .end_object();
}

void write_outcome(json::Writer& writer, const NamedExamples& examples) { // as the content of a response
    write_content(writer, content_of("validate")->response, examples);
}

void write_components(json::Writer& writer, const NamedExamples& examples) {
    writer.key("components").start_object();
    writer.key("schemas").start_object();
    for (const NamedJson& each : openapi_schemas()) {
        writer.key(each.name).raw(each.json);
    }
    writer.end_object().key("examples").start_object();
    for (const NamedExample& each : examples) {
        writer.key(each.name).start_object().key("value").raw(each.json).end_object();
    }
    writer.end_object().key("responses").start_object();
    for (const StatusText& each : status_texts) {
        if (is_refusal(each.status)) {
            writer.key(std::to_string(each.status)).start_object();
            write_description(writer, each.status);
            write_outcome(writer, examples);
            writer.end_object();
        }
    }
    writer.key("default").start_object().member("description", "What else HTTP may refuse.");
    write_outcome(writer, examples);
    writer.end_object().end_object().end_object();
}

void write_operation(json::Writer& writer, const Route& route, ServerContext& gateway,
                     const NamedExamples& examples) {
    const RouteContent* const content = content_of(route.name);
    writer.key(text::lowered(route.method)).start_object();
    writer.key("tags").start_array().string(content->tag).end_array();
    writer.member("operationId", operation_id(route))
        .member("summary", route.summary)
        .member("description", content->description);
    const QueryParameters parameters =
        route.parameters == nullptr ? QueryParameters() : route.parameters(gateway);
    const bool has_form = route.pattern.ends_with("/_search");
    write_parameters(writer, route, has_form ? QueryParameters() : parameters);
    if (has_form) {
        write_form(writer, parameters);
    } else if (!content->request.empty()) {
        writer.key("requestBody").start_object();
        if (route.name != "validate-instance") { // without a body, the stored resource is validated
            writer.key("required").boolean(true);
        }
        write_content(writer, content->request, examples);
        writer.end_object();
    }
    write_responses(writer, route, examples);
    writer.end_object();
}

void write_info(json::Writer& writer, std::string_view base) {
    writer.key("info")
        .start_object()
        .member("title", "Renkei")
        .member("version", base::program_version)
        .member("description", description);
    writer.key("license")
        .start_object()
        .member("name", "Apache-2.0")
        .member("url", "https://www.apache.org/licenses/LICENSE-2.0.html")
        .end_object()
        .end_object();
    writer.key("servers").start_array().start_object().member("url", base).end_object().end_array();
    writer.key("security").start_array().end_array();
    writer.key("tags").start_array();
    for (const ApiTag& each : api_tags()) {
        writer.start_object().member("name", each.name).member("description", each.description).end_object();
    }
    writer.end_array();
}

} // namespace

Response read_openapi(ServerContext& gateway, const Request& request, PathParameters) {
    const HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway, request);
    if (!worker) {
        return error_response(request, worker.error());
    }
    const NamedExamples examples = all_examples(*gateway.openapi_examples().of(**worker));
    std::map<std::string_view, std::vector<const Route*>> by_path;
    for (const Route& route : routes()) {
        if (!route.summary.empty()) {
            by_path[route.pattern].push_back(&route);
        }
    }
    Response out{.media_type = "application/json"};
    json::Writer writer(out.body);
    writer.start_object().member("openapi", "3.0.3");
    write_info(writer, request.base);
    writer.key("paths").start_object();
    for (const auto& [path, routes_of_path] : by_path) {
        writer.key(path).start_object();
        for (const Route* const route : routes_of_path) {
            write_operation(writer, *route, gateway, examples);
        }
        writer.end_object();
    }
    writer.end_object();
    write_components(writer, examples);
    writer.end_object();
    return out;
}

} // namespace renkei::server
