// Any bytes as a package's archive and as a compiled package: no crash, no hang.
#include "gateway/fhir/packages/archive.h"
#include "gateway/fhir/packages/load.h"

#include "tests/fuzz/target.h"
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace renkei::fuzz::package_fuzz {

FUZZ_TARGET(package)(const std::uint8_t* data, std::size_t size) {
    static const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("renkei-fuzz-" + std::to_string(::getpid()) + ".tgz");
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    if (const auto image = renkei::packages::PackageImage::from_bytes(bytes)) {
        for (const renkei::packages::ResourceRow& row : image->resources()) {
            image->json(row);
        }
    }
    if (renkei::base::write_file(path, bytes, renkei::base::Overwrite::yes)) {
        renkei::diag::Report report;
        renkei::packages::compile(path, report);
        std::filesystem::remove(path);
    }
    return 0;
}

} // namespace renkei::fuzz::package_fuzz
