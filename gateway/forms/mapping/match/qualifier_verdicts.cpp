// The second half of QualifierCheck: what becomes of values when something beside them changes their meaning.
#include "gateway/forms/mapping/match/comparison.h"
#include "gateway/forms/mapping/match/match_fit.h"
#include "gateway/forms/mapping/match/match_qualifiers.h"
#include "gateway/forms/mapping/match/said_in_text.h"
#include "gateway/forms/record/value/item_limits.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::mapping {

namespace {
constexpr std::size_t most_reported = 64; // values that one finding names
}

void QualifierCheck::act(const Place& place) {
    switch (assess(place)) {
    case Verdict::says_nothing: break;
    case Verdict::harmless:
        if (!differs_from_ours(place)) {
            state_.consumption.mark_loss(place.element, diag::message::loss_harmless,
                                         plan().text(plan().qualifier(place.qualifier).element));
        }
        break;
    case Verdict::reported: tell(place); break;
    case Verdict::in_words: say_in_words(place); break;
    case Verdict::withheld: withhold(place); break;
    }
}

// Does the record say otherwise, so that the plan writes another value there?
bool QualifierCheck::differs_from_ours(const Place& place) const {
    return state_.consumption.loss_kind(place.element) == diag::message::loss_derived_differs &&
           state_.consumption.expected(place.element) != nothing_written;
}

// Withholds a resource that lacks a denying modifier which the entry would write for the record.
void QualifierCheck::check_missing() {
    for (const auto& [resource, known] : state_.known_resources()) {
        if (known.matched.row == nullptr || state_.is_excluded(resource)) {
            continue;
        }
        for (const json::NameId name : plan().denials(plan().entries()[known.matched.entry])) {
            if (tree().child(resource, name) != json::no_node) {
                continue;
            }
            const Place place{.qualifier = field_of(type_of(resource), name)->qualifier,
                              .object = resource,
                              .resource = resource,
                              .name = name};
            if (denial(place)) {
                answer_.clear();
                withhold(place);
            }
        }
    }
    for (const LackingField& each : state_.lacking) {
        const FhirField* const field = field_of(type_at(each.object), each.name);
        if (field != nullptr && !state_.is_excluded(each.object) && state_.has_values_below(each.object)) {
            answer_.clear();
            withhold({.qualifier = field->qualifier,
                      .object = each.object,
                      .resource = state_.resource_of(each.object)});
        }
    }
}

// What was read in a unit that the form does not have is withheld, and with it what was converted beside it:
// amounts of one resource are compared with each other.
void QualifierCheck::check_units() {
    std::set<NodeId> mixed;
    for (const OtherUnit& each : state_.other_units) {
        if (each.fit == UnitFit::other && state_.has_values_below(each.object)) {
            mixed.insert(state_.resource_of(each.object));
        }
    }
    for (const OtherUnit& each : state_.other_units) {
        if (state_.is_excluded(each.object) || !state_.has_values_below(each.object)) {
            continue;
        }
        if (each.fit == UnitFit::same) {
            for (const EngineName name : {EngineName::unit, EngineName::system, EngineName::code}) {
                if (const NodeId leaf = state_.child(each.object, name); leaf != json::no_node) {
                    state_.consumption.mark_loss(leaf, diag::message::loss_harmless, tree().key(leaf));
                }
            }
        } else if (each.fit == UnitFit::other || mixed.contains(state_.resource_of(each.object))) {
            answer_ = each.said;
            withhold({.qualifier = unit_of(each.object),
                      .object = each.object,
                      .resource = state_.resource_of(each.object)});
        }
    }
}

// ---------------------------------------------------------------- reported
void QualifierCheck::collect_values(NodeId object, Qualified& out, std::size_t most) {
    for (const ReadValue* const value : state_.values_below(object)) {
        if (out.values.size() == most) {
            break;
        }
        const record::ItemValue& text = value->row->values[state_.item(value->item).slot];
        out.values.push_back({value->item, std::string(text.text()), value->node});
    }
    // ids come last: they say nothing to readers
    std::ranges::stable_partition(out.values, [&](const QualifiedValue& value) {
        return state_.item(value.item).type != form::ItemType::token;
    });
    if (!is_section(object)) {
        return;
    }
    for (const NodeId entry : tree().items(state_.child(object, EngineName::entry))) {
        if (const auto target = state_.index().find(state_.text_at(entry, EngineName::reference))) {
            collect_values(target->resource, out, most);
        }
    }
}

