#include "gateway/network/mhd/search/person_description.h"

#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/search_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace renkei::mhd {
namespace {

constexpr std::size_t max_names = 8;          // of one Patient: those behind are not compared
constexpr std::size_t max_stored_name = 1024; // bytes; a longer name in a document equals none
constexpr std::string_view unknown_gender = "unknown";

// Of each name the text, and the parts joined.
std::vector<std::string> names_of(const Tree& tree, NodeId patient) {
    std::vector<std::string> out;
    const std::vector<NodeId> names = nodes_at(tree, patient, "name");
    for (const NodeId name : std::span(names).first(std::min(names.size(), max_names))) {
        std::string parts(text_at(tree, name, "family"));
        for (const NodeId given : nodes_at(tree, name, "given")) {
            parts += tree[given].is_string() ? tree.text(given) : std::string_view();
        }
        for (const std::string_view written : {text_at(tree, name, "text"), std::string_view(parts)}) {
            std::string each = written.size() <= max_stored_name ? comparable(written) : std::string();
            if (!each.empty() && std::ranges::find(out, each) == out.end()) {
                out.push_back(std::move(each));
            }
        }
    }
    return out;
}

// A name and how it is read say different things, so only names of one script can differ.
enum class NameScript : std::uint8_t { latin, kana, other };

NameScript script_of(std::string_view name) {
    bool is_latin = true;
    bool is_kana = true;
    for (std::size_t at = 0; at < name.size();) {
        const text::CodePoint each = text::code_point_at(name, at);
        is_latin &= each.value < 0x80;
        is_kana &= text::is_katakana(each.value);
        at += each.size;
    }
    return is_latin ? NameScript::latin : is_kana ? NameScript::kana : NameScript::other;
}

Agreement compare_names(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    if (std::ranges::find_first_of(a, b) != a.end()) {
        return Agreement::same;
    }
    const bool is_comparable = std::ranges::any_of(a, [&](const std::string& name) {
        return std::ranges::find(b, script_of(name), script_of) != b.end();
    });
    return is_comparable ? Agreement::different : Agreement::unknown;
}

// A year and a day in it do not contradict each other.
Agreement compare_dates(std::string_view a, std::string_view b) {
    const std::size_t common = std::min(a.size(), b.size());
    return a.substr(0, common) != b.substr(0, common) ? Agreement::different
           : a.empty() || a.size() != b.size()        ? Agreement::unknown
                                                      : Agreement::same;
}

Agreement compare_genders(std::string_view a, std::string_view b) {
    return a.empty() || b.empty() ? Agreement::unknown : a == b ? Agreement::same : Agreement::different;
}

// Those that say most come first, so that those that say little are compared with all.
auto detail_of(const PersonDescription& person) {
    return std::tuple(!person.names.empty() + !person.birth_date.empty() + !person.gender.empty(),
                      person.birth_date.size(), person.names.size());
}

// One person, as the descriptions so far say.
struct Person {
    PersonDescription description{};
    std::vector<std::size_t> members{};

    void add(const PersonDescription& other, std::size_t place) {
        for (const std::string& name : other.names) {
            if (std::ranges::find(description.names, name) == description.names.end()) {
                description.names.push_back(name);
            }
        }
        if (other.birth_date.size() > description.birth_date.size()) {
            description.birth_date = other.birth_date;
        }
        if (description.gender.empty()) {
            description.gender = other.gender;
        }
        members.push_back(place);
    }
};

void note(Agreement found, Agreement& differences) {
    differences = found == Agreement::different ? found : differences;
}

PersonAgreement differences_between(const std::vector<Person>& persons) {
    PersonAgreement out;
    for (std::size_t i = 0; i < persons.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const PersonAgreement found = compare_persons(persons[i].description, persons[j].description);
            note(found.name, out.name);
            note(found.birth_date, out.birth_date);
            note(found.gender, out.gender);
        }
    }
    return out;
}

} // namespace

PersonDescription describe_person(const Tree& tree, NodeId patient) {
    const std::string_view gender = text_at(tree, patient, "gender");
    return {.names = names_of(tree, patient),
            .birth_date = std::string(text_at(tree, patient, "birthDate")),
            .gender = std::string(gender == unknown_gender ? std::string_view() : gender)};
}

bool PersonAgreement::is_contradiction() const {
    return name == Agreement::different || birth_date == Agreement::different ||
           gender == Agreement::different;
}

PersonAgreement compare_persons(const PersonDescription& a, const PersonDescription& b) {
    return {.name = compare_names(a.names, b.names),
            .birth_date = compare_dates(a.birth_date, b.birth_date),
            .gender = compare_genders(a.gender, b.gender)};
}

std::string differing_elements(const PersonAgreement& found) {
    std::string out;
    const auto add = [&](Agreement agreement, std::string_view element) {
        if (agreement == Agreement::different) {
            out += fmt::format("{}{}", out.empty() ? "" : ", ", element);
        }
    };
    add(found.name, "Patient.name");
    add(found.birth_date, "Patient.birthDate");
    add(found.gender, "Patient.gender");
    return out;
}

PersonsApart tell_apart(std::span<const PersonDescription> descriptions) {
    std::vector<std::size_t> order(descriptions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(),
                             [&](std::size_t place) { return detail_of(descriptions[place]); });
    std::vector<Person> persons;
    std::vector<std::size_t> undecided;
    for (const std::size_t place : order) {
        const auto fits = [&](const Person& person) {
            return !compare_persons(person.description, descriptions[place]).is_contradiction();
        };
        const auto first = std::ranges::find_if(persons, fits);
        if (first != persons.end() && std::find_if(first + 1, persons.end(), fits) != persons.end()) {
            undecided.push_back(place);
            continue;
        }
        Person& person = first == persons.end() ? persons.emplace_back() : *first;
        person.add(descriptions[place], place);
    }
    PersonsApart out{.undecided = std::move(undecided), .differences = differences_between(persons)};
    for (Person& each : persons) {
        std::ranges::sort(each.members);
        out.persons.push_back(std::move(each.members));
    }
    std::ranges::sort(out.persons);
    std::ranges::sort(out.undecided);
    return out;
}

} // namespace renkei::mhd
