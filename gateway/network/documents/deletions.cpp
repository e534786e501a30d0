#include "gateway/network/documents/deletions.h"

#include "gateway/forms/mapping/fill/identity.h"

#include <algorithm>

namespace renkei::documents {
namespace {

bool takes_back(const form::Form& deletion, const form::Form& form) {
    return std::ranges::any_of(deletion.deletes(), [&](const form::Deletion& each) {
        return each.item.empty() && deletion.text(each.form) == form.id();
    });
}

} // namespace

void set_deletions(ParsedDocument& parsed, const store::Hash& key, const catalogue::Catalogue& catalogue,
                   const record::Record& record) {
    const form::Form& form = record.form();
    const auto add = [&](std::vector<store::DocumentKey>& keys, const form::Form& of,
                         const std::optional<std::string>& name) {
        if (name) {
            keys.push_back({parsed.fresh.key.sender, seal::keyed_hash(key, {"document", of.id(), *name})});
        }
    };
    parsed.is_deletion = !form.deletes().empty();
    for (const mapping::Plan& plan : catalogue.plans()) {
        const form::Form& other = plan.form();
        if (takes_back(form, other)) {
            add(parsed.deletes, other, mapping::document_taken_back(record, other));
        }
        if (takes_back(other, form)) {
            add(parsed.deletions, other, mapping::document_of_deletion(record, other));
        }
    }
}

} // namespace renkei::documents
