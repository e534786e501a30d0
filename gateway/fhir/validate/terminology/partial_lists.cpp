#include "gateway/fhir/validate/terminology/partial_lists.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::validate {
namespace {

bool is_list_of(const packages::PackageImage& image, const packages::ResourceRow& row) {
    return image.text(row.type) == "CodeSystem" && row.about.empty(); // no supplement
}

// Does the profile fix this code, and name the system? Found without parsing it: packages keep JSON without
// blanks.
bool asks_for(std::string_view profile, const terminology::Coding& coding) {
    const auto has = [&](std::string_view text) { return profile.find(text) != std::string_view::npos; };
    return has(fmt::format("\"{}\"", coding.system)) &&
           (has(fmt::format("\"fixedCode\":\"{}\"", coding.code)) ||
            has(fmt::format("\"patternCode\":\"{}\"", coding.code)));
}

} // namespace

std::string stands_elsewhere(const ValidationContext& context, const terminology::Coding& coding) {
    for (const packages::PackageImage& image : context.library().images()) {
        const auto lists = image.with_url(coding.system);
        for (const packages::ResourceRow& row : lists) {
            const std::string_view version = image.text(row.version);
            const terminology::Coding same{coding.system, version, coding.code, {}};
            if (is_list_of(image, row) && !version.empty() && coding.version.empty() &&
                context.terminology().in_code_system(same, {}).exists == definitions::Tristate::yes) {
                return fmt::format("{} {}", coding.system, version);
            }
        }
        if (std::ranges::none_of(lists,
                                 [&](const packages::ResourceRow& row) { return is_list_of(image, row); })) {
            continue;
        }
        for (const packages::ResourceRow& row : image.resources()) {
            if (image.text(row.type) == "StructureDefinition" &&
                asks_for(image.json(row).value_or(std::string_view()), coding)) {
                return std::string(image.text(row.url));
            }
        }
    }
    return {};
}

} // namespace renkei::validate
