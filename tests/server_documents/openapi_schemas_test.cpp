// The schemas of forms in /openapi.json: do they say the same as those of `renkei schema`?
#include "gateway/forms/publish/form_schema.h"
#include "gateway/network/documents/loaded_definitions.h"

#include "tests/server_documents/request_kit.h"

#include <algorithm>
#include <set>

namespace renkei::server::openapi_schemas_test {
namespace {

using Json = nlohmann::json;

// What JSON Schema and OpenAPI say in different words, in the same ones: the types and the values that are
// allowed, sorted. Words for people are left out.
class Plain {
public:
    explicit Plain(const Json& document) : document_(document) {}

    Json of(Json schema) const {
        Json out = Json::object();
        std::set<std::string> types;
        std::set<Json> values;
        add(schema, types, values);
        for (const auto& [key, value] : schema.items()) {
            if (key == "properties") {
                for (const auto& [name, property] : value.items()) {
                    out[key][name] = of(property);
                }
            } else if (key == "items") {
                out[key] = of(value);
            } else if (!ignored.contains(key)) {
                out[key] = value;
            }
        }
        out["types"] = types;
        out["values"] = values;
        return out;
    }

private:
    static inline const std::set<std::string> ignored{"$schema",     "$id",     "$defs",    "$ref", "title",
                                                      "description", "example", "examples", "type", "enum",
                                                      "const",       "oneOf",   "nullable"};

    void add(const Json& schema, std::set<std::string>& types, std::set<Json>& values) const {
        if (schema.contains("$ref")) {
            add(document_.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))), types, values);
        }
        for (const Json& each : schema.value("oneOf", Json::array())) {
            add(each, types, values);
        }
        const Json type = schema.value("type", Json::array());
        for (const Json& each : type.is_string() ? Json::array({type}) : type) {
            types.insert(each.get<std::string>());
        }
        if (schema.value("nullable", false)) {
            types.insert("null");
        }
        for (const Json& each : schema.value("enum", Json::array())) {
            values.insert(each);
        }
        if (schema.contains("const")) {
            values.insert(schema["const"]);
        }
        if (!values.empty()) { // lists name their values; null is allowed by its type or by a value
            types.erase("string");
            if (types.contains("null")) {
                values.insert(nullptr);
            }
        }
    }

    const Json& document_;
};

std::size_t count_nullable_codes(const Json& schema) {
    std::size_t out =
        schema.is_object() && schema.value("nullable", false) && schema.contains("enum") ? 1 : 0;
    for (const Json& each : schema) {
        out += each.is_structured() ? count_nullable_codes(each) : 0;
    }
    return out;
}

TEST(OpenApiSchemas, say_the_same_as_the_json_schemas_of_the_forms) {
    const Json api = json_of(RequestKit().get("/openapi.json"));
    const Json& forms = api["components"]["schemas"]["SentForm"]["oneOf"];
    EXPECT_GT(forms.size(), 30U);
    std::size_t nullable = 0;
    for (const Json& each : forms) {
        const std::string place = each["$ref"];
        const std::string id = place.substr(place.rfind('/') + 1);
        const form::Form& form = documents::loaded()->catalogue->find(id)->form();
        const auto json = std::ranges::find(form.syntaxes(), form::SyntaxKind::json, &form::Syntax::kind);
        const Json schema = Json::parse(publish::form_schema(form, *json, ""));
        const Json& described = api.at(Json::json_pointer(place.substr(1)));
        EXPECT_EQ(Json::diff(Plain(schema).of(schema), Plain(api).of(described)), Json::array()) << id;
        nullable += count_nullable_codes(described);
    }
    EXPECT_GT(nullable, 100U);
}

TEST(OpenApiText, is_made_once_for_each_address_and_for_other_mappings_again) {
    OpenApiTexts texts;
    int made = 0;
    const auto make = [&made] { return std::to_string(++made); };
    EXPECT_EQ(texts.find_or_make("https://a", "mappings", [] { return std::string(); }), nullptr)
        << "it could not be made";
    const OpenApiTexts::Text first = texts.find_or_make("https://a", "mappings", make);
    EXPECT_EQ(texts.find_or_make("https://a", "mappings", make), first);
    EXPECT_EQ(*texts.find_or_make("https://b", "mappings", make), "2");
    EXPECT_EQ(*texts.find_or_make("https://a", "others", make), "3");
    EXPECT_EQ(*texts.find_or_make("https://b", "others", make), "4");
}

TEST(OpenApiText, is_the_same_for_every_request_to_one_address) {
    RequestKit kit;
    const Response first = kit.get("/openapi.json");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(kit.get("/openapi.json").body, first.body);
}

} // namespace
} // namespace renkei::server::openapi_schemas_test
