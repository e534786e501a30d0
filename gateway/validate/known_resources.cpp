#include "gateway/validate/known_resources.h"

namespace renkei::validate {

void KnownResources::begin(const Options& options) {
    if (options_ != options) {
        forget_all();
        options_ = options;
    }
}

const KnownResource* KnownResources::find(const json::Tree& tree, json::NodeId resource) {
    if (last_ != nullptr && last_->next != nullptr && Outlines::is_written(tree, resource, last_->next->first)) {
        last_ = &last_->next->second;
        return &last_->resource;
    }
    has_outline_ = outlines_.write(tree, resource, outline_);
    const auto found = has_outline_ ? known_.find(std::string_view(outline_)) : known_.end();
    if (found == known_.end()) {
        return nullptr;
    }
    if (last_ != nullptr) {
        last_->next = &*found;
    }
    last_ = &found->second;
    return &found->second.resource;
}

std::string KnownResources::outline(const json::Tree& tree, json::NodeId resource) const {
    std::string out;
    outlines_.write(tree, resource, out);
    return out;
}

void KnownResources::note(std::string outline, KnownResource resource) {
    const std::size_t more = outline.size() + resource.open.size() * sizeof(OpenCheck) + resource.conforms_to.size() * sizeof(void*) + sizeof(Known);
    if (bytes_ + more > most_bytes) {
        forget_all();
    }
    bytes_ += more;
    resource.open.shrink_to_fit();
    known_.insert_or_assign(std::move(outline), Known{std::move(resource)});
}

void KnownResources::forget_all() {
    known_.clear();
    last_ = nullptr;
    bytes_ = 0;
}

} // namespace renkei::validate
