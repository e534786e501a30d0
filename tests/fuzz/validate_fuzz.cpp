// Any bytes as a resource to validate, JSON or XML, also by itself as a profile: no crash, no hang.
#include "gateway/fhir/packages/load.h"
#include "gateway/forms/service/validation.h"

#include "tests/fuzz/target.h"

#include <cstdint>
#include <string>

namespace renkei::fuzz::validate_fuzz {
namespace {

const renkei::service::Definitions& r4() {
    static const auto opened = [] {
        renkei::diag::Report report;
        return renkei::service::Definitions::open({}, report);
    }();
    return *opened;
}

void validate_by_itself(std::string_view bytes) {
    auto image = renkei::packages::image_of(bytes, "fuzz.json");
    if (!image || image->resources().empty()) {
        return;
    }
    const std::string url(image->text(image->resources()[0].url));
    renkei::packages::Library library(r4().r4());
    auto core = renkei::packages::PackageImage::open(RENKEI_BINARY "/share/packages/hl7.fhir.r4.core.pack");
    if (!core) {
        return;
    }
    library.add(std::move(*core));
    library.add(std::move(*image));
    const renkei::validate::ValidationContext context(library);
    renkei::json::Tree tree;
    constexpr std::string_view patient = R"({"resourceType":"Patient","name":[{"text":"x"}],"active":true})";
    if (renkei::json::Parser(r4().r4().names()).parse(patient, tree)) {
        renkei::diag::Report report;
        renkei::validate::Validator(context).validate(tree, {.profiles = {url}}, report);
    }
}

} // namespace

FUZZ_TARGET(validate)(const std::uint8_t* data, std::size_t size) {
    if (size > 64 * 1024) {
        return 0;
    }
    static renkei::service::Validation validation(r4());
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    validation.run({"fuzz", bytes}, {});
    validate_by_itself(bytes);
    return 0;
}

} // namespace renkei::fuzz::validate_fuzz
