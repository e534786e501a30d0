// The target of a conversion: FHIR in JSON or XML, or a syntax of its form, and the version.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/service/source.h"

#include <string>
#include <string_view>

namespace renkei::service {

inline constexpr std::string_view fhir_name = "fhir";
enum class FhirSyntax : std::uint8_t { json, xml };

// "csv@202404" as written by the user; both parts may be empty.
struct TargetSpec {
    std::string syntax;
    std::string version;
};
TargetSpec parse_target_spec(std::string_view text);

struct ConversionTarget {
    const mapping::Plan* plan = nullptr;
    const model::Syntax* syntax = nullptr; // nullptr: FHIR bundle
    FhirSyntax fhir = FhirSyntax::json;    // of the bundle
};

// By default a form file becomes a bundle, and a bundle the first syntax of its form.
diag::Result<ConversionTarget> choose_target(const mapping::Catalogue& catalogue, const RecordSource& source,
                                             const TargetSpec& spec);

} // namespace renkei::service
