// What changed in meaning between two versions of a bundle.
#pragma once

#include <string>

namespace renkei::test {

// One line a change: FHIR path, old value -> new value, at most a screen of them. Empty: they are the same
// JSON. A resource is known by its fullUrl, so that a new one changes no other.
std::string changes_of(const std::string& before, const std::string& after);

} // namespace renkei::test
