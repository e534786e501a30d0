#include "gateway/forms/mapping/plan/plan.h"

namespace renkei::mapping {

Plan::Plan(const form::Form& form, json::NameTable names, const form::Wordings& wordings)
    : form_(&form),
      names_(names),
      wordings_(&wordings) {
    const base::Blob& blob = form.blob();
    head_ = blob.section<PlanHead>(plan_head_section);
    literals_ = blob.section<char>(literals_section);
    blob.read(first_plan_section, tables_);
    for (const Str pattern : tables_.view_patterns) {
        view_patterns_.emplace_back(text(pattern));
    }
}

EntryId Plan::person() const {
    if (head().is_collection != 0) {
        return EntryId(0);
    }
    for (const MatchNode& field : children(nodes()[head().composition_node])) {
        if (field.name == key(EngineName::subject) && field.kind == MatchKind::reference) {
            return EntryId(field.index);
        }
    }
    return none;
}

} // namespace renkei::mapping
