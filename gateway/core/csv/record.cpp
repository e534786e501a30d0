#include "gateway/core/csv/record.h"

#include <cassert>

namespace renkei::csv {

diag::Where where(const Record& record, std::uint32_t cell) {
    assert(cell >= 1 && cell <= record.cells.size());
    const Cell& found = record.cells[cell - 1];
    diag::Where out;
    out.offset = found.offset;
    out.line = found.line;
    out.record = record.number;
    out.cell = cell;
    return out;
}

} // namespace renkei::csv
