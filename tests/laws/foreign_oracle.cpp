#include "tests/laws/foreign_oracle.h"

#include "gateway/core/base/number.h"
#include "generated/messages/conversion.h"

#include "tests/laws/change_rules.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::laws {
namespace {

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

// Is there a finding at the changed place, in the object that holds it, or around it? A finding elsewhere in
// the resource counts, too, if it names the element or says that values are withheld. A finding about a
// section stands at a value that the section lists.
bool has_finding(const diag::Report& loss, const Change& change, diag::Severity severity) {
    const std::string resource = change.place.path.substr(0, change.place.path.find(']') + 1);
    const bool is_of_composition = resource == "Bundle.entry[0]";
    const std::string holder = path_of(holder_of(change));
    const std::vector<std::string> names = names_of(change);
    return std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
        const std::string& path = each.where.path;
        const bool says_so = diag::row(each.message).id == "withheld-by" ||
                             std::ranges::any_of(each.args, [&](const std::string& arg) {
                                 return std::ranges::find(names, arg) != names.end();
                             });
        return each.severity >= severity && (path.starts_with(holder) || holder.starts_with(path) ||
                                             (says_so && (is_of_composition || path.starts_with(resource))));
    });
}

// Does a note say that the words were understood, although the code beside them is missing or one of another
// system?
bool is_translated(const diag::Report& loss, const Change& change) {
    const std::string coding = change.place.path.substr(0, change.place.path.rfind('.'));
    return (change.kind == ChangeKind::removed || change.element == "Coding.system") &&
           change.element.starts_with("Coding.") &&
           std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
               return each.message == diag::message::loss_translated && each.where.path.starts_with(coding);
           });
}

// Is the added value only compared with others?
bool is_other_than_derived(const Change& change, const diag::Report& loss) {
    const std::string path = change.place.path + "." + change.field;
    return change.kind == ChangeKind::added && std::ranges::any_of(loss.findings(), [&](const auto& each) {
               return each.message == diag::message::loss_derived_differs && each.where.path == path;
           });
}

// Does a note say that the text holds the value, too, or how the value was read?
bool is_noted(const diag::Report& loss, const Change& change) {
    return std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
        return (each.message == diag::message::loss_in_words ||
                each.message == diag::message::loss_normalised) &&
               (each.where.path.starts_with(change.place.path) ||
                change.place.path.starts_with(each.where.path));
    });
}

// 7 and 7.0 are one number; a form may write its numbers with a fixed number of decimals.
std::string value_of(const Json& leaf) {
    return leaf.kind == Json::Kind::bare && base::Number::of(leaf.text)
               ? std::string(base::short_number(leaf.text))
               : leaf.text;
}

} // namespace

