#include "gateway/network/documents/fetch.h"

#include "gateway/fhir/xml/document.h"
#include "gateway/forms/html/narrative_page.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/writer.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/forms/service/source.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/documents/replaced_characters.h"
#include "gateway/network/seal/chunks.h"
#include "gateway/network/store/bodies/body_size.h"
#include "generated/messages/conversion.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"
#include "generated/messages/versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::documents {
namespace {

using diag::Result;
using store::BodyKind;
using store::Version;

constexpr std::string_view as_it_came = "original";

std::string plain_name(const Version& version, std::string_view media_type) {
    return fmt::format("{}-{}.{}", version.document, version.number, file_extension_of(media_type));
}

bool is_syntax_of(const mapping::Plan* plan, std::string_view syntax) {
    return plan != nullptr && plan->form().syntax(syntax) != nullptr;
}

// Has the form's syntax names of its own for its files?
bool has_file_names(const mapping::Plan* plan, std::string_view syntax) {
    return is_syntax_of(plan, syntax) && !plan->form().name_parts(*plan->form().syntax(syntax)).empty();
}

bool is_stored_as_is(const StoredBody& stored) {
    return service::fhir_syntax(stored.as.syntax) == service::FhirSyntax::json;
}

bool is_given_as_it_came(const StoredBody& stored) {
    return stored.as.syntax == as_it_came && !stored.is_to_be_written;
}

// Of the form.
const std::string& syntax_of(const Version& version, const Representation& as) {
    return as.syntax == as_it_came ? version.syntax : as.syntax;
}

// No worker is needed to parse or write it; only the file name may depend on the content.
bool needs_no_worker(const LoadedDefinitions& loaded, const StoredBody& stored) {
    if (stored.version.part || !stored.as.edition.empty()) {
        return false;
    }
    return is_stored_as_is(stored) ||
           (is_given_as_it_came(stored) &&
            !has_file_names(find_plan(loaded, stored.version), stored.version.syntax));
}

bool is_offered_of_part(const Representation& as) {
    return service::fhir_syntax(as.syntax) || as.syntax == "html";
}

// Of "clins 1.10.0".
std::string_view version_in(std::string_view edition) { return edition.substr(edition.find(' ') + 1); }

// What is said of a document that goes from one edition to another whole.
constexpr std::array of_an_edition{diag::message::loss_harmless, diag::message::loss_other_edition,
                                   diag::message::edition_assumed};

// A rendered document may change with the mappings.
std::string tag(const LoadedDefinitions& loaded, const Representation& as) {
    if (as.syntax == as_it_came && !as.characters.are_replaced() && as.edition.empty()) {
        return as.syntax;
    }
    const bool is_cp932 = encoding_of_media_type(as.media_type) == text::Encoding::cp932;
    const std::string_view repertoire = text::to_text(as.characters.repertoire);
    return fmt::format("{}{}{}{}{}{}{}.{}", as.syntax, is_cp932 ? "-sjis" : "", repertoire.empty() ? "" : "-",
                       repertoire, as.characters.gaiji == text::Gaiji::as_geta ? "-geta" : "",
                       as.edition.empty() ? "" : "-", version_in(as.edition),
                       loaded.catalogue->source_hash().substr(0, 8));
}

Rendered labelled(const LoadedDefinitions& loaded, const StoredBody& stored) {
    return {.bytes = {},
            .media_type = stored.as.media_type,
            .etag = stored.version.part || stored.head ? std::string()
                                                       : etag_of(loaded, stored.version, stored.as),
            .file_name = plain_name(stored.version, stored.as.media_type)};
}

// Renders one version, or parses it for its file name.
struct Rendering {
    ConversionWorker& worker;
    StoredBody stored;
    const mapping::Plan* plan = find_plan(worker.loaded(), stored.version);
    Rendered out = labelled(worker.loaded(), stored);

    Result<Rendered> run() {
        TRY_VOID(write());
        return std::move(out);
    }

    Result<void> write() {
        if (stored.version.part && (plan == nullptr || !is_offered_of_part(stored.as))) {
            return not_offered();
        }
        if (!stored.as.edition.empty() && write_in_edition()) {
            return {};
        }
        if (is_given_as_it_came(stored)) {
            out.bytes = std::move(stored.bytes);
            name_original();
            return {};
        }
        if (const auto fhir = service::fhir_syntax(stored.as.syntax)) {
            if (stored.version.part) {
                TRY(stored.bytes,
                    part_in_fhir(worker.converter(), *plan, *stored.version.part, stored.bytes));
            }
            TRY(out.bytes, service::written_as(*fhir, worker.converter(), std::move(stored.bytes),
                                               service::Layout::compact, out.report));
            return {};
        }
        const bool is_page = stored.as.syntax == "html";
        out.is_page = is_page;
        if (is_page && is_fhir_without_form(worker.loaded(), stored.version)) {
            return write_narratives();
        }
        if (plan == nullptr || (!is_page && !is_syntax_of(plan, syntax_of(stored.version, stored.as)))) {
            return not_offered();
        }
        record::Record& record = worker.converter().record();
        diag::Report loss; // reported when the document was submitted
        TRY_VOID(service::from_bundle(worker.converter(), *plan, stored.bytes, record, loss));
        html::PageOptions page{.version = stored.version.number,
                               .shows = {},
                               .document = &worker.converter().second_tree(),
                               .index = &worker.converter().matcher(*plan).index(),
                               .head = head(),
                               .person = stored.person ? &*stored.person : nullptr};
        if (stored.version.part) {
            keep_part(record, *stored.version.part);
            page.shows = [this](std::string_view item) { return stored.version.part->shows(item); };
        }
        if (is_page) {
            out.bytes = html::document_page(*plan, record, page);
            return {};
        }
        return write_form(record);
    }

