#include "tests/laws/foreign_oracle.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/mapping/qualifiers.h"
#include "generated/messages/conversion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace renkei::laws {
namespace {

constexpr std::string_view kinds[] = {"altered", "removed", "added"};

// "Observation.id" is Resource.id, too.
std::vector<std::string> with_bases(const std::vector<std::string>& keys) {
    std::vector<std::string> out = keys;
    for (const std::string& key : keys) {
        const std::size_t dot = key.find('.');
        const definitions::TypeId type = r4().type(key.substr(0, dot));
        for (definitions::TypeId base = type ? r4()[type].base : type; base; base = r4()[base].base) {
            out.push_back(std::string(r4().name(base)) + key.substr(std::min(dot, key.size())));
        }
    }
    return out;
}

// Does the key lead to the element, or below it? "Condition.abatement[x]" is Condition.abatementDateTime.
bool is_at(std::string_view key, std::string_view element) {
    const bool is_choice = element.ends_with("[x]");
    element.remove_suffix(is_choice ? 3 : 0);
    if (!key.starts_with(element)) {
        return false;
    }
    const std::string_view rest = key.substr(element.size());
    return rest.empty() || rest.front() == '.' ||
           (is_choice && std::isupper(static_cast<unsigned char>(rest.front())) != 0);
}

// The element of the tables that the change is at or below, and the key that leads there.
struct Qualifying {
    const mapping::QualifierRow* row = nullptr;
    std::string_view key;
};

template <class Wanted> Qualifying qualifying(const Change& change, const Wanted& wanted) {
    for (const std::string& key : change.place.keys) {
        for (const auto& rows : {mapping::modifiers(), mapping::context()}) {
            for (const mapping::QualifierRow& row : rows) {
                if (row.asked != mapping::Asked::time && wanted(row) && is_at(key, row.element)) {
                    return {&row, key};
                }
            }
        }
    }
    return {};
}

std::vector<std::string> names_of(const Change& change) {
    std::vector<std::string> out = with_bases(change.place.keys);
    for (std::string& each : out) {
        each += change.field.empty() ? "" : "." + change.field;
    }
    out.push_back(change.element);
    return out;
}

bool is_of_modifiers(const mapping::QualifierRow& row) {
    const auto all = mapping::modifiers();
    return &row >= all.data() && &row < all.data() + all.size();
}

bool is_modifier(const Change& change) { return qualifying(change, is_of_modifiers).row != nullptr; }

// A subject and a modifier are never harmless, whatever their type is.
bool is_harmless(const Change& change) {
    const auto decides = [](const mapping::QualifierRow& row) {
        return is_of_modifiers(row) || row.asked == mapping::Asked::person;
    };
    const bool is_beside_code =
        change.place.keys.back() == "Coding.display" || change.place.keys.back() == "CodeableConcept.text";
    if (!is_beside_code && qualifying(change, decides).row != nullptr) {
        return false;
    }
    const std::vector<std::string> names = names_of(change);
    return std::ranges::any_of(harmless(), [&](const Harmless& each) {
        return (each.changes == "any" || each.changes == kinds[static_cast<std::size_t>(change.kind)]) &&
               std::ranges::any_of(names, [&](const std::string& name) { return is_at(name, each.element); });
    });
}

// What the tables call `same` says nothing against the fact, and neither does another code of its family.
bool is_same(const Change& change, std::string_view old) {
    const std::string code = change.kind == ChangeKind::altered ? change.value.text : change.answer;
    const auto has = [](const mapping::QualifierRow& row, std::string_view answer) {
        return std::ranges::find(row.answers, answer) != row.answers.end();
    };
    const auto says_same = [&](const mapping::QualifierRow& row) {
        return has(row, code) && (row.treatment == mapping::Treatment::same ||
                                  (row.treatment == mapping::Treatment::family && has(row, old)));
    };
    const std::vector<std::string> keys =
        change.kind == ChangeKind::added ? std::vector{change.element} : change.place.keys;
    return std::ranges::any_of(mapping::modifiers(), [&](const mapping::QualifierRow& row) {
        return std::ranges::find(keys, row.element) != keys.end() && says_same(row);
    });
}

// A resource that names no person is about the document's.
bool is_absent_person(const Change& change) {
    const auto is_person = [](const auto& row) { return row.asked == mapping::Asked::person; };
    return change.kind == ChangeKind::removed && change.element == "Reference.reference" &&
           qualifying(change, is_person).row != nullptr;
}

// An optional modifier that is not there is read as R4's default.
bool is_absent_modifier(const Change& change, std::string_view old) {
    const std::vector<std::string>& keys = change.place.keys;
    return change.kind == ChangeKind::removed &&
           std::ranges::any_of(mapping::modifiers(), [&](const mapping::QualifierRow& row) {
               return row.treatment != mapping::Treatment::never &&
                      std::ranges::find(keys, row.element) != keys.end() &&
                      std::ranges::find(row.answers, old) != row.answers.end();
           });
}

// The words for a unit beside its code, or the code beside the form's own words: what is left says it.
bool is_unit_beside_code(const Change& change, const Json& quantity) {
    const auto is = [&](std::string_view field) { return change.element.ends_with(field); };
    const bool has_code = quantity.find("code") != nullptr;
    return quantity.find("value") != nullptr &&
           ((is(".unit") && has_code && change.kind != ChangeKind::added) ||
            (is(".system") && has_code && change.kind == ChangeKind::removed) ||
            (is(".code") && quantity.find("unit") != nullptr && change.kind == ChangeKind::removed));
}

std::string without_indices(const std::string& path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '[') {
            i = path.find(']', i);
        } else {
            out += path[i];
        }
    }
    return out;
}

