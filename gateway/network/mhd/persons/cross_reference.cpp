#include "gateway/network/mhd/persons/cross_reference.h"

#include "gateway/network/access/find_documents.h"
#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/metadata/path.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

namespace renkei::mhd {
namespace {

using documents::PersonNumber;
using policy::Identifier;

// Unique by system and value, as far as is known here.
bool is_unique(const Identifier& identifier) {
    return !identifier.system.empty() && !identifier.value.empty() &&
           (documents::take_apart(identifier) || !documents::is_known_person_system(identifier.system));
}

// Identifiers as the document has them; those of numbers with the organisation apart also as others may
// write them.
std::vector<Identifier> unique_identifiers(const DocumentView& view) {
    std::vector<Identifier> out;
    const std::vector<json::NodeId> nodes =
        nodes_at(view.tree(), view.resource(view.subject()), "identifier");
    for (const json::NodeId node :
         std::span(nodes).first(std::min(nodes.size(), documents::max_person_numbers))) {
        Identifier each{std::string(text_at(view.tree(), node, "system")),
                        std::string(text_at(view.tree(), node, "value"))};
        if (is_unique(each)) {
            out.push_back(std::move(each));
        }
    }
    for (const PersonNumber& number : numbers_in(view)) {
        std::optional<Identifier> whole = documents::put_together(number);
        if (whole && std::ranges::find(out, *whole) == out.end()) {
            out.push_back(*std::move(whole));
        }
    }
    return out;
}

// A Patient, with what identifies it.
struct KnownPatient {
    std::string reference;
    std::vector<Identifier> identifiers;
};

class CrossReferencing {
public:
    CrossReferencing(const store::Snapshot& snapshot, const store::Hash& search_key,
                     const access::Reader& reader, PersonFinder::MayOpen may_open,
                     const CrossReferenceQuery& query)
        : snapshot_(snapshot),
          key_(search_key),
          reader_(reader),
          may_open_(may_open),
          query_(query),
          finder_(snapshot, search_key, reader, std::move(may_open)) {}

    Result<CrossReference> run() {
        const Identifier source = asked();
        if (documents::is_unique_person_system(source.system) && !documents::take_apart(source)) {
            return tl::make_unexpected(not_found());
        }
        TRY_VOID(find_patients());
        if (is_found_alone_ && (is_found_within_ || is_alone({source, {}}))) {
            return diag::fail(message::person_ambiguous, {},
                              {fmt::format("{}|{}", source.system, "WITHIN.NUMBER")});
        }
        if (patients_.empty()) {
            return tl::make_unexpected(last_damaged_ ? damaged(*last_damaged_) : not_found());
        }
        out_.apart = described_.apart();
        if (out_.apart.are_of_several()) {
            out_.apart.damaged = out_.damaged;
            return std::move(out_);
        }
        for (const std::string& target : query_.targets) {
            TRY_VOID(check_target(target));
        }
        write();
        return std::move(out_);
    }

private:
    Identifier asked() const { return {*query_.source.system, query_.source.code}; }
    bool is_of_patients() const { return *query_.source.system == query_.base; }

    // The person may be known, but not which numbers it has.
    static diag::Error damaged(const store::Version& version) {
        return diag::finding(message::document_damaged, {},
                             {version.document, std::to_string(version.number)});
    }

    Result<void> find_patients() {
        PersonFilter filter;
        if (is_of_patients()) {
            const std::optional<TypedId> patient = parse_reference(query_.source.code);
            if (patient && patient->type == "Patient" && patient->id.resource) {
                filter.patients.push_back(*patient);
            }
        } else {
            filter.identifiers.push_back(query_.source);
        }
        TRY(out_.persons, finder_.find(filter));
        store::DocumentQuery documents{.persons = out_.persons, .limit = 100};
        bool more = !documents.persons.empty(); // without persons it would mean all
        while (more) {
            TRY(const store::DocumentPage page, access::find_documents(snapshot_, reader_, documents));
            for (const store::Version& version : page.versions) {
                TRY_VOID(add(filter, version));
            }
            more = page.more;
            documents.after = page.after;
        }
        return {};
    }

    Result<void> add(const PersonFilter& filter, const store::Version& version) {
        TRY(const std::uint64_t bytes, view_size(snapshot_, version));
        if (!may_open_(bytes)) {
            return {};
        }
        TRY(const std::unique_ptr<DocumentView> view, open_if_whole(snapshot_, version, out_.damaged));
        if (view == nullptr) {
            last_damaged_ = version;
            return {};
        }
        TRY(const bool is_of_person, finder_.is_of(filter, out_.persons, *view));
        if (!is_of_person || view->subject() == resources::no_entry) {
            return {};
        }
        KnownPatient patient{.reference = "Patient/" + logical_id(version.document, view->subject()),
                             .identifiers = unique_identifiers(*view)};
        if (!is_of_source(patient, *view)) {
            return {};
        }
        patients_.push_back(std::move(patient));
        described_.add(version, describe_person(view->tree(), view->resource(view->subject())));
        out_.documents.push_back(version.document);
        return {};
    }

