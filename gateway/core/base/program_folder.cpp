#include "gateway/core/base/program_folder.h"

namespace renkei::base {

// A program lies in bin/ or tests/, or in libexec/renkei/.
std::filesystem::path installation_folder() {
    std::error_code ignored;
    const std::filesystem::path folder =
        std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    const std::filesystem::path above = folder.parent_path();
    return above.filename() == "libexec" ? above.parent_path() : above;
}

} // namespace renkei::base
