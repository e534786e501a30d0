// /openapi.json: does it say what the routes do?
#include "gateway/network/access/hub.h"
#include "gateway/network/mhd/search/search_table.h"
#include "gateway/network/server/openapi/openapi_content.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/sharing/matrix.h"

#include "tests/server_fhir/kit.h"

#include <algorithm>
#include <map>
#include <set>

namespace renkei::server::openapi_test {
namespace {

// Offers everything.
class WholeSite : public Site {
public:
    WholeSite() {
        gateway().set_hub(std::make_shared<const access::Hub>(access::Hub{documents::must(
            sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access"))}));
    }
};

// What a site answers, read once for all tests.
template <class SomeSite>
const Json& api_of() {
    static const Json api = [] {
        SomeSite site;
        return json_of(site.get("/openapi.json"));
    }();
    return api;
}

TEST(OpenApi, names_every_route_that_is_offered) {
    const Json& api = api_of<WholeSite>();
    EXPECT_EQ(api["openapi"], "3.0.3");
    std::set<std::string> ids;
    for (const Route& route : routes()) {
        if (route.summary.empty()) {
            continue;
        }
        std::string method(route.method);
        std::ranges::transform(method, method.begin(), ::tolower);
        const Json operation = api["paths"][std::string(route.pattern)][method];
        ASSERT_TRUE(operation.is_object()) << route.pattern;
        EXPECT_TRUE(ids.insert(operation["operationId"]).second) << operation["operationId"];
    }
    EXPECT_FALSE(api["paths"]["/fhir/{type}/{id}"].contains("delete"));
}

TEST(OpenApi, names_the_statuses_of_every_route) {
    const Json& api = api_of<WholeSite>();
    for (const Route& route : routes()) {
        if (route.summary.empty()) {
            continue;
        }
        std::string method(route.method);
        std::ranges::transform(method, method.begin(), ::tolower);
        const Json responses = api["paths"][std::string(route.pattern)][method]["responses"];
        EXPECT_FALSE(route.statuses.empty()) << route.pattern;
        EXPECT_LT(route.statuses[0], 300) << route.pattern;
        EXPECT_FALSE(responses.contains("2XX"));
        for (const int status : any_status(route)) {
            const Json response = responses.value(std::to_string(status), Json());
            const bool is_shared =
                response.contains("$ref") && api["components"]["responses"].contains(std::to_string(status));
            const bool is_own = response.contains("description") && response["description"] != "";
            EXPECT_TRUE(status >= 400 ? is_shared : is_own)
                << method << " " << route.pattern << " " << status << " " << response;
        }
    }
    for (const auto& [status, response] : api["components"]["responses"].items()) {
        EXPECT_NE(response["description"], "") << status;
    }
    EXPECT_TRUE(api["paths"]["/documents"]["post"]["responses"].contains("409"));
    EXPECT_FALSE(api["paths"]["/mailbox"]["get"]["responses"].contains("409"));
}

TEST(OpenApi, says_what_every_route_takes_and_gives) {
    const Json& api = api_of<WholeSite>();
    for (const Route& route : routes()) {
        if (route.summary.empty()) {
            continue;
        }
        std::string method(route.method);
        std::ranges::transform(method, method.begin(), ::tolower);
        const Json operation = api["paths"][std::string(route.pattern)][method];
        const bool is_search = route.pattern.ends_with("/_search");
        EXPECT_EQ(operation.contains("requestBody"), route.method == "POST" || route.method == "PUT")
            << route.pattern;
        EXPECT_EQ(operation["responses"].contains("200") && operation["responses"]["200"].contains("content"),
                  route.name != "mailbox-acknowledge")
            << route.pattern;
        const bool takes_documents = !is_search && route.name != "withdrawal-submit";
        if (route.method == "POST" && takes_documents) {
            EXPECT_TRUE(operation["requestBody"]["content"].contains("application/fhir+json"))
                << route.pattern;
        }
    }
    for (const RouteContent& each : route_contents()) {
        const bool is_said = std::ranges::any_of(
            routes(), [&](const Route& route) { return content_of(route.name) == &each; });
        EXPECT_TRUE(is_said) << each.route;
    }
}

TEST(OpenApi, describes_every_operation_and_groups_it_under_a_tag_that_is_explained) {
    const Json& api = api_of<Site>();
    std::set<std::string> tags;
    for (const Json& each : api["tags"]) {
        EXPECT_NE(each["description"], "");
        tags.insert(each["name"]);
    }
    std::set<std::string> used;
    for (const auto& [path, operations] : api["paths"].items()) {
        EXPECT_FALSE(path.ends_with('/')) << path;
        for (const auto& [method, operation] : operations.items()) {
            ASSERT_EQ(operation["tags"].size(), 1U) << path;
            used.insert(operation["tags"][0]);
            EXPECT_NE(operation.value("description", ""), "") << method << " " << path;
        }
    }
    EXPECT_EQ(used, tags);
    EXPECT_EQ(api["security"], Json::array()) << "certificates are of the transport";
}

// A client that took CP932 for UTF-8 text would lose the document.
TEST(OpenApi, gives_and_takes_csv_as_bytes) {
    const Json& api = api_of<Site>();
    unsigned met = 0;
    const auto visit = [&](const auto& self, const Json& node) -> void {
        if (node.is_object() && node.contains("text/csv")) {
            EXPECT_EQ(node["text/csv"]["schema"], (Json{{"type", "string"}, {"format", "binary"}}));
            ++met;
        }
        for (const Json& each : node) {
            if (each.is_structured()) {
                self(self, each);
            }
        }
    };
    visit(visit, api);
    EXPECT_GT(met, 5U);
}

TEST(OpenApi, names_the_headers_that_a_request_may_have) {
    const Json& paths = api_of<Site>()["paths"];
    const auto headers = [&](const std::string& path, const std::string& method) {
        std::set<std::string> out;
        for (const Json& each : paths[path][method]["parameters"]) {
            if (each["in"] == "header") {
                out.insert(each["name"]);
            }
        }
        return out;
    };
    for (const char* const path : {"/documents", "/fhir", "/fhir/Bundle"}) {
        EXPECT_EQ(headers(path, "post"), (std::set<std::string>{"Idempotency-Key", "Renkei-Receiver"}))
            << path;
    }
    EXPECT_EQ(headers("/fhir/DocumentReference", "post"), std::set<std::string>{"Idempotency-Key"});
    EXPECT_EQ(headers("/documents/{id}", "delete"), std::set<std::string>{"If-Match"});
}

// "/fhir/Binary/{id}" is not "/fhir/{type}/$validate".
TEST(OpenApi, says_what_may_stand_at_a_placeholder_of_a_path) {
    const Json& description = api_of<Site>();
    for (const auto& [path, operations] : description["paths"].items()) {
        for (const Json& operation : operations) {
            for (const Json& each : operation["parameters"]) {
                EXPECT_EQ(each["in"] == "path", each["schema"].contains("pattern"))
                    << path << " " << each["name"];
            }
        }
    }
}

// Every "$ref" below a node leads somewhere, and all schemas and examples are used.
void collect_references(const Json& node, std::set<std::string>& out) {
    if (node.is_object() && node.contains("$ref")) {
        out.insert(node["$ref"]);
    }
    for (const Json& each : node) {
        if (each.is_structured()) {
            collect_references(each, out);
        }
    }
}

void expect_whole(Site& site) {
    const Json api = json_of(site.get("/openapi.json"));
    std::set<std::string> references;
    collect_references(api, references);
    for (const std::string& each : references) {
        EXPECT_TRUE(api.contains(Json::json_pointer(each.substr(1)))) << each;
    }
    for (const char* const kind : {"schemas", "examples"}) {
        for (const auto& [name, value] : api["components"][kind].items()) {
            EXPECT_TRUE(references.contains(std::string("#/components/") + kind + "/" + name))
                << kind << " " << name;
        }
    }
}

TEST(OpenApi, refers_to_nothing_that_is_missing) {
    Site site;
    expect_whole(site);
    WholeSite whole;
    expect_whole(whole);
}

TEST(OpenApi, says_which_parameters_are_numbers_and_which_may_repeat) {
    const Json& paths = api_of<Site>()["paths"];
    const auto schema = [&](const std::string& path, const std::string& name) {
        for (const Json& each : paths[path]["get"]["parameters"]) {
            if (each["name"] == name) {
                return each["schema"];
            }
        }
        return Json();
    };
    for (const char* const path : {"/documents", "/mailbox", "/fhir/{type}", "/fhir/{type}/{id}/_history"}) {
        EXPECT_EQ(schema(path, "_count")["type"], "integer") << path;
    }
    EXPECT_EQ(schema("/documents", "sender")["type"], "array");
    EXPECT_EQ(schema("/documents", "form")["type"], "string");
    EXPECT_EQ(schema("/fhir/{type}", "birthdate")["type"], "array");
    EXPECT_EQ(schema("/fhir/{type}", "_format")["type"], "string");
    const Json form = paths["/fhir/{type}/_search"]["post"]["requestBody"]["content"]
                           ["application/x-www-form-urlencoded"]["schema"]["properties"];
    EXPECT_EQ(form["_count"]["type"], "integer");
}

std::map<std::string, std::string> query_parameters(const Json& operation) {
    std::map<std::string, std::string> out;
    for (const Json& each : operation["parameters"]) {
        if (each["in"] == "query") {
            out[each["name"]] = each["schema"]["description"];
        }
    }
    return out;
}

TEST(OpenApi, names_the_parameters_by_which_documents_are_searched) {
    const Json& paths = api_of<Site>()["paths"];
    const auto by_get = query_parameters(paths["/documents"]["get"]);
    EXPECT_EQ(by_get.at("from"), "YYYY-MM-DD, YYYY-MM, YYYY");
    EXPECT_TRUE(by_get.contains("_count") && by_get.contains("page"));
    EXPECT_FALSE(by_get.contains("person")) << "it stands in no URL";
    EXPECT_EQ(query_parameters(paths["/documents/_search"]["post"]).size(), 0U);
    const Json form = paths["/documents/_search"]["post"]["requestBody"]["content"]
                           ["application/x-www-form-urlencoded"]["schema"]["properties"];
    EXPECT_EQ(form.size(), by_get.size() + 3);
    EXPECT_TRUE(form.contains("person") && form.contains("insurer") && form.contains("name"));
    EXPECT_TRUE(query_parameters(paths["/documents"]["post"]).contains("form"));
    EXPECT_TRUE(query_parameters(paths["/mailbox"]["get"]).contains("_count"));
}

TEST(OpenApi, names_every_parameter_by_which_resources_are_searched) {
    const Json& paths = api_of<Site>()["paths"];
    const auto by_get = query_parameters(paths["/fhir/{type}"]["get"]);
    for (const mhd::SearchParameter& each : mhd::search_parameters()) {
        ASSERT_TRUE(by_get.contains(std::string(each.name))) << each.name;
        const std::string& reported = by_get.at(std::string(each.name));
        const bool is_of_all = !reported.ends_with(')');
        EXPECT_TRUE(is_of_all || reported.find(each.type) != std::string::npos)
            << each.name << ": " << reported;
    }
    EXPECT_EQ(by_get.at("birthdate"),
              "YYYY-MM-DD, YYYY-MM, YYYY, YYYY-MM-DDThh:mm:ss+09:00; eq ne gt lt ge le sa eb ap (Patient, "
              "RelatedPerson)");
    for (const char* const general :
         {"_id", "_count", "_summary", "_include", "_revinclude", "_format", "_page"}) {
        EXPECT_TRUE(by_get.contains(general)) << general;
    }
    const Json form = paths["/fhir/{type}/_search"]["post"]["requestBody"]["content"]
                           ["application/x-www-form-urlencoded"]["schema"]["properties"];
    EXPECT_EQ(form.size(), by_get.size());
}

TEST(OpenApi, names_the_parameters_of_operations) {
    const Json& paths = api_of<Site>()["paths"];
    EXPECT_EQ(query_parameters(paths["/fhir/$convert"]["post"]).size(), 6U);
    EXPECT_TRUE(query_parameters(paths["/fhir/$validate"]["post"]).contains("profile"));
    EXPECT_TRUE(query_parameters(paths["/fhir/{type}/{id}/_history"]["get"]).contains("_count"));
}

} // namespace
} // namespace renkei::server::openapi_test
