#include "gateway/core/json/writer.h"
#include "gateway/core/text/joined.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/documents/document_views.h"
#include "gateway/network/server/documents/person_of_document.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace renkei::server {
namespace {

// Candidates of one request: for programs as many as a request may bring files, for a page what people read.
constexpr std::size_t most_of_set = 100;
constexpr std::size_t most_of_page = 30;

constexpr std::size_t most_of_source = 80; // characters

SetName set_name(const mhd::DocumentView& view) {
    const json::NodeId extension =
        mhd::node_at(view.tree(), view.composition(), "~document-set.valueIdentifier");
    return {std::string(mhd::text_at(view.tree(), extension, "system")),
            std::string(mhd::text_at(view.tree(), extension, "value"))};
}

// What may have come with it: of the same person, sender and revision, as the caller finds it.
Result<std::vector<Version>> candidates(const store::Snapshot& snapshot, const access::Reader& reader,
                                        const Version& asked, const std::vector<seal::Hash>& persons,
                                        std::size_t most) {
    std::vector<Version> out;
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
    out.resize(std::min(out.size(), most));
    return out;
}

// Whom the document is about, as it says; nothing: it has no name.
std::optional<html::KnownPerson> person_of_view(const mhd::DocumentView& view) {
    const json::Tree& tree = view.tree();
    const json::NodeId patient =
        view.subject() == resources::no_entry ? json::no_node : view.resource(view.subject());
    html::KnownPerson out{.birth_date = std::string(mhd::text_at(tree, patient, "birthDate")),
                          .gender = std::string(mhd::text_at(tree, patient, "gender"))};
    for (const json::NodeId name : mhd::nodes_at(tree, patient, "name")) {
        const bool is_kana = mhd::text_at(tree, name, "~iso21090-EN-representation.valueCode") == "SYL";
        std::string& text = is_kana ? out.kana : out.name;
        text = text.empty() ? html::words_of(tree, name) : text;
    }
    return out.name.empty() ? std::nullopt : std::optional(std::move(out));
}

// As the person's page gathers it, and of no larger documents than a search opens.
Result<void> add_name_of_others(ServerContext& gateway, const Request& request,
                                const store::Snapshot& snapshot, const mhd::DocumentView& own,
                                FoundSet& set) {
    mhd::SummaryContext context = summary_context(gateway, request);
    context.table = {}; // nothing but the person
    context.writes_document = false;
    ReadMemory little(request);
    const mhd::LogicalId patient{own.version().document, static_cast<std::uint32_t>(own.subject())};
    const Result<mhd::SummaryResult> found =
        summarise_within(snapshot, {.patients = {{"Patient", patient}}}, context, little);
    if (!found || found->apart.are_of_several()) {
        return found || !is_of_store(found.error()) ? Result<void>() : tl::make_unexpected(found.error());
    }
    const mhd::SummaryContent& content = found->contents.front();
    const auto entry = std::ranges::find(content.entries, mhd::PersonStatement::name,
                                         &mhd::SummaryEntry::of_person); // of the newest that has one
    if (entry != content.entries.end()) {
        const mhd::SummarySource& source = content.sources[entry->sources.front()];
        TRY(const std::optional<Version> version, snapshot.version(source.document, source.version));
        TRY(const ViewPtr view, mhd::open_view(snapshot, version.value()));
        set.person = person_of_view(*view);
        set.named_by = source.document;
        if (set.person) {
            set.person->source = fmt::format("「{}」", text::head_of(source.name, most_of_source));
        }
    }
    return {};
}

Result<void> add_for_people(ServerContext& gateway, const Request& request, const store::Snapshot& snapshot,
                            const Version& asked, FoundSet& set) {
    const auto form_of = [](const ViewPtr& view) { return std::string_view(view->version().form); };
    std::ranges::stable_sort(set.views, {}, form_of);
    const mhd::DocumentView* own = nullptr;
    for (const ViewPtr& view : set.views) {
        own = view->version().document == asked.document ? view.get() : own;
        if (!set.person && (set.person = person_of_view(*view))) {
            set.person->source =
                fmt::format("同じ一式の「{}」", title_of_view(*gateway.workers().loaded(), *view));
            set.named_by = view->version().document;
        }
    }
    if (!set.person && own != nullptr && own->subject() != resources::no_entry) {
        return add_name_of_others(gateway, request, snapshot, *own, set);
    }
    return {};
}

// Titles of what a document of the set needs and the set has not.
std::vector<std::string> missing_in_set(const catalogue::Catalogue& catalogue, const FoundSet& set) {
    std::set<std::string> out;
    const auto is_there = [&](std::string_view form) {
        return std::ranges::any_of(set.views,
                                   [&](const ViewPtr& each) { return each->version().form == form; });
    };
    for (const ViewPtr& view : set.views) {
        const mapping::Plan* const plan = catalogue.find(view->version().form);
        for (const base::Str need : plan == nullptr ? std::span<const base::Str>() : plan->form().needs()) {
            const std::vector<std::string_view> forms = form::forms_of_need(plan->form().text(need));
            if (std::ranges::none_of(forms, is_there)) {
                out.insert(text::joined(forms, "／", [&](std::string_view form) {
                    const mapping::Plan* const other = catalogue.find(form);
                    return std::string(other == nullptr ? form : other->text(other->form().about().title));
                }));
            }
        }
    }
    return {out.begin(), out.end()};
}

Result<std::string> page_of_set(ServerContext& gateway, const Request& request, const FoundSet& set,
                                const html::PageHead& head) {
    TRY(const std::vector<html::DocumentSheet> sheets, sheets_of_set(gateway, request, set));
    const auto loaded = gateway.workers().loaded();
    return html::sheets_page(
        "文書の一式", sheets, "届いていないか、閲覧できない文書",
        set.name == SetName() ? std::vector<std::string>() : missing_in_set(*loaded->catalogue, set), head);
}

} // namespace

