#include "gateway/validate/contained_rules.h"

#include "gateway/base/text_hash.h"

#include <unordered_set>

namespace renkei::validate {

using diag::Message;

void check_contained(Check& check, json::NodeId resource) {
    const Document& document = check.document();
    const json::NodeId contained = document.child(resource, document.names().contained);
    if (contained == json::no_node) {
        return;
    }
    std::unordered_set<std::string_view, base::TextHash> ids;
    for (const json::NodeId inner : document.tree().items(contained)) {
        const std::string_view id = document.text(inner, "id");
        if (id.empty()) {
            check.report(Message::validate_contained_without_id, inner);
        } else if (!ids.insert(id).second) {
            check.report(Message::validate_contained_id_twice, inner, {std::string(id)});
        }
    }
}

} // namespace renkei::validate
