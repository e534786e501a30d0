#include "tests/laws/whole_way.h"

#include <algorithm>

namespace renkei::laws {
namespace {

bool is_one_of(std::string_view id, std::initializer_list<std::string_view> ids) {
    return std::ranges::find(ids, id) != ids.end();
}

// That a value has no place is enough to say of it, but not of what qualifies a value that is shown.
bool is_enough(const Said& said, bool stands_qualified) {
    return said.severity == diag::Severity::error || !stands_qualified ||
           !is_one_of(said.id, {"not-in-form", "unmapped"});
}

// Does a note say that the words were understood, although the code beside them is another one, or none?
bool is_understood(const End& end, const Change& change) {
    const std::string coding = change.place.path.substr(0, change.place.path.rfind('.'));
    return std::ranges::any_of(end.said, [&](const Said& said) {
        return is_one_of(said.id, {"translated", "in-words", "normalised"}) && said.path.starts_with(coding);
    });
}

std::string asked_name(mapping::Asked asked) {
    constexpr std::string_view names[] = {"code",   "there",  "over",    "day",   "person", "stay",
                                          "value",  "amount", "timing",  "range", "unit",   "differs",
                                          "needed", "time",   "carried", "many"};
    return std::string(names[static_cast<std::size_t>(asked)]);
}

// The whole coding is another one, its words as well.
bool is_other_coding(const Change& change) {
    return change.kind == ChangeKind::altered && !change.value.is_leaf();
}

// The words by which a page that says the value must be known; empty: any.
std::string mark_of(const Change& change) {
    if (change.kind == ChangeKind::removed || change.kind == ChangeKind::added) {
        return "";
    }
    if (change.kind == ChangeKind::doubled) {
        return "二つ目";
    }
    const std::string& text = change.value.text;
    if (text.ends_with("ほか") || text.ends_with("</div>")) {
        return "ほか";
    }
    if (text.starts_with("2001-") || text.starts_with("2099-")) {
        return text.substr(0, 4);
    }
    return change.value.kind == Json::Kind::bare && (text == "7" || text == "8") ? text : "";
}

} // namespace

std::string family_of(const Change& change) {
    if (change.kind == ChangeKind::doubled) {
        return "one more";
    }
    const std::string element = qualifier_of(change);
    const mapping::QualifierRow* const row = row_of_element(element);
    return element.empty()         ? "value"
           : row == nullptr        ? "limit"
           : is_of_modifiers(*row) ? "modifier"
                                   : "context: " + asked_name(row->asked);
}

WholeWay::WholeWay(const Journey& journey, Json bundle, const form::Form& form)
    : journey_(journey),
      bundle_(std::move(bundle)),
      changes_(changes_of(bundle_)),
      start_(journey.run(dump(bundle_))) {
    const std::vector<Change> further = further_changes_of(bundle_, form);
    changes_.insert(changes_.end(), further.begin(), further.end());
    for (const Said& each : start_.said) {
        ++known_[each.text];
    }
}

std::vector<const Said*> WholeWay::news(const End& end) const {
    std::map<std::string, int> left = known_;
    std::vector<const Said*> out;
    for (const Said& each : end.said) {
        const auto found = left.find(each.text);
        if (found == left.end() || found->second-- <= 0) {
            out.push_back(&each);
        }
    }
    return out;
}

// Does the report name the change? By a finding at its very place; or by one that the unchanged document does
// not have, about what holds the change or is around it, or that names its element in the same resource.
bool WholeWay::is_named(const Change& change, const End& end, diag::Severity severity, bool stands) const {
    // what a code names, another coding beside it or its words say, too
    const bool is_of_name = change.element == "Coding.code" && change.kind != ChangeKind::altered;
    const bool is_in_name = change.place.path.find(".code.coding[") != std::string::npos ||
                            change.place.path.find(".category[") != std::string::npos;
    const bool is_qualifier = stands && !is_of_name && !is_in_name && !qualifier_of(change).empty();
    const std::string place = change.place.path + (change.field.empty() ? "" : "." + change.field);
    const std::string resource = place.substr(0, place.find(']') + 1);
    const bool is_of_composition = resource == "Bundle.entry[0]";
    const std::string holder = path_of(qualified_by(change));
    const std::vector<std::string> names = names_of(change);
    const auto counts = [&](const Said& said) {
        return said.severity >= severity && is_enough(said, is_qualifier);
    };
    const auto is_at_place = [&](const Said& said) {
        return counts(said) && !said.path.empty() &&
               (said.path.starts_with(place) ||
                (place.starts_with(said.path) && said.path.size() > holder.size()));
    };
    const auto is_near = [&](const Said* said) {
        if (!counts(*said) || said->path.empty()) {
            return false;
        }
        const bool says_so =
            said->id == "withheld-by" || std::ranges::any_of(said->args, [&](const std::string& arg) {
                return std::ranges::find(names, arg) != names.end();
            });
        return said->path.starts_with(holder) || (holder.starts_with(said->path) && said->path != "Bundle") ||
               (says_so && (is_of_composition || said->path.starts_with(resource)));
    };
    const std::vector<const Said*> fresh = news(end);
    return std::ranges::any_of(end.said, is_at_place) || std::ranges::any_of(fresh, is_near);
}

// Is there any line about it, were it only that the form has no place?
bool WholeWay::is_mentioned(const Change& change, const End& end) const {
    const std::string& place = change.place.path;
    return end.holds_all || std::ranges::any_of(end.said, [&](const Said& each) {
               return !each.path.empty() && each.path.size() > std::string_view("Bundle.entry[0]").size() &&
                      (each.path.starts_with(place) || place.starts_with(each.path));
           });
}

// Is the page another one without the object?
bool WholeWay::depends_on(const Way& object) {
    const auto [known, is_fresh] = depends_.try_emplace(path_of(object), true);
    if (is_fresh && !object.empty()) {
        Json without = bundle_;
        remove(without, find(without, object));
        const End end = journey_.run(dump(without));
        known->second = end.is_refused || end.words != start_.words;
    }
    return known->second;
}

bool WholeWay::says(const Change& change, const Words& more) const {
    const std::string mark = mark_of(change);
    return mark.empty() ? !more.empty() : std::ranges::any_of(more, [&](const auto& word) {
        return word.first.find(mark) != std::string::npos;
    });
}

bool WholeWay::means_nothing(const Change& change) const {
    Json& bundle = const_cast<Json&>(bundle_);
    const Json* const old = change.kind == ChangeKind::altered || change.kind == ChangeKind::removed
                                ? find(bundle, change.place.way)
                                : nullptr;
    const std::string before = old == nullptr ? "" : old->text;
    Way way = change.place.way;
    if (change.kind != ChangeKind::added) {
        way.pop_back();
    }
    const Json* const quantity = find(bundle, way);
    const std::string limit = qualifier_of(change);
    const bool is_read = limit == "Composition.section.text" || is_other_coding(change);
    return is_same(change, before) || is_absent_modifier(change, before) || is_absent_person(change) ||
           (is_harmless(change) && !is_read) ||
           (quantity != nullptr && is_unit_beside_code(change, *quantity));
}

Arrival WholeWay::assess(const Change& change) {
    const End end = journey_.run(changed(bundle_, change));
    const Words more = gained(start_.words, end.words);
    const Words less = gained(end.words, start_.words);
    shown_.clear();
    for (const auto& [word, count] : less) {
        shown_ += "  - " + word + "\n";
    }
    for (const auto& [word, count] : more) {
        shown_ += "  + " + word + "\n";
    }
    for (const Said* each : news(end)) {
        shown_ += "  ! " + each->text + " @ " + each->path + "\n";
    }
    if (end.is_refused) {
        return Arrival::refused;
    }
    const bool is_coding = change.element.starts_with("Coding.") && !is_other_coding(change);
    if (says(change, more) || (is_coding && is_understood(end, change))) {
        return Arrival::said;
    }
    const bool is_removed = change.kind == ChangeKind::removed;
    if (!less.empty() || !more.empty()) {
        return is_removed || is_named(change, end, diag::Severity::warning, false) ? Arrival::withheld
               : means_nothing(change)                                             ? Arrival::harmless
                                                                                   : Arrival::wrong;
    }
    if (is_named(change, end, diag::Severity::error, true)) {
        return Arrival::reported;
    }
    if (is_named(change, end, diag::Severity::warning, true)) {
        return Arrival::warned;
    }
    if (means_nothing(change)) {
        return Arrival::harmless;
    }
    if (!depends_on(qualified_by(change))) {
        return Arrival::absent;
    }
    const mapping::QualifierRow* const row = row_of_element(qualifier_of(change));
    if (is_removed) { // what is not there qualifies nothing; a unit or a subject must be there
        using enum mapping::Asked;
        const bool has_words = change.element == "Coding.code"; // the same ones as before
        const bool is_needed =
            row != nullptr && (is_of_modifiers(*row) || row->asked == unit ||
                               (row->asked == needed && !has_words) || row->asked == differs);
        return is_needed ? Arrival::wrong : Arrival::harmless;
    }
    return qualifier_of(change).empty() && is_mentioned(change, end) ? Arrival::absent : Arrival::wrong;
}

} // namespace renkei::laws