// In the same resource, or a line that names the element: nothing else in the document has it.
bool has_finding(const diag::Report& loss, const Change& change, diag::Severity severity) {
    const std::string resource = change.place.path.substr(0, change.place.path.find(']') + 1);
    const std::vector<std::string> names = names_of(change);
    return std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
        const auto names_it = [&](const std::string& arg) {
            return std::ranges::find(names, arg) != names.end();
        };
        return each.severity >= severity &&
               (each.where.path.starts_with(resource) || change.place.path.starts_with(each.where.path) ||
                std::ranges::any_of(each.args, names_it));
    });
}

// The words beside the code that is missing were understood, and a note says so.
bool is_translated(const diag::Report& loss, const Change& change) {
    const std::string coding = change.place.path.substr(0, change.place.path.rfind('.'));
    return change.kind == ChangeKind::removed && change.element.starts_with("Coding.") &&
           std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
               return each.message == diag::message::loss_translated && each.where.path.starts_with(coding);
           });
}

// A note says that the text holds it, too, or how it was read.
bool is_noted(const diag::Report& loss, const Change& change) {
    return std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
        return (each.message == diag::message::loss_in_words ||
                each.message == diag::message::loss_normalised) &&
               each.where.path.starts_with(change.place.path);
    });
}

std::size_t segments(std::string_view key) {
    return static_cast<std::size_t>(std::ranges::count(key, '.')) + 1;
}

// The object that holds the change. Of a modifier or of context it is the one whose values that speaks of; of
// a resource the entry of the Bundle.
Way holder_of(const Change& change) {
    Way way = change.place.way;
    const auto strip = [&] {
        while (!way.empty() && way.back().field.empty()) {
            way.pop_back();
        }
        if (!way.empty()) {
            way.pop_back();
        }
    };
    if (change.kind == ChangeKind::added) {
        if (!way.empty() && way.back().field == "meta") {
            strip();
        }
    } else {
        const Qualifying found = qualifying(change, [&](const mapping::QualifierRow& row) {
            using enum mapping::Asked;
            const bool is_end = change.element == "Period.end" || change.place.type == r4().type("dateTime");
            return row.asked == code || row.asked == person || row.asked == stay || row.asked == day ||
                   row.asked == unit || row.asked == differs || (row.asked == over && is_end);
        });
        const std::size_t fields =
            found.row == nullptr ? 1 : segments(found.key) + 1 - segments(found.row->element);
        for (std::size_t i = 0; i < fields; ++i) {
            strip();
        }
        if (!way.empty() && way.back().field == "meta") {
            strip();
        }
    }
    constexpr std::size_t resource_of_entry = 3; // entry, its index, resource
    if (way.size() == resource_of_entry && way.back().field == "resource") {
        way.pop_back();
    }
    return way;
}

} // namespace

const std::vector<Harmless>& harmless() {
    static const std::vector<Harmless> all = [] {
        std::vector<Harmless> out;
        const diag::Result<std::string> read = base::read_file(RENKEI_SOURCE "/tests/laws/harmless.tsv");
        EXPECT_TRUE(read);
        const std::string table = read.value_or("");
        for (std::string_view rest = table; !rest.empty();) {
            std::string_view line = text::next_part(rest, '\n');
            if (!line.empty() && !line.starts_with('#')) {
                const std::string_view element = text::next_part(line, '\t');
                const std::string_view changes = text::next_part(line, '\t');
                out.push_back({std::string(element), std::string(changes), std::string(line)});
            }
        }
        return out;
    }();
    return all;
}

