#include "gateway/network/server/documents/document_list.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/mhd/path.h"
#include "gateway/network/mhd/person_finder.h"
#include "gateway/network/pages/list_page.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/large_reads.h"
#include "generated/messages/store.h"

namespace renkei::server {
namespace {

using diag::Result;
using store::Version;

// What is not current must be seen.
std::string status_text(const Version& version) {
    if (version.is_damaged && version.status != store::VersionStatus::withdrawn) {
        return "壊れていて読めません（送信元に再送を依頼）";
    }
    switch (version.status) {
    case store::VersionStatus::current: return {};
    case store::VersionStatus::superseded: return "旧版";
    case store::VersionStatus::withdrawn: return "取り下げ";
    }
    return {};
}

Result<PersonOfDocument> person_in(const store::Snapshot& snapshot, const Version& version) {
    if (!version.has_fhir || version.status == store::VersionStatus::withdrawn) {
        return PersonOfDocument{};
    }
    TRY(const std::uint64_t bytes, mhd::view_size(snapshot, version));
    if (bytes > ReadMemory::small) {
        return PersonOfDocument{.may_have_page = true};
    }
    TRY(const std::unique_ptr<mhd::DocumentView> view, mhd::open_view(snapshot, version));
    if (view->subject() == resources::no_entry) {
        return PersonOfDocument{};
    }
    return PersonOfDocument{
        .name = std::string(mhd::text_at(view->tree(), view->resource(view->subject()), "name.text")),
        .may_have_page = true};
}

pages::ListPage begin_list(ServerContext& gateway, const Request& request) {
    pages::ListPage out{.documents_url = documents_url(request), .searched = request.query};
    const auto loaded = gateway.workers().loaded();
    for (const mapping::Plan& plan : loaded->catalogue->plans()) {
        if (loaded->catalogue->find(plan.form().id()) == &plan) { // the newest version of the form
            out.forms.emplace_back(plan.form().id(), plan.text(plan.form().about().title));
        }
    }
    return out;
}

} // namespace

Result<std::vector<PersonOfDocument>> persons_of(const store::Snapshot& snapshot,
                                                 std::vector<Version>& versions) {
    std::vector<PersonOfDocument> out;
    for (Version& version : versions) {
        Result<PersonOfDocument> person = person_in(snapshot, version);
        if (!person && person.error().message == diag::message::document_damaged) {
            version.is_damaged = true;
            person = PersonOfDocument{};
        }
        TRY_VOID(person);
        out.push_back(*std::move(person));
    }
    return out;
}

Response document_list(ServerContext& gateway, const Request& request, const FoundDocuments& found) {
    pages::ListPage list = begin_list(gateway, request);
    for (std::size_t i = 0; i < found.versions.size(); ++i) {
        const Version& version = found.versions[i];
        list.documents.push_back({.url = location_of(request, version),
                                  .title = version.title,
                                  .date = version.date,
                                  .received = time::second_in_japan(version.created),
                                  .person = found.persons[i].name,
                                  .status = status_text(version),
                                  .has_person_page = found.persons[i].may_have_page});
    }
    list.next = found.next;
    Response out = html_response(pages::list_page(list), "found");
    out.with("Cache-Control", "no-store");
    return out;
}

Response refused_list(ServerContext& gateway, const Request& request, const diag::Error& error) {
    pages::ListPage list = begin_list(gateway, request);
    list.refusal = refusal_text(http::shown_error(request, error));
    Response out = html_refusal(error_response(request, error), pages::list_page(list));
    out.with("Cache-Control", "no-store");
    return out;
}

} // namespace renkei::server
