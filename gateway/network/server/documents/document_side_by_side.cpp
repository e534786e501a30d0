#include "gateway/forms/html/side_by_side_page.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/counterpart.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/documents/document_views.h"
#include "gateway/network/server/documents/person_of_document.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/request_audit.h"
#include "generated/messages/beside.h"

#include <algorithm>

namespace renkei::server {
namespace {

using html::SideBySide;
using store::DocumentKey;

constexpr std::string_view asked_resource = "Composition"; // for the audit

// The table is built into the program; a test holds that it can be read.
const std::vector<SideBySide>& sides() {
    static const std::vector<SideBySide> all =
        html::read_side_by_side(html::side_by_side_table()).value_or(std::vector<SideBySide>());
    return all;
}

const SideBySide* sides_of(std::string_view form) {
    const auto found = std::ranges::find_if(
        sides(), [&](const SideBySide& each) { return each.place_of(form) < each.forms.size(); });
    return found == sides().end() ? nullptr : &*found;
}

std::string forms_beside() {
    std::string out;
    for (const SideBySide& each : sides()) {
        for (const std::string& form : each.forms) {
            out += (out.empty() ? "" : ", ") + form;
        }
    }
    return out;
}

// Of the store: what was found, and the FHIR document. No version: it is not there.
struct FoundBody {
    std::optional<Version> version{};
    std::string fhir{};
    std::string person{}; // for the audit
};

class SideBySideReading {
public:
    SideBySideReading(ServerContext& gateway, const Request& request, const std::string& document)
        : gateway_(gateway),
          request_(request),
          subject_{.document = document, .query = AuditQueryText(asked_resource).text()} {}

    AuditedResponse run() {
        Result<std::string> page = write();
        Response out =
            page ? html_response(*std::move(page), "read") : error_response(request_, page.error());
        return {std::move(out.with("Cache-Control", "no-store")), std::move(subject_)};
    }

private:
    Result<std::string> write() {
        TRY_VOID(check_accepts_page(request_));
        TRY_VOID(check_known(gateway_, request_, no_parameters));
        TRY(FoundBody own, find([&](const store::Snapshot& snapshot) -> Result<std::optional<Version>> {
                TRY(Version version, current_version(snapshot, subject_.document, reader()));
                TRY(head_, head_beside(gateway_, request_, snapshot, subject_.document, View::beside));
                return std::optional(std::move(version));
            }));
        subject_.version = own.version->number;
        subject_.person = own.person;
        about_ = sides_of(own.version->form);
        if (about_ == nullptr) {
            return diag::fail(message::nothing_beside, {}, {forms_beside()});
        }
        const std::size_t place = about_->place_of(own.version->form);
        TRY(const bool is_readable, read(place, own));
        if (!is_readable) {
            return diag::fail(message::nothing_beside, {}, {forms_beside()});
        }
        own.fhir = std::string(); // its memory is that of the other one now
        memory_ = ReadMemory(request_);
        TRY(const FoundBody other, find([&](const store::Snapshot& snapshot) {
                return counterpart(snapshot, about_->forms.at(1 - place));
            }));
        if (other.version) {
            TRY_VOID(read(1 - place, other)); // else it is as if it were not there
        }
        subject_.query += "&documents=" + audit_documents_text(shown_);
        return html::side_by_side_page(*about_, documents_, head_);
    }

    access::Reader reader() const { return reader_of(gateway_, request_); }

    // A worker is leased when the memory is there, never before.
    template <class Find>
    Result<FoundBody> find(const Find& find_version) {
        return read_large<FoundBody>(
            gateway_, memory_, [&](const store::Snapshot& snapshot) -> Result<FoundBody> {
                FoundBody out;
                TRY(out.version, find_version(snapshot));
                if (!out.version) {
                    return out;
                }
                TRY(out.person, audited_person(snapshot, out.version->document, out.version->number));
                if (sides_of(out.version->form) == nullptr) {
                    return out;
                }
                TRY(const std::uint64_t bytes,
                    documents::loaded_body_size(snapshot, *out.version,
                                                {.media_type = {}, .syntax = "html"}));
                if (memory_.covers(bytes)) {
                    TRY(out.fhir, documents::load_fhir(snapshot, *out.version));
                }
                return out;
            });
    }

    // What the caller may not read is as if it were not there.
    Result<std::optional<Version>> counterpart(const store::Snapshot& snapshot, std::string_view form) const {
        std::optional<std::string> id;
        if (key_) {
            TRY(id, snapshot.document_id(*key_));
        }
        TRY(std::optional<Version> version,
            documents::readable_newest(snapshot, id.value_or(std::string()), reader()));
        return version && version->form == form ? std::move(version) : std::nullopt;
    }

    // Into the page; of the first of both documents also how the other one is called. False: its form is
    // known no more.
    Result<bool> read(std::size_t place, const FoundBody& found) {
        HttpResult<documents::WorkerPool::Lease> worker =
            lease_worker(gateway_, {.peer = request_.caller.peer->id, .bytes = found.fhir.size()});
        if (!worker) {
            return tl::make_unexpected(worker.error().error);
        }
        const documents::LoadedDefinitions& loaded = (*worker)->loaded(); // maybe later ones than before
        const mapping::Plan* const plan = documents::find_plan(loaded, *found.version);
        if (plan == nullptr) {
            return false;
        }
        record::Record& record = (*worker)->converter().record();
        diag::Report loss; // reported when the document was submitted
        TRY_VOID(service::from_bundle((*worker)->converter(), *plan, found.fhir, record, loss));
        set_key(*loaded.catalogue, place, record);
        html::DocumentBeside document =
            html::read_beside(*about_, place, *plan, record, found.version->number);
        document.url = location_of(request_, *found.version);
        documents_.at(place) = std::move(document);
        shown_.push_back(found.version->document);
        return true;
    }

    void set_key(const catalogue::Catalogue& catalogue, std::size_t place, const record::Record& record) {
        const mapping::Plan* const other = catalogue.find(about_->forms.at(1 - place));
        if (other != nullptr) {
            key_ = documents::counterpart_key(
                gateway_.search_key(), record, other->form(),
                [&](std::string_view there) { return about_->own_item(place, there); });
        }
    }

    ServerContext& gateway_;
    const Request& request_;
    AuditSubject subject_;
    ReadMemory memory_{request_};
    const SideBySide* about_ = nullptr;
    std::optional<DocumentKey> key_{}; // of the other document
    std::array<std::optional<html::DocumentBeside>, 2> documents_{};
    std::vector<std::string> shown_{};
    html::PageHead head_{};
};

} // namespace

bool has_counterpart(std::string_view form) { return sides_of(form) != nullptr; }

AuditedResponse read_side_by_side(ServerContext& gateway, const Request& request, PathParameters parts) {
    return SideBySideReading(gateway, request, parts[0]).run();
}

} // namespace renkei::server
