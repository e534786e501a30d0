#include "gateway/forms/catalogue/form_relations.h"

#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::catalogue {
namespace {

template <class Each>
void each_need(const form::Form& form, const Each& each) {
    for (const base::Str need : form.needs()) {
        for (const std::string_view id : form::forms_of_need(form.text(need))) {
            each(id);
        }
    }
}

bool needs(const form::Form& form, std::string_view id) {
    bool out = false;
    each_need(form, [&](std::string_view needed) { out = out || needed == id; });
    return out;
}

} // namespace

RelationsOfForms relations_of(const std::deque<form::Form>& forms) {
    std::multimap<std::string_view, const form::Form*> by_id;
    RelationsOfForms out;
    for (const form::Form& form : forms) {
        by_id.emplace(form.id(), &form);
        out.try_emplace(&form);
    }
    const auto each_of = [&](std::string_view id, const auto& each) {
        for (auto [at, end] = by_id.equal_range(id); at != end; ++at) {
            each(at->second);
        }
    };
    for (const form::Form& form : forms) {
        for (const form::Deletion& deleted : form.deletes()) {
            if (!deleted.item.empty()) { // says only which items are the same
                continue;
            }
            each_of(form.text(deleted.form), [&](const form::Form* other) {
                out[&form].deletes.push_back(other);
                out[other].deletions.push_back(&form);
            });
        }
        each_need(form, [&](std::string_view id) {
            each_of(id, [&](const form::Form* other) {
                if (!needs(*other, form.id())) {
                    out[&form].heads.push_back(other);
                    out[other].parts.push_back(&form);
                }
            });
        });
    }
    return out;
}

} // namespace renkei::catalogue