ForeignDocument::Values ForeignDocument::values_of(const std::string& bundle) {
    Json json = parse(bundle);
    Values out;
    for (const Leaf& leaf : leaves(json, "Bundle")) {
        ++out[{without_indices(leaf.path), value_of(*leaf.value)}];
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
    diag::Report unsayable;
    const Values now = values_of(lens_.fill(back.record, unsayable));
    if (change.kind == ChangeKind::added) {
        return is_noted(back.loss, change) || holds_added(change, now)   ? Outcome::carried
               : has_finding(back.loss, change, diag::Severity::warning) ? Outcome::withheld
                                                                         : Outcome::wrong;
    }
    const std::string leaf = value_of(*find(bundle_, change.place.way));
    const std::string path = without_indices(change.place.path);
    const bool is_less = more(now, change.place.path, leaf) < 0;
    const bool is_displaced = change.element == "Reference.reference" && is_less &&
                              now.contains({path, value_of(change.value)}); // replaced by the changed one
    if (change.kind == ChangeKind::altered &&
        (more(now, change.place.path, value_of(change.value)) > 0 || is_displaced)) {
        return Outcome::carried;
    }
    if (loses_old_target(change, back.loss)) {
        return Outcome::carried;
    }
    if (is_less) {
        return change.kind == ChangeKind::removed || is_noted(back.loss, change) ? Outcome::carried
               : has_finding(back.loss, change, diag::Severity::warning)         ? Outcome::withheld
                                                                                 : Outcome::wrong;
    }
    if (read == without_holder(change) && has_finding(back.loss, change, diag::Severity::warning)) {
        return Outcome::withheld;
    }
    return unmoved(change, back.loss);
}

// How many more of these values there are now than in the document; negative if there are fewer.
int ForeignDocument::more(const Values& now, const std::string& path, const std::string& value) const {
    const auto count = [&](const Values& values) {
        const auto found = values.find({without_indices(path), value});
        return found == values.end() ? 0 : found->second;
    };
    return count(now) - count(values_);
}

// Does a leaf of what was added stand there?
bool ForeignDocument::holds_added(const Change& change, const Values& now) {
    Json with = parse(changed(bundle_, change));
    const std::string added = change.place.path + "." + change.field;
    return std::ranges::any_of(leaves(with, "Bundle"), [&](const Leaf& leaf) {
        return leaf.path.starts_with(added) && more(now, leaf.path, value_of(*leaf.value)) > 0;
    });
}

// Another resource is read instead, and a finding says that the one before is not read.
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

// The outcome of a change after which the old value is written again.
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
    {
        Way way = change.place.way;
        if (change.kind != ChangeKind::added) {
            way.pop_back();
        }
        if (const Json* const quantity = find(bundle_, way);
            quantity != nullptr && is_unit_beside_code(change, *quantity)) {
            return Outcome::harmless;
        }
    }
    if (has_finding(loss, change, diag::Severity::error)) {
        return Outcome::reported;
    }
    if (change.kind == ChangeKind::added && change.element == "Coding.code" &&
        has_finding(loss, change, diag::Severity::warning)) {
        return Outcome::withheld; // the words beside it are read
    }
    if (is_harmless(change)) {
        return Outcome::harmless;
    }
    // a value that was removed needs no finding
    const bool is_said =
        change.kind == ChangeKind::removed || has_finding(loss, change, diag::Severity::warning);
    const bool is_elsewhere =
        (!is_modifier(change) && (is_compared(change) || is_other_than_derived(change, loss))) ||
        without_holder(change) == canonical_ || is_unread(change, loss) ||
        (change.kind == ChangeKind::added && !is_read_below(path_of(holder_of(change))));
    return is_said && is_elsewhere ? Outcome::elsewhere : Outcome::wrong;
}

// Removes the resources that a section lists.
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
    const auto [known, is_fresh] = without_.try_emplace(path_of(way));
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

// Is the leaf only compared with what the record has from elsewhere? Another value is tried:
// for a unit another amount, for a day one in the future, because a fact that is over may not be read at
// all.
bool ForeignDocument::is_compared(const Change& change) {
    const auto [known, is_fresh] = compared_.try_emplace(change.place.path, false);
    const std::vector<std::string> names = names_of(change);
    const bool is_of_amount =
        std::ranges::any_of(names, [](const std::string& name) { return name.starts_with("Quantity."); });
    const std::string compared = is_of_amount
                                     ? change.place.path.substr(0, change.place.path.rfind('.')) + ".value"
                                     : change.place.path;
    const auto other = std::ranges::find_if(changes_, [&](const Change& each) {
        return each.kind == ChangeKind::altered && each.place.path == compared;
    });
    if (is_fresh && change.kind != ChangeKind::added && other != changes_.end()) {
        Change probe = *other;
        constexpr std::string_view day = "2001-02-03";
        if (probe.value.text.starts_with(day)) {
            probe.value.text.replace(0, day.size(), "2099-02-03");
        }
        const Matched back = lens_.match(changed(bundle_, probe));
        known->second = std::ranges::any_of(back.loss.findings(), [&](const diag::Finding& each) {
            return each.message == diag::message::loss_derived_differs && each.where.path == compared;
        });
    }
    return known->second;
}

// Is a leaf of the object one that the record holds?
bool ForeignDocument::is_read_below(const std::string& path) {
    const auto [known, is_fresh] = read_.try_emplace(path, false);
    for (std::size_t i = 0; is_fresh && i < changes_.size() && !known->second; ++i) {
        const Change& each = changes_[i];
        if (each.kind == ChangeKind::altered && each.place.path.starts_with(path + ".")) {
            diag::Report unsayable;
            const std::string text = changed(bundle_, each); // the record views it
            Matched back = lens_.match(text);
            const Values now = values_of(lens_.fill(back.record, unsayable));
            known->second = more(now, each.place.path, each.value.text) > 0;
        }
    }
    return known->second;
}

// Does an entry for this type of resource take the family of the answer, too?
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
    const std::string path = path_of(holder_of(change));
    const std::vector<Leaf> all = leaves(with, "Bundle");
    return std::ranges::all_of(
        all, [&](const Leaf& leaf) { return !leaf.path.starts_with(path) || listed.contains(leaf.path); });
}

} // namespace renkei::laws
