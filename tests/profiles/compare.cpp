#include "tests/profiles/compare.h"

#include <algorithm>
#include <map>

namespace renkei::profiles::test {
namespace {

using Elements = std::map<std::string, const Json*>;

Elements by_id(const Json& definition) {
    Elements out;
    for (const Json& element : definition["snapshot"]["element"]) {
        out.emplace(element["id"].get<std::string>(), &element);
    }
    return out;
}

std::vector<std::string> ids_in_both(const Json& definition, const Elements& other) {
    std::vector<std::string> out;
    for (const Json& element : definition["snapshot"]["element"]) {
        if (const std::string id = element["id"]; other.contains(id)) {
            out.push_back(id);
        }
    }
    return out;
}

Json types(const Json& list) {
    Json out = Json::array();
    for (const Json& type : list) {
        out.push_back({type.value("code", ""), type.value("profile", Json::array()),
                       type.value("targetProfile", Json::array())});
    }
    return out;
}

Json slicing(const Json& said) {
    Json discriminators = Json::array();
    for (const Json& one : said.value("discriminator", Json::array())) {
        discriminators.push_back({one.value("type", ""), one.value("path", "")});
    }
    return {discriminators, said.value("rules", ""), said.value("ordered", false)};
}

// By key: their order says nothing.
Json constraints(const Json& list) {
    std::map<std::string, Json> out;
    for (const Json& one : list) {
        out[one.value("key", "")] = {one.value("expression", ""), one.value("severity", "")};
    }
    return Json(out);
}

bool is_value(const std::string& key) {
    return std::ranges::any_of(std::vector{"fixed", "pattern", "minValue", "maxValue"},
                               [&](const char* prefix) { return key.starts_with(prefix); });
}

// What is compared, each under its name; defaults are filled in.
std::map<std::string, std::string> facts(const Json& element) {
    std::map<std::string, Json> out{{"path", element.value("path", "")},
                                    {"sliceName", element.value("sliceName", "")},
                                    {"min", element.value("min", 0)},
                                    {"max", element.value("max", "")},
                                    {"base", Json::object()},
                                    {"type", types(element.value("type", Json::array()))},
                                    {"contentReference", element.value("contentReference", "")},
                                    {"slicing", nullptr},
                                    {"maxLength", element.value("maxLength", 0)},
                                    {"binding", nullptr},
                                    {"constraint", constraints(element.value("constraint", Json::array()))},
                                    {"isModifier", element.value("isModifier", false)},
                                    {"mustSupport", element.value("mustSupport", false)}};
    if (element.contains("base")) {
        const Json& base = element["base"];
        out["base"] = {base.value("path", ""), base.value("min", 0), base.value("max", "")};
    }
    if (element.contains("slicing")) {
        out["slicing"] = slicing(element["slicing"]);
    }
    if (element.contains("binding")) {
        const Json& binding = element["binding"];
        out["binding"] = {binding.value("strength", ""), binding.value("valueSet", "")};
    }
    for (const auto& [key, value] : element.items()) {
        if (is_value(key)) {
            out[key] = value;
        }
    }
    std::map<std::string, std::string> texts;
    for (const auto& [key, value] : out) {
        texts[key] = value.dump();
    }
    return texts;
}

void compare(const std::string& id, const Json& published, const Json& generated,
             std::vector<Difference>& out) {
    auto left = facts(published);
    auto right = facts(generated);
    for (const auto& [key, value] : left) {
        right.try_emplace(key, "");
    }
    for (const auto& [key, value] : right) {
        if (left[key] != value) {
            out.push_back({id, key, left[key], value});
        }
    }
}

} // namespace

std::vector<Difference> differences(const Json& published, const Json& generated) {
    std::vector<Difference> out;
    const Elements left = by_id(published);
    const Elements right = by_id(generated);
    for (const auto& [id, element] : left) {
        const auto other = right.find(id);
        if (other == right.end()) {
            out.push_back({id, "missing", "there", ""});
        } else {
            compare(id, *element, *other->second, out);
        }
    }
    for (const auto& [id, element] : right) {
        if (!left.contains(id)) {
            out.push_back({id, "extra", "", "there"});
        }
    }
    const auto [a, b] = std::pair(ids_in_both(published, right), ids_in_both(generated, left));
    if (const auto [at, other] = std::ranges::mismatch(a, b); at != a.end() && other != b.end()) {
        out.push_back({*at, "order", *at, *other});
    }
    return out;
}

} // namespace renkei::profiles::test