Result<std::vector<html::DocumentSheet>> sheets_of_set(ServerContext& gateway, const Request& request,
                                                       const FoundSet& set) {
    HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway, work_of(request));
    if (!worker) {
        return tl::make_unexpected(worker.error().error);
    }
    const documents::LoadedDefinitions& loaded = (*worker)->loaded();
    service::Workspace& converter = (*worker)->converter();
    std::vector<html::DocumentSheet> out;
    for (const ViewPtr& view : set.views) {
        const Version& version = view->version();
        const mapping::Plan* const plan = documents::find_plan(loaded, version);
        if (plan == nullptr) {
            out.push_back({.title = title_of_view(loaded, *view),
                           .html = fmt::format("<p><a href=\"{}\">この文書のページ</a>で読めます。</p>\n",
                                               location_of(request, version))});
            continue;
        }
        std::string fhir;
        view->write_bundle(fhir);
        diag::Report loss; // reported when the document was submitted
        TRY_VOID(service::from_bundle(converter, *plan, fhir, converter.record(), loss));
        html::PageOptions options{.version = version.number,
                                  .shows = {},
                                  .document = &converter.second_tree(),
                                  .index = &converter.matcher(*plan).index(),
                                  .person = set.person ? &*set.person : nullptr};
        if (version.part) {
            options.shows = [&](std::string_view item) { return version.part->shows(item); };
        }
        out.push_back(html::document_sheet(*plan, converter.record(), options));
    }
    return out;
}

std::string set_bundle(const FoundSet& set, const std::string& base, std::string_view outcome) {
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
    if (!outcome.empty()) {
        out.start_object().key("resource").raw(outcome).end_object();
    }
    out.end_array().end_object();
    return text;
}

Result<FoundSet> find_set(ServerContext& gateway, const Request& request, const store::Snapshot& snapshot,
                          const Version& asked, ReadMemory& memory, SetFor readers) {
    FoundSet out;
    if (!asked.has_fhir) { // an attachment
        return diag::fail(diag::message::not_acceptable, {}, {"application/fhir+json", asked.media_type});
    }
    TRY(const std::uint64_t own_size, mhd::view_size(snapshot, asked));
    std::uint64_t bytes = 2 * own_size; // what is kept, and its text in the response
    if (!memory.covers(bytes)) {
        return FoundSet{};
    }
    TRY(ViewPtr own, mhd::open_view(snapshot, asked));
    TRY(out.persons, snapshot.persons(asked.document, asked.number));
    out.name = set_name(*own);
    out.views.push_back(std::move(own));
    const bool is_page = readers == SetFor::people;
    std::vector<Version> others;
    if (out.name != SetName() && !out.persons.empty()) {
        TRY(others, candidates(snapshot, reader_of(gateway, request), asked, out.persons,
                               is_page ? most_of_page : most_of_set));
    }
    for (const Version& each : others) {
        TRY(const std::uint64_t size, mhd::view_size(snapshot, each));
        bytes += 2 * size;
    }
    if (!memory.covers(bytes)) {
        return FoundSet{};
    }
    for (const Version& each : others) {
        Result<ViewPtr> view = mhd::open_view(snapshot, each);
        if (!view && (!is_page || is_of_store(view.error()))) {
            return tl::make_unexpected(view.error());
        }
        if (view && set_name(**view) == out.name) {
            out.views.push_back(*std::move(view));
        }
    }
    std::ranges::sort(out.views, {},
                      [](const ViewPtr& view) { return view->version().document; }); // as they came
    for (const ViewPtr& view : out.views) {
        out.documents.push_back(view->version().document);
    }
    if (is_page) {
        TRY_VOID(add_for_people(gateway, request, snapshot, asked, out));
    }
    return out;
}

AuditedResponse read_document_set(ServerContext& gateway, const Request& request, PathParameters parts) {
    AuditSubject subject{.document = parts[0]};
    ReadMemory memory(request);
    const std::string format = requested_format(request).value_or(std::string());
    const bool is_page =
        format.empty() ? wants_page(request) : accepted_types(request, format) == "text/html";
    html::PageHead head;
    const auto find = [&]() -> Result<FoundSet> {
        TRY_VOID(check_known(gateway, request, document_format));
        TRY_VOID(check_repeats(gateway, request, document_format));
        return read_large<FoundSet>(
            gateway, memory, [&](const store::Snapshot& snapshot) -> Result<FoundSet> {
                TRY(const Version asked, current_version(snapshot, parts[0], reader_of(gateway, request)));
                TRY(FoundSet out, find_set(gateway, request, snapshot, asked, memory,
                                           is_page ? SetFor::people : SetFor::programs));
                if (is_page) {
                    TRY(head, head_beside(gateway, request, snapshot, parts[0], View::set, out));
                }
                return out;
            });
    };
    const auto write = [&](const FoundSet& found) -> Result<Response> {
        if (!is_page) {
            return fhir_response(gateway, request, 200, set_bundle(found, fhir_base(request)));
        }
        TRY(std::string page, page_of_set(gateway, request, found, head));
        return html_response(std::move(page), "read");
    };
    Result<FoundSet> found = find();
    Result<Response> answer = found ? write(*found) : tl::make_unexpected(found.error());
    if (!answer) {
        return person_response(error_response(request, answer.error()), memory, std::move(subject));
    }
    if (found->person) {
        found->documents.push_back(found->named_by); // the audit has each once
    }
    add_found(subject, *found);
    return person_response(*std::move(answer), memory, std::move(subject));
}

} // namespace renkei::server
