#include "gateway/forms/form/form_discriminator.h"

#include <algorithm>

namespace renkei::form {
namespace {

// The value of an item for which a rule without conditions allows one value; else empty.
std::string_view ruled_value(const Form& form, ItemId item) {
    for (const Rule& rule : form.rules()) {
        if (rule.kind == RuleKind::value && rule.conditions == 0 && rule.subject == item &&
            rule.values == 1) {
            return form.text(form.values(rule)[0]);
        }
    }
    return {};
}

} // namespace

FormDiscriminator discriminator_of(const Form& form) {
    for (const ItemId i : form.items().ids()) {
        const Item& item = form.items()[i];
        const std::string_view value = item.literal.empty() ? ruled_value(form, i) : form.text(item.literal);
        if (item.group == document_group && !value.empty()) {
            return {i, value};
        }
    }
    return {};
}

} // namespace renkei::form
