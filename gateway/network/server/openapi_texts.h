// /openapi.json, put together once for each address of the gateway and the mappings that are loaded.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace renkei::server {

class OpenApiTexts {
public:
    using Text = std::shared_ptr<const std::string>;
    // `base`: the address that a request came to; listeners have few. `source_hash`: of the mappings. Other
    // requests wait while one makes the text. Null: `make` could not (it returned an empty one).
    Text find_or_make(const std::string& base, std::string_view source_hash,
                      const std::function<std::string()>& make);

private:
    std::mutex mutex_;
    std::string source_hash_{};
    std::map<std::string, Text> texts_{}; // by base
};

} // namespace renkei::server