    // Where anything of what a hospital wrote is lost, or read as plain text, its receiver gets it as it is.
    bool write_in_edition() {
        service::Outcome made =
            service::convert(worker.converter(), {.name = {}, .bytes = stored.bytes},
                             {.to = {.syntax = syntax_of(stored.version, stored.as),
                                     .version = std::string(version_in(stored.as.edition))},
                              .on_loss = service::OnLoss::refuse});
        const bool is_whole = std::ranges::all_of(made.report.findings(), [](const diag::Finding& each) {
            return std::ranges::find(of_an_edition, each.message) != of_an_edition.end();
        });
        if (made.documents.size() != 1 || !is_whole) {
            out.instead_of = stored.as.edition;
            return false;
        }
        out.bytes = std::move(made.documents.front().bytes);
        return true;
    }

    const html::PageHead* head() const { return stored.head ? &*stored.head : nullptr; }

    Result<void> write_narratives() {
        xml::Document document;
        diag::Report known; // reported when the document was submitted
        const bool is_xml = service::is_xml(stored.bytes);
        if (is_xml) {
            TRY_VOID(worker.converter().read_xml(stored.bytes, document, known));
        }
        json::Tree tree;
        TRY_VOID(worker.converter().parse_fhir(is_xml ? document.json : stored.bytes, tree));
        out.bytes = html::narrative_page(tree, stored.version.number, head());
        return {};
    }

    Result<void> not_offered() const {
        std::string offered;
        for (const Representation& each : representations(worker.loaded(), stored.version)) {
            offered += (offered.empty() ? "" : ", ") + each.media_type;
        }
        return diag::fail(message::not_acceptable, {}, {stored.as.syntax, offered});
    }

    // Where file names say what is in the file, the name comes from the content.
    void name_original() {
        const Version& version = stored.version;
        if (!has_file_names(plan, version.syntax)) {
            return;
        }
        const form::Form& form = plan->form();
        const form::Syntax& syntax = *form.syntax(version.syntax);
        if (stored.as.is_named_by_fhir) {
            name_by_fhir(syntax);
            return;
        }
        record::Reader reader(
            form, syntax, out.bytes,
            {.read_mode = record::ReadMode::lenient, .encoding = encoding_of_media_type(version.media_type)});
        record::Record& record = worker.converter().record();
        diag::Report ignored;
        if (reader.next(record, ignored)) {
            take_name(record::file_name(record, syntax));
        }
    }

    // The file name of the original is not kept, but the items that stood in it are in the FHIR document.
    void name_by_fhir(const form::Syntax& syntax) {
        record::Record& record = worker.converter().record();
        diag::Report ignored; // reported when the document was submitted
        if (service::from_bundle(worker.converter(), *plan, stored.fhir, record, ignored)) {
            take_name(record::file_name(record, syntax));
        }
    }

    Result<void> write_form(const record::Record& record) {
        const form::Form& form = plan->form();
        const form::Syntax& syntax = *form.syntax(syntax_of(stored.version, stored.as));
        worker.converter()
            .writer(form, syntax, {encoding_of_media_type(stored.as.media_type), stored.as.characters})
            .write(record, out.bytes, out.report);
        for (const diag::Finding& finding : out.report.findings()) {
            if (finding.severity == diag::Severity::error) {
                return tl::make_unexpected(finding);
            }
        }
        take_name(record::file_name(record, syntax));
        return {};
    }

    void take_name(std::string name) {
        if (!name.empty()) {
            out.file_name = std::move(name);
        }
    }
};

} // namespace

bool is_fhir_without_form(const LoadedDefinitions& loaded, const Version& version) {
    return find_plan(loaded, version) == nullptr && !version.part &&
           (version.has_fhir || service::fhir_syntax(version.syntax));
}

Representation for_receiver(const LoadedDefinitions& loaded, const Version& version, Representation as,
                            const policy::Peer& peer) {
    const mapping::Plan* const plan = find_plan(loaded, version);
    const std::string& id = syntax_of(version, as);
    const bool is_csv = is_syntax_of(plan, id) && plan->form().syntax(id)->kind != form::SyntaxKind::json;
    if (is_csv && version.has_fhir) {
        as.characters = peer.characters;
    }
    return as;
}

