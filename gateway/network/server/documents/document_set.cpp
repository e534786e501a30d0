#include "gateway/core/json/writer.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/person_of_document.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace renkei::server {
namespace {

using ViewPtr = std::unique_ptr<mhd::DocumentView>;

constexpr std::size_t most_of_set = 100; // files of one request

struct SetName {
    std::string system{};
    std::string value{};
    bool operator==(const SetName&) const = default;
};

// Of no set: both are empty.
SetName set_name(const mhd::DocumentView& view) {
    const json::NodeId extension =
        mhd::node_at(view.tree(), view.composition(), "~document-set.valueIdentifier");
    return {std::string(mhd::text_at(view.tree(), extension, "system")),
            std::string(mhd::text_at(view.tree(), extension, "value"))};
}

struct FoundSet {
    SetName name{};
    std::vector<ViewPtr> views{};
    std::vector<seal::Hash> persons{};
    std::vector<std::string> documents{};
};

// What may have come with it: of the same person, sender and revision, as the caller finds it. It is among
// these.
Result<std::vector<Version>> candidates(const store::Snapshot& snapshot, const access::Reader& reader,
                                        const Version& asked, const std::vector<seal::Hash>& persons) {
    std::vector<Version> out{asked};
    if (persons.empty()) {
        return out;
    }
    TRY(const policy::History history, snapshot.history(asked.document));
    store::DocumentQuery query{.persons = persons,
                               .senders = history.versions.at(asked.number).senders,
                               .newest_first = false,
                               .limit = page_of_list.most};
    for (bool has_more = true; has_more;) {
        TRY(const store::DocumentPage page, access::find_documents(snapshot, reader, query));
        std::ranges::copy_if(page.versions, std::back_inserter(out), [&](const Version& each) {
            return each.revision == asked.revision && each.has_fhir && each.document != asked.document;
        });
        has_more = page.more;
        query.after = page.after;
    }
    // of an office that gives every document of a person one revision: those that came at about the same time
    const auto apart = [&](const Version& each) { return std::abs(each.created - asked.created); };
    std::ranges::stable_sort(out, {}, apart);
    out.resize(std::min(out.size(), most_of_set));
    std::ranges::sort(out, {}, &Version::document); // as they came
    return out;
}

// Nothing: there is not enough memory for it now; `memory` asks for more.
Result<FoundSet> find_set(const store::Snapshot& snapshot, const access::Reader& reader,
                          const std::string& document, ReadMemory& memory) {
    FoundSet out;
    TRY(const Version asked, current_version(snapshot, document, reader));
    if (!asked.has_fhir) { // an attachment
        return diag::fail(diag::message::not_acceptable, {}, {"application/fhir+json", asked.media_type});
    }
    TRY(out.persons, snapshot.persons(asked.document, asked.number));
    TRY(const std::vector<Version> found, candidates(snapshot, reader, asked, out.persons));
    std::uint64_t bytes = 0;
    for (const Version& each : found) {
        TRY(const std::uint64_t size, mhd::view_size(snapshot, each));
        bytes += 2 * size; // what is kept, and its text in the response
    }
    if (!memory.covers(bytes)) {
        return FoundSet{};
    }
    for (const Version& each : found) {
        TRY(ViewPtr view, mhd::open_view(snapshot, each));
        if (each.document == asked.document) {
            out.name = set_name(*view);
        }
        out.views.push_back(std::move(view));
    }
    std::erase_if(out.views, [&](const ViewPtr& view) {
        const bool is_asked = view->version().document == asked.document;
        return !is_asked && (out.name == SetName() || set_name(*view) != out.name);
    });
    for (const ViewPtr& view : out.views) {
        out.documents.push_back(view->version().document);
    }
    return out;
}

std::string set_bundle(const FoundSet& set, const std::string& base) {
    std::string text;
    json::Writer out(text);
    out.start_object().member("resourceType", "Bundle");
    if (!set.name.value.empty()) {
        out.key("identifier").start_object();
        if (!set.name.system.empty()) {
            out.member("system", set.name.system);
        }
        out.member("value", set.name.value).end_object();
    }
    out.member("type", "collection").key("entry").start_array();
    for (const ViewPtr& view : set.views) {
        std::string bundle;
        view->write_bundle(bundle);
        out.start_object().member("fullUrl", base + "/Bundle/" + mhd::logical_id(view->version().document));
        out.key("resource").raw(bundle).end_object();
    }
    out.end_array().end_object();
    return text;
}

} // namespace

AuditedResponse read_document_set(ServerContext& gateway, const Request& request, PathParameters parts) {
    AuditSubject subject{.document = parts[0]};
    ReadMemory memory(request);
    const auto find = [&]() -> Result<FoundSet> {
        TRY_VOID(check_known(gateway, request, no_parameters));
        const access::Reader reader = reader_of(gateway, request);
        return read_large<FoundSet>(gateway, memory, [&](const store::Snapshot& snapshot) {
            return find_set(snapshot, reader, parts[0], memory);
        });
    };
    const Result<FoundSet> found = find();
    if (!found) {
        return person_response(error_response(request, found.error()), memory, std::move(subject));
    }
    add_found(subject, *found);
    return person_response(fhir_response(gateway, request, 200, set_bundle(*found, fhir_base(request))),
                           memory, std::move(subject));
}

} // namespace renkei::server
