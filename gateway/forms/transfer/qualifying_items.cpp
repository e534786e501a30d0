#include "gateway/forms/transfer/qualifying_items.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/mapping/match/qualifier_answers.h"

#include <algorithm>
#include <map>
#include <utility>

namespace renkei::transfer {
namespace {

using form::ItemId;
using mapping::Asked;
using mapping::EngineName;
using mapping::EntryId;
using mapping::FhirField;
using mapping::FhirTypeId;
using mapping::MatchKind;
using mapping::MatchNode;
using mapping::Plan;
using mapping::Qualifier;
using mapping::Treatment;

using Items = std::set<ItemId>;

// Null: the node has no such field.
const MatchNode* child_of(const Plan& plan, const MatchNode& node, EngineName name) {
    const auto fields = plan.children(node);
    const auto found = std::ranges::find(fields, plan.key(name), &MatchNode::name);
    return found == fields.end() ? nullptr : &*found;
}

struct QualifyingItemFinder {
    enum class Of : std::uint8_t { document, section, object };
    struct Found {
        const Qualifier* by = nullptr;
        Of of = Of::object;
        Items facts{};
    };

    const Plan& plan;
    std::map<std::pair<ItemId, std::string_view>, Found> all_found{}; // by item and element

    std::vector<QualifyingItem> run() {
        const mapping::PlanHead& head = plan.head();
        const MatchNode& composition = plan.nodes()[head.composition_node];
        if (head.has_bundle != 0) {
            resource("Bundle", plan.nodes()[head.bundle_node], Of::document);
        }
        resource("Composition", composition, Of::document);
        for (const EntryId id : plan.entries().ids()) { // what is said of the person is said of all
            const mapping::EntryPlan& entry = plan.entries()[id];
            resource(plan.text(entry.type), plan.nodes()[entry.node],
                     id == plan.person() ? Of::document : Of::object);
        }
        std::vector<QualifyingItem> out;
        for (auto& [key, found] : all_found) {
            found.facts.erase(key.first);
            if (found.of == Of::document || !found.facts.empty()) {
                out.push_back(
                    {key.first, found.by, {found.facts.begin(), found.facts.end()}, found.of == Of::section});
            }
        }
        return out;
    }

    enum class References : std::uint8_t { ignored, followed };
    struct Typed {
        const MatchNode* node;
        FhirTypeId type;
    };

    void resource(std::string_view name, const MatchNode& node, Of of) {
        const auto types = plan.types();
        const auto type = std::ranges::find_if(types, [&](const mapping::FhirType& each) {
            return !each.resource.empty() && plan.text(each.resource) == name;
        });
        if (type != types.end()) {
            const Typed whole{&node, types.id_of(*type)};
            walk(whole, whole, of);
        }
    }

    // `whole`: the object itself, or the one that it is a part of.
    void walk(const Typed& at, const Typed& whole, Of of) {
        if (at.node->kind != MatchKind::object && at.node->kind != MatchKind::array) {
            return;
        }
        for (const MatchNode& each : plan.children(*at.node)) {
            const bool is_section = child_of(plan, each, EngineName::entry) != nullptr;
            const Of own = is_section ? Of::section : Of::object;
            if (at.node->kind == MatchKind::array) {
                const Typed element{&each, at.type};
                walk(element, element, own);
                continue;
            }
            const FhirField* const field = field_of(at.type, each.name);
            const Qualifier* const qualifier = qualifier_of(field);
            if (qualifier != nullptr && !is_fact(*field)) {
                add(is_of_part(*qualifier) ? whole : at, {&each, field->type}, *qualifier, of);
            }
            if (field != nullptr && field->type != mapping::none) {
                walk({&each, field->type}, whole, own);
            }
        }
    }

    const FhirField* field_of(FhirTypeId type, json::NameId name) const {
        if (type == mapping::none) {
            return nullptr;
        }
        const auto fields = plan.fields(plan.types()[type]);
        const auto found = std::ranges::find(fields, name, &FhirField::name);
        return found == fields.end() ? nullptr : &*found;
    }

    // Of a field that an item may hold. What is asked of references and of constants holds none.
    const Qualifier* qualifier_of(const FhirField* field) const {
        if (field == nullptr || field->qualifier == mapping::none) {
            return nullptr;
        }
        const Qualifier& out = plan.qualifier(field->qualifier);
        constexpr Asked of_no_item[] = {Asked::person, Asked::stay, Asked::differs,
                                        Asked::needed, Asked::time, Asked::many};
        return std::ranges::find(of_no_item, out.asked) == std::end(of_no_item) ? &out : nullptr;
    }

    // An element that has qualifiers of its own is a fact, such as a further step of a dosage.
    bool is_fact(const FhirField& field) const {
        return field.type != mapping::none &&
               std::ranges::any_of(plan.fields(plan.types()[field.type]), [&](const FhirField& each) {
                   const Qualifier* const own = qualifier_of(&each);
                   return own != nullptr && own->asked != Asked::unit && own->is_context != 0;
               });
    }

