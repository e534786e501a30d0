// Metadata of a FHIR document: sender, receivers, person, name, what it replaces. Read from FHIR's own
// elements, so it holds for every form and for documents without a form.
#pragma once

#include "gateway/core/base/personal.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/network/policy/number.h"

#include <optional>
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

struct ExtractedMetadata {
    // Composition.custodian, else the authors' organisations, else what the form names (parsed_document.cpp)
    std::vector<policy::Identifier> senders{};
    std::vector<policy::Identifier> receivers{};         // extension information-recipient
    std::vector<base::Personal<PersonNumber>> persons{}; // Composition.subject → Patient.identifier
    policy::Identifier type{};                           // first coding of Composition.type
    std::string title{};
    std::string date{};
    std::string status{};                  // of the Composition
    std::optional<std::string> replaces{}; // value of relatesTo[code=replaces].targetIdentifier
};

// A person as callers name one: "insurer:990010|0000001016", "office:9970100013|00012345", or "SYSTEM|NUMBER"
// for a number that needs nothing to be within. Nothing: of no such form, so no person can have this number.
std::optional<PersonNumber> parse_person(std::string_view text);
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
// What numbers of persons are systems of here: "https://…/kaigo-insured-person-no, …", each once.
std::string known_person_systems();
// The same of an identifier: its system is shown as sent if it identifies no person: one of those, or a URL
// without digits. "https://example.jp/no|1016" → "https://example.jp/no|NNNN"; without a system "NNNN"
std::string shape_of_identifier(const std::optional<std::string>& system, std::string_view number);

ExtractedMetadata extract_metadata(const json::Tree& tree, const resources::BundleIndex& index);

} // namespace renkei::documents
