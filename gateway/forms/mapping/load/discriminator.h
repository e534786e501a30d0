// What distinguishes one resource or array element from another: the constants at a closed list of element
// names.
#pragma once

#include "gateway/forms/mapping/load/example.h"

#include <map>
#include <set>
#include <string>

namespace renkei::mapping {

bool is_discriminator(std::string_view field);    // resourceType, system, code, url …
bool never_discriminates(std::string_view field); // meta, text, method …: a foreign sender may leave them out

// Need a resource's own category not be there to match? What an Observation or a Composition is, its code or
// type says; a Condition, if its code is a constant: others may give it none.
bool category_may_lack(const ExampleNode& resource);

// A `system` of an array's element that follows from its code, and whose texts are all known: those of its
// view, and the constant that stands in for it. Only an element with one of them is this one.
bool is_closed_system(const ExampleNode& object, const Field& field);

// path -> the constants there, and the texts of a closed system. In `coding` only the first constant counts
// (translations may be missing); nothing inside an object that may be dead; an Observation's or a
// Composition's own category does not count.
using Discriminators = std::map<std::string, std::set<std::string>>;
Discriminators discriminators(const ExampleNode& node);

// Can no resource match both?
bool are_disjoint(const Discriminators& a, const Discriminators& b);

} // namespace renkei::mapping
