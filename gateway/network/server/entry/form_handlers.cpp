// /forms and what else is filled in on a page: which forms, and which documents are corrected, copied,
// withdrawn.
#include "gateway/core/time/instant.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/prefill.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/pages/entry_page.h"
#include "gateway/network/policy/decide.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/entry/entry_user.h"
#include "gateway/network/server/entry/form_entry.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/routes.h"
#include "generated/messages/documents.h"
#include "generated/messages/portal.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <array>

namespace renkei::server {
namespace {

using entry::FilledForm;
using html::escaped;

constexpr std::size_t longest_entry = 8U << 20;

// The form as the caller may send it.
Result<const mapping::Plan*> plan_of(const documents::LoadedDefinitions& loaded, const Request& request,
                                     const std::string& id) {
    const mapping::Plan* const plan = loaded.catalogue->find(id);
    const policy::Peer& peer = *request.caller.peer;
    if (plan == nullptr || plan->form().is_foreign()) {
        return diag::fail(message::no_such_path, {}, {request.target});
    }
    if (!documents::may_send(plan->form(), peer)) {
        const std::vector<std::string> creators = documents::creators_of(plan->form());
        return tl::make_unexpected(
            policy::access_error(policy::may_create(peer, creators, {}), &peer, {.creators = creators}));
    }
    return plan;
}

Result<void> check_page(ServerContext& gateway, const Request& request) {
    return check_accepts_page(request).and_then([&] { return check_known(gateway, request, no_parameters); });
}

Result<std::string> drafts_html(ServerContext& gateway, const Request& request,
                                const catalogue::Catalogue& catalogue, const store::DraftOwner& owner) {
    TRY(const std::vector<store::Draft> drafts,
        gateway.store().read_value<std::vector<store::Draft>>(
            [&](const store::Snapshot& snapshot) { return store::drafts_of(snapshot, owner); }));
    std::string rows;
    for (const store::Draft& each : drafts) {
        const mapping::Plan* const plan = catalogue.find(each.form);
        rows += fmt::format(
            "<li><a href=\"{}/drafts/{}\">{}{}</a> {} に保存</li>\n", escaped(request.base), each.id,
            escaped(plan == nullptr ? each.form : plan->form().text(plan->form().about().title)),
            escaped(each.person.empty() ? each.person : "：" + each.person),
            html::date_html(time::second_in_japan(each.saved)));
    }
    return rows.empty() ? rows : "<section>\n<h2>下書き</h2>\n<ul>\n" + rows + "</ul>\n</section>\n";
}

Response list_forms(ServerContext& gateway, const Request& request, PathParameters) {
    if (const Result<void> page = check_page(gateway, request); !page) {
        return error_response(request, page.error());
    }
    std::string rows;
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    for (const mapping::Plan& plan : loaded->catalogue->plans()) {
        const form::Form& form = plan.form();
        if (loaded->catalogue->find(form.id()) == &plan && documents::may_send(form, *request.caller.peer)) {
            rows += fmt::format("<li><a href=\"{}/forms/{}\">{}</a></li>\n", escaped(request.base),
                                escaped(form.id()), escaped(form.text(form.about().title)));
        }
    }
    std::string drafts;
    if (const std::optional<store::DraftOwner> owner = entry_user(gateway, request)) {
        TRY_OR_ANSWER(request, drafts, drafts_html(gateway, request, *loaded->catalogue, *owner));
    }
    const html::PageHead head = page_head(request);
    return entry_response(
        html::begin_page({.title = "帳票をつくる", .has_forms = true}, &head) +
            "<div class=\"head\">\n<h1>帳票をつくる</h1>\n</div>\n" + name_form(gateway, request, "/forms") +
            drafts +
            (rows.empty() ? html::notice(html::Notice::info, "送れる帳票はありません")
                          : "<section>\n<h2>新しい帳票</h2>\n<ul>\n" + rows + "</ul>\n</section>\n") +
            html::end_page(),
        200, "found");
}

Response show_form(ServerContext& gateway, const Request& request, PathParameters parts) {
    if (const Result<void> page = check_page(gateway, request); !page) {
        return error_response(request, page.error());
    }
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    const Result<const mapping::Plan*> plan = plan_of(*loaded, request, parts[0]);
    if (plan && !entry_user(gateway, request)) {
        return name_page(gateway, request, request.target);
    }
    return plan ? FormEntry(gateway, request, **plan).begin() : error_response(request, plan.error());
}

AuditedResponse take_form(ServerContext& gateway, const Request& request, PathParameters parts) {
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    TRY_OR_ANSWER(request, const mapping::Plan* const plan, plan_of(*loaded, request, parts[0]));
    TRY_OR_ANSWER(request, Pairs sent, read_long_form(request, longest_entry));
    return FormEntry(gateway, request, *plan).take(std::move(sent));
}

// The answer that `begin` makes of a document that the caller may read and keep, as JSON.
template <class Begin>
AuditedResponse from_document(ServerContext& gateway, const Request& request, PathParameters parts,
                              const Begin& begin) {
    if (const Result<void> page = check_page(gateway, request); !page) {
        return error_response(request, page.error());
    }
    if (!entry_user(gateway, request)) {
        return AuditedResponse(name_page(gateway, request, request.target))
            .as({audit::Action::query, "form-entry"});
    }
    Request asked = request;
    asked.query = {{"_format", "json"}};
    asked.headers = {{"Accept", std::string(request.header("Accept"))}};
    AuditedResponse out = read_newest(gateway, asked, parts);
    Response& response = out.response();
    if (response.status == 200) {
        const std::string document = std::move(response.body);
        const bool has_tag = std::ranges::any_of(response.headers, [](const auto& it) {
            return it.first == "ETag"; // what has none, a part or a paper of a case, is read alone
        });
        response = has_tag ? begin(document, out.subject().version)
                           : error_response(request, diag::finding(message::no_such_document, {}));
    }
    return out;
}

// A document of the caller, as the form that it is.
AuditedResponse begin_from(ServerContext& gateway, const Request& request, PathParameters parts,
                           bool is_copy) {
    TRY_OR_ANSWER(request, const documents::Readable seen,
                  gateway.store().read_value<documents::Readable>([&](const store::Snapshot& snapshot) {
                      return documents::readable(snapshot, parts[0], reader_of(gateway, request),
                                                 store::Titles::left_sealed);
                  }));
    if (!seen.is_of_sender || seen.versions.empty()) {
        return error_response(request, diag::finding(message::no_such_document, {}));
    }
    return from_document(
        gateway, request, parts, [&](const std::string& document, std::uint32_t) -> Response {
            TRY_OR_ANSWER(request, documents::WorkerPool::Lease worker, lease_worker(gateway, request));
            diag::Report report;
            const service::Input input{.name = "-", .bytes = document};
            service::Documents documents(worker->converter(), input, {}, report);
            if (!documents.next() || documents.status() != service::ReadStatus::document) {
                return error_response(request, diag::finding(message::no_such_document, {}));
            }
            TRY_OR_ANSWER(request, const mapping::Plan* const plan,
                          plan_of(worker->loaded(), request, std::string(documents.source().form())));
            if (plan != &documents.source().plan()) { // of an older edition: its boxes may be others
                return error_response(request, diag::finding(message::entry_edition_ended, {},
                                                             {std::string(plan->form().version())}));
            }
            const FilledForm before(plan->form(), documents.record());
            return FormEntry(gateway, request, *plan).begin_from(before, seen.versions.back(), is_copy);
        });
}

// Another form, or the next one of the same kind, as its prefill.yaml says.
AuditedResponse begin_form(ServerContext& gateway, const Request& request, PathParameters parts) {
    return from_document(
        gateway, request, parts, [&](const std::string& document, std::uint32_t version) -> Response {
            TRY_OR_ANSWER(request, documents::WorkerPool::Lease worker, lease_worker(gateway, request));
            TRY_OR_ANSWER(request, const mapping::Plan* const plan,
                          plan_of(worker->loaded(), request, parts[1]));
            const service::Outcome begun =
                service::prefill(worker->converter(), {.name = "-", .bytes = document},
                                 {.mappings = worker->loaded().mappings,
                                  .to = parts[1],
                                  .syntax = std::string(plan->form().text(json_of(plan->form()).id)),
                                  .created = time::second_in_japan(gateway.clock().now()),
                                  .may_transfer = false});
            if (begun.documents.empty()) {
                return error_response(request, Refusal::conflict, begun.report, "conflict");
            }
            const FilledForm made(plan->form(), worker->converter().second_record());
            return FormEntry(gateway, request, *plan)
                .begin_with(made, begun.report, {.document = parts[0], .number = version});
        });
}

AuditedResponse correct_document(ServerContext& gateway, const Request& request, PathParameters parts) {
    return begin_from(gateway, request, parts, false);
}

AuditedResponse copy_document(ServerContext& gateway, const Request& request, PathParameters parts) {
    return begin_from(gateway, request, parts, true);
}

AuditedResponse withdraw_by_page(ServerContext& gateway, const Request& request, PathParameters parts) {
    TRY_OR_ANSWER(request, const Pairs sent, read_form(request));
    const std::optional<std::string> shown =
        shown_by_form(gateway, request, withdrawal_form, form_field(sent, entry_token));
    if (!shown || version_shown(*shown).first != parts[0]) {
        return error_response(request,
                              diag::finding(message::own_form_expired, {}, {std::to_string(form_minutes)}));
    }
    if (form_field(sent, "sure") != "yes") {
        return error_response(request, diag::finding(message::own_form_wrong, {}, {"sure", "", "yes"}));
    }
    const std::array known{version_shown(*shown).second};
    const documents::Receipt receipt = gateway.intake().withdraw(parts[0], request.caller, known);
    return audited(receipt,
                   receipt.refusal == Refusal::none
                       ? entry_response(pages::entry_done_page("文書の取下げ", "取り下げました",
                                                               "受け取った側にも知らせます", {},
                                                               page_head(request)),
                                        200, "withdrawn")
                       : error_response(request, receipt.refusal, receipt.report,
                                        resources::row(receipt.refusal).name),
                   {.document = parts[0]})
        .as({audit::Action::remove, "delete"});
}

// What the page of the list sends.
AuditedResponse change_list(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, const Pairs sent, read_form(request));
    const std::string_view act = form_field(sent, entry::act_field);
    if (act == name_act) {
        return take_name(gateway, request, sent);
    }
    const std::optional<store::DraftOwner> owner = entry_user(gateway, request);
    const std::optional<std::string> draft =
        shown_by_form(gateway, request, draft_token, form_field(sent, entry_token));
    if (!draft || !owner) {
        return error_response(request,
                              diag::finding(message::own_form_expired, {}, {std::to_string(form_minutes)}));
    }
    if (act != drop_draft_act || form_field(sent, "sure") != "yes") {
        return error_response(request, diag::finding(message::own_form_wrong, {}, {"sure", "", "yes"}));
    }
    const Result<void> done = gateway.store().write([&](store::Transaction& transaction) {
        const auto [id, number] = version_shown(*draft);
        return store::drop_draft(transaction, *owner, id, number);
    });
    if (!done) {
        return error_response(request, done.error());
    }
    Response out{.status = 303, .outcome = "see-other"};
    return out.with("Location", request.base + "/forms").with("Cache-Control", "no-store");
}

AuditedResponse open_draft(ServerContext& gateway, const Request& request, PathParameters parts) {
    if (const Result<void> page = check_page(gateway, request); !page) {
        return error_response(request, page.error());
    }
    const std::optional<store::DraftOwner> owner = entry_user(gateway, request);
    if (!owner) {
        return name_page(gateway, request, request.target);
    }
    TRY_OR_ANSWER(
        request, const std::optional<store::Draft> draft,
        gateway.store().read_value<std::optional<store::Draft>>(
            [&](const store::Snapshot& snapshot) { return store::find_draft(snapshot, *owner, parts[0]); }));
    if (!draft || draft->is_damaged) {
        return error_response(request,
                              diag::finding(draft ? message::draft_damaged : message::no_such_draft, {}));
    }
    const std::shared_ptr<const documents::LoadedDefinitions> loaded = gateway.workers().loaded();
    TRY_OR_ANSWER(request, const mapping::Plan* const plan, plan_of(*loaded, request, draft->form));
    return FormEntry(gateway, request, *plan)
        .open(*draft, loaded->catalogue->find(draft->form, draft->edition));
}

constexpr int of_lists[] = {200, 400, 406};
constexpr int of_showing[] = {200, 400, 403, 404, 406};
constexpr int of_taking[] = {200, 201, 400, 403, 404, 409, 412, 413, 422};

constexpr int of_beginning[] = {200, 400, 403, 404, 406, 409, 410};
constexpr int of_withdrawing_by_page[] = {200, 400, 403, 404, 412};

constexpr int of_changing[] = {200, 303, 400, 403, 422};

constexpr std::array<Route, 9> routes_of_entry{{
    {"POST", "/forms", "forms-change", "", "", "", // a form of our own pages
     Audited{{audit::Action::execute, "form-entry"}, change_list}, of_changing},
    {"GET", "/drafts/{id}", "draft", "", "", "", Audited{{audit::Action::query, "form-entry"}, open_draft},
     of_beginning},
    {"GET", "/forms", "forms", "", "", "", Unaudited{list_forms}, of_lists},
    {"GET", "/forms/{form}", "form-page", "", "", "", Unaudited{show_form}, of_showing},
    {"POST", "/forms/{form}", "form-entry", "", "", "", // a form of our own pages
     Audited{{audit::Action::query, "form-entry"}, take_form}, of_taking},
    {"GET", "/documents/{id}/correction", "document-correction", "", "", "",
     Audited{{audit::Action::read, "read"}, correct_document}, of_beginning},
    {"GET", "/documents/{id}/copy", "document-copy", "", "", "",
     Audited{{audit::Action::read, "read"}, copy_document}, of_beginning},
    {"GET", "/documents/{id}/begin/{form}", "document-begin", "", "", "",
     Audited{{audit::Action::read, "read"}, begin_form}, of_beginning},
    {"POST", "/documents/{id}/withdrawal", "document-withdrawal", "", "", "",
     Audited{{audit::Action::remove, "delete"}, withdraw_by_page}, of_withdrawing_by_page},
}};

} // namespace

std::span<const Route> entry_routes() { return routes_of_entry; }

} // namespace renkei::server
