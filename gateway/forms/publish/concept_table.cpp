#include "gateway/forms/publish/concept_table.h"

#include <algorithm>

namespace renkei::publish {
namespace {

// A question that is no item of the table has the name that the example gives it.
std::string name_of(const LoadedForm& form, const std::string& item) {
    if (const auto found = form.tables.item_by_id.find(item); found != form.tables.item_by_id.end()) {
        return form.tables.item_names[found->second];
    }
    const std::string code = form.id() + "." + item;
    std::string name;
    for (const mapping::ExampleEntry& entry : form.example.entries) {
        mapping::walk(entry.resource, [&](const mapping::ExampleNode& node) {
            if (constant(node, "code") == code) {
                name = constant(node, "display");
            }
        });
    }
    return name;
}

void put_item(std::vector<AskingItem>& items, AskingItem fresh) {
    const auto older = std::ranges::find_if(
        items, [&](const AskingItem& each) { return each.form == fresh.form && each.item == fresh.item; });
    if (older == items.end()) {
        items.push_back(std::move(fresh));
    } else {
        *older = std::move(fresh);
    }
}

} // namespace

std::vector<ConceptRow> concept_table(const LoadedForms& forms) {
    std::vector<ConceptRow> out;
    for (const auto& form : forms) {
        const form::Concepts& concepts = form->tables.concepts;
        for (std::size_t i = out.size(); i < concepts.all.size(); ++i) { // the same table in every form
            out.push_back({concepts.all[i], {}});
        }
        for (const auto& [item, use] : concepts.of) {
            put_item(out[use.concept_].items, {form->id(), item, name_of(*form, item)});
        }
    }
    return out;
}

} // namespace renkei::publish
