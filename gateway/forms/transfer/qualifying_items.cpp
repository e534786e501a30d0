#include "gateway/forms/transfer/qualifying_items.h"

#include "gateway/forms/mapping/match/qualifier_answers.h"

#include <algorithm>
#include <map>
#include <set>
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

class QualifyingItemFinder {
public:
    explicit QualifyingItemFinder(const Plan& plan) : plan_(plan) {}

    std::vector<QualifyingItem> run() {
        const mapping::PlanHead& head = plan_.head();
        const MatchNode& composition = plan_.nodes()[head.composition_node];
        if (head.has_bundle != 0) {
            resource("Bundle", plan_.nodes()[head.bundle_node], Of::document);
        }
        resource("Composition", composition, Of::document);
        for (const EntryId id : plan_.entries().ids()) {
            const mapping::EntryPlan& entry = plan_.entries()[id];
            resource(plan_.text(entry.type), plan_.nodes()[entry.node],
                     is_person(composition, id) ? Of::document : Of::object);
        }
        std::vector<QualifyingItem> out;
        for (auto& [key, found] : found_) {
            Items& facts = found.facts;
            facts.erase(key.first);
            if (found.of == Of::document || !facts.empty()) {
                out.push_back({key.first, found.by, {facts.begin(), facts.end()}, found.of == Of::section});
            }
        }
        return out;
    }

private:
    enum class Of : std::uint8_t { document, section, object };
    struct Found {
        mapping::QualifierId by{};
        Of of = Of::object;
        Items facts{};
    };

    // The document is about this person: what is said of them is said of all of it.
    bool is_person(const MatchNode& composition, EntryId entry) const {
        return std::ranges::any_of(plan_.children(composition), [&](const MatchNode& field) {
            return field.name == plan_.key(EngineName::subject) && field.kind == MatchKind::reference &&
                   EntryId(field.index) == entry;
        });
    }

    void resource(std::string_view name, const MatchNode& node, Of of) {
        const auto types = plan_.types();
        const auto type = std::ranges::find_if(types, [&](const mapping::FhirType& each) {
            return !each.resource.empty() && plan_.text(each.resource) == name;
        });
        if (type != types.end()) {
            const Typed whole{&node, types.id_of(*type)};
            object(whole, whole, of);
        }
    }

    const FhirField* field_of(FhirTypeId type, json::NameId name) const {
        if (type == mapping::none) {
            return nullptr;
        }
        const auto fields = plan_.fields(plan_.types()[type]);
        const auto found = std::ranges::find(fields, name, &FhirField::name);
        return found == fields.end() ? nullptr : &*found;
    }

    // Of a field that an item may hold. What is asked of references and of constants holds none.
    const Qualifier* qualifier_of(const FhirField* field) const {
        if (field == nullptr || field->qualifier == mapping::none) {
            return nullptr;
        }
        const Qualifier& out = plan_.qualifier(field->qualifier);
        constexpr Asked of_no_item[] = {Asked::person, Asked::stay, Asked::differs,
                                        Asked::needed, Asked::time, Asked::many};
        return std::ranges::find(of_no_item, out.asked) == std::end(of_no_item) ? &out : nullptr;
    }

    // An element that has qualifiers of its own is a fact, such as a further step of a dosage.
    bool is_fact(const FhirField& field) const {
        return field.type != mapping::none &&
               std::ranges::any_of(plan_.fields(plan_.types()[field.type]), [&](const FhirField& each) {
                   const Qualifier* const own = qualifier_of(&each);
                   return own != nullptr && own->asked != Asked::unit && own->is_context != 0;
               });
    }

    struct Typed {
        const MatchNode* node;
        FhirTypeId type;
    };

    // `whole`: the object itself, or the one that it is a part of.
    void object(const Typed& part, const Typed& whole, Of of) {
        for (const MatchNode& each : plan_.children(*part.node)) {
            const FhirField* const field = field_of(part.type, each.name);
            const Qualifier* const qualifier = qualifier_of(field);
            if (qualifier != nullptr && !is_fact(*field)) {
                add(is_of_part(*qualifier) ? whole : part, each, *field, of);
            }
            if (field != nullptr && field->type != mapping::none) {
                below(each, field->type, whole);
            }
        }
    }

    void below(const MatchNode& node, FhirTypeId type, const Typed& whole) {
        const Typed own{&node, type};
        if (node.kind == MatchKind::object) {
            object(own, whole, entries_of(node) != nullptr ? Of::section : Of::object);
        }
        if (node.kind == MatchKind::array) {
            for (const MatchNode& element : plan_.children(node)) {
                const Typed each{&element, type};
                below(element, type, each);
            }
        }
    }

    // "Encounter.hospitalization.dischargeDisposition" is said of the Encounter, "Dosage.asNeeded[x]" of the
    // Dosage alone.
    bool is_of_part(const Qualifier& qualifier) const {
        return std::ranges::count(plan_.text(qualifier.element), '.') > 1;
    }

