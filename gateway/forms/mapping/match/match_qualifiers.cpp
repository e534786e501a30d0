// Which elements change the meaning of what was read, and how. What becomes of it: qualifier_verdicts.cpp.
#include "gateway/forms/mapping/match/match_qualifiers.h"

#include <algorithm>

namespace renkei::mapping {

void QualifierCheck::begin() {
    refused_.reset();
    withheld_.clear();
}

bool QualifierCheck::run(std::span<const NodeId> left) {
    is_more_ = false;
    reported_.clear();
    alike_.clear();
    hold_now_.clear();
    worded_.clear();
    read_dosages_.clear();
    written_.begin();
    answers_.begin();
    typed_ = json::no_node;
    assessed_ = json::no_node;
    for (const NodeId leaf : left) {
        if (assessed_ != json::no_node && leaf >= assessed_ && leaf < tree().after(assessed_)) {
            continue;
        }
        const std::optional<Place> place = place_of(leaf);
        if (place &&
            (matters(place->object) || (is_part_of_fact(*place) && assess(*place) == Verdict::reported))) {
            assessed_ = place->element;
            act(*place);
        }
    }
    check_missing();
    check_units();
    return is_more_ && !refused_;
}

// ---------------------------------------------------------------- where a leaf is
FhirTypeId QualifierCheck::type_of(NodeId resource) {
    if (typed_ != resource) {
        const std::string_view name = state_.text_at(resource, EngineName::resource_type);
        const auto types = plan().types();
        const auto found = std::ranges::find_if(types, [&](const FhirType& type) {
            return !type.resource.empty() && plan().text(type.resource) == name;
        });
        typed_ = resource;
        type_ = found == types.end() ? FhirTypeId() : types.id_of(*found);
    }
    return type_;
}

const FhirField* QualifierCheck::field_of(FhirTypeId type, json::NameId name) const {
    if (type == none || name == json::no_name) {
        return nullptr;
    }
    const auto fields = plan().fields(plan().types()[type]);
    const auto found = std::ranges::lower_bound(fields, name, {}, &FhirField::name);
    return found == fields.end() || found->name != name ? nullptr : &*found;
}

// The outermost element around the leaf that says something as it was left. Nothing if there is none, or if
// nothing is read there in any case.
std::optional<QualifierCheck::Place> QualifierCheck::place_of(NodeId leaf) {
    path_.clear();
    NodeId at = leaf;
    for (; at != json::Tree::root && state_.known_resource(at) == nullptr; at = tree().parent(at)) {
        path_.push_back(at);
    }
    if (state_.is_excluded(at)) {
        return std::nullopt;
    }
    FhirTypeId type = type_of(at);
    Place out{.object = at, .resource = at};
    for (auto step = path_.rbegin(); step != path_.rend(); ++step) {
        if (state_.is_excluded(*step)) {
            return std::nullopt;
        }
        if (!tree().is_element(*step)) {
            // what `_value` says stands beside the value: its extensions are judged as those of the object
            const bool is_of_primitive = tree().key(*step).starts_with('_') && step + 1 != path_.rend();
            step += is_of_primitive ? 1 : 0;
            const FhirField* const field = field_of(type, tree()[*step].name);
            if (field == nullptr) {
                return std::nullopt;
            }
            if (field->qualifier != none) {
                Place here = out;
                here.qualifier = field->qualifier;
                here.element = tree()[*step].is_array() && step + 1 != path_.rend() ? *(step + 1) : *step;
                here.name = field->name;
                const Qualifier& asked = plan().qualifier(field->qualifier);
                if (!answers_.of(asked, here.element, here.object).empty()) {
                    const bool is_meta = tree()[here.object].name == plan().key(EngineName::meta);
                    here.object = is_meta ? tree().parent(here.object) : here.object;
                    if (assess(here) != Verdict::says_nothing) {
                        return here;
                    }
                }
            }
            type = field->type;
        }
        out.object = tree()[*step].is_object() ? *step : out.object;
    }
    return std::nullopt;
}

FhirTypeId QualifierCheck::type_at(NodeId object) {
    path_.clear();
    NodeId at = object;
    for (; at != json::Tree::root && state_.known_resource(at) == nullptr; at = tree().parent(at)) {
        path_.push_back(at);
    }
    FhirTypeId type = type_of(at);
    for (auto step = path_.rbegin(); step != path_.rend(); ++step) {
        if (!tree().is_element(*step)) {
            const FhirField* const field = field_of(type, tree()[*step].name);
            type = field == nullptr ? FhirTypeId() : field->type;
        }
    }
    return type;
}

// What says the unit of an amount; none: the type is not known.
QualifierId QualifierCheck::unit_of(NodeId object) {
    const FhirTypeId type = type_at(object);
    for (const EngineName name : {EngineName::unit, EngineName::currency}) {
        if (const FhirField* const field = field_of(type, plan().key(name)); field != nullptr) {
            return field->qualifier;
        }
    }
    return none;
}

bool QualifierCheck::is_document(NodeId object) const {
    return object == json::Tree::root || object == state_.composition || object == answers_.person() ||
           (state_.composition != json::no_node && object == tree().parent(state_.composition));
}

bool QualifierCheck::is_section(NodeId object) const {
    return tree().is_element(object) && tree()[tree().parent(object)].name == plan().key(EngineName::section);
}

bool QualifierCheck::is_bundle_entry(NodeId object) const {
    return tree().is_element(object) && tree().parent(tree().parent(object)) == json::Tree::root;
}

// Was anything read in the object, or is it a resource that the form knows?
bool QualifierCheck::matters(NodeId object) {
    return is_document(object) || is_section(object) || is_bundle_entry(object) ||
           state_.matched_by(object) != nullptr || state_.has_values_below(object) ||
           state_.refers_below(object);
}

// Is the element context of a resource that is read, such as its validity, though nothing in this part is
// read? Context in parts like an address or a name does not concern the values that are read.
bool QualifierCheck::is_part_of_fact(const Place& place) {
    const Qualifier& qualifier = plan().qualifier(place.qualifier);
    const std::string_view type = state_.text_at(place.resource, EngineName::resource_type);
    const std::string_view element = plan().text(qualifier.element);
    return qualifier.is_context != 0 && element.starts_with(type) &&
           element.substr(type.size()).starts_with('.') && matters(place.resource);
}

// ---------------------------------------------------------------- what it says
const AnswerRow* QualifierCheck::row_of(QualifierId qualifier, std::string_view answer) const {
    const AnswerRow* of_any = nullptr;
    for (const AnswerRow& row : plan().answers(plan().qualifier(qualifier))) {
        const std::string_view known = plan().text(row.answer);
        if (known == answer) {
            return &row;
        }
        of_any = known == "*" ? &row : of_any;
    }
    return of_any;
}

// The worst of its answers decides.
QualifierCheck::Verdict QualifierCheck::assess(const Place& place) {
    Verdict worst = Verdict::says_nothing;
    for (const std::string_view answer :
         answers_.of(plan().qualifier(place.qualifier), place.element, place.object)) {
        if (const Verdict verdict = assess(place, answer); verdict >= worst) {
            worst = verdict;
            answer_ = answer;
        }
    }
    return worst;
}

QualifierCheck::Verdict QualifierCheck::assess(const Place& place, std::string_view answer) {
    static constexpr AnswerRow unknown{};
    const AnswerRow* const known = row_of(place.qualifier, answer);
    if (known == nullptr && plan().qualifier(place.qualifier).is_context != 0) {
        return Verdict::says_nothing;
    }
    const AnswerRow& row = known == nullptr ? unknown : *known;
    switch (row.treatment) {
    case Treatment::same: return denial(place) ? Verdict::withheld : Verdict::harmless;
    case Treatment::absence: return says_none(place.object) ? Verdict::harmless : Verdict::reported;
    case Treatment::reported:
        if (plan().qualifier(place.qualifier).asked == Asked::code && is_written(place, row, answer)) {
            return Verdict::harmless; // the form says so itself, of whatever degree
        }
        return denial(place) ? Verdict::withheld : Verdict::reported;
    case Treatment::words: return Verdict::in_words;
    case Treatment::alone: return has_others(place) ? Verdict::withheld : Verdict::reported;
    case Treatment::family:
    case Treatment::never: return is_written(place, row, answer) ? Verdict::says_nothing : Verdict::withheld;
    }
    return Verdict::withheld;
}

// Are there values below the object, all of them texts whose wording says that there is none?
bool QualifierCheck::says_none(NodeId object) {
    Qualified all;
    collect_values(object, all, every_value);
    const auto is_none = [&](const QualifiedValue& value) {
        return std::ranges::any_of(plan().wordings().all(), [&](const form::Wording& wording) {
            const form::Reading* const reading = wording.of_text(value.text);
            return reading != nullptr && reading->says == form::Says::nothing;
        });
    };
    return !all.values.empty() && std::ranges::all_of(all.values, is_none);
}

std::vector<std::string> QualifierCheck::written_answers(const Place& place) {
    std::vector<json::NameId> path{place.name};
    NodeId at = place.object;
    if (place.element != json::no_node) { // what is said of the resource may stand in its `meta`
        at = tree().parent(tree().is_element(place.element) ? tree().parent(place.element) : place.element);
    }
    for (; at != place.resource; at = tree().parent(at)) {
        if (!tree().is_element(at)) {
            path.push_back(tree()[at].name);
        }
    }
    std::ranges::reverse(path);
    return written_.answers(place.resource, plan().qualifier(place.qualifier), path);
}

bool QualifierCheck::is_understood(const Place& place, const AnswerRow& row) const {
    const MatchedBy* const matched = state_.matched_by(place.resource);
    const auto takes = [&](const Understood& each) {
        return plan().text(each.family) == plan().text(row.family) &&
               (each.name == place.name || plan().qualifier(place.qualifier).is_context != 0);
    };
    return matched != nullptr && row.treatment == Treatment::family && place.object == place.resource &&
           std::ranges::any_of(plan().understood(plan().entries()[matched->entry]), takes);
}

// Would the entry write the same answer for the record, or one of the same family? An equal answer counts
// only for modifiers: context that the entry writes proves nothing about this context.
bool QualifierCheck::is_written(const Place& place, const AnswerRow& row, std::string_view answer) {
    if (is_understood(place, row)) {
        return true;
    }
    return std::ranges::any_of(written_answers(place), [&](const std::string& ours) {
        const AnswerRow* const known = row_of(place.qualifier, ours);
        return (ours == answer && plan().qualifier(place.qualifier).is_context == 0) ||
               (known != nullptr && known->treatment == row.treatment && !plan().text(row.family).empty() &&
                plan().text(known->family) == plan().text(row.family));
    });
}

// The modifier that the entry would write for this record, if it denies what the resource says.
std::optional<std::string> QualifierCheck::denial(const Place& place) {
    const MatchedBy* const matched = state_.matched_by(place.resource);
    if (matched == nullptr || place.object != place.resource) {
        return std::nullopt;
    }
    const auto denials = plan().denials(plan().entries()[matched->entry]);
    if (std::ranges::find(denials, place.name) == denials.end()) {
        return std::nullopt;
    }
    const std::vector<std::string> written = written_answers(place);
    const auto found = std::ranges::find_if(written, [&](const std::string& ours) {
        const AnswerRow* const known = row_of(place.qualifier, ours);
        return known == nullptr || known->treatment == Treatment::never;
    });
    return found == written.end() ? std::nullopt : std::optional(*found);
}

// Is there an element beside it that holds now?
bool QualifierCheck::has_others(const Place& place) {
    if (!tree().is_element(place.object)) {
        return false;
    }
    const auto holds_now = [&](NodeId other) {
        const NodeId element = tree().child(other, place.name);
        if (element == json::no_node) {
            return true;
        }
        const auto answers = answers_.of(plan().qualifier(place.qualifier), element, other);
        return std::ranges::none_of(answers, [&](std::string_view answer) {
            const AnswerRow* const known = row_of(place.qualifier, answer);
            return known == nullptr || known->treatment == Treatment::alone;
        });
    };
    const NodeId all = tree().parent(place.object); // it does not hold itself
    const auto [known, is_fresh] = hold_now_.try_emplace({all, place.name}, false);
    if (is_fresh) {
        known->second = std::ranges::any_of(tree().children(all), holds_now);
    }
    return known->second;
}

} // namespace renkei::mapping
