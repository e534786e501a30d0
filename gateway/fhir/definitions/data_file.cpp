#include "gateway/fhir/definitions/r4_definitions.h"

#include <cstdlib>

namespace renkei::definitions {
namespace {

std::filesystem::path program_folder() {
    std::error_code ignored; // without /proc only $RENKEI_DATA is left
    return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
}

} // namespace

diag::Result<std::filesystem::path> find_data_file(std::string_view name) {
    const char* chosen = std::getenv("RENKEI_DATA");
    if (chosen != nullptr && *chosen != '\0') {
        const std::filesystem::path path = std::filesystem::path(chosen) / name;
        if (std::filesystem::exists(path)) {
            return path;
        }
        return diag::fail(diag::Message::data_file_not_chosen, {.file = path.string()},
                          {std::string(name), chosen});
    }
    const std::filesystem::path around = program_folder().parent_path();
    for (const char* folder : {"share/renkei", "share"}) {
        if (std::filesystem::exists(around / folder / name)) {
            return around / folder / name;
        }
    }
    return diag::fail(diag::Message::data_file_missing, {},
                      {std::string(name), (around / "share/renkei").string()});
}

} // namespace renkei::definitions
