#include "gateway/diag/where.h"

#include "gateway/diag/place.h"

namespace renkei::diag {

std::string to_text(const Where& where) { return to_text(where, Language::english); }

}  // namespace renkei::diag
