#include "gateway/forms/form/form_discriminator.h"

namespace renkei::form {
namespace {

// The first item of the document without a literal for which a rule without conditions allows one value. In
// one pass over the rules: this is asked of every form for each file that is recognised.
FormDiscriminator first_ruled(const Form& form) {
    FormDiscriminator out;
    for (const Rule& rule : form.rules()) {
        const bool is_fixed = rule.kind == RuleKind::value && rule.conditions == 0 && rule.values == 1;
        if (!is_fixed || rule.subject >= out.item) { // of all rows of a group: none, which is above each item
            continue;
        }
        const Item& item = form.items()[rule.subject];
        const std::string_view value = form.text(form.values(rule)[0]);
        if (item.group == document_group && item.literal.empty() && !value.empty()) {
            out = {rule.subject, value};
        }
    }
    return out;
}

} // namespace

FormDiscriminator discriminator_of(const Form& form) {
    const FormDiscriminator ruled = first_ruled(form);
    for (const ItemId i : form.items().ids()) {
        const Item& item = form.items()[i];
        if (i == ruled.item) {
            return ruled;
        }
        if (item.group == document_group && !form.text(item.literal).empty()) {
            return {i, form.text(item.literal)};
        }
    }
    return {};
}

} // namespace renkei::form
