// FHIRPath expressions on a resource.
#pragma once

#include <renkei/fhir/definitions.h>

namespace renkei {

struct FhirPathValue {
    std::string type; // "FHIR.HumanName", "System.Integer"
    std::string text; // for people
    std::string json; // a whole JSON value
    std::string path; // of a node of the resource: "Patient.name[0]"
};

// One per thread.
class FhirPath {
public:
    explicit FhirPath(Definitions definitions);
    FhirPath(FhirPath&&) noexcept;
    FhirPath& operator=(FhirPath&&) noexcept;
    ~FhirPath();

    // `resource` in JSON or XML. Names of elements are checked against its type before anything is evaluated.
    // The error's line and column are those of the expression or, if the resource cannot be read, of the
    // resource.
    Result<std::vector<FhirPathValue>> evaluate(std::string_view expression, std::string_view resource);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei
