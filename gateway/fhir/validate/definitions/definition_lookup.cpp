#include "gateway/fhir/validate/definitions/definition_lookup.h"

#include <fmt/format.h>

#include <ranges>

namespace renkei::validate {

std::optional<KnownDefinition> known_definition(const ValidationRun& validation, std::string_view type,
                                                std::string_view canonical) {
    const std::string_view url = packages::canonical(canonical).url;
    for (const packages::PackageImage& image :
         validation.context().library().images() | std::views::reverse) {
        for (const packages::ResourceRow& row : image.with_url(url)) {
            if (type.empty() || image.text(row.type) == type) {
                return KnownDefinition{image.text(row.type), image.text(row.about)};
            }
        }
    }
    return std::nullopt;
}

terminology::CodeCheck known_code(const ValidationRun& validation, const terminology::Coding& coding) {
    return validation.context().terminology().in_code_system(coding,
                                                             {.languages = validation.options().languages});
}

std::string right_displays(const ValidationRun& validation, const terminology::Coding& coding) {
    std::string out;
    const terminology::CodeOptions options{.languages = validation.options().languages};
    for (const terminology::Designation& one :
         validation.context().terminology().right_displays(coding, options)) {
        out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", one.value);
    }
    return out;
}

bool is_of_hl7(std::string_view url) {
    return url.starts_with("http://hl7.org/fhir") || url.starts_with("http://terminology.hl7.org/");
}

std::string joined(const std::vector<std::string_view>& texts) {
    return fmt::format("{}", fmt::join(texts, ", "));
}

} // namespace renkei::validate
