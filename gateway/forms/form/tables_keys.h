// Reading the maps of a mapping file by their tables of keys. What does not fit goes to the report; reading
// goes on, so that everything wrong is named in one pass.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/yaml/source.h"
#include "gateway/forms/form/mapping_keys.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::form {

// Is it a map with the keys of the table only?
bool has_known_keys(const yaml::Node& node, const KeyTable& table, diag::Report& report);
// Does each key of a map hold what its row says, and is none missing that is needed? What was checked here is
// read with text_of() and the functions below, which report nothing.
bool check_values(const yaml::Node& map, const KeyTable& table, diag::Report& report);
// Both, the values only if all keys are known.
bool check_keys(const yaml::Node& node, const KeyTable& table, diag::Report& report);
bool check_value(const yaml::Node& value, const MappingKey& key, diag::Report& report);
const MappingKey& key_of(const KeyTable& table, std::string_view name);

// Is the key there? A missing one is reported.
bool has_key(const yaml::Node& map, std::string_view key, diag::Report& report);

// The number under a key of the table; none if it is not there or not between the bounds.
std::optional<std::uint32_t> number_at(const yaml::Node& map, const KeyTable& table, std::string_view key);
std::optional<std::uint32_t> number_of(std::string_view digits, std::uint32_t min, std::uint32_t max);

// The texts of the list under a key; one text stands for a list of one.
std::vector<const yaml::Node*> texts_at(const yaml::Node& map, std::string_view key);

void report_wrong(const yaml::Node& node, std::string expected, diag::Report& report);
void report_twice(std::string_view id, const diag::Where& where, const diag::Where& first,
                  diag::Report& report);

} // namespace renkei::form
