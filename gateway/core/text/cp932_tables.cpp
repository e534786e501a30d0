#include "gateway/core/text/cp932_tables.h"

namespace renkei::text {

#include "generated/text/cp932.inc"

} // namespace renkei::text
