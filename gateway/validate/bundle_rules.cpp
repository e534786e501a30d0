#include "gateway/validate/bundle_rules.h"

namespace renkei::validate {

void check_bundle(Check&, json::NodeId) {}

} // namespace renkei::validate
