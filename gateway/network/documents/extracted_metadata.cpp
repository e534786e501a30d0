#include "gateway/network/documents/extracted_metadata.h"

#include "gateway/core/json/member.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/resources/bundle_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::documents {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;
using policy::Identifier;

// Extension of Composition with the receivers. Recognised by the end of its URL.
constexpr std::string_view recipient_extension = "/information-recipient";
constexpr std::string_view version_extension =
    "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber";
constexpr std::string_view insurer = "insurer"; // the kind of organisation that has insured persons

// Another organisation than an insurer numbers persons by it.
bool is_of_other_kind(std::string_view system) {
    return is_known_person_system(system) && !is_unique_person_system(system) &&
           system != person_system(insurer);
}

// One document on its way into facts.
class FactsReader {
public:
    FactsReader(const Tree& tree, const resources::BundleIndex& index) : tree_(tree), index_(index) {}

    ExtractedMetadata run() {
        find_composition();
        composition_ != no_node ? read_composition() : read_bundle();
        read_senders();
        read_receivers();
        read_persons();
        read_insured_numbers();
        return std::move(facts_);
    }

private:
    NodeId child(NodeId object, std::string_view name) const {
        return object == no_node ? no_node : tree_.child(object, name);
    }
    std::string_view text(NodeId object, std::string_view name) const {
        return json::text_of(tree_, object, name);
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
        facts_.identifier = name_of(composition_);
        facts_.identifier = facts_.identifier.empty() ? name_of(Tree::root) : facts_.identifier;
        for (const NodeId extension : list(composition_, "extension")) {
            if (text(extension, "url") == version_extension) {
                facts_.revision = text(extension, "valueString");
            }
        }
        for (const NodeId relation : list(composition_, "relatesTo")) {
            const std::string_view target = text(child(relation, "targetIdentifier"), "value");
            if (text(relation, "code") == "replaces" && !target.empty()) {
                facts_.replaces = target;
            }
        }
    }

    void read_bundle() {
        facts_.date = text(Tree::root, "timestamp");
        facts_.identifier = name_of(Tree::root);
    }

    // "system|value"; empty: it has no identifier.
    std::string name_of(NodeId resource) const {
        const Identifier identifier = read_identifier(child(resource, "identifier"));
        return identifier.value.empty() ? std::string()
                                        : fmt::format("{}|{}", identifier.system, identifier.value);
    }

    // Custodian, else the organisations of the authors.
    void read_senders() {
        facts_.senders = organisations(child(composition_, "custodian"), entry_);
        for (const NodeId author : list(composition_, "author")) {
            add(facts_.authors, organisations(author, entry_));
        }
        facts_.senders = facts_.senders.empty() ? facts_.authors : facts_.senders;
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
        if (const auto target = index_.find(text(subject, "reference"), entry_)) {
            read_patient(target->resource, target->entry);
        } else if (composition_ == no_node) {
            read_only_patient();
        } else {
            read_coverages();
            add_person(child(subject, "identifier"), entry_);
        }
    }

    // If there are several Patients, it is not known whose document it is.
    void read_only_patient() {
        const auto entries = index_.entries();
        const auto is_patient = [](const resources::BundleEntry& it) { return it.type == "Patient"; };
        const auto found = std::ranges::find_if(entries, is_patient);
        if (std::ranges::count_if(entries, is_patient) == 1) {
            read_patient(found->resource, static_cast<std::uint32_t>(found - entries.begin()));
        }
    }

    void read_patient(NodeId patient, std::uint32_t entry) {
        subject_ = patient;
        facts_.birth = base::Personal(std::string(text(patient, "birthDate")));
        read_coverages();
        std::size_t count = 0;
        for (const NodeId identifier : list(patient, "identifier")) {
            if (++count > max_person_numbers) {
                facts_.has_more_persons = true;
                return;
            }
            add_person(identifier, entry);
        }
    }

    void add_person(NodeId identifier, std::uint32_t from) {
        const Identifier number = read_identifier(identifier);
        if (number.value.empty()) {
            return;
        }
        std::vector<Identifier> within =
            organisations(child(identifier, "assigner"), from, max_person_numbers);
        if (within.empty() && !is_of_other_kind(number.system)) {
            within = insurers(number.value);
        }
        for (PersonNumber& each : numbers_of(number, within)) {
            add_new(std::move(each));
        }
    }

    void add_new(PersonNumber person) {
        if (known_.contains(person)) {
            return;
        }
        if (known_.size() == max_person_numbers) {
            facts_.has_more_persons = true;
            return;
        }
        known_.insert(person);
        facts_.persons.emplace_back(std::move(person));
    }

    // Reads the Coverages of the subject, by their insured number.
    void read_coverages() {
        const bool has_one_patient =
            subject_ != no_node &&
            std::ranges::count(index_.entries(), "Patient", &resources::BundleEntry::type) == 1;
        std::size_t count = 0;
        for (std::uint32_t i = 0; i < index_.entries().size(); ++i) {
            const resources::BundleEntry& entry = index_.entries()[i];
            const std::string_view number = text(entry.resource, "subscriberId");
            if (entry.type != "Coverage" || number.empty() || !is_of_subject(i, has_one_patient)) {
                continue;
            }
            if (++count > max_person_numbers) {
                facts_.has_more_persons = true;
                return;
            }
            std::vector<Identifier>& payors = coverages_[number].emplace_back();
            for (const NodeId payor : list(entry.resource, "payor")) {
                if (payors.size() >= max_person_numbers) {
                    facts_.has_more_persons = true;
                    break;
                }
                add(payors, organisations(payor, i, max_person_numbers));
            }
        }
    }

