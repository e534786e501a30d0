// Numbers of persons: by which systems organisations number them, what makes a number unique, how callers
// write one.
#pragma once

#include "gateway/network/policy/number.h"
#include "gateway/network/seal/hash.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::documents {

// Identifier of a person, with what makes it unique: the insurer of an insured number, the institution of a
// patient number.
struct PersonNumber {
    policy::Identifier number;
    policy::Identifier within; // empty: nothing known
    auto operator<=>(const PersonNumber&) const = default;
};

// Some identifiers are unique by system and value, because one of both also has the number of the
// organisation: "…/kaigo-member-id|990010:0000001016", "…/office-user-no/9970100013|00012345". Others may
// have the two parts apart. Both mean the same person, and are the same PersonNumber.
bool is_unique_person_system(std::string_view system);
// Nothing if the system is not one of these, or the organisation's part does not have its form.
std::optional<PersonNumber> take_apart(const policy::Identifier& unique);
// Nothing if none of these systems has numbers within this organisation.
std::optional<policy::Identifier> put_together(const PersonNumber& person);
// What an identifier that FHIR holds means: within each of these organisations, who assigned it; without one,
// the number alone. Where the identifier names its organisation, only other numbers of that one count.
std::vector<PersonNumber> numbers_of(const policy::Identifier& identifier,
                                     std::span<const policy::Identifier> assigners);

// Keyed hashes of a person: of the number within its insurer or institution, if that is known; last of the
// number alone.
std::vector<seal::Hash> person_hashes(const seal::Hash& search_key, const PersonNumber& person);
// The first of them: documents of another insurer or institution do not have it.
seal::Hash person_hash(const seal::Hash& search_key, const PersonNumber& person);

// A person as callers name one: "insurer:990010|0000001016", "office:9970100013|00012345", or "SYSTEM|NUMBER"
// of a number that is unique by its system. Nothing for other forms: no person can have these.
std::optional<PersonNumber> parse_person(std::string_view text);
// Ten digits as they stand on the card of an insured person, or H and nine.
bool is_insured_number(std::string_view text);
inline constexpr std::string_view person_forms =
    "insurer:NNNNNN|NNNNNNNNNN, insurer:NNNNNN|HNNNNNNNNN, office:NNNNNNNNNN|NUMBER, "
    "institution:NNNNNNNNNN|NUMBER, "
    "station:NNNNNNN|NUMBER, SYSTEM|NUMBER (SYSTEM: https://…, urn:…)";
// What organisations of this kind ("insurer") number persons by; empty: they number none.
std::string_view person_system(std::string_view kind);

// The shape of an invalid person, for error messages: digits and letters are masked, because they may be a
// person's number or name. "insurer:99001|1016" → "insurer:NNNNN|NNNN"; a full-width digit is "Ｎ", nothing
// at all is "\"\""
std::string shape_of_person(std::string_view text);

bool is_known_person_system(std::string_view system); // of the forms
// The systems of persons' numbers that are known here: "https://…/kaigo-insured-person-no, …", each once.
std::string known_person_systems();
// The same of an identifier: its system is shown as sent if it identifies no person: one of those, or a URL
// without digits. "https://example.jp/no|1016" → "https://example.jp/no|NNNN"; without a system "NNNN"
std::string shape_of_identifier(const std::optional<std::string>& system, std::string_view number);

} // namespace renkei::documents
