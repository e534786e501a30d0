// What other programs make of a bundle: the kit's own edits, and wrong ones.
#pragma once

#include "gateway/forms/conform/kit/bundle_edits.h"

#include "tests/laws/document.h"

#include <functional>
#include <string>

namespace renkei::test {

using BundleEdit = std::function<std::string(const std::string& bundle)>;
BundleEdit by(void (*edit)(laws::Json& bundle));
BundleEdit by(conform::BundleEdit edit);

// The same values in narratives of another layout.
void other_narrative(laws::Json& bundle);

// More codings, extensions and identifiers, and nothing more about the person.
void more_around(laws::Json& bundle);

// Wrong ones.
void without_some(laws::Json& bundle); // every third resource lost a value
void altered(laws::Json& bundle);      // other codes and dates

} // namespace renkei::test
