// The examples of /openapi.json, sent as a program would that takes them out of the description.
#include "tests/server_documents/request_kit.h"

namespace renkei::server::openapi_examples_test {
namespace {

using Json = nlohmann::json;

struct ExampleRequest {
    std::string target;
    std::string media_type;
    std::string body;
};

std::string with(std::string target, std::string_view placeholder, std::string_view value) {
    const std::size_t at = target.find(placeholder);
    return at == std::string::npos ? target : target.replace(at, placeholder.size(), value);
}

// One for each media type of a request that has an example.
std::vector<ExampleRequest> example_requests(const Json& api) {
    std::vector<ExampleRequest> out;
    for (const auto& [path, operations] : api["paths"].items()) {
        const Json body = operations.value("post", Json::object()).value("requestBody", Json::object());
        const Json contents = body.value("content", Json::object());
        for (const auto& [type, content] : contents.items()) {
            const Json examples = content.value("examples", Json::object());
            for (const auto& [name, example] : examples.items()) {
                const std::string place = example["$ref"];
                const Json value = api.at(Json::json_pointer(place.substr(1)))["value"];
                out.push_back({with(with(path, "{type}", "Patient"), "{id}", "1"), type,
                               value.is_string() ? value.get<std::string>() : value.dump()});
            }
        }
    }
    return out;
}

TEST(OpenApiExamples, of_every_request_are_taken) {
    const std::vector<ExampleRequest> all = example_requests(json_of(RequestKit().get("/openapi.json")));
    EXPECT_EQ(all.size(), 13U);
    for (const ExampleRequest& each : all) {
        RequestKit kit; // nothing was sent to it before
        const Response response = kit.ask({.method = "POST",
                                           .target = each.target,
                                           .headers = {{"Content-Type", each.media_type}},
                                           .body = each.body,
                                           .peer = "network"}); // passes on documents of others
        EXPECT_LT(response.status, 300) << each.target << " " << each.media_type << "\n"
                                        << response.body.substr(0, 1500);
        EXPECT_EQ(response.body.find(R"("severity":"error")"), std::string::npos)
            << each.target << " " << each.media_type << "\n"
            << response.body.substr(0, 1500);
    }
}

} // namespace
} // namespace renkei::server::openapi_examples_test
