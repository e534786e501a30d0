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
    std::vector<Version> versions{}; // the oldest first
    std::vector<std::string> fhir{}; // of each; fewer: there is not enough memory for them now
    std::vector<seal::Hash> persons{};
    std::vector<std::string> documents{};
    FoundSet set{}; // of the newest: what its person is called
    html::PageHead head{};
};

// That came last, whether or not the caller may read them.
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
        for (std::size_t i = 0; i < found.fhir.size(); ++i) {
            const Version& version = found.versions[i];
            const mapping::Plan* const plan = documents::find_plan(loaded, version);
            if (plan == nullptr) {
                return diag::fail(message::version_gone, {});
            }
            record::Record& record = (*worker)->converter().record();
            diag::Report loss; // reported when the document was submitted
            TRY_VOID(service::from_bundle((*worker)->converter(), *plan, found.fhir[i], record, loss));
            documents.push_back(html::read_course(
                *plan, record, {.person = found.set.person ? &*found.set.person : nullptr}));
            documents.back().url = location_of(request_, version);
            documents.back().day = version.date;
            title = plan->text(plan->form().about().title);
        }
        add_found(subject_, found);
        return html::course_page(title, documents, found.head);
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
        if (!out.persons.empty()) {
            TRY(out.versions, last_of_office(snapshot, asked, out.persons));
        }
        if (out.versions.empty()) {
            return diag::fail(message::no_such_document, {});
        }
        std::uint64_t bytes = 0;
        for (const Version& each : out.versions) {
            TRY(const std::optional<Version> read,
                documents::readable_newest(snapshot, each.document, reader));
            if (!read) {
                return diag::fail(message::no_such_document, {});
            }
            TRY(const std::uint64_t size,
                documents::loaded_body_size(snapshot, each, {.media_type = {}, .syntax = "html"}));
            bytes += size;
            out.documents.push_back(each.document);
        }
        TRY(out.set, find_set(gateway_, request_, snapshot, asked, memory_, SetFor::people));
        if (out.set.person) {
            out.documents.push_back(out.set.named_by);
        }
        TRY(out.head, head_beside(gateway_, request_, snapshot, asked.document, View::course));
        if (memory_.covers(bytes)) {
            for (const Version& each : out.versions) {
                TRY(std::string fhir, documents::load_fhir(snapshot, each));
                out.fhir.push_back(std::move(fhir));
            }
        }
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
