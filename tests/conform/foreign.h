// The same content as other programs say it: what the kit's foreign bundles are made of.
#pragma once

#include "tests/laws/document.h"

#include <string>
#include <vector>

namespace renkei::test {

// One foreign bundle of the kit, made from the expected bundle of another case of the same form.
struct Foreign {
    std::string_view name; // "foreign-order": the end of the case's id
    std::string_view base; // "full"
    void (*edit)(laws::Json& bundle);
};
const std::vector<Foreign>& foreigners();

std::string edited(const std::string& bundle, void (*edit)(laws::Json&));

// Free differences.
void other_order(laws::Json& bundle); // of entries and keys; other ids; references as Type/id
void contained(laws::Json& bundle);   // what only one resource refers to lies in it
void extra(laws::Json& bundle); // more codings, extensions, identifiers and resources; other_narrative()
void other_narrative(laws::Json& bundle); // the same values in another layout
void translated(laws::Json& bundle);      // the local coding is gone where a translation says the same

// Letters that CP932 has not.
void with_best_fit(laws::Json& bundle);    // one that looks the same is there
void with_unencodable(laws::Json& bundle); // nothing is

// Wrong ones.
void without_some(laws::Json& bundle); // every third resource lost a value
void altered(laws::Json& bundle);      // other codes and dates

} // namespace renkei::test
