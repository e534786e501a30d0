// Codes that are known already.
#include "gateway/validate/walk.h"

#include <utility>

namespace renkei::validate {

// Only where R4 itself tells what a code may be: a definition that came with a document is gone with it.
bool Walk::is_code(DefAt def, Value value, const Alternative& alternative) const {
    return (alternative.type_id == check_.codeable_concept_ || alternative.type_id == check_.coding_) && is_base(def) && def.element != 0 &&
           value.node != json::no_node && value.sibling == json::no_node && def.plan == check_.knowledge().plan(def.plan->type);
}

// Along its definition, unless it is known that there is nothing to say of it.
void Walk::code(DefAt def, Value value, const Alternative& alternative) {
    const std::string_view bytes = tree_.raw(value.node);
    if (bytes.size() > KnownCodes::longest || check_.addresses_ != nullptr) { // within one that is being walked through
        whole_element(def, value, alternative);
        return;
    }
    KnownCodes& known = check_.asked().codes();
    const KnownCodes::Place place{def.plan, def.element, alternative.type_id};
    const AddressMarks* const addresses = known.find(place, bytes);
    if (addresses != nullptr && !check_.may_lead(value.node, *addresses)) {
        return;
    }
    if (addresses == nullptr && known.comes_again(place, bytes) && is_bare_code(tree_, value.node)) {
        record_code(def, value, alternative);
    } else {
        whole_element(def, value, alternative);
    }
}

void Walk::record_code(DefAt def, Value value, const Alternative& alternative) {
    AddressMarks addresses;
    const std::size_t evaluations = check_.evaluations_;
    const bool was_silent = std::exchange(check_.is_silent_, true);
    check_.addresses_ = &addresses;
    whole_element(def, value, alternative);
    check_.addresses_ = nullptr;
    if (check_.is_silent_ && check_.evaluations_ == evaluations) { // what an expression says may hang on where it is asked
        check_.asked().codes().note({def.plan, def.element, alternative.type_id}, tree_.raw(value.node), addresses);
    }
    check_.is_silent_ = was_silent && check_.is_silent_;
}

} // namespace renkei::validate
