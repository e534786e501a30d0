// Examples of bodies, made of the loaded mappings and not written by hand: the gateway takes each of them.
#pragma once

#include "gateway/network/documents/worker_pool.h"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

struct NamedExample {
    std::string name; // "csv", "form", "document", "transaction", "reference"
    std::string json;
};
using NamedExamples = std::vector<NamedExample>;

// Examples of the form with the smallest document. An example that no form can give is left out.
NamedExamples make_examples(documents::ConversionWorker& worker);

// Made once for the mappings that are loaded.
class OpenApiExamples {
public:
    std::shared_ptr<const NamedExamples> of(documents::ConversionWorker& worker);

private:
    std::mutex mutex_;
    std::string source_hash_{}; // of the mappings
    std::shared_ptr<const NamedExamples> made_{};
};

} // namespace renkei::server
