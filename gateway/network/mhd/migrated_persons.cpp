#include "gateway/network/mhd/migrated_persons.h"

#include "gateway/network/mhd/person_finder.h"

#include <algorithm>

namespace renkei::mhd {
namespace {

using diag::Result;
using store::Hash;

Result<std::vector<Hash>> persons_in(const store::Store& store, const store::Version& version) {
    std::vector<Hash> out;
    TRY_VOID(store.read([&](const store::Snapshot& snapshot) -> Result<void> {
        TRY(const std::unique_ptr<DocumentView> view, open_view(snapshot, version));
        for (const documents::PersonNumber& person : numbers_in(*view)) {
            std::ranges::copy_if(documents::person_hashes(store.search_key(), person),
                                 std::back_inserter(out),
                                 [&](const Hash& hash) { return std::ranges::find(out, hash) == out.end(); });
        }
        return {};
    }));
    return out;
}

} // namespace

Result<void> read_migrated_persons(store::Store& store) {
    TRY(const std::vector<store::Version> versions,
        store.read_value<std::vector<store::Version>>(
            [](const store::Snapshot& snapshot) { return snapshot.versions_of_unsure_persons(); }));
    for (const store::Version& version : versions) {
        if (!version.has_fhir) {
            continue;
        }
        if (const Result<std::vector<Hash>> persons = persons_in(store, version)) {
            TRY_VOID(store.write(
                [&](store::Transaction& transaction) { return transaction.set_persons(version, *persons); }));
        }
    }
    return {};
}

} // namespace renkei::mhd
