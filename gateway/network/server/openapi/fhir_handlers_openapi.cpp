// The routes in the words of OpenAPI 3.
#include "gateway/core/base/version.h"
#include "gateway/core/json/document.h"
#include "gateway/core/text/words.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/openapi/openapi_content.h"
#include "gateway/network/server/openapi_examples.h"
#include "gateway/network/server/routes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>

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
    {401, "A client certificate is needed, or the access token is wrong (`WWW-Authenticate` says why)."},
    {403, "The caller may not do this."},
    {404, "It is not there, or not for the caller."},
    {405, "This is not offered here."},
    {406, "It cannot be given as Accept or _format asks."},
    {408, "The body did not arrive in time."},
    {409, "It conflicts with what is stored."},
    {410, "It was taken back."},
    {412, "If-Match, or request.ifMatch of an entry, names another version than the one that is kept."},
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

json::Document reference_to(std::string_view kind, std::string_view name) {
    return {{"$ref", fmt::format("#/components/{}/{}", kind, name)}};
}

json::Document schema_of(const QueryParameter& parameter) {
    json::Document out = {{"type", parameter.may_repeat  ? "array"
                                   : parameter.is_number ? "integer"
                                                         : "string"}};
    if (parameter.may_repeat) {
        out["items"] = {{"type", "string"}};
    }
    if (!parameter.expected.empty()) {
        out["description"] = parameter.expected;
    }
    return out;
}

json::Document path_parameter(std::string_view name) {
    const PathPart& part = path_part(name);
    return {{"name", name},
            {"in", "path"},
            {"required", true},
            {"description", part.description},
            {"schema", {{"type", "string"}, {"pattern", part.pattern}}}};
}

json::Document parameters_of(const Route& route, const QueryParameters& of_query) {
    json::Document out = json::Document::array();
    const std::string_view pattern = route.pattern;
    for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
        out.push_back(path_parameter(pattern.substr(at + 1, pattern.find('}', at) - at - 1)));
    }
    for (const QueryParameter& each : of_query) {
        out.push_back({{"name", each.name}, {"in", "query"}, {"schema", schema_of(each)}});
    }
    for (const HeaderField& each : content_of(route.name)->headers) {
        out.push_back({{"name", each.name},
                       {"in", "header"},
                       {"description", each.expected},
                       {"schema", {{"type", "string"}}}});
    }
    return out;
}

// The same in the body.
json::Document form_of(const QueryParameters& parameters) {
    json::Document properties = json::Document::object();
    for (const QueryParameter& each : parameters) {
        properties[each.name] = schema_of(each);
    }
    json::Document out;
    out["content"]["application/x-www-form-urlencoded"]["schema"] = {{"type", "object"},
                                                                     {"properties", std::move(properties)}};
    return out;
}

// Those of the table, and those that are made of the mappings.
NamedExamples all_examples(const NamedExamples& made) {
    NamedExamples out = made;
    for (const NamedJson& each : openapi_examples()) {
        out.push_back({std::string(each.name), std::string(each.json)});
    }
    return out;
}

json::Document schema_of(const MediaContent& content) {
    if (!content.schema.empty()) {
        return reference_to("schemas", content.schema);
    }
    json::Document out = {{"type", "string"}};
    const bool is_text = content.media_type == "text/html" || content.media_type.ends_with("xml") ||
                         content.media_type.ends_with("ndjson");
    if (!is_text) { // CSV may be CP932: a client must not read it as UTF-8
        out["format"] = "binary";
    }
    return out;
}

json::Document media_of(std::span<const MediaContent> contents, const NamedExamples& examples) {
    json::Document out = json::Document::object();
    for (const MediaContent& each : contents) {
        json::Document& content = out[std::string(each.media_type)];
        content["schema"] = schema_of(each);
        if (std::ranges::find(examples, each.example, &NamedExample::name) != examples.end()) {
            content["examples"][std::string(each.example)] = reference_to("examples", each.example);
        }
    }
    return out;
}

bool is_refusal(int status) { return status >= 400; }
bool has_content(int status) { return status == 200 || status == 201; }

std::string_view description_of(int status) {
    const auto* const row = std::ranges::find(status_texts, status, &StatusText::status);
    return row == std::end(status_texts) ? std::string_view() : row->text;
}

// What a route gives is its own; refusals look alike everywhere.
json::Document responses_of(const Route& route, const NamedExamples& examples) {
    json::Document out = json::Document::object();
    for (const int status : any_status(route)) {
        json::Document& response = out[std::to_string(status)];
        if (is_refusal(status)) {
            response = reference_to("responses", std::to_string(status));
            continue;
        }
        response["description"] = description_of(status);
        if (has_content(status)) {
            response["content"] = media_of(content_of(route.name)->response, examples);
        }
    }
    out["default"] = reference_to("responses", "default");
    return out;
}

json::Document refusal(std::string_view text, const NamedExamples& examples) {
    return {{"description", text},
            {"content", media_of(content_of("validate")->response, examples)}}; // an OperationOutcome
}

// A form in JSON is one of those that may be sent.
json::Document sent_form(const NamedExamples& forms) {
    json::Document out = {{"description", "A form in JSON, known by its form type. `renkei schema FORM` has "
                                          "the same as JSON Schema 2020-12."}};
    for (const NamedExample& each : forms) {
        out["oneOf"].push_back(reference_to("schemas", each.name));
    }
    return forms.empty() ? reference_to("schemas", "FormFile") : out;
}

