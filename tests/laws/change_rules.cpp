#include "tests/laws/change_rules.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace renkei::laws {
namespace {

constexpr std::string_view kinds[] = {"altered", "removed", "added", "doubled"};

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

// The element of the tables that the change is at or below, and the key that leads there.
struct Qualifying {
    const mapping::QualifierRow* row = nullptr;
    std::string_view key;
};

template <class Wanted>
Qualifying qualifying(const Change& change, const Wanted& wanted) {
    for (const std::string& key : change.place.keys) {
        for (const auto& rows : {mapping::modifiers(), mapping::context()}) {
            for (const mapping::QualifierRow& row : rows) {
                if (!mapping::is_of_order(row.asked) && wanted(row) && is_at(key, row.element)) {
                    return {&row, key};
                }
            }
        }
    }
    return {};
}

void strip_field(Way& way) {
    while (!way.empty() && way.back().field.empty()) {
        way.pop_back();
    }
    if (!way.empty()) {
        way.pop_back();
    }
}

std::size_t segments(std::string_view key) {
    return static_cast<std::size_t>(std::ranges::count(key, '.')) + 1;
}

} // namespace

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

std::string_view kind_name(ChangeKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::vector<std::vector<std::string>> read_rows(const std::string& file) {
    std::vector<std::vector<std::string>> out;
    const diag::Result<std::string> read = base::read_file(std::string(RENKEI_SOURCE "/tests/laws/") + file);
    EXPECT_TRUE(read) << file;
    const std::string table = read.value_or("");
    for (std::string_view rest = table; !rest.empty();) {
        std::string_view line = text::next_part(rest, '\n');
        if (!line.empty() && !line.starts_with('#')) {
            std::vector<std::string>& row = out.emplace_back();
            while (!line.empty()) {
                row.emplace_back(text::next_part(line, '\t'));
            }
        }
    }
    return out;
}

const std::vector<Harmless>& harmless() {
    static const std::vector<Harmless> all = [] {
        std::vector<Harmless> out;
        for (const std::vector<std::string>& row : read_rows("harmless.tsv")) {
            out.push_back({row.at(0), row.at(1), row.at(2)});
        }
        return out;
    }();
    return all;
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

// A change of a subject or a modifier is never harmless, whatever the type is.
bool is_harmless(const Change& change) {
    const auto decides = [](const mapping::QualifierRow& row) {
        return is_of_modifiers(row) || row.asked == mapping::Asked::person;
    };
    const std::string& element = change.place.keys.back();
    const bool is_beside_code = element == "Coding.display" || element == "CodeableConcept.text" ||
                                (element == "Coding.system" && change.kind == ChangeKind::removed);
    if (!is_beside_code && qualifying(change, decides).row != nullptr) {
        return false;
    }
    const std::vector<std::string> names = names_of(change);
    // an extension of another name, or with another value, is not the one that was there
    const ChangeKind kind = element.starts_with("Extension.") ? ChangeKind::removed : change.kind;
    return std::ranges::any_of(harmless(), [&](const Harmless& each) {
        return (each.changes == "any" || each.changes == kinds[static_cast<std::size_t>(kind)]) &&
               std::ranges::any_of(names, [&](const std::string& name) { return is_at(name, each.element); });
    });
}

// An answer that the tables call `same` does not contradict the fact, nor does another code of its family.
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

// The change is in a unit's words beside its code, or in its code beside its words: the other one says it.
bool is_unit_beside_code(const Change& change, const Json& quantity) {
    const auto is = [&](std::string_view field) { return change.element.ends_with(field); };
    const bool has_code = quantity.find("code") != nullptr;
    const bool is_removed = change.kind == ChangeKind::removed;
    const bool has_words = quantity.find("unit") != nullptr;
    const std::vector<std::string> names = names_of(change);
    const bool is_unit =
        (is(".unit") || is(".system") || is(".code") || is(".comparator")) &&
        std::ranges::any_of(names, [](const std::string& name) { return name.starts_with("Quantity."); });
    if (!is_unit || quantity.find("value") == nullptr) {
        return is_unit; // a unit without an amount
    }
    const bool is_added = change.kind == ChangeKind::added;
    return (is(".unit") && has_code && !is_added) || (is(".system") && (is_removed || has_words)) ||
           (is(".code") && has_words && (is_added || is_removed));
}

// The object that holds the change. For a modifier or for context it is the object whose values these
// qualify; for a resource it is the entry of the Bundle.
Way holder_of(const Change& change) {
    Way way = change.place.way;
    const auto strip = [&] { strip_field(way); };
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

namespace {

// What the change is at or below, and the key that leads there.
struct Limit {
    std::string element{};
    std::string_view key{};
    std::size_t of = 0; // segments of the key that lead to what is limited
};
Limit limit_of(const Change& change) {
    for (const std::string& key : change.place.keys) { // from the resource down
        for (const std::string& element : qualifying_elements()) {
            if (is_at(key, element)) {
                return {element, key, is_at(element, "Composition.section") ? 2U : 1U};
            }
        }
        for (const auto& rows : {mapping::modifiers(), mapping::context()}) {
            for (const mapping::QualifierRow& row : rows) {
                if (row.asked != mapping::Asked::time && is_at(key, row.element)) {
                    return {std::string(row.element), key, segments(row.element) - 1};
                }
            }
        }
    }
    return {};
}

} // namespace

const std::vector<std::string>& qualifying_elements() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out;
        for (const std::vector<std::string>& row : read_rows("qualifying.tsv")) {
            out.push_back(row.front());
        }
        return out;
    }();
    return all;
}

const mapping::QualifierRow* row_of_element(std::string_view element) {
    for (const auto& rows : {mapping::modifiers(), mapping::context()}) {
        const auto found = std::ranges::find(rows, element, &mapping::QualifierRow::element);
        if (found != rows.end()) {
            return &*found;
        }
    }
    return nullptr;
}

std::string qualifier_of(const Change& change) {
    std::string out = limit_of(change).element;
    if (!out.empty() || change.kind != ChangeKind::added) {
        return out;
    }
    const std::vector<std::string>& listed = qualifying_elements();
    const bool is_one = row_of_element(change.element) != nullptr ||
                        std::ranges::find(listed, change.element) != listed.end();
    return is_one ? change.element : "";
}

Way qualified_by(const Change& change) {
    const Limit found = limit_of(change);
    if (found.element.empty()) {
        return holder_of(change);
    }
    Way way = change.place.way;
    for (std::size_t i = found.of; i < segments(found.key); ++i) {
        strip_field(way);
    }
    constexpr std::size_t resource_of_entry = 3; // entry, its index, resource
    if (way.size() == resource_of_entry && way.back().field == "resource") {
        way.pop_back();
    }
    return way;
}

std::string path_of(const Way& way) {
    std::string out = "Bundle";
    for (const Step& step : way) {
        out += step.field.empty() ? "[" + std::to_string(step.index) + "]" : "." + step.field;
    }
    return out;
}

} // namespace renkei::laws
