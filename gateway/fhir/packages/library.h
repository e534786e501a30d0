// All loaded definitions: the images of several packages. A resource is parsed on first use and then cached.
#pragma once

#include "gateway/core/json/member.h"
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

    // Empty: not there or no string.
    std::string_view text(json::NodeId object, std::string_view key) const {
        return json::text_of(tree, object, key);
    }
    std::string_view text(std::string_view key) const { return text(json::Tree::root, key); }
};

// find() and each() may be called by several threads at once, add() only before.
class Library {
public:
    explicit Library(const definitions::R4Definitions& r4); // which lives longer

    void add(PackageImage image);
    // What was added so far is shipped with the program: what comes later goes before it, whatever its
    // version.
    void end_of_shipped() { shipped_ = images_.size(); }
    std::size_t shipped() const { return shipped_; }

    // canonical: "url" or "url|version". Without a version the newest, in whatever order packages were added;
    // of the same version, of those without one, and among what is shipped, the one added last. "1.2" also
    // stands for 1.2.x. Empty type: any. nullptr: not here.
    const Resource* find(std::string_view type, std::string_view canonical) const;
    // The same, but any version will do if the one that was asked for is not here.
    const Resource* find_any_version(std::string_view type, std::string_view canonical) const;

    // Every row of a type, from the package added last to the first; a URL that occurs twice comes twice.
    void each(std::string_view type,
              const std::function<void(const PackageImage& image, const ResourceRow& row)>& use) const;
    const Resource* read(const PackageImage& image, const ResourceRow& row) const;

    const std::deque<PackageImage>& images() const { return images_; }
    const definitions::R4Definitions& r4() const { return *r4_; }

    struct Found {
        const PackageImage* image = nullptr;
        const ResourceRow* row = nullptr;
    };
    // By the same rule, of the rows that fit.
    template <class Fits>
    Found look_up(std::string_view url, std::string_view version, Fits fits) const;

private:
    struct Decoder; // what read() needs one of
    const definitions::R4Definitions* r4_;
    std::deque<PackageImage> images_;
    std::size_t shipped_ = 0; // the first ones
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
// "1.2" asks for 1.2 and for 1.2.7; an empty one for any.
bool satisfies(std::string_view version, std::string_view wanted);

template <class Fits>
Library::Found Library::look_up(std::string_view url, std::string_view version, Fits fits) const {
    Found best;
    for (std::size_t at = images_.size(); at > 0 && (at > shipped_ || best.row == nullptr); --at) {
        const PackageImage& image = images_[at - 1];
        const Found before = best;
        for (const ResourceRow& row : image.with_url(url)) {
            const std::string_view own = image.text(row.version);
            if (!satisfies(own, version) || !fits(image, row)) {
                continue;
            }
            const std::string_view other =
                best.row == nullptr ? std::string_view() : best.image->text(best.row->version);
            const int order = compare_versions(own, other);
            const bool is_newer = best.row == before.row // of another package, or the first
                                      ? best.row == nullptr || (order > 0 && !other.empty())
                                      : order >= 0;
            if (is_newer) {
                best = {&image, &row};
            }
        }
    }
    return best;
}

} // namespace renkei::packages
