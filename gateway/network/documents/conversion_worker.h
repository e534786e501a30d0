// What one thread needs to process documents: converter, validator, parsers.
#pragma once

#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/record/writer.h"
#include "gateway/forms/service/validation.h"
#include "gateway/forms/service/workspace.h"
#include "gateway/network/documents/loaded_definitions.h"

#include <algorithm>
#include <memory>

namespace renkei::documents {

class ConversionWorker {
public:
    explicit ConversionWorker(std::shared_ptr<const LoadedDefinitions> loaded);
    const LoadedDefinitions& loaded() const { return *loaded_; }
    service::Workspace& converter() { return converter_; }
    service::Validation& validation() { return validation_; }
    // Can the validator use the tree that the converter has read? Not if the mappings were compiled with
    // other definitions.
    bool shares_names() const { return shares_names_; }
    resources::BundleIndex& index() { return index_; } // room for one document on its way
    // True if the worker processed so large a document that it should be replaced to free its memory.
    bool is_oversized() const {
        return std::max(converter_.capacity(), validation_.capacity()) > largest_kept;
    }
    bool is_of(const std::shared_ptr<const LoadedDefinitions>& loaded) const { return loaded == loaded_; }

private:
    static constexpr std::size_t largest_kept = 4U << 20; // bytes of one document

    std::shared_ptr<const LoadedDefinitions> loaded_;
    service::Workspace converter_;
    service::Validation validation_;
    bool shares_names_;
    resources::BundleIndex index_;
};

} // namespace renkei::documents
