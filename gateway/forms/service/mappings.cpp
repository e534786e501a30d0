#include "gateway/forms/service/mappings.h"

#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/publish/package.h"

namespace renkei::service {

namespace fs = std::filesystem;

diag::Result<fs::path> profiles_beside(const fs::path& mappings) {
    std::error_code none;
    const fs::path absolute = fs::weakly_canonical(mappings, none);
    const fs::path beside =
        (absolute.has_filename() ? absolute : absolute.parent_path()).parent_path() / "profiles";
    if (!mappings.empty() && fs::exists(beside / "package.yaml", none)) {
        return beside;
    }
    return definitions::find_data_file("profiles");
}

diag::Result<catalogue::Catalogue> open_mappings(const fs::path& mappings, diag::Report& report) {
    if (mappings.empty()) {
        return catalogue::Catalogue::load(mappings, report);
    }
    TRY(const fs::path profiles, profiles_beside(mappings));
    const auto check = [&](const fs::path& folder, const definitions::R4Definitions& r4,
                           diag::Report& found) {
        const bool is_empty = form::form_folders(folder).empty(); // which is said of the catalogue
        return is_empty ? diag::Result<void>()
                        : publish::check_mappings({.mappings = folder, .profiles = profiles}, r4, found);
    };
    return catalogue::Catalogue::load(mappings, report,
                                      {.check = check, .identity = catalogue::hash_of_sources(profiles)});
}

std::string canonical_base(const catalogue::Catalogue& catalogue) {
    const form::Form& form = catalogue.plans().front().form();
    std::string out(form.text(form.about().base));
    if (out.ends_with('/')) {
        out.pop_back();
    }
    return out;
}

} // namespace renkei::service
