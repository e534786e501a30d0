#include "tests/laws/document.h"

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/escape.h"
#include "gateway/core/json/parser.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::laws {
namespace {

Json read(const json::Tree& tree, json::NodeId node) {
    const json::Node& from = tree[node];
    Json out;
    if (from.is_string()) {
        return Json::string(tree.text(node));
    }
    if (!from.is_container()) {
        return Json::bare(tree.raw(node));
    }
    out.kind = from.is_array() ? Json::Kind::array : Json::Kind::object;
    for (const json::NodeId child : tree.children(node)) {
        if (from.is_array()) {
            out.elements.push_back(read(tree, child));
        } else {
            out.fields.emplace_back(tree.key(child), read(tree, child));
        }
    }
    return out;
}

void write_string(std::string_view text, std::string& out) {
    out += '"';
    json::append_escaped(out, text);
    out += '"';
}

void write(const Json& json, std::string& out) {
    switch (json.kind) {
    case Json::Kind::string: write_string(json.text, out); return;
    case Json::Kind::bare: out += json.text; return;
    case Json::Kind::object:
        out += '{';
        for (const auto& [key, value] : json.fields) {
            write_string(key, out);
            out += ':';
            write(value, out);
            out += ',';
        }
        break;
    case Json::Kind::array:
        out += '[';
        for (const Json& element : json.elements) {
            write(element, out);
            out += ',';
        }
        break;
    }
    if (out.back() == ',') {
        out.pop_back();
    }
    out += json.kind == Json::Kind::object ? '}' : ']';
}

void collect(Json& json, const std::string& path, std::string_view field, std::vector<Leaf>& out) {
    if (json.is_leaf()) {
        out.push_back({path, field, &json});
    }
    for (auto& [key, value] : json.fields) {
        // _birthDate is birthDate in FHIRPath
        collect(value, path + "." + key.substr(key.starts_with('_') ? 1 : 0), key, out);
    }
    for (std::size_t i = 0; i < json.elements.size(); ++i) {
        collect(json.elements[i], path + "[" + std::to_string(i) + "]", field, out);
    }
}

bool is_hollow(const Json& json) { return !json.is_leaf() && json.fields.empty() && json.elements.empty(); }

} // namespace

const Json* Json::find(std::string_view key) const {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == key; });
    return found == fields.end() ? nullptr : &found->second;
}

std::string_view Json::text_of(std::string_view key) const {
    const Json* found = find(key);
    return found == nullptr || found->kind != Kind::string ? std::string_view()
                                                           : std::string_view(found->text);
}

Json& Json::add(std::string_view key, Json value) {
    return fields.emplace_back(key, std::move(value)).second;
}

Json parse(std::string_view text) {
    json::Parser parser;
    json::Tree tree;
    const auto read_whole = parser.parse(text, tree);
    if (!read_whole) {
        ADD_FAILURE() << diag::to_text(read_whole.error(), diag::Language::english) << "\n" << text;
        return {};
    }
    return read(tree, json::Tree::root);
}

std::string dump(const Json& json) {
    std::string out;
    write(json, out);
    return out;
}

std::vector<Leaf> leaves(Json& document, std::string_view root) {
    std::vector<Leaf> out;
    collect(document, std::string(root), "", out);
    return out;
}

bool remove(Json& json, const Json* target) {
    for (auto field = json.fields.begin(); field != json.fields.end(); ++field) {
        if (&field->second == target || (remove(field->second, target) && is_hollow(field->second))) {
            json.fields.erase(field);
            return true;
        }
    }
    for (auto element = json.elements.begin(); element != json.elements.end(); ++element) {
        if (&*element == target || (remove(*element, target) && is_hollow(*element))) {
            json.elements.erase(element);
            return true;
        }
    }
    return false;
}

} // namespace renkei::laws
