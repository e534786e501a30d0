// What distinguishes one resource or array element from another: the constants at a closed list of element
// names.
#pragma once

#include "gateway/forms/mapping/load/example.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mapping {

bool is_discriminator(std::string_view field);    // resourceType, system, code, url …
bool never_discriminates(std::string_view field); // meta, text, method …: a foreign sender may leave them out

// May a resource match without its category? An Observation or a Composition is identified by its code or
// type, and so is a Condition whose code is a constant: other senders may give these no category.
bool category_may_lack(const ExampleNode& resource);

// Is the field a `system` that a view derives and whose possible texts are all known: those of the view, and
// the constant that stands in for it? Only array elements with one of these texts match the object.
bool is_closed_system(const ExampleNode& object, const Field& field);

// path -> the constants there, and the texts of a closed system. In `coding` only the first constant counts
// (translations may be missing); nothing inside an object that may be dead; an Observation's or a
// Composition's own category does not count.
using Discriminators = std::map<std::string, std::set<std::string>>;
Discriminators discriminators(const ExampleNode& node);

// The elements of a type that a constant can stand at to tell its resources apart.
std::vector<std::string_view> discriminating_elements(const definitions::R4Definitions& r4,
                                                      std::string_view type);

// Can no resource match both?
bool are_disjoint(const Discriminators& a, const Discriminators& b);

} // namespace renkei::mapping