ForeignDocument::Values ForeignDocument::values_of(const std::string& bundle) {
    Json json = parse(bundle);
    Values out;
    for (const Leaf& leaf : leaves(json, "Bundle")) {
        ++out[{without_indices(leaf.path), leaf.value->text}];
    }
    return out;
}

ForeignDocument::ForeignDocument(Lens& lens, const DraftRow& draft) : lens_(lens), record_(lens.form()) {
    make_record(draft, record_);
    text_ = lens_.fill(record_);
    values_ = values_of(text_);
    bundle_ = parse(text_);
    const Matched back = lens_.match(text_);
    canonical_ = canonical_text(back.record);
    EXPECT_TRUE(back.loss.empty()) << shown(back.loss);
    changes_ = changes_of(bundle_);
}

Outcome ForeignDocument::assess(const Change& change) {
    const std::string text = changed(bundle_, change);
    Matched back = lens_.match(text);
    findings_ = shown(back.loss);
    if (!back.found) {
        return Outcome::refused;
    }
    const std::string read = canonical_text(back.record);
    if (read == canonical_) {
        return unmoved(change, back.loss);
    }
    if (change.kind == ChangeKind::added) {
        return is_noted(back.loss, change)                               ? Outcome::carried
               : has_finding(back.loss, change, diag::Severity::warning) ? Outcome::withheld
                                                                            : Outcome::wrong;
    }
    diag::Report unsayable;
    const Values now = values_of(lens_.fill(back.record, unsayable));
    const std::string leaf = find(bundle_, change.place.way)->text;
    const std::string path = without_indices(change.place.path);
    const auto more = [&](const std::string& value) {
        const auto count = [&](const Values& values) {
            const auto found = values.find({path, value});
            return found == values.end() ? 0 : found->second;
        };
        return count(now) - count(values_);
    };
    if (change.kind == ChangeKind::altered && more(change.value.text) > 0) {
        return Outcome::carried;
    }
    if (more(leaf) < 0) {
        return change.kind == ChangeKind::removed || is_noted(back.loss, change) ? Outcome::carried
               : has_finding(back.loss, change, diag::Severity::warning) ? Outcome::withheld
                                                                            : Outcome::wrong;
    }
    if (loses_old_target(change, back.loss)) {
        return Outcome::carried;
    }
    if (read == without_holder(change) && has_finding(back.loss, change, diag::Severity::warning)) {
        return Outcome::withheld;
    }
    return unmoved(change, back.loss);
}

// Another resource is read instead, and of the one before a line says that it is not.
bool ForeignDocument::loses_old_target(const Change& change, const diag::Report& loss) const {
    if (change.element != "Reference.reference" || change.kind != ChangeKind::altered) {
        return false;
    }
    const std::vector<Json>& entries = bundle_.find("entry")->elements;
    const Json* const old = find(const_cast<Json&>(bundle_), change.place.way);
    const auto target = std::ranges::find_if(
        entries, [&](const Json& entry) { return entry.text_of("fullUrl") == old->text; });
    const std::string path = "Bundle.entry[" + std::to_string(target - entries.begin()) + "].";
    return target != entries.end() && std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
               return each.severity >= diag::Severity::warning && each.where.path.starts_with(path);
           });
}

// The old value is written again.
Outcome ForeignDocument::unmoved(const Change& change, const diag::Report& loss) {
    const Json* const old = change.kind == ChangeKind::added ? nullptr : find(bundle_, change.place.way);
    const std::string before = old == nullptr ? "" : old->text;
    if (is_same(change, before) || is_absent_modifier(change, before) || is_absent_person(change) ||
        is_understood(change)) {
        return Outcome::harmless;
    }
    if (is_translated(loss, change)) {
        return Outcome::carried;
    }
    if (old != nullptr) {
        Way way = change.place.way;
        way.pop_back();
        if (const Json* const quantity = find(bundle_, way);
            quantity != nullptr && is_unit_beside_code(change, *quantity)) {
            return Outcome::harmless;
        }
    }
    if (has_finding(loss, change, diag::Severity::error)) {
        return Outcome::reported;
    }
    if (is_harmless(change)) {
        return Outcome::harmless;
    }
    // what is not there needs no line
    const bool is_said =
        change.kind == ChangeKind::removed || has_finding(loss, change, diag::Severity::warning);
    const bool is_elsewhere = (!is_modifier(change) && is_compared(change)) ||
                              without_holder(change) == canonical_ || is_unread(change, loss);
    return is_said && is_elsewhere ? Outcome::elsewhere : Outcome::wrong;
}

