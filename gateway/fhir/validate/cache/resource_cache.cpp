#include "gateway/fhir/validate/cache/resource_cache.h"

namespace renkei::validate {
namespace {

std::size_t size_of(const std::vector<CachedFinding>& findings) {
    std::size_t out = findings.size() * sizeof(CachedFinding);
    for (const CachedFinding& one : findings) {
        for (const std::string& argument : *one.finding.args) {
            out += sizeof argument + argument.size();
        }
    }
    return out;
}

} // namespace

void ResourceCache::begin(const ValidationOptions& options) {
    if (options_ != options) {
        forget_all();
        options_ = options;
    }
}

const CachedResource* ResourceCache::find(const Tree& tree, NodeId resource) {
    if (last_ != nullptr && last_->next != nullptr &&
        SignatureWriter::is_written(tree, resource, last_->next->first)) {
        last_ = &last_->next->second;
        return &last_->resource;
    }
    has_signature_ = signatures_.write(tree, resource, signature_);
    const auto found = has_signature_ ? known_.find(std::string_view(signature_)) : known_.end();
    if (found == known_.end()) {
        return nullptr;
    }
    if (last_ != nullptr) {
        last_->next = &*found;
    }
    last_ = &found->second;
    return &found->second.resource;
}

std::string ResourceCache::signature(const Tree& tree, NodeId resource) {
    signatures_.write(tree, resource, signature_);
    return signature_; // a copy has no more memory than it needs
}

void ResourceCache::note(std::string signature, CachedResource resource) {
    const std::size_t more = signature.size() + resource.dependent_checks.size() * sizeof(DependentCheck) +
                             resource.conforms_to.size() * sizeof(void*) + size_of(resource.findings) +
                             sizeof(Known);
    if (bytes_ + more > max_bytes) {
        forget_all();
    }
    bytes_ += more;
    resource.dependent_checks.shrink_to_fit();
    resource.findings.shrink_to_fit();
    known_.insert_or_assign(std::move(signature), Known{std::move(resource)});
}

void ResourceCache::forget_all() {
    known_.clear();
    last_ = nullptr;
    bytes_ = 0;
}

} // namespace renkei::validate
