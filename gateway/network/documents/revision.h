// What the sender of a document calls its versions (改版番号, version number), and their order.
#pragma once

#include "gateway/network/store/rows/rows.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::documents {

// The revision as it is stored: the first 64 bytes of the text, or 0 if it is empty.
std::string kept_revision(std::string_view text);

// The numbers in it are compared one after the other, where the text between them is the same:
// 1 = 1.0 < 1.0.1 < 1.2 < 1.10 < 2, v1 < v2, 第１版 < 第2版. A number that is missing behind a point is 0.
// Any other two are unordered. Width, case and spaces do not count.
std::partial_ordering compare_revisions(std::string_view a, std::string_view b);

// The last version that is not lower than the one chosen before it, beginning with the first. Withdrawals
// have no content and are passed over. There is at least one.
const store::Version& highest_of(const std::vector<store::Version>& versions);

} // namespace renkei::documents
