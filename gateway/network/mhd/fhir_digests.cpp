#include "gateway/network/mhd/fhir_digests.h"

#include "gateway/network/documents/digest.h"

#include <fmt/format.h>

namespace renkei::mhd {
namespace {

// The key of a digest. The version alone would do; the length is added so that a mistake elsewhere cannot
// give another document's digest.
std::string key_of(const DocumentView& view) {
    const store::Version& version = view.version();
    return fmt::format("{}/{}/{}/{}", version.document, version.number, version.created,
                       view.tree().raw(json::Tree::root).size());
}

} // namespace

FhirDigest FhirDigests::of(const DocumentView& view) {
    std::string key = key_of(view);
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = known_.find(key); known != known_.end()) {
            return known->second;
        }
    }
    std::string bytes;
    view.write_bundle(bytes);
    FhirDigest out{.size = bytes.size(), .sha1 = documents::sha1_base64(bytes)};
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most_) {
        known_.clear();
    }
    known_.insert_or_assign(std::move(key), out);
    return out;
}

std::size_t FhirDigests::count() const {
    const std::lock_guard lock(mutex_);
    return known_.size();
}

} // namespace renkei::mhd
