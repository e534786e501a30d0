#include "gateway/fhir/terminology/unchecked_finding.h"

#include <array>
#include <cassert>

namespace renkei::terminology {
namespace {

using diag::Message;

// In the order of Unchecked, from the second on.
constexpr std::array messages{
    Message::terminology_value_set_absent,    Message::terminology_value_set_undefined,
    Message::terminology_value_set_cyclic,    Message::terminology_import_absent,
    Message::terminology_code_system_absent,  Message::terminology_code_system_version_absent,
    Message::terminology_code_system_partial, Message::terminology_filter_not_supported,
    Message::terminology_too_costly,
};

} // namespace

diag::Finding finding(const UncheckedReason& unchecked, diag::Where where) {
    assert(unchecked);
    return diag::finding(messages[static_cast<std::size_t>(unchecked.why) - 1], std::move(where),
                         {std::string(unchecked.about)});
}

} // namespace renkei::terminology
