// Profiles that R4 asks for by a code: systems that support one of its vital signs SHALL conform to the
// profile of that vital sign, whether a resource claims it or not (observation-vitalsigns.html). Which codes
// these are is read from the profiles themselves.
#pragma once

#include "gateway/fhir/packages/library.h"

#include <string_view>
#include <vector>

namespace renkei::validate {

class CodeProfiles {
public:
    explicit CodeProfiles(const packages::Library& library); // which lives longer

    // Canonical of the profile; empty: none is asked for.
    std::string_view find(std::string_view system, std::string_view code) const;

private:
    struct Row {
        std::string_view system;
        std::string_view code;
        std::string_view profile;
    };
    std::vector<Row> rows_;
};

} // namespace renkei::validate
