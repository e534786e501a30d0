#include "gateway/core/diag/item_label.h"

#include <fmt/format.h>

namespace renkei::diag {

std::string item_label(std::string_view name, std::string_view item) {
    if (name.empty() || item.empty()) {
        return name.empty() && item.empty() ? "" : fmt::format("{}{}: ", name, item);
    }
    return fmt::format("{} ({}): ", name, item);
}

} // namespace renkei::diag
