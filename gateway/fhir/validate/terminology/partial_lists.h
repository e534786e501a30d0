// Lists of a code system that call themselves complete and are not.
#pragma once

#include "gateway/fhir/packages/library.h"
#include "gateway/fhir/terminology/terminology.h"

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace renkei::validate {

// Where a code stands that the loaded list of its system lacks. Thread-safe.
class PartialLists {
public:
    // Both live longer.
    PartialLists(const packages::Library& library, const terminology::Terminology& terminology)
        : library_(&library),
          terminology_(&terminology) {}

    struct Place {
        std::string name{};      // of a version of the list, or of a profile, for people; empty: nowhere
        bool is_earlier = false; // a version that is older than the one that was asked
    };
    // `version`: of the list that lacks the code.
    Place find(const terminology::Coding& coding, std::string_view version);

private:
    using Codes = std::map<std::string_view, std::string_view>; // a code, and the profile that fixes it
    const Codes& fixed_codes(std::string_view system);

    const packages::Library* library_;
    const terminology::Terminology* terminology_;
    std::mutex mutex_;
    std::map<std::string_view, Codes> fixed_; // by system; only systems of which a list is loaded
};

} // namespace renkei::validate
