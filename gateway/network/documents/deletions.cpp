#include "gateway/network/documents/deletions.h"

#include "gateway/forms/mapping/fill/identity.h"

namespace renkei::documents {

void set_deletions(ParsedDocument& parsed, const store::Hash& key, const catalogue::Catalogue& catalogue,
                   const record::Record& record) {
    const form::Form& form = record.form();
    const catalogue::FormRelations& relations = catalogue.relations_of(form);
    const auto add = [&](std::vector<store::DocumentKey>& keys, const form::Form& of,
                         const std::optional<std::string>& name) {
        if (name) {
            keys.push_back({parsed.fresh.key.sender, seal::keyed_hash(key, {"document", of.id(), *name})});
        }
    };
    parsed.is_deletion = !form.deletes().empty();
    for (const auto* const taken_back : {&relations.deletes, &relations.parts}) {
        for (const form::Form* const other : *taken_back) {
            add(parsed.takes_back, *other, mapping::document_taken_back(record, *other));
        }
    }
    for (const form::Form* const deletion : relations.deletions) {
        add(parsed.deletions, *deletion, mapping::document_of_deletion(record, *deletion));
    }
    for (const form::Form* const head : relations.heads) {
        add(parsed.heads, *head, mapping::document_taken_back(record, *head));
    }
}

} // namespace renkei::documents
