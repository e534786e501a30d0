// profiles/eligibility.tsv: which fields an eligibility check (資格確認) answers, and where documents say
// them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

enum class Counts : std::uint8_t {
    one,    // two different answers contradict each other
    many,   // one document may give several
    latest, // the one that began last
};

// One way to say a field.
struct EligibilityRow {
    std::string section{}; // title, as the searches of the table have it
    std::string system{};  // what the field is
    std::string code{};
    std::string display{};
    std::string type{};         // of the resource
    std::string field{};        // its id
    std::string name{};         // for people
    std::string item{};         // path; empty: the resource
    std::string only_path{};    // of the codings that an item must have one of; empty: any item
    std::string only_coding{};  // "SYSTEM|CODE"
    std::string values{};       // paths, parted by commas: the first that says something counts
    std::string value_code{};   // path; empty: it has none
    std::string unit{};         // behind the value
    std::string unknown_code{}; // the code of "unknown"; empty: there is none
    std::string period{};       // path in the item, or in the resource after "/"; empty: it is not stated
    std::string statuses{};     // of the resource, parted by commas: those with which the answer holds
    bool is_timeless = false;
    bool may_be_open = false; // without an end it goes on
    Counts counts = Counts::one;
};

struct EligibilityTable {
    std::vector<EligibilityRow> rows{};
    std::vector<std::string> asking{}; // kinds of documents that ask all fields: "SYSTEM|CODE"
    std::string limit{};               // field to which a limit by care level is an answer, too
    std::string level{};               // field that says the level; empty: none
    std::string canonical{};           // base of our own definitions
};

// `canonical`: base of our own definitions.
EligibilityTable read_eligibility_table(std::string_view table, std::string_view canonical);

} // namespace renkei::mhd
