#include "gateway/network/documents/counterpart.h"

#include "gateway/forms/mapping/fill/identity.h"

namespace renkei::documents {

std::optional<store::DocumentKey>
counterpart_key(const store::Hash& search_key, const record::Record& record, const form::Form& other,
                const std::function<std::string_view(std::string_view)>& own_item) {
    const std::optional<mapping::DocumentName> name = mapping::document_beside(record, other, own_item);
    if (!name) {
        return std::nullopt;
    }
    return store::DocumentKey{seal::keyed_hash(search_key, {"sender", name->sender}),
                              seal::keyed_hash(search_key, {"document", other.id(), name->document})};
}

} // namespace renkei::documents
