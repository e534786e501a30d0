// The part of a document that one reader is shown (access/document_access.h): its form's items are read out
// of the FHIR document, those that the part does not show are taken away, and the document is written again
// from the rest. So nothing that the form's mapping does not understand is in a part.
#pragma once

#include "gateway/forms/service/workspace.h"
#include "gateway/network/documents/worker_pool.h"
#include "gateway/network/store/rows/snapshot.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::documents {

// The mapping of the version's form; null if it has no form, or one that is not known any more.
const mapping::Plan* find_plan(const LoadedDefinitions& loaded, const store::Version& version);
// The FHIR document in JSON as it is kept.
diag::Result<std::string> load_fhir(const store::Snapshot& snapshot, const store::Version& version);

// The record, without the items that the part does not show, and without rows that only have a place then.
void keep_part(record::Record& record, const sharing::FormPart& part);

// The FHIR document in JSON. It and its resources are tagged SUBSETTED (R4 resource.html,
// v3-ObservationValue) and claim no profile: none promises what a part has. `bundle`: the whole one.
diag::Result<std::string> part_in_fhir(service::Workspace& workspace, const mapping::Plan& plan,
                                       const sharing::FormPart& part, std::string_view bundle);

// No part is made of a larger FHIR document, bytes: parts are made while the store is read.
inline constexpr std::uint64_t largest_with_parts = 1U << 20;

// Bytes that making the part of a version holds in memory at once.
diag::Result<std::uint64_t> part_memory(const store::Snapshot& snapshot, const store::Version& version);

// Makes parts of the versions that one request looks up, in one thread.
class PartMaker {
public:
    explicit PartMaker(std::shared_ptr<const LoadedDefinitions> loaded) : loaded_(std::move(loaded)) {}
    // `version.part` is set. The error is `version_gone` if the version's form is not known any more.
    diag::Result<std::string> in_fhir(const store::Snapshot& snapshot, const store::Version& version);
    // Does the document say anything of the kinds that are open? False, too, if it is too large. Where all
    // kinds are open, it is not opened.
    diag::Result<bool> has_open_kinds(const store::Snapshot& snapshot, const store::Version& version);

private:
    // The items that the part shows; `bundle_` outlives them.
    diag::Result<record::Record*> read(const store::Snapshot& snapshot, const store::Version& version);

    std::shared_ptr<const LoadedDefinitions> loaded_;
    std::string bundle_{};
    std::optional<service::Workspace> workspace_{}; // made for the first part
};

} // namespace renkei::documents