    // "Encounter.hospitalization.dischargeDisposition" is said of the Encounter, "Dosage.asNeeded[x]" of the
    // Dosage alone.
    bool is_of_part(const Qualifier& qualifier) const {
        return std::ranges::count(plan.text(qualifier.element), '.') > 1;
    }

    void add(const Typed& object, const Typed& element, const Qualifier& by, Of of) {
        Items items;
        if (by.asked != Asked::over || element.node->kind != MatchKind::object) {
            collect(element, References::followed, items);
        } else if (const MatchNode* const end = child_of(plan, *element.node, EngineName::end)) {
            collect({end, mapping::none}, References::ignored, items);
        }
        Items facts;
        for (const MatchNode& each : plan.children(*object.node)) {
            const Qualifier* const beside = qualifier_of(field_of(object.type, each.name));
            if (of != Of::document && (beside == nullptr || beside->asked != Asked::unit)) {
                collect({&each, mapping::none},
                        of == Of::section ? References::followed : References::ignored, facts);
            }
        }
        std::erase_if(facts, [&](ItemId fact) { return items.contains(fact); });
        for (const ItemId item : items) {
            Found& found = all_found[{item, plan.text(by.element)}];
            found.by = &by;
            found.of = of;
            found.facts.insert(facts.begin(), facts.end());
        }
    }

    // The items that have their place there. Of a type that is known, without those of qualifiers in it.
    void collect(const Typed& at, References references, Items& out) const {
        const MatchNode& node = *at.node;
        if (node.kind == MatchKind::hole && !plan.hole(node.index).derived) {
            for (const mapping::HolePart& part : plan.parts(plan.hole(node.index))) {
                out.insert(part.item);
            }
        } else if (node.kind == MatchKind::reference && references == References::followed) {
            const mapping::EntryPlan& entry = plan.entries()[EntryId(node.index)];
            collect({&plan.nodes()[entry.node], mapping::none}, References::ignored, out);
        } else if (node.kind == MatchKind::array) {
            for (const MatchNode& each : plan.children(node)) {
                collect({&each, at.type}, references, out);
            }
        } else if (node.kind == MatchKind::object) {
            for (const MatchNode& each : plan.children(node)) {
                const FhirField* const field = field_of(at.type, each.name);
                if (qualifier_of(field) == nullptr) {
                    const FhirTypeId type = field == nullptr ? FhirTypeId(mapping::none) : field->type;
                    collect({&each, type}, references, out);
                }
            }
        }
    }
};

ItemId item_of_day(const Plan& plan) {
    const bool is_collection = plan.head().is_collection != 0;
    const MatchNode& head =
        plan.nodes()[is_collection ? plan.head().bundle_node : plan.head().composition_node];
    const MatchNode* const date =
        child_of(plan, head, is_collection ? EngineName::timestamp : EngineName::date);
    return date == nullptr || date->kind != MatchKind::hole ? ItemId(form::none)
                                                            : plan.parts(plan.hole(date->index))[0].item;
}

// The code in FHIR, as modifiers.tsv has it.
std::string_view code_in_fhir(const form::Form& form, const form::Item& item, std::string_view value) {
    if (const form::CodeRow* const row = form::row_of_code(form, item.list, value)) {
        return form.text(row->fhir);
    }
    return item.type != form::ItemType::flag ? value : value == "1" ? "true" : "false";
}

} // namespace

QualifyingItems::QualifyingItems(const Plan& plan, const std::set<ItemId>& asked_for)
    : plan_(&plan),
      all_(QualifyingItemFinder{plan}.run()),
      day_(item_of_day(plan)) {
    for (QualifyingItem& each : all_) {
        each.is_asked_for = asked_for.contains(each.item);
    }
}

Treatment QualifyingItems::treatment(const QualifyingItem& item, std::string_view value,
                                     std::string_view day) const {
    const Qualifier& by = *item.by;
    const form::Item& about = plan_->form().items()[item.item];
    if (by.asked == Asked::over || by.asked == Asked::day) {
        const bool is_so =
            by.asked == Asked::over ? mapping::is_earlier_day(value, day) : !mapping::is_same_day(value, day);
        if (day.empty() || !is_so) {
            return Treatment::same;
        }
    } else if (by.asked != Asked::code && about.type == form::ItemType::flag && value != "1") {
        return Treatment::same;
    }
    const std::string_view answer = // empty: there is one, whichever the row asks for
        by.asked == Asked::code ? code_in_fhir(plan_->form(), about, value) : std::string_view();
    Treatment of_any = by.is_context != 0 ? Treatment::same : Treatment::never;
    for (const mapping::AnswerRow& each : plan_->answers(by)) {
        const std::string_view known = plan_->text(each.answer);
        if (answer.empty() || known == answer) {
            return each.treatment;
        }
        of_any = known == "*" ? each.treatment : of_any;
    }
    return of_any;
}

} // namespace renkei::transfer