Qualified QualifierCheck::qualified(NodeId object, const Place& place, std::size_t most) {
    const Qualifier& qualifier = plan().qualifier(place.qualifier);
    Qualified out{.object = object,
                  .qualifier = place.element,
                  .element = plan().text(qualifier.element),
                  .asked = qualifier.asked,
                  .answer = answer_};
    out.elsewhere = denial(place).value_or("");
    if (qualifier.asked == Asked::timing) {
        out.answer = timing_at(place);
    }
    if (out.answer.empty() && place.element != json::no_node) { // words without a code
        out.answer = tree()[place.element].is_container() ? state_.text_at(place.element, EngineName::text)
                                                          : tree().text(place.element);
    }
    if (!is_document(object)) { // else all of them
        collect_values(object, out, most);
    }
    return out;
}

// When or how long, which the text of the Dosage says otherwise.
std::string QualifierCheck::timing_at(const Place& place) const {
    const TimingWords said =
        timing_words(state_, place.element, state_.text_at(place.object, EngineName::text), Scope::left);
    const std::string_view between = said.otherwise.empty() || said.unsaid.empty() ? "" : "、";
    return said.otherwise + std::string(between) + said.unsaid;
}

void QualifierCheck::tell(Place place) {
    const bool is_read = state_.has_values_below(place.object) || state_.refers_below(place.object);
    if (!is_read && !is_document(place.object) && !is_section(place.object) && is_part_of_fact(place)) {
        place.object = place.resource; // the part is not read, so the finding is about its resource
    }
    const bool is_timing = plan().qualifier(place.qualifier).asked == Asked::timing;
    const NodeId text = is_timing ? state_.child(place.object, EngineName::text) : json::no_node;
    // a timing is about the text alone
    Qualified found = qualified(text == json::no_node ? place.object : text, place, most_reported);
    const bool is_reported = !reported_.empty() && reported_.back().object == found.object &&
                             reported_.back().element == found.element &&
                             reported_.back().answer == found.answer;
    const bool matters = !found.values.empty() || state_.refers_below(place.object);
    if (!is_reported && (is_document(place.object) || matters)) {
        reported_.push_back(std::move(found));
    }
}

// ---------------------------------------------------------------- in words
// The Dosage beside or around the element whose text is read; no_node: none is.
NodeId QualifierCheck::read_dosage(const Place& place) {
    const auto is_read = [&](NodeId dosage) {
        const NodeId text = state_.child(dosage, EngineName::text);
        return text != json::no_node && state_.has_values_below(text);
    };
    if (is_read(place.object)) {
        return place.object;
    }
    if (!tree().is_element(place.element)) {
        return json::no_node;
    }
    const NodeId array = tree().parent(place.element);
    const auto [known, is_fresh] = read_dosages_.try_emplace(array, json::no_node);
    if (is_fresh || (known->second != json::no_node && !is_read(known->second))) { // or it was excluded since
        const auto all = tree().children(array);
        const auto found = std::ranges::find_if(all, is_read);
        known->second = found == all.end() ? json::no_node : *found;
    }
    return known->second;
}

// Adds the elements beside a dosage to the text that was read; if that is impossible, it is not read. Of an
// allergy, then one finding is about all.
void QualifierCheck::say_in_words(const Place& place) {
    const std::string_view element = plan().text(plan().qualifier(place.qualifier).element);
    const bool is_reaction = element.starts_with("AllergyIntolerance.");
    Place around = place;
    around.object = is_reaction ? place.resource : read_dosage(place);
    if (around.object == json::no_node) {
        if (place.object != place.resource && state_.has_values_below(place.object)) {
            exclude(place.object, place); // an amount without its limits
        } else {
            tell(place);
        }
        return;
    }
    if (!worded_.insert(around.object).second) {
        return; // all that stands beside it is in the statement
    }
    std::optional<WordedText> said =
        is_reaction ? reactions_in_words(state_, place.resource) : dosage_in_words(state_, around.object);
    const bool adds_nothing = said && !is_reaction && said->text == tree().text(said->read);
    if (adds_nothing || (said && amend(*said))) {
        return;
    }
    if (is_reaction) {
        tell(around);
        return;
    }
    exclude(around.object, around);
    if (tree().is_element(around.object)) { // no step of it alone, either
        std::ranges::for_each(tree().children(tree().parent(around.object)),
                              [&](NodeId step) { state_.exclude(step); });
    }
}

