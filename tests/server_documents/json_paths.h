// Places in JSON, as request cases name them.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server::request_cases {

using Json = nlohmann::json;

// The values at ".entry[search.mode=match].resource.id", ".entry[0]", ".entry[last]", ".entry[*]",
// ".entry[?path]", ".entry[!path]".
std::vector<Json> values_at(const Json& from, std::string_view path);
std::string joined(const std::vector<Json>& values); // texts as they are, by commas
// Whether each of a list is, as a number or as a text; an empty bound is none.
bool is_between(const std::string& found, const std::string& low, const std::string& high);

} // namespace renkei::server::request_cases
