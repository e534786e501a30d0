#include "tests/conform/golden.h"

#include "tests/laws/document.h"
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace renkei::test {
namespace {

using laws::Json;
using Texts = std::map<std::string, std::string>; // path → value

struct Resource {
    std::string type;
    Texts texts;
};

struct Document {
    Texts head; // outside of the entries
    std::map<std::string, Resource> resources;
};

Texts texts_of(Json& json, const std::string& root) {
    Texts out;
    for (const laws::Leaf& leaf : laws::leaves(json, root)) {
        out[leaf.path] += leaf.value->text; // an element and the extensions beside it have one path
    }
    return out;
}

Document document_of(const std::string& bundle) {
    Document out;
    Json json = laws::parse(bundle);
    if (Json* const entries = json.find("entry"); entries != nullptr) {
        for (Json& entry : entries->elements) {
            Json* const resource = entry.find("resource");
            const std::string type(resource == nullptr ? "entry" : resource->text_of("resourceType"));
            out.resources[std::string(entry.text_of("fullUrl"))] = {
                type, texts_of(resource == nullptr ? entry : *resource, type)};
        }
        *entries = Json::array();
    }
    out.head = texts_of(json, "Bundle");
    return out;
}

template <class Value>
std::set<std::string> keys_of(const std::map<std::string, Value>& one,
                              const std::map<std::string, Value>& other) {
    std::set<std::string> out;
    for (const auto* each : {&one, &other}) {
        for (const auto& [key, value] : *each) {
            out.insert(key);
        }
    }
    return out;
}

void compare_texts(const Texts& before, const Texts& after, const std::string& of,
                   std::vector<std::string>& out) {
    const auto shown = [](const Texts& texts, const std::string& path) {
        const auto found = texts.find(path);
        return found == texts.end() ? std::string("nothing") : found->second;
    };
    for (const std::string& path : keys_of(before, after)) {
        if (shown(before, path) != shown(after, path)) {
            out.push_back(fmt::format("{}{}: {} -> {}", path, of, shown(before, path), shown(after, path)));
        }
    }
}

void compare_resources(const Document& before, const Document& after, std::vector<std::string>& out) {
    for (const std::string& url : keys_of(before.resources, after.resources)) {
        const auto old = before.resources.find(url);
        const auto now = after.resources.find(url);
        if (old == before.resources.end()) {
            out.push_back(fmt::format("{} ({}): nothing -> a resource", now->second.type, url));
        } else if (now == after.resources.end()) {
            out.push_back(fmt::format("{} ({}): a resource -> nothing", old->second.type, url));
        } else {
            compare_texts(old->second.texts, now->second.texts, fmt::format(" ({})", url), out);
        }
    }
}

} // namespace

std::string changes_of(const std::string& before, const std::string& after) {
    if (nlohmann::json::parse(before) == nlohmann::json::parse(after)) {
        return "";
    }
    const Document old = document_of(before);
    const Document now = document_of(after);
    std::vector<std::string> changes;
    compare_texts(old.head, now.head, "", changes);
    compare_resources(old, now, changes);
    if (changes.empty()) {
        return "Bundle.entry: another order\n";
    }
    constexpr std::size_t most = 40;
    std::string out;
    for (std::size_t i = 0; i < std::min(most, changes.size()); ++i) {
        out += changes[i] + "\n";
    }
    return changes.size() > most ? out + fmt::format("… {} more\n", changes.size() - most) : out;
}

} // namespace renkei::test
