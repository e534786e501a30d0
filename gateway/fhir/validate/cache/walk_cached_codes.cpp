// Codes that are in the cache.
#include "gateway/fhir/validate/walk/walk.h"

#include <utility>

namespace renkei::validate {

// Only for R4's own definitions: a definition in a document exists only with the document.
bool Walk::is_code(DefAt def, ElementValue value, const Alternative& alternative) const {
    return (alternative.type_id == validation_.codeable_concept_ ||
            alternative.type_id == validation_.coding_) &&
           is_base(def) && def.element != 0 && value.node != json::no_node &&
           value.sibling == json::no_node && def.plan == validation_.context().plan(def.plan->type);
}

// Along its definition, unless it is known that there is nothing to say of it.
void Walk::code(DefAt def, ElementValue value, const Alternative& alternative) {
    const std::string_view bytes = validation_.source_.raw(value.node);
    // within one that is being walked through
    if (bytes.size() > CodeCache::longest || validation_.addresses_ != nullptr) {
        whole_element(def, value, alternative);
        return;
    }
    CodeCache& known = validation_.lookups().codes();
    const CodeCache::CodePlace place{def.plan, def.element, alternative.type_id};
    const AddressMarks* const addresses = known.find(place, bytes);
    if (addresses != nullptr && !validation_.may_refer_to_entry(value.node, *addresses)) {
        return;
    }
    if (addresses == nullptr && known.comes_again(place, bytes) &&
        is_bare_code(validation_.source_, value.node)) {
        record_code(def, value, alternative);
    } else {
        whole_element(def, value, alternative);
    }
}

void Walk::record_code(DefAt def, ElementValue value, const Alternative& alternative) {
    AddressMarks addresses;
    ReadWatch watch(validation_.source_, value.node, nullptr);
    const bool was_silent = std::exchange(validation_.is_clean_, true);
    validation_.addresses_ = &addresses;
    {
        const WatchScope watched(validation_.document_, &watch);
        whole_element(def, value, alternative);
    }
    validation_.addresses_ = nullptr;
    // what was read around it is another thing elsewhere
    if (validation_.is_clean_ && !watch.is_invalid()) {
        validation_.lookups().codes().note({def.plan, def.element, alternative.type_id},
                                           validation_.source_.raw(value.node), addresses);
    }
    validation_.is_clean_ = was_silent && validation_.is_clean_;
}

} // namespace renkei::validate
