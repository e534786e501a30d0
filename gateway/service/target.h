// What a document is to become: FHIR in JSON or XML, or a syntax of its form, and in which version.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/service/source.h"

#include <string>
#include <string_view>

namespace renkei::service {

inline constexpr std::string_view fhir_name = "fhir";
enum class FhirSyntax : std::uint8_t { json, xml };

// "csv@202404" as written by the user; both parts may be empty.
struct Wish {
    std::string syntax;
    std::string version;
};
Wish parse_wish(std::string_view text);

struct Target {
    const mapping::Plan* plan = nullptr;
    const forms::Syntax* syntax = nullptr;  // nullptr: FHIR bundle
    FhirSyntax fhir = FhirSyntax::json;       // of the bundle
};

// Without a wish a form file becomes a bundle, and a bundle the first syntax of its form.
diag::Result<Target> choose_target(const mapping::Catalogue& catalogue, const Source& source, const Wish& wish);

}  // namespace renkei::service
