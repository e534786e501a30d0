// Reading FHIR's own definition files while the program is built: absent or odd members read as empty.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace renkei::definitions {

using Json = simdjson::dom::element;

inline std::string_view text(Json object, std::string_view key) {
    std::string_view out;
    return object[key].get(out) == simdjson::SUCCESS ? out : std::string_view();
}

inline bool flag(Json object, std::string_view key) {
    bool out = false;
    return object[key].get(out) == simdjson::SUCCESS && out;
}

inline std::uint64_t number(Json object, std::string_view key) {
    std::uint64_t out = 0;
    return object[key].get(out) == simdjson::SUCCESS ? out : 0;
}

inline bool has(Json object, std::string_view key) { return object[key].error() == simdjson::SUCCESS; }

// The members of an array of objects or texts.
inline std::vector<Json> list(Json object, std::string_view key) {
    std::vector<Json> out;
    simdjson::dom::array array;
    if (object[key].get(array) == simdjson::SUCCESS) {
        for (const Json item : array) {
            out.push_back(item);
        }
    }
    return out;
}

inline std::string_view as_text(Json value) {
    std::string_view out;
    return value.get(out) == simdjson::SUCCESS ? out : std::string_view();
}

inline std::string without_version(std::string_view url) { return std::string(url.substr(0, url.find('|'))); }

} // namespace renkei::definitions
