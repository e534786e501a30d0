#include "gateway/network/server/documents/person_of_document.h"

#include "gateway/network/documents/readable.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

namespace renkei::server {
namespace {

constexpr std::string_view patient_type = "Patient";

} // namespace

Result<std::optional<mhd::PersonFilter>> person_of_document(const store::Snapshot& snapshot,
                                                            const std::string& document,
                                                            const access::Reader& reader, ReadMemory& memory,
                                                            documents::PartMaker* parts) {
    TRY(const store::Version version, current_version(snapshot, document, reader, parts));
    TRY(const std::uint64_t bytes, mhd::view_size(snapshot, version));
    if (!memory.covers(bytes > ReadMemory::small ? bytes + ReadMemory::page : bytes)) {
        return std::optional<mhd::PersonFilter>();
    }
    TRY(const std::unique_ptr<mhd::DocumentView> view, mhd::open_view(snapshot, version, parts));
    if (view->subject() == resources::no_entry) {
        return diag::fail(message::resource_not_there, {}, {std::string(patient_type)});
    }
    const mhd::LogicalId id{.document = document, .resource = static_cast<std::uint32_t>(view->subject())};
    return std::optional(mhd::PersonFilter{.patients = {{std::string(patient_type), id}}});
}

Result<store::Version> current_version(const store::Snapshot& snapshot, const std::string& document,
                                       const access::Reader& reader, documents::PartMaker* parts) {
    TRY(const documents::Readable seen,
        documents::readable(snapshot, document, reader, store::Titles::left_sealed, parts));
    if (seen.versions.empty()) {
        return diag::fail(message::no_such_document, {});
    }
    return seen.versions.back().status == store::VersionStatus::withdrawn
               ? Result<store::Version>(diag::fail(message::version_gone, {}))
               : seen.versions.back();
}

} // namespace renkei::server
