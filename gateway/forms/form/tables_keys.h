// Reading the maps of a mapping file: every map has a closed table of keys, every scalar an expected shape.
// What does not fit goes to the report; reading goes on, so that everything wrong is named in one pass.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/yaml/source.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::form {

using Keys = std::span<const std::string_view>;

// Is it a map with known keys only?
bool has_known_keys(const yaml::Node& node, Keys known, diag::Report& report);

// The scalar under a key; null if there is none or it is no scalar (reported).
const yaml::Node* scalar_at(const yaml::Node& map, std::string_view key, diag::Report& report);
// … and it must be there.
const yaml::Node* needed_scalar(const yaml::Node& map, std::string_view key, diag::Report& report);

// The number under a key, if it is there and lies between the bounds.
std::optional<std::uint32_t> number_at(const yaml::Node& map, std::string_view key, std::uint32_t min,
                                       std::uint32_t max, diag::Report& report);
std::optional<std::uint32_t> number_of(std::string_view digits, std::uint32_t min, std::uint32_t max);

// `key: true`
bool is_true(const yaml::Node& map, std::string_view key, diag::Report& report);

// The scalars of the list under a key; one scalar stands for a list of one.
std::vector<const yaml::Node*> scalars_at(const yaml::Node& map, std::string_view key, diag::Report& report);

void report_wrong(const yaml::Node& node, std::string expected, diag::Report& report);
void report_twice(std::string_view id, const diag::Where& where, const diag::Where& first,
                  diag::Report& report);

std::string joined(Keys words, std::string_view between);

} // namespace renkei::form
