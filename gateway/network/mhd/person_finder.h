// Which keyed hashes stand for the person that a search names: by number (within its insurer or institution,
// if that is said), by a Patient of a document that the caller may read, and by what was linked with these.
// Never by name.
#pragma once

#include "gateway/network/documents/fetch.h"
#include "gateway/network/mhd/document_view.h"
#include "gateway/network/mhd/search_request.h"

#include <functional>
#include <vector>

namespace renkei::mhd {

// Opens what the store keeps of this version.
diag::Result<std::unique_ptr<DocumentView>> open_view(const store::Snapshot& snapshot,
                                                      const store::Version& version);
// Bytes that open_view() takes out of the store, so that their memory can be reserved before.
diag::Result<std::uint64_t> view_size(const store::Snapshot& snapshot, const store::Version& version);

// An identifier is "SYSTEM|NUMBER"; where several insurers or institutions may give the same number,
// "SYSTEM|WITHIN.NUMBER" with the number of the insurer or institution before the dot, or
// "insurer:WITHIN|NUMBER" as documents::person_forms says. (A token of FHIR has no room for a second system.)
// An identifier that names its organisation (documents::take_apart) is the same as these.
class PersonFinder {
public:
    // `may_open`: called with view_size() before a document is opened. False: it is left, as if it were not
    // there.
    using MayOpen = std::function<bool(std::uint64_t bytes)>;
    PersonFinder(const store::Snapshot& snapshot, const store::Hash& search_key, const policy::Peer& caller,
                 MayOpen may_open)
        : snapshot_(snapshot),
          key_(search_key),
          caller_(caller),
          may_open_(std::move(may_open)) {}

    diag::Result<std::vector<store::Hash>> find(const PersonFilter& filter) const;
    diag::Result<std::vector<store::Hash>> find(const documents::PersonNumber& person) const;

    // Numbers that were asked without what they are within, and the persons who have them in documents that
    // were found: when they are several, the caller would read about the wrong person.
    diag::Result<void> note(const PersonFilter& filter, const DocumentView& view);

private:
    diag::Result<void> add_identifier(const TokenValue& token, std::vector<store::Hash>& out) const;
    diag::Result<void> add_patient(const LogicalId& id, std::vector<store::Hash>& out) const;
    diag::Result<void> add_linked(const store::Hash& hash, std::vector<store::Hash>& out) const;
    diag::Result<bool> are_one(const documents::PersonNumber& a, const documents::PersonNumber& b) const;

    const store::Snapshot& snapshot_;
    const store::Hash& key_;
    const policy::Peer& caller_;
    MayOpen may_open_;
    std::vector<documents::PersonNumber> seen_;
};

// "990010.0000001016": every organisation whose number may look like the part before the dot; empty: there is
// no such part.
std::vector<documents::PersonNumber> persons_within(const TokenValue& token);
// Of a number alone, and of a number within something; `within` must not be empty.
std::vector<store::Hash> hashes_of_number(const store::Hash& search_key, const policy::Identifier& number);
std::vector<store::Hash> hashes_within(const store::Hash& search_key, const documents::PersonNumber& person);

} // namespace renkei::mhd
