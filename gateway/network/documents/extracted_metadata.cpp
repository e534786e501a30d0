#include "gateway/network/documents/extracted_metadata.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/words.h"

#include <algorithm>

namespace renkei::documents {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;
using policy::Identifier;

// Extension of Composition with the receivers. Recognised by the end of its URL.
constexpr std::string_view recipient_extension = "/information-recipient";

constexpr std::size_t insured_length = 10;

// H: of who is no insured person of the insurer, and gets care as public assistance.
bool is_insured_number(std::string_view text) {
    const std::string_view digits = text.substr(text.starts_with('H') ? 1 : 0);
    return text.size() == insured_length && std::ranges::all_of(digits, base::is_digit);
}

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

// One document on its way into facts.
class FactsReader {
public:
    FactsReader(const Tree& tree, const resources::BundleIndex& index) : tree_(tree), index_(index) {}

    ExtractedMetadata run() {
        find_composition();
        if (composition_ != no_node) {
            read_composition();
            read_senders();
            read_receivers();
            read_persons();
        }
        return std::move(facts_);
    }

private:
    NodeId child(NodeId object, std::string_view name) const {
        return object == no_node ? no_node : tree_.child(object, name);
    }
    std::string_view text(NodeId object, std::string_view name) const {
        const NodeId node = child(object, name);
        return node != no_node && tree_[node].is_string() ? tree_.text(node) : std::string_view{};
    }
    // Elements of a member; none if it is no array.
    Tree::Children list(NodeId object, std::string_view name) const {
        const NodeId node = child(object, name);
        return node != no_node && tree_[node].is_array() ? tree_.children(node)
                                                         : Tree::Children(nullptr, 0, 0);
    }

    void find_composition() {
        const auto entries = index_.entries();
        const auto found = std::ranges::find(entries, "Composition", &resources::BundleEntry::type);
        if (found != entries.end()) {
            composition_ = found->resource;
            entry_ = static_cast<std::uint32_t>(found - entries.begin());
        }
    }

    void read_composition() {
        facts_.title = text(composition_, "title");
        facts_.date = text(composition_, "date");
        facts_.status = text(composition_, "status");
        for (const NodeId coding : list(child(composition_, "type"), "coding")) {
            facts_.type = {std::string(text(coding, "system")), std::string(text(coding, "code"))};
            break;
        }
        for (const NodeId relation : list(composition_, "relatesTo")) {
            const std::string_view target = text(child(relation, "targetIdentifier"), "value");
            if (text(relation, "code") == "replaces" && !target.empty()) {
                facts_.replaces = target;
            }
        }
    }

    // Custodian, else the organisations of the authors.
    void read_senders() {
        facts_.senders = organisations(child(composition_, "custodian"), entry_);
        if (facts_.senders.empty()) {
            for (const NodeId author : list(composition_, "author")) {
                add(facts_.senders, organisations(author, entry_));
            }
        }
    }

    void read_receivers() {
        for (const NodeId extension : list(composition_, "extension")) {
            if (text(extension, "url").ends_with(recipient_extension)) {
                add(facts_.receivers, organisations(child(extension, "valueReference"), entry_));
            }
        }
    }

    void read_persons() {
        const NodeId subject = child(composition_, "subject");
        const auto target = index_.find(text(subject, "reference"), entry_);
        if (!target) {
            add_person(child(subject, "identifier"), entry_);
            return;
        }
        for (const NodeId identifier : list(target->resource, "identifier")) {
            add_person(identifier, target->entry);
        }
    }

    void add_person(NodeId identifier, std::uint32_t from) {
        const Identifier number = read_identifier(identifier);
        if (number.value.empty()) {
            return;
        }
        std::vector<Identifier> within = organisations(child(identifier, "assigner"), from);
        if (within.empty()) {
            within = insurers(number.value);
        }
        if (within.empty()) {
            within.emplace_back();
        }
        for (Identifier& each : within) {
            facts_.persons.emplace_back(PersonNumber{number, std::move(each)});
        }
    }

