// What IHE BALP 1.1.4 (3:5.7.3) asks of an AuditEvent, as profiles made for these tests.
#pragma once

#include <string>
#include <vector>

namespace renkei::audit {

std::vector<std::string> balp_profiles(); // StructureDefinitions and their ValueSet, JSON

} // namespace renkei::audit
