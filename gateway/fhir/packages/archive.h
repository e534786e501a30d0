// The files of a FHIR package as npm packs it (.tgz with the folder package/), read without unpacking to
// disk.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string_view>

namespace renkei::packages {

struct ArchiveLimits {
    std::size_t max_bytes = std::size_t{1} << 30U; // of all files together, unpacked
    std::size_t max_file = std::size_t{256} << 20U;
    std::size_t max_files = 100'000;
};

// Calls `use` with each regular file's name in the archive and its content. Names are only names: nothing is
// written anywhere.
diag::Result<void> each_file(const std::filesystem::path& archive,
                             const std::function<void(std::string_view name, std::string_view content)>& use,
                             const ArchiveLimits& limits = {});

} // namespace renkei::packages
