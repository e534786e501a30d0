#include "gateway/network/server/documents/document_list.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/mhd/metadata/document_people.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/person_description.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/records/office_month.h"
#include "generated/messages/documents.h"
#include "generated/messages/store.h"

#include <algorithm>

namespace renkei::server {
namespace {

// What is not current must be seen, and of the rest what the caller has not fetched yet.
pages::ListedStatus status_of(const Version& version, store::DeliveryState to_caller) {
    if (version.is_damaged && version.status != store::VersionStatus::withdrawn) {
        return {"壊れていて読めません（送信元に再送を依頼）", "late"};
    }
    switch (version.status) {
    case store::VersionStatus::superseded: return {"旧版"};
    case store::VersionStatus::withdrawn: return {"取り下げ"};
    case store::VersionStatus::current: break;
    }
    if (version.part) {
        return {"一部を閲覧可"};
    }
    switch (to_caller) {
    case store::DeliveryState::mailbox: return {"新着", "new"};
    case store::DeliveryState::delivered: return {"取得済み", "done"};
    case store::DeliveryState::waiting:
    case store::DeliveryState::sending:
    case store::DeliveryState::dead:
    case store::DeliveryState::cancelled: break;
    }
    return {};
}

std::string sender_in(const mhd::DocumentView& view) {
    const std::optional<std::size_t> custodian = mhd::DocumentPeople(view).custodian_entry();
    return custodian ? std::string(mhd::text_at(view.tree(), view.resource(*custodian), "name"))
                     : std::string();
}

// As it stands on the person's card.
std::string insured_number_in(const mhd::DocumentView& view, json::NodeId patient) {
    for (const json::NodeId each : mhd::nodes_at(view.tree(), patient, "identifier")) {
        const policy::Identifier identifier{std::string(mhd::text_at(view.tree(), each, "system")),
                                            std::string(mhd::text_at(view.tree(), each, "value"))};
        const std::optional<documents::PersonNumber> parts = documents::take_apart(identifier);
        const std::string& number = parts ? parts->number.value : identifier.value;
        if (documents::is_known_person_system(identifier.system) && documents::is_insured_number(number)) {
            return number;
        }
    }
    return {};
}

Result<PersonOfDocument> person_in(const store::Snapshot& snapshot, const Version& version,
                                   documents::PartMaker& parts) {
    if (!version.has_fhir || version.status == store::VersionStatus::withdrawn) {
        return PersonOfDocument{};
    }
    TRY(const std::uint64_t bytes, mhd::view_size(snapshot, version));
    if (bytes > ReadMemory::small) {
        return PersonOfDocument{.is_left_closed = true, .may_have_page = !version.part};
    }
    TRY(const std::unique_ptr<mhd::DocumentView> view, mhd::open_view(snapshot, version, &parts));
    if (view->subject() == resources::no_entry) {
        return PersonOfDocument{.sender = sender_in(*view)};
    }
    const json::NodeId patient = view->resource(view->subject());
    mhd::PersonDescription person = mhd::describe_person(view->tree(), patient);
    return PersonOfDocument{.name = std::string(mhd::text_at(view->tree(), patient, "name.text")),
                            .birth_date = std::move(person.birth_date),
                            .insured_number = insured_number_in(*view, patient),
                            .sender = sender_in(*view),
                            .called = std::move(person.names),
                            .may_have_page = !version.part};
}

pages::ListPage begin_list(ServerContext& gateway, const Request& request) {
    pages::ListPage out{.documents_url = documents_url(request),
                        .eligibility_url = request.base + "/eligibility",
                        .searched = request.query};
    const auto loaded = gateway.workers().loaded();
    for (const mapping::Plan& plan : loaded->catalogue->plans()) {
        if (loaded->catalogue->find(plan.form().id()) == &plan) { // the newest version of the form
            out.forms.emplace_back(plan.form().id(), plan.text(plan.form().about().title));
        }
    }
    return out;
}

// Of the form: a document that is gone has no title any more.
std::string title_of(const pages::ListPage& list, std::string_view form) {
    const auto found = std::ranges::find(list.forms, form, &std::pair<std::string, std::string>::first);
    return found == list.forms.end() ? std::string() : found->second;
}

} // namespace

Result<std::vector<PersonOfDocument>>
persons_of(const store::Snapshot& snapshot, std::vector<Version>& versions, documents::PartMaker& parts) {
    std::vector<PersonOfDocument> out(versions.size(), {.is_left_closed = true, .may_have_page = true});
    std::size_t opened = 0;
    const auto open = [&](bool is_newest) -> Result<void> {
        for (std::size_t i = 0; i < versions.size() && opened < most_opened; ++i) {
            const bool is_last = i + 1 == versions.size() || versions[i + 1].document != versions[i].document;
            if (is_last != is_newest) {
                continue;
            }
            ++opened;
            Result<PersonOfDocument> person = person_in(snapshot, versions[i], parts);
            if (!person && person.error().message == diag::message::document_damaged) {
                versions[i].is_damaged = true;
                person = PersonOfDocument{};
            }
            TRY(out[i], person);
        }
        return {};
    };
    TRY_VOID(open(true)); // one sender's many revisions keep no other document closed
    TRY_VOID(open(false));
    return out;
}

pages::ComparedNames keep_called(const std::string& name, std::vector<Version>& versions,
                                 std::vector<PersonOfDocument>& persons) {
    pages::ComparedNames out;
    std::vector<Version> kept;
    std::vector<PersonOfDocument> called;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        ++(persons[i].is_left_closed ? out.left_closed : out.compared);
        if (std::ranges::any_of(persons[i].called, [&](const std::string& each) {
                return each.find(name) != std::string::npos;
            })) {
            kept.push_back(std::move(versions[i]));
            called.push_back(std::move(persons[i]));
        }
    }
    versions = std::move(kept);
    persons = std::move(called);
    return out;
}

