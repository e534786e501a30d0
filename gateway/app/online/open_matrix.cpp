#include "gateway/app/online/open_matrix.h"

namespace renkei::online {

std::optional<sharing::Matrix> open_matrix(const CommandSettings& settings) {
    const std::optional<std::filesystem::path> mappings = cli::mappings_folder(settings);
    if (!mappings) {
        return std::nullopt;
    }
    diag::Result<sharing::Matrix> matrix = sharing::Matrix::load(*mappings / "access");
    if (!matrix) {
        print_finding(matrix.error(), settings.language);
        return std::nullopt;
    }
    return *std::move(matrix);
}

} // namespace renkei::online
