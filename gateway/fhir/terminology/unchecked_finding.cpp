#include "gateway/fhir/terminology/unchecked_finding.h"

#include "generated/messages/terminology.h"

#include <array>
#include <cassert>

namespace renkei::terminology {
namespace {

// In the order of Unchecked, from the second on.
constexpr std::array messages{
    message::terminology_value_set_absent,    message::terminology_value_set_undefined,
    message::terminology_value_set_cyclic,    message::terminology_import_absent,
    message::terminology_code_system_absent,  message::terminology_code_system_version_absent,
    message::terminology_code_system_partial, message::terminology_filter_not_supported,
    message::terminology_too_costly,
};

} // namespace

diag::Finding finding(const UncheckedReason& unchecked, diag::Where where) {
    assert(unchecked);
    return diag::finding(messages[static_cast<std::size_t>(unchecked.why) - 1], std::move(where),
                         {unchecked.about});
}

} // namespace renkei::terminology