// The resources that a section lists.
void ForeignDocument::remove_listed(Json& bundle, const Json& section) const {
    std::set<std::string> listed;
    const auto collect = [&](const Json& at, const auto& self) -> void {
        if (const Json* const entries = at.find("entry")) {
            for (const Json& entry : entries->elements) {
                listed.emplace(entry.text_of("reference"));
            }
        }
        if (const Json* const below = at.find("section")) {
            for (const Json& each : below->elements) {
                self(each, self);
            }
        }
    };
    collect(section, collect);
    std::erase_if(bundle.find("entry")->elements,
                  [&](const Json& entry) { return listed.contains(std::string(entry.text_of("fullUrl"))); });
}

// What is read of the document without the object that holds the change.
const std::string& ForeignDocument::without_holder(const Change& change) {
    const Way way = holder_of(change);
    std::string path;
    for (const Step& step : way) {
        path += step.field.empty() ? "[" + std::to_string(step.index) + "]" : "." + step.field;
    }
    const auto [known, is_fresh] = without_.try_emplace(path);
    if (!is_fresh || way.empty()) {
        return known->second;
    }
    Json without = bundle_;
    Json* const object = find(without, way);
    const Json section = *object;
    const bool is_section = way.size() > 1 && way[way.size() - 2].field == "section";
    remove(without, object);
    if (is_section) {
        remove_listed(without, section);
    }
    const std::string text = dump(without);
    const Matched back = lens_.match(text);
    known->second = back.found ? canonical_text(back.record) : "";
    return known->second;
}

// Is the leaf only compared with what the record has from elsewhere? Of one that is missing, another value
// there would show it.
bool ForeignDocument::is_compared(const Change& change) {
    const auto [known, is_fresh] = compared_.try_emplace(change.place.path, false);
    const auto other = std::ranges::find_if(changes_, [&](const Change& each) {
        return each.kind == ChangeKind::altered && each.place.path == change.place.path;
    });
    if (is_fresh && change.kind != ChangeKind::added && other != changes_.end()) {
        const std::string text = changed(bundle_, *other);
        const Matched back = lens_.match(text);
        known->second = std::ranges::any_of(back.loss.findings(), [&](const diag::Finding& each) {
            return each.message == diag::message::loss_derived_differs &&
                   each.where.path == change.place.path;
        });
    }
    return known->second;
}

// Does an entry for such a resource take the family of the answer, too?
bool ForeignDocument::is_understood(const Change& change) const {
    const mapping::Plan& plan = *lens_.loaded().plan;
    const std::string_view element = change.element;
    const std::size_t dot = element.find('.');
    const std::string& answer = change.kind == ChangeKind::added ? change.answer : change.value.text;
    const auto takes = [&](const mapping::Understood& each) {
        const auto is_it = [&](const mapping::QualifierRow& row) {
            return row.element == element && row.family == plan.text(each.family) &&
                   (!is_of_modifiers(row) || plan.names().find(element.substr(dot + 1)) == each.name) &&
                   std::ranges::find(row.answers, answer) != row.answers.end();
        };
        return std::ranges::any_of(mapping::modifiers(), is_it) ||
               std::ranges::any_of(mapping::context(), is_it);
    };
    return std::ranges::any_of(plan.entries(), [&](const mapping::EntryPlan& entry) {
        return plan.text(entry.type) == element.substr(0, dot) &&
               std::ranges::any_of(plan.understood(entry), takes);
    });
}

// Does the report list every leaf of what holds the change?
bool ForeignDocument::is_unread(const Change& change, const diag::Report& loss) {
    Json with = parse(changed(bundle_, change));
    std::set<std::string> listed;
    for (const diag::Finding& each : loss.findings()) {
        if (each.severity >= diag::Severity::warning) {
            listed.insert(each.where.path);
        }
    }
    std::string path = "Bundle";
    for (const Step& step : holder_of(change)) {
        path += step.field.empty() ? "[" + std::to_string(step.index) + "]" : "." + step.field;
    }
    const std::vector<Leaf> all = leaves(with, "Bundle");
    return std::ranges::all_of(all, [&](const Leaf& leaf) {
        return !leaf.path.starts_with(path) || listed.contains(leaf.path);
    });
}

} // namespace renkei::laws
