// Makes the whole conformance kit of what people wrote (fixtures/), and what a reviewer reads of it.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/conform/kit/kit_sources.h"

#include <filesystem>

namespace renkei::conform {

struct MadeKit {
    KitFiles files;  // of the whole kit, as `renkei conform` reads it
    KitFiles review; // what stands under version control: see below
};

inline constexpr std::string_view findings_name = "findings.txt"; // CASE SEVERITY ID PLACE ITEM, by case
inline constexpr std::string_view hashes_name =
    "kit.sha256"; // of every derived file, as sha256sum writes them
inline constexpr std::string_view golden_name = "full.bundle.json"; // FORM/…: one entry a line

diag::Result<MadeKit> make_kit(const catalogue::Catalogue& catalogue, const std::filesystem::path& sources);

// The folder has these files afterwards and no others. Files that are the same already stay untouched.
diag::Result<void> write_kit(const KitFiles& files, const std::filesystem::path& folder);

} // namespace renkei::conform