    // The index also finds those who have in common with the person a number alone.
    bool is_of_source(const KnownPatient& patient, const DocumentView& view) {
        const Identifier source = asked();
        bool out = is_of_patients() && patient.reference == source.value;
        for (const PersonNumber& person : numbers_in(view)) {
            if (person.number == source) {
                (person.within.value.empty() ? is_found_alone_ : is_found_within_) = true;
                out = true;
            } else if (!is_alone(person)) {
                const store::Hash hash = documents::person_hash(key_, person);
                out |= std::ranges::find(out_.persons, hash) != out_.persons.end();
            }
        }
        return out;
    }

    diag::Error not_found() const {
        const std::string& system = *query_.source.system;
        const bool is_known = is_of_patients() || documents::is_known_person_system(system) ||
                              documents::parse_person(fmt::format("{}|{}", system, query_.source.code))
                                      .value_or(PersonNumber{})
                                      .within.value != "";
        const std::string shape = documents::shape_of_identifier(system, query_.source.code);
        return is_known
                   ? diag::finding(message::pix_source_unknown, {.path = "sourceIdentifier"})
                   : diag::finding(message::pix_source_system_unknown, {.path = "sourceIdentifier"},
                                   {shape.substr(0, shape.find('|')), documents::known_person_systems()});
    }

    Result<void> check_target(const std::string& target) const {
        const bool is_known = target == query_.base || documents::is_known_person_system(target) ||
                              std::ranges::any_of(patients_, [&](const KnownPatient& patient) {
                                  return has_number_of(patient, target);
                              });
        return is_known ? Result<void>()
                        : Result<void>(diag::fail(message::pix_target_unknown, {.path = "targetSystem"},
                                                  {documents::shape_of_identifier(std::nullopt, target),
                                                   documents::known_person_systems()}));
    }

    static bool has_number_of(const KnownPatient& patient, const std::string& system) {
        return std::ranges::find(patient.identifiers, system, &Identifier::system) !=
               patient.identifiers.end();
    }
    bool is_wanted(const std::string& system) const {
        return query_.targets.empty() || std::ranges::find(query_.targets, system) != query_.targets.end();
    }
    bool is_wanted(const KnownPatient& patient) const {
        return is_wanted(query_.base) || std::ranges::any_of(query_.targets, [&](const std::string& system) {
                   return has_number_of(patient, system);
               });
    }

    // Not the source itself: ITI-83, 2:3.83.4.2.2.1.
    void write() {
        const Identifier source = asked();
        std::vector<Identifier> identifiers;
        std::set<Identifier> written;
        for (const KnownPatient& patient : patients_) {
            for (const Identifier& each : patient.identifiers) {
                if (is_wanted(each.system) && each != source && written.insert(each).second) {
                    identifiers.push_back(each);
                }
            }
        }
        std::vector<std::string> patients;
        for (const KnownPatient& each : patients_) {
            const bool is_source = is_of_patients() && each.reference == source.value;
            if (is_wanted(each) && !is_source) {
                patients.push_back(each.reference);
            }
        }
        const std::string of_numbers = json::elements_of(identifiers, [](const Identifier& each) {
            return by_example("target identifier", {{"system", each.system}, {"value", each.value}});
        });
        const std::string of_patients = json::elements_of(patients, [](const std::string& each) {
            return by_example("target id", {{"reference", each}});
        });
        out_.parameters =
            by_example("identifiers of a person", {{"numbers", of_numbers}, {"patients", of_patients}});
    }

    const store::Snapshot& snapshot_;
    const store::Hash& key_;
    const access::Reader& reader_;
    PersonFinder::MayOpen may_open_;
    const CrossReferenceQuery& query_;
    PersonFinder finder_;
    std::vector<KnownPatient> patients_; // newest document first
    DescribedDocuments described_;       // theirs
    bool is_found_alone_ = false;        // the source, in a document that says no organisation
    bool is_found_within_ = false;
    CrossReference out_;
    std::optional<store::Version> last_damaged_{};
};

} // namespace

Result<CrossReference> cross_reference(const store::Snapshot& snapshot, const store::Hash& search_key,
                                       const access::Reader& reader, PersonFinder::MayOpen may_open,
                                       const CrossReferenceQuery& query) {
    return CrossReferencing(snapshot, search_key, reader, std::move(may_open), query).run();
}

} // namespace renkei::mhd