// With the other pages of the gateway.
html::PageHead list_head(ServerContext& gateway, const Request& request) {
    html::PageHead out = page_head(request);
    out.views = {{.url = request.base + "/documents", .text = "文書の一覧", .is_here = true},
                 {.url = request.base + "/forms", .text = "帳票をつくる"}};
    if (gateway.hub() != nullptr) {
        out.views.push_back({.url = request.base + "/work", .text = "業務の一覧"});
        out.views.push_back({.url = request.base + "/records", .text = "担当事業所と同意"});
        const auto loaded = gateway.workers().loaded();
        if (std::ranges::any_of(collected_forms(*loaded->catalogue), [&](const mapping::Plan* each) {
                return documents::may_send(each->form(), *request.caller.peer);
            })) {
            out.views.push_back({.url = request.base + "/export-month", .text = "月ごとの提出ファイル"});
        }
    }
    return out;
}

Response document_list(ServerContext& gateway, const Request& request, const FoundDocuments& found) {
    pages::ListPage list = begin_list(gateway, request);
    for (std::size_t i = 0; i < found.versions.size(); ++i) {
        const Version& version = found.versions[i];
        list.documents.push_back(
            {.url = location_of(request, version),
             .title = version.title.empty() ? title_of(list, version.form) : version.title,
             .date = version.date,
             .received = time::second_in_japan(version.created),
             .person = found.persons[i].name,
             .birth = found.persons[i].birth_date,
             .insured_number = found.persons[i].insured_number,
             .sender = found.persons[i].sender,
             .status = status_of(version, found.deliveries[i]),
             .has_link = version.status != store::VersionStatus::withdrawn,
             .has_person_page = !version.part && found.persons[i].may_have_page,
             .has_counterpart = !version.part && has_counterpart(version.form),
             .is_own = version.submitter == request.caller.peer->id});
    }
    list.next = found.next;
    list.compared = found.compared;
    Response out = html_response(pages::list_page(list, list_head(gateway, request)), "found");
    out.with("Cache-Control", "no-store");
    return out;
}

Response refused_list(ServerContext& gateway, const Request& request, const diag::Error& error) {
    pages::ListPage list = begin_list(gateway, request);
    diag::Report shown;
    shown.add(http::shown_error(request, error));
    list.refusal = refusal_text(shown);
    list.needs_insurer = error.message == diag::message::person_ambiguous;
    Response out = error_response(request, error);
    set_page(out, pages::list_page(list, list_head(gateway, request)));
    return out;
}

} // namespace renkei::server