Representation for_delivery(const LoadedDefinitions& loaded, const Version& version, Representation as,
                            const policy::Peer& peer) {
    const mapping::Plan* const plan = find_plan(loaded, version);
    if (plan != nullptr && plan->form().is_foreign() && service::fhir_syntax(syntax_of(version, as)) &&
        !version.part &&
        peer.edition.starts_with(fmt::format("{} ", plan->form().text(plan->form().about().family))) &&
        version_in(peer.edition) != plan->form().version()) {
        as.edition = peer.edition;
    }
    return for_receiver(loaded, version, std::move(as), peer);
}

Representation original_of(const LoadedDefinitions& loaded, const Version& version) {
    const mapping::Plan* const plan = find_plan(loaded, version);
    return {version.media_type, std::string(as_it_came),
            version.has_fhir && is_syntax_of(plan, version.syntax) &&
                record::has_items_in_name(plan->form(), *plan->form().syntax(version.syntax))};
}

Result<StoredBody> load_body(const store::Snapshot& snapshot, const Version& version,
                             const Representation& as) {
    if (version.part && !is_offered_of_part(as)) {
        return diag::fail(message::version_gone, {});
    }
    StoredBody out{version, as, {}};
    const bool is_kept_alone = !version.has_fhir && as.syntax == "html"; // a page is made of it as it came
    if (as.syntax != as_it_came && !is_kept_alone) {
        TRY(out.bytes, load_fhir(snapshot, version));
        return out;
    }
    TRY(std::optional<std::string> original, snapshot.body(version, BodyKind::original));
    if (!original) {
        return diag::fail(message::version_gone, {});
    }
    out.bytes = *std::move(original);
    if (as.characters.are_replaced() &&
        has_replaced_characters(out.bytes, encoding_of_media_type(as.media_type), as.characters)) {
        out.is_to_be_written = true;
        out.bytes.clear();
        TRY(out.bytes, load_fhir(snapshot, version));
        return out;
    }
    if (as.is_named_by_fhir) {
        TRY(out.fhir, load_fhir(snapshot, version));
    }
    return out;
}

namespace {

// The body in chunks; nothing if it has to be read as a whole.
Result<std::optional<store::ChunkedBody>> chunks_of(const store::Snapshot& snapshot, const Version& version,
                                                    const Representation& as) {
    // no name has to be read from its content
    const bool is_attachment = as.syntax == as_it_came && version.form.empty();
    if (!is_attachment || version.size <= seal::chunk_bytes) {
        return std::nullopt;
    }
    return store::find_chunked_body(snapshot, version, BodyKind::original);
}

} // namespace

Result<StoredBody> load_body_chunked(const store::Snapshot& snapshot, const Version& version,
                                     const Representation& as) {
    TRY(std::optional<store::ChunkedBody> chunks, chunks_of(snapshot, version, as));
    if (chunks) {
        return StoredBody{version, as, {}, std::move(chunks)};
    }
    return load_body(snapshot, version, as);
}

Result<std::uint64_t> loaded_body_size(const store::Snapshot& snapshot, const Version& version,
                                       const Representation& as) {
    if (version.part) {
        return part_memory(snapshot, version);
    }
    if (as.syntax == as_it_came && !as.is_named_by_fhir && !as.characters.are_replaced()) {
        TRY(const std::optional<store::ChunkedBody> chunks, chunks_of(snapshot, version, as));
        return chunks ? seal::chunk_bytes : version.size;
    }
    if (as.syntax == as_it_came) {
        snapshot.prefetch_body(version, BodyKind::original);
    }
    const bool is_original = service::fhir_syntax(version.syntax) == service::FhirSyntax::json;
    snapshot.prefetch_body(version, is_original ? BodyKind::original : BodyKind::fhir);
    // 0: the original is it
    TRY(const std::uint64_t fhir, store::body_size(snapshot, version, BodyKind::fhir));
    const bool are_together = as.syntax == as_it_came && as.is_named_by_fhir; // else one after the other
    return are_together ? version.size + fhir : std::max(fhir, version.size);
}

Result<Rendered> render(ConversionWorker& worker, StoredBody stored) {
    return Rendering{worker, std::move(stored)}.run();
}

Result<Rendered> render(const LoadedDefinitions& loaded, StoredBody stored, const AcquireWorker& lend) {
    if (needs_no_worker(loaded, stored)) {
        Rendered out = labelled(loaded, stored);
        if (stored.chunks) {
            out.chunks = std::move(stored.chunks);
            out.size = stored.version.size;
            return out;
        }
        out.bytes =
            is_stored_as_is(stored) ? service::as_line(std::move(stored.bytes)) : std::move(stored.bytes);
        return out;
    }
    const std::optional<WorkerPool::Lease> worker = lend();
    if (!worker) {
        return diag::fail(message::server_busy, {}, {"5"});
    }
    return render(**worker, std::move(stored));
}

std::string etag_of(const Version& version, std::string_view syntax) {
    return fmt::format("\"{}.{}.{}\"", version.document, version.number, syntax);
}

std::string etag_of(const LoadedDefinitions& loaded, const Version& version, const Representation& as) {
    return etag_of(version, tag(loaded, as));
}

} // namespace renkei::documents