    // Who pays for the coverage that has this number.
    std::vector<Identifier> insurers(std::string_view number) const {
        std::vector<Identifier> out;
        for (std::uint32_t i = 0; i < index_.entries().size(); ++i) {
            const resources::BundleEntry& entry = index_.entries()[i];
            if (entry.type != "Coverage" || text(entry.resource, "subscriberId") != number) {
                continue;
            }
            for (const NodeId payor : list(entry.resource, "payor")) {
                add(out, organisations(payor, i));
            }
        }
        return out;
    }

    // Identifiers of the organisation that a reference leads to, itself or as the organisation of a role;
    // `from` is the entry it stands in.
    std::vector<Identifier> organisations(NodeId reference, std::uint32_t from) const {
        std::vector<Identifier> out;
        const std::string_view url = text(reference, "reference");
        if (const auto target = url.empty() ? std::nullopt : index_.find(url, from)) {
            const std::string_view type = text(target->resource, "resourceType");
            if (type == "PractitionerRole") {
                const NodeId organisation = child(target->resource, "organization");
                const bool leads_on = text(organisation, "reference") != url;
                return leads_on ? organisations_of_role(organisation, target->entry) : out;
            }
            if (type == "Organization") {
                for (const NodeId identifier : list(target->resource, "identifier")) {
                    add(out, {read_identifier(identifier)});
                }
            }
        }
        const Identifier logical = read_identifier(child(reference, "identifier"));
        if (out.empty() && !logical.value.empty() && may_be_organisation(reference)) {
            out.push_back(logical);
        }
        return out;
    }

    std::vector<Identifier> organisations_of_role(NodeId reference, std::uint32_t from) const {
        const auto target = index_.find(text(reference, "reference"), from);
        const bool is_role = target && text(target->resource, "resourceType") == "PractitionerRole";
        // a role's organisation is no role again
        return is_role ? std::vector<Identifier>{} : organisations(reference, from);
    }

    // A logical reference may say of which type its target is.
    bool may_be_organisation(NodeId reference) const {
        const std::string_view type = text(reference, "type");
        return type.empty() || type == "Organization";
    }

    Identifier read_identifier(NodeId node) const {
        return {std::string(text(node, "system")), std::string(text(node, "value"))};
    }

    static void add(std::vector<Identifier>& out, std::vector<Identifier> more) {
        for (Identifier& each : more) {
            if (!each.value.empty() && std::ranges::find(out, each) == out.end()) {
                out.push_back(std::move(each));
            }
        }
    }

    const Tree& tree_;
    const resources::BundleIndex& index_;
    NodeId composition_ = no_node;
    std::uint32_t entry_ = resources::no_entry; // of the Composition
    ExtractedMetadata facts_;
};

} // namespace

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
    const auto* const row = std::ranges::find(person_systems, within->kind, &PersonSystem::kind);
    const bool fits = row != std::end(person_systems) && row->fits(number);
    return fits ? std::optional(PersonNumber{{std::string(row->system), std::string(number)},
                                             policy::identifier_of(*within)})
                : std::nullopt;
}

std::string_view person_system(std::string_view kind) {
    const auto* const row = std::ranges::find(person_systems, kind, &PersonSystem::kind);
    return row == std::end(person_systems) ? std::string_view() : row->system;
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
    return std::ranges::find(person_systems, system, &PersonSystem::system) != std::end(person_systems);
}

std::string known_person_systems() {
    std::string out;
    for (const PersonSystem& each : person_systems) {
        if (out.find(each.system) == std::string::npos) {
            out.append(out.empty() ? "" : ", ").append(each.system);
        }
    }
    return out;
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

ExtractedMetadata extract_metadata(const Tree& tree, const resources::BundleIndex& index) {
    return FactsReader(tree, index).run();
}

} // namespace renkei::documents
