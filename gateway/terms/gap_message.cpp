#include "gateway/terms/gap_message.h"

#include <array>
#include <cassert>

namespace renkei::terms {
namespace {

using diag::Message;

// In the order of Unchecked, from the second on.
constexpr std::array messages{
    Message::terms_value_set_absent,    Message::terms_value_set_undefined,
    Message::terms_value_set_cyclic,    Message::terms_import_absent,
    Message::terms_code_system_absent,  Message::terms_code_system_version_absent,
    Message::terms_code_system_partial, Message::terms_filter_not_supported,
    Message::terms_too_costly,
};

} // namespace

diag::Finding finding(const Gap& gap, diag::Where where) {
    assert(gap);
    return diag::finding(messages[static_cast<std::size_t>(gap.why) - 1], std::move(where),
                         {std::string(gap.about)});
}

} // namespace renkei::terms
