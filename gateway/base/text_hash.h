// Where a text of unknown origin stands in a hash table. Seeded anew by every process: who does not know the seed cannot write texts that
// all fall into one place, which would make every look-up a walk through all of them.
#pragma once

#include <cstddef>
#include <string_view>

namespace renkei::base {

// As std::hash, and for looking up a std::string by a view of its text.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const;
};

} // namespace renkei::base
