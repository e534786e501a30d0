// What is read of a FHIR document itself, in words: for pages of documents that no form reads, and for what
// no form may leave out.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/resources/bundle_index.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::html {

using json::NodeId;
using json::Tree;

// What is at the end of a path of names; in an array the first element counts. Empty: there is none.
json::NodeId node_in(const json::Tree& tree, json::NodeId node, std::initializer_list<std::string_view> path);
std::string_view text_in(const json::Tree& tree, json::NodeId node,
                         std::initializer_list<std::string_view> path);

// What a string, a CodeableConcept, a Coding or a HumanName says; of an array, its first that says anything.
std::string words_of(const json::Tree& tree, json::NodeId node);

// What a resource is called: a person's or an office's name, else what it is about.
std::string resource_words(const json::Tree& tree, json::NodeId resource);

// Whom or what a reference names: of a role, the person and the office; else its display or identifier.
std::string reference_words(const json::Tree& tree, const resources::BundleIndex& index,
                            json::NodeId reference);

// That a resource does not hold, or not surely, in words; empty: its status says no such thing.
std::string_view state_words(const json::Tree& tree, json::NodeId resource);

// A resource's labels (meta.security).
struct SecurityLabel {
    std::string_view system{};
    std::string_view code{};
    std::string_view display{};
    bool operator==(const SecurityLabel&) const = default;
};
std::vector<SecurityLabel> labels_of(const json::Tree& tree, json::NodeId resource);
bool restricts(const SecurityLabel& label);
// As HTML: the word, else the display, else the code.
std::string label_html(const SecurityLabel& label);
// Words of labels of the Bundle and its entries that stand above all: of a test, not of a person.
std::vector<std::string_view> label_alerts_of(const json::Tree& tree, const resources::BundleIndex& index);

// The first entry of a document Bundle; no_node: it is none.
json::NodeId composition_of(const json::Tree& tree);
// Whom the Bundle is about: Composition.subject, else its first Patient.
json::NodeId person_in(const json::Tree& tree, const resources::BundleIndex& index);

// What stands above all on the document's page, as HTML. The day of a death, if one is known; nothing: no one
// died. Empty: a final document.
std::optional<std::string> death_of(const json::Tree& tree, json::NodeId person);
std::string unusual_status_of(const json::Tree& tree);

// Japanese words for FHIR's codes: profiles/page-words.tsv. What a code does to the statement beside it.
enum class CodeEffect : char { none, denied, past, doubtful, restricted, alert };

struct PageWord {
    std::string_view text{}; // empty: the table does not have the code
    CodeEffect effect = CodeEffect::none;
};

// `system` as FHIR has it; "status", "active", "deleted": of any element of this name.
PageWord page_word(std::string_view system, std::string_view code);
// As HTML: the word, else the code itself.
std::string code_html(std::string_view system, std::string_view code);

inline constexpr std::string_view confidentiality_system =
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
inline constexpr std::string_view status_system = "http://hl7.org/fhir/composition-status";
inline constexpr std::string_view gender_system = "http://hl7.org/fhir/administrative-gender";

std::string_view page_words_table();

} // namespace renkei::html
