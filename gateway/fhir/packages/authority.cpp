#include "gateway/fhir/packages/authority.h"

#include <algorithm>
#include <array>

namespace renkei::packages {
namespace {

// A system, or with `/` or `:` at the end all that begin so, and how the names of the packages begin that may
// define it. The first row that fits counts. The owners of most of these publish no FHIR package.
struct Authority {
    std::string_view system;
    std::array<std::string_view, 2> packages{};
};
constexpr std::array authorities{
    Authority{"http://loinc.org"},
    Authority{"http://snomed.info/"},
    Authority{"http://unitsofmeasure.org"},
    Authority{"http://id.who.int/"},   // ICD-11, ICF
    Authority{"http://www.whocc.no/"}, // ATC
    Authority{"http://www.nlm.nih.gov/research/umls/rxnorm"},
    Authority{"http://www.ama-assn.org/"}, // CPT
    Authority{"urn:iso:", {"hl7."}},
    Authority{"urn:ietf:", {"hl7."}}, // BCP 13, BCP 47
    Authority{"http://dicom.nema.org/", {"fhir.dicom", "hl7."}},
    Authority{"http://hl7.org/fhir/", {"hl7."}}, // also ICD-10 and what else is at sid/
    Authority{"http://terminology.hl7.org/", {"hl7."}},
};

bool is_of(std::string_view system, const Authority& authority) {
    const char last = authority.system.back();
    return last == '/' || last == ':' ? system.starts_with(authority.system) : system == authority.system;
}

bool begins(std::string_view package, std::string_view name) {
    return !name.empty() && package.starts_with(name);
}

} // namespace

bool may_define(const PackageImage& image, std::string_view system) {
    const std::string_view package = image.text(image.package().name);
    const auto known = std::ranges::find_if(
        authorities, [&](const Authority& authority) { return is_of(system, authority); });
    return package.empty() || known == authorities.end() ||
           std::ranges::any_of(known->packages, [&](std::string_view name) { return begins(package, name); });
}

std::vector<std::string_view> overclaimed_code_systems(const PackageImage& image) {
    std::vector<std::string_view> out;
    for (const ResourceRow& row : image.resources()) {
        const std::string_view system = image.text(row.url);
        if (image.text(row.type) == "CodeSystem" && row.about.empty() && !may_define(image, system) &&
            image.json(row).value_or("").find(R"("content":"complete")") != std::string_view::npos) {
            out.push_back(system);
        }
    }
    return out;
}

} // namespace renkei::packages
