// The part of a document that one reader is shown (access/document_access.h): its form's items are read out
// of the FHIR document, those that the part does not show are taken away, and the document is written again
// from the rest. So nothing that the form's mapping does not understand is in a part.
#pragma once

#include "gateway/forms/service/workspace.h"
#include "gateway/network/documents/worker_pool.h"
#include "gateway/network/store/rows.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::documents {

// The record, without the items that the part does not show, and without rows that only have a place then.
void keep_part(record::Record& record, const sharing::FormPart& part);

// The FHIR document in JSON, tagged SUBSETTED (R4 resource.html, v3-ObservationValue) and without a profile:
// no profile promises what a part has. `bundle`: the whole one.
diag::Result<std::string> part_in_fhir(service::Workspace& workspace, const mapping::Plan& plan,
                                       const sharing::FormPart& part, std::string_view bundle);

// Makes parts of the versions that one request looks up, in one thread.
class PartMaker {
public:
    explicit PartMaker(std::shared_ptr<const LoadedDefinitions> loaded) : loaded_(std::move(loaded)) {}
    // `version.part` is set; `bundle`: its whole document. The error is `version_gone` if the version's form
    // is not known any more.
    diag::Result<std::string> in_fhir(const store::Version& version, std::string_view bundle);

private:
    std::shared_ptr<const LoadedDefinitions> loaded_;
    std::optional<service::Workspace> workspace_{}; // made for the first part
};

} // namespace renkei::documents
