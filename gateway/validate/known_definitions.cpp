#include "gateway/validate/known_definitions.h"

#include "gateway/validate/snomed_code.h"

#include <fmt/format.h>

#include <ranges>

namespace renkei::validate {

std::optional<KnownDefinition> known_definition(const Check& check, std::string_view type, std::string_view canonical) {
    const std::string_view url = packages::canonical(canonical).url;
    for (const packages::Image& image : check.knowledge().library().images() | std::views::reverse) {
        for (const packages::ResourceRow& row : image.with_url(url)) {
            if (type.empty() || image.text(row.type) == type) {
                return KnownDefinition{image.text(row.type), image.text(row.about)};
            }
        }
    }
    return std::nullopt;
}

terms::CodeCheck known_code(const Check& check, const terms::Coding& coding) {
    terms::CodeCheck out =
        check.knowledge().terms().in_code_system(coding, {.languages = check.options().languages});
    if (out.exists == defs::Answer::unknown && coding.system == snomed && !may_be_snomed(coding.code)) {
        out.exists = defs::Answer::no;
    }
    return out;
}

std::string right_displays(const Check& check, const terms::Coding& coding) {
    std::string out;
    const terms::Options options{.languages = check.options().languages};
    for (const terms::Designation& one : check.knowledge().terms().right_displays(coding, options)) {
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
