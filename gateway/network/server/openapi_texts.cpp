#include "gateway/network/server/openapi_texts.h"

namespace renkei::server {

OpenApiTexts::Text& OpenApiTexts::text(const std::string& base, std::string_view source_hash) {
    if (source_hash_ != source_hash) {
        texts_.clear();
        source_hash_ = source_hash;
    }
    return texts_[base];
}

OpenApiTexts::Text OpenApiTexts::find(const std::string& base, std::string_view source_hash) {
    const std::lock_guard lock(mutex_);
    return text(base, source_hash);
}

OpenApiTexts::Text OpenApiTexts::find_or_make(const std::string& base, std::string_view source_hash,
                                              const std::function<std::string()>& make) {
    const std::lock_guard lock(mutex_);
    Text& out = text(base, source_hash);
    if (out == nullptr) {
        out = std::make_shared<const std::string>(make());
    }
    return out;
}

} // namespace renkei::server
