#include "gateway/core/base/user_cache.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "generated/messages/definitions.h"

#include <cstdlib>

namespace renkei::definitions {

diag::Result<std::filesystem::path> find_data_file(std::string_view name) {
    const char* chosen = std::getenv("RENKEI_DATA");
    if (chosen != nullptr && *chosen != '\0') {
        const std::filesystem::path path = std::filesystem::path(chosen) / name;
        if (std::filesystem::exists(path)) {
            return path;
        }
        return diag::fail(diag::message::data_file_not_chosen, {.file = path.string()}, {name, chosen});
    }
    const std::filesystem::path around = base::installation_folder();
    for (const char* folder : {"share/renkei", "share"}) {
        if (std::filesystem::exists(around / folder / name)) {
            return around / folder / name;
        }
    }
    return diag::fail(diag::message::data_file_missing, {}, {name, (around / "share/renkei").string()});
}

} // namespace renkei::definitions
