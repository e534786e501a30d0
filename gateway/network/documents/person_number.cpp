#include "gateway/network/documents/person_number.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace renkei::documents {
namespace {

using policy::Identifier;

constexpr std::size_t insured_length = 10;

// An organisation gives its users whatever numbers it likes.
bool is_user_number(std::string_view text) { return !text.empty(); }

// What organisations of a kind number persons by, and how these numbers look.
struct PersonSystem {
    std::string_view kind; // of policy::NumberKind
    std::string_view system;
    bool (*fits)(std::string_view number);
};
constexpr PersonSystem person_systems[] = {
    {"insurer", "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no", is_insured_number},
    {"office", "https://renkei.example.jp/fhir/IdSystem/office-user-no", is_user_number},
    {"institution", "https://renkei.example.jp/fhir/IdSystem/office-user-no", is_user_number},
    {"station", "https://renkei.example.jp/fhir/IdSystem/office-user-no", is_user_number},
};

const PersonSystem* person_system_of(std::string_view kind) {
    const auto* const row = std::ranges::find(person_systems, kind, &PersonSystem::kind);
    return row == std::end(person_systems) ? nullptr : row;
}

// Where the number of the organisation stands.
enum class OrganisationPart : std::uint8_t {
    value, // "ORGANISATION:NUMBER"
    system // at its end
};
// Systems whose identifiers are unique by system and value.
struct UniqueSystem {
    std::string_view kind;      // of policy::NumberKind: the organisation
    std::string_view beginning; // of Identifier.system; all of it where the value names the organisation
    OrganisationPart part;
};
constexpr UniqueSystem unique_systems[] = {
    {"insurer", "https://renkei.example.jp/fhir/IdSystem/kaigo-member-id", OrganisationPart::value},
    {"office", "https://renkei.example.jp/fhir/IdSystem/office-user-no/", OrganisationPart::system},
    // JP Core: 1 and the ten digits of a medical institution
    {"institution", "urn:oid:1.2.392.100495.20.3.51.1", OrganisationPart::system},
    {"station", "https://renkei.example.jp/fhir/IdSystem/nursing-station-user-no/", OrganisationPart::system},
};

// Both parts as the row has them; nothing: it is not of the row.
struct UniqueParts {
    std::string_view organisation;
    std::string_view number;
};
std::optional<UniqueParts> parts_of(const UniqueSystem& row, std::string_view system,
                                    std::string_view value) {
    if (row.part == OrganisationPart::system) {
        return system.starts_with(row.beginning)
                   ? std::optional(UniqueParts{system.substr(row.beginning.size()), value})
                   : std::nullopt;
    }
    const std::size_t colon = value.find(':');
    return system == row.beginning && colon != std::string_view::npos
               ? std::optional(UniqueParts{value.substr(0, colon), value.substr(colon + 1)})
               : std::nullopt;
}

// "…/office-user-no/NNNNNNNNNN"
std::string form_of(const UniqueSystem& row) {
    const bool is_in_system = row.part == OrganisationPart::system;
    return std::string(row.beginning) +
           (is_in_system ? std::string(policy::number_kind(row.kind)->digits, 'N') : std::string());
}

// A URI, so that a kind that is misspelt or has no digits is no system.
bool is_system(std::string_view text) {
    const bool is_uri = text.starts_with("urn:") || text.find("://") != std::string_view::npos;
    return is_uri && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::string shape_of(char32_t letter) {
    constexpr std::u32string_view marks = U":| -./";
    if (marks.find(letter) != std::u32string_view::npos) {
        return {static_cast<char>(letter)};
    }
    const bool is_narrow = letter >= U'0' && letter <= U'9';
    const bool is_wide = letter >= U'０' && letter <= U'９';
    return is_narrow ? "N" : is_wide ? "Ｎ" : "x";
}

std::optional<PersonNumber> number_of_system(std::string_view system, std::string_view number) {
    if (is_unique_person_system(system)) {
        return take_apart({std::string(system), std::string(number)});
    }
    const auto* const row = std::ranges::find(person_systems, system, &PersonSystem::system);
    const bool fits = row == std::end(person_systems) ? is_system(system) : row->fits(number);
    return fits ? std::optional(PersonNumber{{std::string(system), std::string(number)}, {}}) : std::nullopt;
}

// An address that has no room for a number; a longer one may be anything.
bool is_plain_address(std::string_view text) {
    constexpr std::size_t most = 80;
    constexpr std::string_view marks = ":/.-_#";
    const auto is_plain = [&](char c) {
        return base::is_letter(c) || marks.find(c) != std::string_view::npos;
    };
    return text.size() <= most && text.find("://") != std::string_view::npos &&
           std::ranges::all_of(text, is_plain);
}

} // namespace

// A number with H is of a person who is not insured and gets care as public assistance.
bool is_insured_number(std::string_view text) {
    const std::string_view digits = text.substr(text.starts_with('H') ? 1 : 0);
    return text.size() == insured_length && std::ranges::all_of(digits, base::is_digit);
}

bool is_unique_person_system(std::string_view system) {
    return std::ranges::any_of(unique_systems, [&](const UniqueSystem& row) {
        return row.part == OrganisationPart::value
                   ? system == row.beginning
                   : system.starts_with(row.beginning) &&
                         policy::is_whole({.kind = std::string(row.kind),
                                           .value = std::string(system.substr(row.beginning.size()))});
    });
}

std::optional<PersonNumber> take_apart(const Identifier& unique) {
    for (const UniqueSystem& row : unique_systems) {
        const std::optional<UniqueParts> parts = parts_of(row, unique.system, unique.value);
        if (!parts) {
            continue;
        }
        const policy::Number within{std::string(row.kind), std::string(parts->organisation)};
        const PersonSystem& system = *person_system_of(row.kind);
        if (policy::is_whole(within) && system.fits(parts->number)) {
            return PersonNumber{{std::string(system.system), std::string(parts->number)},
                                policy::identifier_of(within)};
        }
    }
    return std::nullopt;
}

std::optional<Identifier> put_together(const PersonNumber& person) {
    for (const UniqueSystem& row : unique_systems) {
        const bool is_of_row = person.number.system == person_system_of(row.kind)->system &&
                               person.within.system == policy::number_kind(row.kind)->system;
        if (!is_of_row) {
            continue;
        }
        Identifier out =
            row.part == OrganisationPart::value
                ? Identifier{std::string(row.beginning), person.within.value + ":" + person.number.value}
                : Identifier{std::string(row.beginning) + person.within.value, person.number.value};
        return take_apart(out) ? std::optional(std::move(out)) : std::nullopt;
    }
    return std::nullopt;
}

std::vector<PersonNumber> numbers_of(const Identifier& identifier, std::span<const Identifier> assigners) {
    const std::optional<PersonNumber> unique = take_apart(identifier);
    std::vector<PersonNumber> out;
    if (unique) {
        out.push_back(*unique);
    }
    for (const Identifier& assigner : assigners) {
        if (!unique || (assigner.value == unique->within.value && assigner != unique->within)) {
            out.push_back({unique ? unique->number : identifier, assigner});
        }
    }
    if (out.empty()) {
        out.push_back({identifier, {}});
    }
    return out;
}

std::vector<seal::Hash> person_hashes(const seal::Hash& search_key, const PersonNumber& person) {
    const auto& [number, within] = person;
    std::vector<seal::Hash> out;
    if (!within.value.empty()) {
        out.push_back(seal::keyed_hash(search_key,
                                       {"person", number.system, number.value, within.system, within.value}));
    }
    out.push_back(seal::keyed_hash(search_key, {"person", number.system, number.value}));
    return out;
}

seal::Hash person_hash(const seal::Hash& search_key, const PersonNumber& person) {
    return person_hashes(search_key, person).front();
}

std::optional<PersonNumber> parse_person(std::string_view text) {
    const std::size_t bar = text.find('|');
    if (bar == std::string_view::npos || bar == 0 || bar + 1 == text.size()) {
        return std::nullopt;
    }
    const std::string_view number = text.substr(bar + 1);
    const std::optional<policy::Number> within = policy::parse_number(text.substr(0, bar));
    if (!within) {
        return number_of_system(text.substr(0, bar), number);
    }
    const PersonSystem* const row = person_system_of(within->kind);
    const bool fits = row != nullptr && row->fits(number);
    return fits ? std::optional(PersonNumber{{std::string(row->system), std::string(number)},
                                             policy::identifier_of(*within)})
                : std::nullopt;
}

std::string_view person_system(std::string_view kind) {
    const PersonSystem* const row = person_system_of(kind);
    return row == nullptr ? std::string_view() : row->system;
}

std::string shape_of_person(std::string_view text) {
    constexpr std::size_t most = 80;
    const std::string_view kind = text.substr(0, text.find(':'));
    std::string out(policy::number_kind(kind) != nullptr ? kind : std::string_view());
    for (std::size_t at = out.size(); at < text.size() && out.size() < most;) {
        const text::CodePoint letter = text::code_point_at(text, at);
        out += shape_of(letter.value);
        at += letter.size;
    }
    return out.empty() ? "\"\"" : out;
}

bool is_known_person_system(std::string_view system) {
    return is_unique_person_system(system) ||
           std::ranges::find(person_systems, system, &PersonSystem::system) != std::end(person_systems);
}

std::string known_person_systems() {
    std::vector<std::string> out;
    for (const UniqueSystem& each : unique_systems) {
        out.push_back(form_of(each));
    }
    for (const PersonSystem& each : person_systems) {
        if (std::ranges::find(out, each.system) == out.end()) {
            out.emplace_back(each.system);
        }
    }
    return fmt::format("{}", fmt::join(out, ", "));
}

std::string shape_of_identifier(const std::optional<std::string>& system, std::string_view number) {
    const auto masked = [](std::string_view text) {
        return text.empty() ? std::string() : shape_of_person(text);
    };
    const auto shown = [&](const std::string& text) {
        return is_known_person_system(text) || is_plain_address(text) ? text : masked(text);
    };
    // a system alone stands in the number's place
    return system ? shown(*system) + "|" + masked(number) : shown(std::string(number));
}

} // namespace renkei::documents