    // A document may also hold coverages of others, of a spouse for instance.
    bool is_of_subject(std::uint32_t coverage, bool has_one_patient) const {
        const NodeId beneficiary = child(index_.entries()[coverage].resource, "beneficiary");
        const std::string_view reference = text(beneficiary, "reference");
        if (!reference.empty()) {
            const auto target = index_.find(reference, coverage);
            return target && !target->ambiguous && target->resource == subject_;
        }
        const Identifier named = read_identifier(child(beneficiary, "identifier"));
        return has_one_patient && (named.value.empty() || is_identifier_of_subject(named));
    }

    bool is_identifier_of_subject(const Identifier& wanted) const {
        std::size_t count = 0;
        for (const NodeId each : list(subject_, "identifier")) {
            if (++count > max_person_numbers) {
                return false;
            }
            if (read_identifier(each) == wanted) {
                return true;
            }
        }
        return false;
    }

    // The Patient has an insured number only together with its insurer, which a document may not know.
    void read_insured_numbers() {
        for (const auto& [number, coverages] : coverages_) {
            if (names_insured_number(number)) {
                continue;
            }
            for (const std::vector<Identifier>& payors : coverages) {
                add_insured_number(number, payors);
            }
        }
    }

    bool names_insured_number(std::string_view value) const {
        const Identifier number{std::string(person_system(insurer)), std::string(value)};
        const auto found = known_.lower_bound({number, {}});
        return found != known_.end() && found->number == number;
    }

    // Other payors than insurers of this kind have numbers of their own.
    void add_insured_number(std::string_view number, const std::vector<Identifier>& payors) {
        std::string whole = fmt::format("{}|{}", person_system(insurer), number);
        if (!payors.empty()) {
            const auto found =
                std::ranges::find(payors, policy::number_kind(insurer)->system, &Identifier::system);
            whole = found == payors.end() ? std::string()
                                          : fmt::format("{}:{}|{}", insurer, found->value, number);
        }
        if (std::optional<PersonNumber> person = parse_person(whole)) {
            add_new(*std::move(person));
        }
    }

    // Who pays for the coverage that has this number.
    std::vector<Identifier> insurers(std::string_view number) const {
        std::vector<Identifier> out;
        const auto found = coverages_.find(number);
        if (found != coverages_.end()) {
            for (const std::vector<Identifier>& payors : found->second) {
                add(out, payors);
            }
        }
        return out;
    }

    // Identifiers of the organisation that a reference leads to, itself or as the organisation of a role;
    // `from` is the entry it stands in; `most`: identifiers that are read of an organisation.
    std::vector<Identifier> organisations(NodeId reference, std::uint32_t from,
                                          std::size_t most = SIZE_MAX) const {
        std::vector<Identifier> out;
        const std::string_view url = text(reference, "reference");
        if (const auto target = url.empty() ? std::nullopt : index_.find(url, from)) {
            const std::string_view type = text(target->resource, "resourceType");
            if (type == "PractitionerRole") {
                const NodeId organisation = child(target->resource, "organization");
                const bool leads_on = text(organisation, "reference") != url;
                return leads_on ? organisations_of_role(organisation, target->entry, most) : out;
            }
            if (type == "Organization") {
                out = identifiers_of(target->resource, most);
            }
        }
        const Identifier logical = read_identifier(child(reference, "identifier"));
        if (out.empty() && !logical.value.empty() && may_be_organisation(reference)) {
            out.push_back(logical);
        }
        return out;
    }

    std::vector<Identifier> identifiers_of(NodeId organisation, std::size_t most) const {
        std::vector<Identifier> out;
        std::set<Identifier> known;
        for (const NodeId node : list(organisation, "identifier")) {
            if (most-- == 0) {
                break;
            }
            Identifier each = read_identifier(node);
            if (!each.value.empty() && known.insert(each).second) {
                out.push_back(std::move(each));
            }
        }
        return out;
    }

    std::vector<Identifier> organisations_of_role(NodeId reference, std::uint32_t from,
                                                  std::size_t most) const {
        const auto target = index_.find(text(reference, "reference"), from);
        const bool is_role = target && text(target->resource, "resourceType") == "PractitionerRole";
        // a role's organisation is no role again
        return is_role ? std::vector<Identifier>{} : organisations(reference, from, most);
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
    std::uint32_t entry_ = resources::no_entry;                                  // of the Composition
    NodeId subject_ = no_node;                                                   // the Patient
    std::map<std::string_view, std::vector<std::vector<Identifier>>> coverages_; // payors by subscriberId
    std::set<PersonNumber> known_;                                               // facts_.persons
    ExtractedMetadata facts_;
};

} // namespace

ExtractedMetadata extract_metadata(const Tree& tree, const resources::BundleIndex& index) {
    return FactsReader(tree, index).run();
}

} // namespace renkei::documents
