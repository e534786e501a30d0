// Who a Patient says that it is, and whether two of them can be one person. Documents are found by numbers,
// and a number may be mistyped or shared: this comparison decides for all who use such documents.
#pragma once

#include "gateway/core/json/tree.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace renkei::mhd {

struct PersonDescription {
    std::vector<std::string> names{}; // folded: each form of each of the first 8 names
    std::string birth_date{};         // YYYY, YYYY-MM or YYYY-MM-DD; empty: not known
    std::string gender{};             // empty: not known
    bool operator==(const PersonDescription&) const = default;
};
PersonDescription describe_person(const json::Tree& tree, json::NodeId patient);

enum class Agreement : std::uint8_t { unknown, same, different };

struct PersonAgreement {
    Agreement name = Agreement::unknown;
    Agreement birth_date = Agreement::unknown;
    Agreement gender = Agreement::unknown;

    // They are two persons, or a document has a slip: nothing is joined across them.
    bool is_contradiction() const;
};
// What only one of both says is no contradiction. A name in kana is compared with names in kana only; one
// name that both have makes them the same.
PersonAgreement compare_persons(const PersonDescription& a, const PersonDescription& b);

// "Patient.name, Patient.birthDate": what differs.
std::string differing_elements(const PersonAgreement& found);

// Descriptions by their place in what was compared.
struct PersonsApart {
    std::vector<std::vector<std::size_t>> persons{}; // in the order of their first description
    std::vector<std::size_t> undecided{};            // may be of several of these persons
    PersonAgreement differences{};                   // in what any two of the persons differ
};
PersonsApart tell_apart(std::span<const PersonDescription> descriptions);

} // namespace renkei::mhd
