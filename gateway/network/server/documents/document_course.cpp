// The last documents that an office made of a form about a person, side by side.
#include "gateway/forms/html/course.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/documents/document_views.h"
#include "gateway/network/server/documents/person_of_document.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/office_month.h"
#include "generated/messages/documents.h"
#include "generated/messages/export.h"

#include <algorithm>

namespace renkei::server {
namespace {

struct FoundCourse {
    std::vector<std::pair<Version, std::string>> read{}; // and their FHIR, the oldest first
    std::size_t damaged = 0;
    std::vector<seal::Hash> persons{};
    std::vector<std::string> documents{};
    FoundSet set{}; // of the newest: what its person is called
    html::PageHead head{};
};

// Those that came last, whether or not the caller may read them.
Result<std::vector<Version>> last_of_office(const store::Snapshot& snapshot, const Version& asked,
                                            const std::vector<seal::Hash>& persons) {
    TRY(const policy::History history, snapshot.history(asked.document));
    store::DocumentQuery query{.form = asked.form,
                               .senders = history.versions.at(asked.number).senders,
                               .limit = html::most_of_course};
    query.viewer.numbers = query.senders;
    for (const seal::Hash& each : persons) {
        TRY(const std::vector<seal::Hash> same, snapshot.linked_persons(each));
        query.persons.insert(query.persons.end(), same.begin(), same.end());
    }
    TRY(store::DocumentPage found, snapshot.find(query));
    std::ranges::sort(found.versions, {}, [](const Version& it) { return std::pair(it.date, it.document); });
    return std::move(found.versions);
}

class CourseReading {
public:
    CourseReading(ServerContext& gateway, const Request& request, const std::string& document)
        : gateway_(gateway),
          request_(request),
          loaded_(gateway.workers().loaded()),
          subject_{.document = document, .query = "course"} {}

    AuditedResponse run() {
        Result<std::string> page = write();
        Response out =
            page ? html_response(*std::move(page), "read") : error_response(request_, page.error());
        return person_response(std::move(out), memory_, std::move(subject_));
    }

private:
    Result<std::string> write() {
        TRY_VOID(check_accepts_page(request_));
        TRY_VOID(check_known(gateway_, request_, no_parameters));
        TRY(const FoundCourse found,
            read_large<FoundCourse>(gateway_, memory_,
                                    [&](const store::Snapshot& snapshot) { return find(snapshot); }));
        HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway_, work_of(request_));
        if (!worker) {
            return tl::make_unexpected(worker.error().error);
        }
        const documents::LoadedDefinitions& loaded = (*worker)->loaded(); // maybe later ones than before
        std::vector<html::CourseDocument> documents;
        std::string_view title;
        std::size_t left_out = found.damaged;
        for (const auto& [version, fhir] : found.read) {
            const mapping::Plan* const plan = documents::find_plan(loaded, version);
            record::Record& record = (*worker)->converter().record();
            diag::Report loss; // reported when the document was submitted
            if (plan == nullptr || !service::from_bundle((*worker)->converter(), *plan, fhir, record, loss)) {
                ++left_out;
                continue;
            }
            documents.push_back(html::read_course(
                *plan, record, {.person = found.set.person ? &*found.set.person : nullptr}));
            documents.back().url = location_of(request_, version);
            documents.back().day = version.date;
            title = plan->text(plan->form().about().title);
        }
        if (documents.empty()) {
            return diag::fail(message::version_gone, {});
        }
        if (std::ranges::find(found.documents, subject_.document) == found.documents.end()) {
            subject_.document.clear(); // it is older than what is shown
            subject_.version = 0;
        }
        add_found(subject_, found);
        return html::course_page(title, documents, left_out, found.head);
    }

    // Nothing to one who may not read each of them whole.
    Result<FoundCourse> find(const store::Snapshot& snapshot) {
        FoundCourse out;
        const access::Reader reader = reader_of(gateway_, request_);
        TRY(const Version asked, current_version(snapshot, subject_.document, reader));
        if (!has_course(*loaded_, asked)) {
            return diag::fail(message::form_not_collected, {},
                              {asked.form, collected_form_ids(*loaded_->catalogue)});
        }
        subject_.version = asked.number;
        TRY(out.persons, snapshot.persons(asked.document, asked.number));
        std::vector<Version> last;
        if (!out.persons.empty()) {
            TRY(last, last_of_office(snapshot, asked, out.persons));
        }
        if (last.empty()) {
            return diag::fail(message::no_such_document, {});
        }
        std::uint64_t bytes = 0;
        for (const Version& each : last) {
            TRY(const std::optional<Version> read,
                documents::readable_newest(snapshot, each.document, reader));
            if (!read) {
                return diag::fail(message::no_such_document, {});
            }
            TRY(const std::uint64_t size,
                documents::loaded_body_size(snapshot, each, {.media_type = {}, .syntax = "html"}));
            bytes += size;
        }
        const bool has_room = memory_.covers(bytes); // else all is read again
        for (Version& each : last) {
            Result<std::string> fhir = has_room ? documents::load_fhir(snapshot, each) : std::string();
            if (fhir) {
                out.documents.push_back(each.document);
                out.read.emplace_back(std::move(each), *std::move(fhir));
            } else if (++out.damaged == last.size() || is_of_store(fhir.error())) {
                return tl::make_unexpected(fhir.error());
            }
        }
        Result<FoundSet> set =
            find_set(gateway_, request_, snapshot, out.read.back().first, memory_, SetFor::people);
        if (!set && is_of_store(set.error())) {
            return tl::make_unexpected(set.error());
        }
        out.set = std::move(set).value_or(FoundSet());
        if (out.set.person) {
            out.documents.push_back(out.set.named_by);
        }
        TRY(out.head, head_beside(gateway_, request_, snapshot, asked.document, View::course));
        return out;
    }

    ServerContext& gateway_;
    const Request& request_;
    std::shared_ptr<const documents::LoadedDefinitions> loaded_;
    AuditSubject subject_;
    ReadMemory memory_{request_};
};

} // namespace

bool has_course(const documents::LoadedDefinitions& loaded, const Version& version) {
    const mapping::Plan* const plan = documents::find_plan(loaded, version);
    return plan != nullptr && is_collected(plan->form());
}

AuditedResponse read_course(ServerContext& gateway, const Request& request, PathParameters parts) {
    return CourseReading(gateway, request, parts[0]).run();
}

} // namespace renkei::server
