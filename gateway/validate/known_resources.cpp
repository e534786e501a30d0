#include "gateway/validate/known_resources.h"

#include <utility>

namespace renkei::validate {

void KnownResources::begin(const Options& options) {
    if (options_ != options) {
        known_.clear();
        bytes_ = 0;
        options_ = options;
    }
}

const KnownResource* KnownResources::find() const {
    const auto found = known_.find(std::string_view(outline_));
    return found == known_.end() ? nullptr : &found->second;
}

void KnownResources::note(std::string outline, KnownResource resource) {
    const std::size_t more = outline.size() + resource.open.size() * sizeof(OpenCheck) + resource.conforms_to.size() * sizeof(void*) + sizeof resource;
    if (bytes_ + more > most_bytes) {
        known_.clear();
        bytes_ = 0;
    }
    bytes_ += more;
    resource.open.shrink_to_fit();
    known_.insert_or_assign(std::move(outline), std::move(resource));
}

} // namespace renkei::validate
