// A FHIR package, compiled: one file that is mapped into memory and used as it is. It lists the package's
// definitions by canonical URL and holds each as JSON text without the prose for readers (stripped.h). Only
// what is needed is read.
#pragma once

#include "gateway/core/base/blob.h"
#include "gateway/core/base/file.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::packages {

// One resource of a package. Rows are sorted by URL, then by place in the package.
struct ResourceRow {
    base::Str url;      // canonical; "Type/id" if it has none
    base::Str version;  // business version
    base::Str type;     // resourceType
    base::Str id;       // its logical id
    base::Str about;    // StructureDefinition.type, CodeSystem.supplements, SearchParameter.code
    base::Str file;     // in the package
    std::uint64_t text; // its JSON: place among the texts
    std::uint32_t size;
    std::uint32_t checksum; // of the text
};

struct PackageRow {
    base::Str name;
    base::Str version;
    base::Str fhir_version;
    base::Str canonical;
    base::Str source; // which state of which file it was compiled from
};

struct DependencyRow {
    base::Str name;
    base::Str version;
};

enum class ImageSection : std::uint32_t { package = 1, dependencies, resources };

class PackageImage {
public:
    static diag::Result<PackageImage> open(const std::filesystem::path& path);
    static diag::Result<PackageImage> from_bytes(std::string bytes); // as ImageBuilder makes them

    const PackageRow& package() const { return *package_; }
    std::span<const DependencyRow> dependencies() const { return dependencies_; }
    std::span<const ResourceRow> resources() const { return resources_; }
    std::span<const ResourceRow> with_url(std::string_view url) const;
    std::string_view text(base::Str str) const { return blob_.text(str); }
    // The resource's JSON; nothing if the file is damaged there.
    std::optional<std::string_view> json(const ResourceRow& row) const;
    // After a full scan: pages that are not needed again are released.
    void release_pages() const;

private:
    struct Slot { // of an open hash table, at most half full
        std::uint32_t hash = 0;
        std::uint32_t first = 0; // row
        std::uint32_t count = 0; // 0: empty
    };
    diag::Result<void> map_tables(std::string_view bytes);
    void index_urls();

    std::unique_ptr<std::string> bytes_; // one of the two owns what the views look into
    std::optional<base::MappedFile> file_;
    base::Blob blob_;
    std::string_view texts_;
    const PackageRow* package_ = nullptr;
    std::span<const DependencyRow> dependencies_;
    std::span<const ResourceRow> resources_;
    std::vector<Slot> by_url_; // documents ask for every URL in them, and most are of other packages
};

} // namespace renkei::packages
