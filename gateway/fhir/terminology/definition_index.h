// Where the definitions of code systems and value sets lie in the packages.
#pragma once

#include "gateway/fhir/packages/library.h"

#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::terminology {

struct DefinitionAt {
    const packages::PackageImage* image = nullptr;
    const packages::ResourceRow* row = nullptr;
    bool is_foreign = false; // a code system of others, of which this package ships a part

    std::string_view json() const { return image->json(*row).value_or(std::string_view()); }
    std::string_view version() const { return image->text(row->version); }
};

// Thread-safe. Like Library::find(), but without reading the definition.
class DefinitionIndex {
public:
    explicit DefinitionIndex(const packages::Library& library) : library_(library) {}

    // Never a supplement. A package that may not define the code system is asked last.
    std::optional<DefinitionAt> find(std::string_view type, std::string_view url,
                                     std::string_view version) const;
    bool is_supplement(std::string_view url) const;
    // From the package that was added last to the first.
    std::span<const DefinitionAt> supplements_of(std::string_view code_system) const;
    // The code system whose `valueSet` this is.
    std::optional<DefinitionAt> code_system_of(std::string_view value_set) const;

    const packages::Library& library() const { return library_; }

private:
    void list_supplements() const;
    void list_value_sets() const; // reads all code systems

    const packages::Library& library_;
    mutable std::once_flag supplements_once_;
    mutable std::once_flag value_sets_once_;
    mutable std::unordered_map<std::string_view, std::vector<DefinitionAt>>
        supplements_; // by the URL they supplement
    mutable std::unordered_map<std::string_view, DefinitionAt> by_value_set_;
};

} // namespace renkei::terminology
