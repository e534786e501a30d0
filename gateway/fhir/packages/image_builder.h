// Collects resources and writes them as an image.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/package_image.h"
#include "gateway/fhir/packages/snapshots.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::packages {

class ImageBuilder {
public:
    explicit ImageBuilder(Snapshots snapshots = Snapshots::as_published) : snapshots_(snapshots) {}

    // package.json of the package; without one the image has no name and no dependencies.
    diag::Result<void> add_manifest(std::string_view json);
    // A file of the package. What is JSON but no resource is passed over. A Bundle of type collection stands
    // for the resources in it.
    diag::Result<void> add(std::string_view json, std::string_view file);

    // Identifies the state of the package that it is compiled from.
    void set_source(std::string_view state) { source_ = state; }

    std::size_t size() const { return resources_.size(); }
    std::string finish();

private:
    void add_resource(const json::Tree& tree, json::NodeId resource, std::string_view file);

    Snapshots snapshots_;
    json::Parser parser_{{}, json::package_options};
    json::Tree tree_;
    base::BlobWriter blob_;
    std::string source_;
    PackageRow package_{};
    std::vector<DependencyRow> dependencies_;
    std::vector<ResourceRow> resources_;
    std::string texts_;
};

} // namespace renkei::packages
