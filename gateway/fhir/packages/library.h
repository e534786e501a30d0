// All loaded definitions: the images of several packages; later ones take precedence. A resource is parsed on
// first use and then cached.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/packages/package_image.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace renkei::packages {

// A definition that was read. Lives as long as its Library.
struct Resource {
    std::string_view url;
    std::string_view version;
    std::string_view type;    // "ValueSet"
    std::string_view package; // name of its package
    json::Tree tree;          // made with R4Definitions::names(); Tree::root is the resource

    std::string_view text(json::NodeId object, std::string_view key) const; // empty: not there or no string
    std::string_view text(std::string_view key) const { return text(json::Tree::root, key); }
};

// find() and each() may be called by several threads at once, add() only before.
class Library {
public:
    explicit Library(const definitions::R4Definitions& r4); // which lives longer

    // A package that is added later is searched earlier.
    void add(PackageImage image);

    // canonical: "url" or "url|version". Without a version the newest of the package that was added last;
    // "1.2" also stands for 1.2.x. Empty type: any. nullptr: not here.
    const Resource* find(std::string_view type, std::string_view canonical) const;
    // The same, but any version will do if the one that was asked for is not here.
    const Resource* find_any_version(std::string_view type, std::string_view canonical) const;

    // Every row of a type, from the package added last to the first; a URL that occurs twice comes twice.
    void each(std::string_view type,
              const std::function<void(const PackageImage& image, const ResourceRow& row)>& use) const;
    const Resource* read(const PackageImage& image, const ResourceRow& row) const;

    const std::deque<PackageImage>& images() const { return images_; }
    const definitions::R4Definitions& r4() const { return *r4_; }

private:
    struct Found {
        const PackageImage* image = nullptr;
        const ResourceRow* row = nullptr;
    };
    Found look_up(std::string_view type, std::string_view url, std::string_view version) const;

    struct Decoder; // what read() needs one of
    const definitions::R4Definitions* r4_;
    std::deque<PackageImage> images_;
    mutable std::mutex mutex_;
    mutable std::unordered_map<const ResourceRow*, std::unique_ptr<Resource>> read_;
    mutable std::shared_ptr<Decoder> reading_;
};

// "url|version" apart.
struct Canonical {
    std::string_view url;
    std::string_view version;  // may be empty
    std::string_view fragment; // behind #, may be empty
};
Canonical canonical(std::string_view text);

// Which of two business versions is newer: numbers by value, "1.10" > "1.9". As of operator<=>.
int compare_versions(std::string_view left, std::string_view right);

} // namespace renkei::packages
