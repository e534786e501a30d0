#include "gateway/core/diag/where.h"

#include "gateway/core/diag/place.h"

namespace renkei::diag {

std::string to_text(const Where& where) { return to_text(where, Language::english); }

} // namespace renkei::diag