// The text with what stands beside it, if its item may hold that.
bool QualifierCheck::amend(const WordedText& said) {
    const form::Item& item = state_.item(state_.values_below(said.read).front()->item);
    if (state_.is_amended(said.read) || !record::may_hold(state_.form(), item, said.text)) {
        return false;
    }
    Amendment all{.text = said.text, .parts = said.of_one_step};
    for (const NodeId part : said.parts) {
        const std::string_view name = tree().key(tree().is_element(part) ? tree().parent(part) : part);
        all.notes.push_back({diag::message::loss_in_words, part, std::string(name), all.text, form::none});
    }
    state_.amend(said.read, std::move(all));
    std::ranges::for_each(said.of_one_step, [&](NodeId part) { state_.exclude(part); });
    is_more_ = true;
    return true;
}

// ---------------------------------------------------------------- withheld
void QualifierCheck::withhold(const Place& place) {
    if (is_bundle_entry(place.object) && !is_document(place.object)) {
        exclude(state_.child(place.object, EngineName::resource), place);
        return;
    }
    exclude(place.object, place);
    if (is_section(place.object)) {
        exclude_listed(place.object, place);
    } else if (!refused_) {
        exclude_alike(place);
    }
}

void QualifierCheck::exclude(NodeId object, const Place& place) {
    if (object == json::no_node || state_.is_excluded(object)) {
        return;
    }
    if (is_document(object)) {
        refused_ = refused_ ? refused_ : qualified(object, place);
        return;
    }
    const bool leads_on = object == place.resource && state_.refers_below(object);
    if (Qualified found = qualified(object, place); !found.values.empty() || leads_on) {
        withheld_.push_back(std::move(found));
    }
    state_.exclude(object);
    is_more_ = true;
}

// Excludes all resources that a section and its inner sections list.
void QualifierCheck::exclude_listed(NodeId section, const Place& place) {
    for (const NodeId entry : tree().items(state_.child(section, EngineName::entry))) {
        if (const auto target = state_.index().find(state_.text_at(entry, EngineName::reference));
            target && !is_document(target->resource)) {
            exclude(target->resource, place);
        }
    }
    for (const NodeId below : tree().items(state_.child(section, EngineName::section))) {
        exclude_listed(below, place);
    }
}

// Excludes further elements with the same fault, which the next match would read instead: there may be many.
void QualifierCheck::exclude_alike(const Place& place) {
    const Qualifier& qualifier = plan().qualifier(place.qualifier);
    const auto exclude_if_alike = [&](NodeId other) {
        const NodeId element = tree().child(other, place.name);
        if (element == json::no_node || state_.is_excluded(other) || matters(other)) {
            return;
        }
        if (std::ranges::any_of(answers_.of(qualifier, element, other), [&](std::string_view answer) {
                return assess(place, answer) == Verdict::withheld;
            })) {
            state_.exclude(other);
        }
    };
    if (place.object != place.resource && tree().is_element(place.object) && place.name != json::no_name &&
        alike_.emplace(tree().parent(place.object), place.name).second) {
        std::ranges::for_each(tree().children(tree().parent(place.object)), exclude_if_alike);
    }
    const MatchedBy* const matched = state_.matched_by(place.resource);
    if (matched == nullptr || plan().entries()[matched->entry].each != document_group) {
        return; // all resources of rows are read
    }
    const EntryPlan& entry = plan().entries()[matched->entry];
    for (const resources::BundleEntry& each : state_.index().entries()) {
        if (each.resource != json::no_node && each.type == plan().text(entry.type) &&
            fits(plan(), tree(), plan().nodes()[entry.node], each.resource)) {
            if (place.object == place.resource) {
                exclude_if_alike(each.resource);
            } else if (!matters(each.resource)) {
                state_.exclude(each.resource); // an older one does not stand for a part of this one
            }
        }
    }
}

} // namespace renkei::mapping
