// Which keyed hashes stand for the person that a search names: by number (within its insurer or institution,
// if that is said), by a Patient of a document that the caller may read, and by what was linked with these.
// Never by name.
#pragma once

#include "gateway/network/access/reader.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/mhd/metadata/document_view.h"
#include "gateway/network/mhd/search/person_description.h"
#include "gateway/network/mhd/search/search_request.h"
#include "gateway/network/store/rows/snapshot.h"

#include <functional>
#include <span>
#include <vector>

namespace renkei::documents {
class PartMaker;
}

namespace renkei::mhd {

// Opens what the store keeps of this version. `parts`: makes the part of one that is found in part
// (store::as_part); null: the caller finds none.
diag::Result<std::unique_ptr<DocumentView>> open_view(const store::Snapshot& snapshot,
                                                      const store::Version& version,
                                                      documents::PartMaker* parts = nullptr);
// The same, but null if the version is damaged in the store, which is counted.
diag::Result<std::unique_ptr<DocumentView>> open_if_whole(const store::Snapshot& snapshot,
                                                          const store::Version& version, std::size_t& damaged,
                                                          documents::PartMaker* parts = nullptr);
void report_unreadable(std::size_t damaged, diag::Report& report); // if there are any
// Bytes that open_view() takes out of the store, so that their memory can be reserved before.
diag::Result<std::uint64_t> view_size(const store::Snapshot& snapshot, const store::Version& version);

// An identifier is "SYSTEM|NUMBER"; where several insurers or institutions may give the same number,
// "SYSTEM|WITHIN.NUMBER" with the number of the insurer or institution before the dot, or
// "insurer:WITHIN|NUMBER" as documents::person_forms says. (A token of FHIR has no room for a second system.)
// An identifier that names its organisation (documents::take_apart) is the same as these.
class PersonFinder {
public:
    // `may_open` is called with view_size() before a document is opened. If it is false, the document is
    // ignored as if it were not there.
    using MayOpen = std::function<bool(std::uint64_t bytes)>;
    PersonFinder(const store::Snapshot& snapshot, const store::Hash& search_key, const access::Reader& reader,
                 MayOpen may_open, documents::PartMaker* parts = nullptr)
        : snapshot_(snapshot),
          key_(search_key),
          reader_(reader),
          may_open_(std::move(may_open)),
          parts_(parts) {}

    diag::Result<std::vector<store::Hash>> find(const PersonFilter& filter);
    diag::Result<std::vector<store::Hash>> find(const documents::PersonNumber& person) const;

    // Whether a document that was found by `found` (of find()) is about the person. False if it has only
    // numbers alone in common with a Patient that the filter names. It is an error if a number was asked
    // without what it is within, and the documents that have it are of several persons, or do not say that
    // they are one's: the caller would read about the wrong person.
    diag::Result<bool> is_of(const PersonFilter& filter, std::span<const store::Hash> found,
                             const DocumentView& view);
    // Whether the document has a number of one of these persons. Of a part of a document the store does not
    // know it: it knows the numbers of the whole.
    diag::Result<bool> says(const DocumentView& view, std::span<const store::Hash> wanted) const;
    // Who the Patients are that the filters of find() named.
    const std::vector<PersonDescription>& named() const { return named_; }

private:
    diag::Result<void> add_identifier(const TokenValue& token, std::vector<store::Hash>& out) const;
    diag::Result<void> add_patient(const LogicalId& id, std::vector<store::Hash>& out);
    diag::Result<void> add_linked(const store::Hash& hash, std::vector<store::Hash>& out) const;

    // A person in a document that has an asked number.
    struct SeenPerson {
        policy::Identifier number{};
        std::vector<documents::PersonNumber> within{}; // the number, as the document says; empty: alone
        std::vector<documents::PersonNumber> known{};  // all numbers that name one person
        auto operator<=>(const SeenPerson&) const = default;
    };
    static std::vector<SeenPerson> asked_alone(const PersonFilter& filter,
                                               std::span<const documents::PersonNumber> numbers);
    diag::Result<void> note(SeenPerson person);
    diag::Result<bool> are_one(const SeenPerson& a, const SeenPerson& b) const;
    diag::Result<bool> are_linked(const documents::PersonNumber& a, const documents::PersonNumber& b) const;
    // Nothing: it is alone.
    std::optional<store::Hash> joining_hash(const documents::PersonNumber& number) const;

    const store::Snapshot& snapshot_;
    const store::Hash& key_;
    const access::Reader& reader_;
    MayOpen may_open_;
    documents::PartMaker* parts_;
    std::vector<SeenPerson> seen_;
    std::vector<PersonDescription> named_;
};

// "990010.0000001016": every organisation whose number may look like the part before the dot; empty: there is
// no such part.
std::vector<documents::PersonNumber> persons_within(const TokenValue& token);
// Of the person whom the document is about.
std::vector<documents::PersonNumber> numbers_in(const DocumentView& view);
// Several organisations may give this number, and what makes it unique is missing or has not its form:
// persons are not joined by it.
bool is_alone(const documents::PersonNumber& person);

} // namespace renkei::mhd
