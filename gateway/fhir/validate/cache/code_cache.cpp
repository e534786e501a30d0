#include "gateway/fhir/validate/cache/code_cache.h"

#include <algorithm>
#include <array>

namespace renkei::validate {

void CodeCache::begin(const ValidationOptions& options) {
    if (options_ != options) {
        known_.clear();
        options_ = options;
    }
}

const AddressMarks* CodeCache::find(const CodePlace& place, std::string_view bytes) const {
    const auto found = known_.find(View{place, bytes});
    return found == known_.end() ? nullptr : &found->second;
}

void CodeCache::note(const CodePlace& place, std::string_view bytes, const AddressMarks& addresses) {
    if (known_.size() >= most) {
        known_.clear();
    }
    known_.emplace(Key{place, std::string(bytes)}, addresses);
}

bool is_bare_code(const json::Tree& tree, json::NodeId node) {
    constexpr std::array<std::string_view, 7> members{"coding", "text",    "system",      "version",
                                                      "code",   "display", "userSelected"};
    for (json::NodeId at = node + 1; at < tree.after(node); ++at) {
        if (tree.has_key(at) && std::ranges::find(members, tree.key(at)) == members.end()) {
            return false;
        }
    }
    return true;
}

} // namespace renkei::validate
