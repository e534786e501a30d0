#include "gateway/diag/where.h"

#include <fmt/format.h>

namespace renkei::diag {

std::string to_text(const Where& where) {
    std::string out = where.file;
    if (where.line > 0) {
        out += fmt::format("{}{}", out.empty() ? "" : ":", where.line);
        out += where.column > 0 ? fmt::format(":{}", where.column) : "";
    }
    if (where.record > 0) {
        out += fmt::format("{}row {} column {} (byte {})", out.empty() ? "" : ": ", where.record, where.cell, where.offset);
    }
    if (!where.path.empty()) {
        out += (out.empty() ? "" : ": ") + where.path;
    }
    return out;
}

}  // namespace renkei::diag
