// Giving documents out: a version in any syntax, its FHIR view, what is found by person, form, sender, date.
#pragma once

#include "gateway/core/text/repertoire.h"
#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/page.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/store/bodies/chunked_body.h"

namespace renkei::documents {

// One way to show a document.
struct Representation {
    std::string media_type; // "text/csv;charset=windows-31j", "application/fhir+json" …
    std::string
        syntax; // of Wish: "csv", "json", "fhir", "fhir-xml"; "html" for people; "original" as it came
    bool is_named_by_fhir =
        false; // as it came, but its name says items that only the FHIR kept beside it has
    text::Characters
        characters{};      // of its receiver: others are replaced in a CSV. As it came: if there are any
    std::string edition{}; // "clins 1.10.0", of its receiver: FHIR of others is written in it if nothing of
                           // it is lost on the way. Empty: in its own
};
// A FHIR document that no form here reads: it is kept as it came, and has a page of its narratives.
bool is_fhir_without_form(const LoadedDefinitions& loaded, const store::Version& version);
// As it is given to this peer: a CSV is written in the characters that the peer's system has. One that is
// asked for as it came is written again only if it has others.
Representation for_receiver(const LoadedDefinitions& loaded, const store::Version& version, Representation as,
                            const policy::Peer& peer);
// The same, as it is delivered: FHIR of others is written in the edition that the peer takes.
Representation for_delivery(const LoadedDefinitions& loaded, const store::Version& version, Representation as,
                            const policy::Peer& peer);
// As it came.
Representation original_of(const LoadedDefinitions& loaded, const store::Version& version);
// What this version can be shown as, best first (the original's own first).
std::vector<Representation> representations(const LoadedDefinitions& loaded, const store::Version& version);
// A range of an Accept header.
struct AcceptedRange : MediaType {
    int quality = 1000; // q, in thousandths
};
// Without those that nothing here can be: of another version of FHIR, or with a parameter without meaning.
std::vector<AcceptedRange> read_accept(std::string_view accept);
// Chooses by RFC 9110 §12.5.1; nothing means status 406. With an empty header it is the first one.
std::optional<Representation> negotiate(std::string_view accept, std::span<const Representation> offered);

struct Rendered {
    std::string bytes;
    std::string media_type;
    std::string etag; // strong: of document, version and representation; empty: what is its reader's alone
    std::string file_name;
    bool is_page = false;     // one of ours, which says what a browser may do with it
    diag::Report report{};    // what this syntax cannot carry
    std::string instead_of{}; // the edition in which it was to be written and is not, since it would lose
    std::optional<store::ChunkedBody> chunks{}; // in the place of `bytes`; version.size bytes together
    std::uint64_t size = 0;                     // of chunks
};

// A version and its stored bytes. They are loaded first and rendered afterwards, so that the store is not
// held while a document is rendered or a worker is awaited.
struct StoredBody {
    store::Version version;
    Representation as;
    std::string bytes;
    std::optional<store::ChunkedBody> chunks{}; // in the place of `bytes`
    std::string fhir{};                         // of what is named by it
    bool is_to_be_written = false; // asked for as it came, but it has characters that its receiver has not
    std::optional<html::PageHead> head{};      // of the gateway that shows it as a page; nothing: as a file
    std::optional<html::KnownPerson> person{}; // for a page, where the form has no name
};
// `snapshot` is what the version was found in; access has been decided. The error has message::version_gone
// if the version is withdrawn.
diag::Result<StoredBody> load_body(const store::Snapshot& snapshot, const store::Version& version,
                                   const Representation& as);
// As load_body(), but a large attachment without a form, if given out as it came, is left in its chunks.
diag::Result<StoredBody> load_body_chunked(const store::Snapshot& snapshot, const store::Version& version,
                                           const Representation& as);
// How many bytes load_body_chunked() and giving them out hold in memory at once.
diag::Result<std::uint64_t> loaded_body_size(const store::Snapshot& snapshot, const store::Version& version,
                                             const Representation& as);

using AcquireWorker = std::function<std::optional<WorkerPool::Lease>()>;
// A worker is acquired only if the document must be parsed or written; `server_busy` if none was free.
diag::Result<Rendered> render(const LoadedDefinitions& loaded, StoredBody stored, const AcquireWorker& lend);
diag::Result<Rendered> render(ConversionWorker& worker, StoredBody stored);

std::string etag_of(const store::Version& version, std::string_view syntax);
// The tag that render() gives: a client with this tag needs no body.
std::string etag_of(const LoadedDefinitions& loaded, const store::Version& version, const Representation& as);

} // namespace renkei::documents
