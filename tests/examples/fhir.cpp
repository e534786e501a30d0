// fhir FILE [DATA]: validates a FHIR resource (JSON or XML), asks a FHIRPath expression, prints it as XML.
#include <renkei/fhir/fhirpath.h>
#include <renkei/fhir/syntax.h>
#include <renkei/fhir/validator.h>

#include <fstream>
#include <iostream>
#include <iterator>

int main(int count, char** arguments) {
    if (count < 2) {
        return 3;
    }
    std::ifstream file(arguments[1], std::ios::binary);
    const std::string resource{std::istreambuf_iterator<char>(file), {}};

    const auto definitions = renkei::Definitions::open({.data = count > 2 ? arguments[2] : ""});
    if (!definitions) {
        std::cerr << definitions.error().place.file << ": " << definitions.error().english << "\n";
        return 4;
    }
    renkei::Validator validator(*definitions);
    const renkei::ValidationResult result = validator.validate(resource);
    for (const renkei::Finding& finding : result.findings.shown) {
        std::cout << finding.place.line << ":" << finding.place.column << " " << finding.id << " "
                  << finding.text(renkei::Language::english) << "\n";
    }
    renkei::FhirPath fhirpath(*definitions);
    if (const auto values = fhirpath.evaluate("id", resource)) {
        for (const renkei::FhirPathValue& value : *values) {
            std::cout << value.path << " = " << value.json << "\n";
        }
    }
    if (const auto xml = renkei::json_to_xml(*definitions, resource)) {
        std::cout << xml->text << "\n";
    }
    return result.is_valid ? 0 : 2;
}
