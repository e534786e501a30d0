// Changes of the YAML of a mapping before it is read: fields of maps put in and taken out.
#pragma once

#include "gateway/core/yaml/source.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace renkei::mapping {

inline void put(yaml::Node& map, std::string key, yaml::Node value) {
    map.keys.push_back(std::move(key));
    map.key_lines.push_back(value.line);
    map.children.push_back(std::move(value));
}

inline std::optional<yaml::Node> take(yaml::Node& map, std::string_view key) {
    const auto found = std::ranges::find(map.keys, key);
    if (found == map.keys.end()) {
        return std::nullopt;
    }
    const auto at = found - map.keys.begin();
    yaml::Node out = std::move(map.children[static_cast<std::size_t>(at)]);
    map.keys.erase(found);
    map.key_lines.erase(map.key_lines.begin() + at);
    map.children.erase(map.children.begin() + at);
    return out;
}

// A node that is said to stand where another one stands.
inline yaml::Node node_like(const yaml::Node& place, yaml::NodeKind kind, std::string text = {}) {
    yaml::Node out;
    out.kind = kind;
    out.text = std::move(text);
    out.file = place.file;
    out.line = place.line;
    out.column = place.column;
    return out;
}

} // namespace renkei::mapping
