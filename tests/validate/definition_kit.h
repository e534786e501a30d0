// Definitions for tests, and what the validator says about them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate::test {

// What the rules for definitions (VD…) and those of snapshots say about a resource, with the place: "VD62
// CodeSystem.count". Single quotes stand for double ones. `with`: definitions that are loaded beside R4's.
std::vector<std::string> found_in(std::string_view definition,
                                  std::initializer_list<std::string_view> with = {});

// With these members beside what each must have.
std::string value_set(std::string_view more);
std::string code_system(std::string_view more);
std::string profile_on(std::string_view type, std::string_view elements);

} // namespace renkei::validate::test