    // Of a section of the Composition; null: it is none, or lists nothing.
    const MatchNode* entries_of(const MatchNode& node) const {
        const auto fields = plan_.children(node);
        const auto found = std::ranges::find(fields, plan_.key(EngineName::entry), &MatchNode::name);
        return found == fields.end() ? nullptr : &*found;
    }

    void add(const Typed& object, const MatchNode& element, const FhirField& field, Of of) {
        const Qualifier& qualifier = plan_.qualifier(field.qualifier);
        Items items;
        if (qualifier.asked == Asked::over && element.kind == MatchKind::object) {
            for (const MatchNode& each : plan_.children(element)) {
                if (each.name == plan_.key(EngineName::end)) {
                    collect(each, mapping::none, References::ignored, items);
                }
            }
        } else {
            collect(element, field.type, References::followed, items);
        }
        Items facts;
        for (const MatchNode& each : plan_.children(*object.node)) {
            const Qualifier* const beside = qualifier_of(field_of(object.type, each.name));
            const bool is_unit = beside != nullptr && beside->asked == Asked::unit;
            if (of != Of::document && !is_unit) {
                collect(each, mapping::none, of == Of::section ? References::followed : References::ignored,
                        facts);
            }
        }
        for (const ItemId item : items) {
            facts.erase(item);
        }
        for (const ItemId item : items) {
            Found& found = found_[{item, plan_.text(qualifier.element)}];
            found.by = field.qualifier;
            found.of = of;
            found.facts.insert(facts.begin(), facts.end());
        }
    }

    enum class References : std::uint8_t { ignored, followed };

    // The items that have their place below the node. Of a type that is known, without those of qualifiers in
    // it.
    void collect(const MatchNode& node, FhirTypeId type, References references, Items& out) const {
        if (node.kind == MatchKind::hole && !plan_.hole(node.index).derived) {
            for (const mapping::HolePart& part : plan_.parts(plan_.hole(node.index))) {
                out.insert(part.item);
            }
        }
        if (node.kind == MatchKind::reference && references == References::followed) {
            const mapping::EntryPlan& entry = plan_.entries()[EntryId(node.index)];
            collect(plan_.nodes()[entry.node], mapping::none, References::ignored, out);
        }
        for (const MatchNode& each : plan_.children(node)) {
            if (node.kind == MatchKind::array) {
                collect(each, type, references, out);
            } else if (node.kind == MatchKind::object) {
                const FhirField* const field = field_of(type, each.name);
                if (qualifier_of(field) == nullptr) {
                    collect(each, field == nullptr ? FhirTypeId(mapping::none) : field->type, references,
                            out);
                }
            }
        }
    }

    const Plan& plan_;
    std::map<std::pair<ItemId, std::string_view>, Found> found_; // by item and element
};

ItemId item_of_day(const Plan& plan) {
    for (const MatchNode& field : plan.children(plan.nodes()[plan.head().composition_node])) {
        if (field.name == plan.key(EngineName::date) && field.kind == MatchKind::hole) {
            return plan.parts(plan.hole(field.index))[0].item;
        }
    }
    return form::none;
}

// The code in FHIR, as modifiers.tsv has it.
std::string_view code_in_fhir(const form::Form& form, const form::Item& item, std::string_view value) {
    const form::CodeRowId row =
        item.list == form::none ? form::none : form.row_of_form_code(form.lists()[item.list], value);
    if (row != form::none) {
        return form.text(form.rows(form.lists()[item.list])[row].fhir);
    }
    return item.type != form::ItemType::flag ? value : value == "1" ? "true" : "false";
}

} // namespace

QualifyingItems::QualifyingItems(const Plan& plan, const std::set<ItemId>& asked_for)
    : plan_(&plan),
      all_(QualifyingItemFinder(plan).run()),
      day_(item_of_day(plan)) {
    for (QualifyingItem& each : all_) {
        each.is_asked_for = asked_for.contains(each.item);
    }
}

Treatment QualifyingItems::treatment(const QualifyingItem& item, std::string_view value,
                                     std::string_view day) const {
    const form::Form& form = plan_->form();
    const Qualifier& by = qualifier(item);
    const form::Item& about = form.items()[item.item];
    std::string_view answer; // empty: there is one, whichever the row asks for
    switch (by.asked) {
    case Asked::code: answer = code_in_fhir(form, about, value); break;
    case Asked::over:
    case Asked::day: {
        const bool is_so =
            by.asked == Asked::over ? mapping::is_earlier_day(value, day) : !mapping::is_same_day(value, day);
        if (day.empty() || !is_so) {
            return Treatment::same;
        }
        break;
    }
    case Asked::there:
    case Asked::carried:
    case Asked::value:
    case Asked::amount:
    case Asked::timing:
    case Asked::range:
    case Asked::unit:
        if (about.type == form::ItemType::flag && value != "1") {
            return Treatment::same;
        }
        break;
    case Asked::person:
    case Asked::stay:
    case Asked::differs:
    case Asked::needed:
    case Asked::time:
    case Asked::many: return Treatment::same;
    }
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
