// Bundles for tests, and the validator's findings about their links.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate::test {

using Ids = std::vector<std::string>;

// The ids (VB…) of the rules for bundles, references and links that a resource breaks, with its places:
// "VB04 Bundle.entry[0].fullUrl". Single quotes stand for double ones.
Ids broken(std::string_view resource);

std::string bundle(std::string_view type, std::initializer_list<std::string> entries,
                   std::string_view more = "");
std::string entry(std::string_view full_url, std::string_view resource);
std::string patient(std::string_view id, std::string_view more = "");
// With these members beside what a Composition must have.
std::string composition(std::string_view id, std::string_view more = "");
std::string observation(std::string_view id, std::string_view subject, std::string_view more = "");
std::string reference(std::string_view to);
std::string text(std::string_view div); // the member "text"

} // namespace renkei::validate::test
