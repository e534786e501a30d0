// What others do to a bundle on its way: order, names, extra content, damage.
#pragma once

#include "tests/laws/document.h"
#include "tests/laws/random.h"

#include <set>
#include <string>

namespace renkei::laws {

// Entries in another order (the Composition stays first, R4 bdl-11; those of a Bundle without one stay), keys
// of every object in another order.
void shuffle(Json& bundle, Random& random);

// Other ids and fullUrls, and references that follow them.
enum class Naming { urn, type_and_id };
void rename(Json& bundle, Naming naming);

// Adds content that no form knows. Returns the FHIRPaths of its leaves.
std::set<std::string> graft(Json& bundle, Random& random);

// Alters or removes between one and four leaves. Returns what was done, for people.
std::string damage(Json& bundle, Random& random);

// Alters one leaf so that it says something else.
void alter(Leaf& leaf);

} // namespace renkei::laws
