#include "gateway/network/server/openapi_texts.h"

#include <utility>

namespace renkei::server {

OpenApiTexts::Text OpenApiTexts::find_or_make(const std::string& base, std::string_view source_hash,
                                              const std::function<std::string()>& make) {
    const std::lock_guard lock(mutex_);
    if (source_hash_ != source_hash) {
        texts_.clear();
        source_hash_ = source_hash;
    }
    Text& out = texts_[base];
    if (out == nullptr) {
        std::string made = make();
        out = made.empty() ? nullptr : std::make_shared<const std::string>(std::move(made));
    }
    return out;
}

} // namespace renkei::server