json::Document components_of(const NamedExamples& examples, const NamedExamples& forms) {
    json::Document out;
    for (const NamedJson& each : openapi_schemas()) {
        out["schemas"][std::string(each.name)] = json::verbatim(each.json);
    }
    for (const NamedExample& each : forms) {
        out["schemas"][each.name] = json::verbatim(each.json);
    }
    out["schemas"][std::string(sent_form_schema)] = sent_form(forms);
    for (const NamedExample& each : examples) {
        out["examples"][each.name]["value"] = json::verbatim(each.json);
    }
    for (const StatusText& each : status_texts) {
        if (is_refusal(each.status)) {
            out["responses"][std::to_string(each.status)] = refusal(each.text, examples);
        }
    }
    out["responses"]["default"] = refusal("What else HTTP may refuse.", examples);
    return out;
}

json::Document operation_of(const Route& route, ServerContext& gateway, const NamedExamples& examples) {
    const RouteContent* const content = content_of(route.name);
    const QueryParameters parameters =
        route.parameters == nullptr ? QueryParameters() : route.parameters(gateway);
    const bool has_form = route.pattern.ends_with("/_search");
    json::Document out = {{"tags", json::Document::array({content->tag})},
                          {"operationId", operation_id(route)},
                          {"summary", route.summary},
                          {"description", content->description},
                          {"parameters", parameters_of(route, has_form ? QueryParameters() : parameters)}};
    if (has_form) {
        out["requestBody"] = form_of(parameters);
    } else if (!content->request.empty()) {
        json::Document& body = out["requestBody"];
        if (route.name != "validate-instance") { // without a body, the stored resource is validated
            body["required"] = true;
        }
        body["content"] = media_of(content->request, examples);
    }
    out["responses"] = responses_of(route, examples);
    return out;
}

using OfferedRoutes = std::vector<const Route*>;

OfferedRoutes offered_routes(const ServerContext& gateway) {
    OfferedRoutes out;
    for (const Route& route : routes_of(gateway)) {
        if (!route.summary.empty()) {
            out.push_back(&route);
        }
    }
    return out;
}

bool are_tagged(const OfferedRoutes& offered, std::string_view tag) {
    return std::ranges::any_of(offered,
                               [&](const Route* route) { return content_of(route->name)->tag == tag; });
}

bool is_example_of(const OfferedRoutes& offered, std::string_view name) {
    const auto has = [&](std::span<const MediaContent> contents) {
        return std::ranges::find(contents, name, &MediaContent::example) != contents.end();
    };
    return std::ranges::any_of(offered, [&](const Route* route) {
        const RouteContent* const content = content_of(route->name);
        return has(content->request) || has(content->response);
    });
}

json::Document head_of(std::string_view base, const OfferedRoutes& offered) {
    json::Document out = {
        {"openapi", "3.0.3"},
        {"info",
         {{"title", "Renkei"},
          {"version", base::program_version},
          {"description", description},
          {"license",
           {{"name", "Apache-2.0"}, {"url", "https://www.apache.org/licenses/LICENSE-2.0.html"}}}}},
        {"servers", json::Document::array({{{"url", base}}})},
        {"security", json::Document::array()},
        {"tags", json::Document::array()}};
    for (const ApiTag& each : api_tags()) {
        if (are_tagged(offered, each.name)) {
            out["tags"].push_back({{"name", each.name}, {"description", each.description}});
        }
    }
    return out;
}

std::string make_openapi(ServerContext& gateway, documents::ConversionWorker& worker, std::string_view base) {
    const OfferedRoutes offered = offered_routes(gateway);
    const OpenApiOfForms of_forms = openapi_of_forms(worker);
    NamedExamples examples = all_examples(of_forms.examples);
    std::erase_if(examples, [&](const NamedExample& each) { return !is_example_of(offered, each.name); });
    std::map<std::string_view, std::vector<const Route*>> by_path;
    for (const Route* const route : offered) {
        by_path[route->pattern].push_back(route);
    }
    json::Document api = head_of(base, offered);
    for (const auto& [path, routes_of_path] : by_path) {
        for (const Route* const route : routes_of_path) {
            api["paths"][std::string(path)][text::lowered(route->method)] =
                operation_of(*route, gateway, examples);
        }
    }
    api["components"] = components_of(examples, of_forms.schemas);
    return json::write_document(api);
}

HttpResult<OpenApiTexts::Text> openapi_text(ServerContext& gateway, const Request& request) {
    const std::string loaded(gateway.workers().loaded()->catalogue->source_hash());
    std::optional<HttpError> refused; // no worker is leased by a request that waits
    OpenApiTexts::Text text =
        gateway.openapi_texts().find_or_make(request.base, loaded, [&]() -> std::string {
            HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway, request);
            if (!worker) {
                refused = worker.error();
                return {};
            }
            return make_openapi(gateway, **worker, request.base);
        });
    return refused ? HttpResult<OpenApiTexts::Text>(tl::make_unexpected(*std::move(refused))) : text;
}

} // namespace

Response read_openapi(ServerContext& gateway, const Request& request, PathParameters) {
    const HttpResult<OpenApiTexts::Text> text = openapi_text(gateway, request);
    return text ? Response{.media_type = "application/json", .body = **text}
                : error_response(request, text.error());
}

} // namespace renkei::server
