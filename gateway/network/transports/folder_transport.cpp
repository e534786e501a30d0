#include "gateway/network/transports/folder_transport.h"

#include "gateway/core/base/crash_point.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/folders/directory.h"
#include "gateway/network/folders/folder_names.h"
#include "gateway/network/seal/hash.h"
#include "gateway/network/transports/given_notice.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::transports {
namespace {

using diag::ReasonCode;
using folders::Directory;
using folders::holds;
using folders::is_part;
using folders::max_name_length;
using folders::MoveResult;
using folders::names_of;
using folders::read_some;
using outbox::Attempt;
using outbox::AttemptResult;
using outbox::FailureScope;
using outbox::file_name_of;
using outbox::GivenFile;
using outbox::OutboundMessage;
using outbox::to_json;
using outbox::UnreachableReason;
using outbox::WithdrawalNotice;
using seal::Hash;
using text::is_sanitized;

namespace fs = std::filesystem;
using base::Overwrite;

constexpr const char* hidden = ".renkei";
constexpr std::string_view staged_ending = ".staged";
constexpr unsigned counted_names = 20; // of documents that have one name in common; then numbers of their own
constexpr unsigned max_tries = 2 * counted_names; // of names

// The receiver may write its folder, and so put anything there, also a link in the place of the hidden folder
// or of what is in it. The way of one file: STAGED (whole, on disk) → MARK (on disk, holds name and hash) →
// STAGED becomes the file. A mark without STAGED: it was handed over. A mark with STAGED: only the last step
// is missing.
struct Places {
    const Directory& folder;
    const Directory& hidden;
    std::string mark;
    std::string staged;
};

Places places_of(const Directory& folder, const Directory& hidden_folder, const std::string& delivery) {
    return {.folder = folder,
            .hidden = hidden_folder,
            .mark = delivery,
            .staged = delivery + std::string(staged_ending)};
}

Attempt later(const diag::Error& error) {
    return {.result = AttemptResult::retry,
            .scope = FailureScope::connection,
            .reason = diag::of_message(error.message)};
}

Attempt not_yet() { return {.result = AttemptResult::retry, .reason = ReasonCode::file_name_taken}; }

// The file may have come to its place before something failed, or be taken out of our folder there.
Attempt possibly_delivered(Attempt attempt) {
    attempt.may_have_arrived = true;
    return attempt;
}

bool is_usable_name(const std::string& name) {
    return !name.empty() && name.size() <= max_name_length && name.find('/') == std::string::npos &&
           name.front() != '.' && is_sanitized(name);
}

// What a delivery was put as, or is about to be.
struct Mark {
    std::string name{}; // empty: none that can be used
    std::optional<Hash> sha{};
};

std::string to_text(const Mark& mark) { return mark.name + "\n" + seal::to_hex(*mark.sha) + "\n"; }

Mark read_mark(const Places& places) {
    constexpr std::size_t longest = max_name_length + 2 * sizeof(Hash) + 2;
    const auto file = places.hidden.open_file(places.mark);
    const std::string text =
        file && file->ok() ? read_some(*file, places.mark, longest).value_or("") : std::string();
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string name = text.substr(0, end);
    return is_usable_name(name)
               ? Mark{name, seal::hash_of_hex(text.substr(std::min(end + 1, text.size()), 2 * sizeof(Hash)))}
               : Mark{};
}

// The mark is removed first: a mark without the staged file would say that the file was handed over.
void forget(const Places& places) {
    places.hidden.remove(places.mark);
    places.hidden.remove(places.staged);
}

Attempt delivered(const Mark& mark) {
    return {.result = AttemptResult::delivered, .location = mark.name, .file_sha = mark.sha};
}

// "A.CSV", "A-2.CSV", "A-3.CSV" …: the first is the form's own name, which two documents of one second have
// in common, and versions of one document.
// "A-712345678.CSV": where a folder has seen many of them, a number that the delivery always has, so that the
// thousandth asks for no more names than the first.
std::string candidate(const std::string& name, const std::string& delivery, unsigned number) {
    constexpr unsigned most = 1'000'000'000;
    if (number <= counted_names) {
        return names_of(name, number).file;
    }
    const Hash hash = seal::sha256(delivery);
    unsigned own = 0;
    for (std::size_t i = 0; i < sizeof(own); ++i) {
        own = own << 8 | hash[i];
    }
    return names_of(name, counted_names + 1 + (own + number) % most).file;
}

// What is put: a document, or a notice.
struct FileToPut {
    std::string name{}; // that it is to have
    std::string_view bytes{};
    std::function<diag::Result<bool>(const std::string&)> may_have{}; // a name
};

// Nothing if a file of that name is there, since it is not overwritten.
diag::Result<std::optional<Attempt>> hand_over_as(const Places& places, const std::string& name,
                                                  std::string_view bytes) {
    const Mark mark{name, seal::sha256(bytes)};
    TRY_VOID(places.hidden.write(places.mark, to_text(mark), Overwrite::yes));
    base::crash_point("folder-transport.marked");
    TRY(const MoveResult moved, places.hidden.move(places.staged, places.folder, name));
    if (moved == MoveResult::taken) {
        if (!holds(places.folder, name, bytes)) {
            return std::nullopt;
        }
        places.hidden.remove(places.staged);
        return delivered(mark);
    }
    if (moved == MoveResult::gone) {       // removed from our hidden folder
        places.hidden.remove(places.mark); // which alone would say that it was handed over
        return possibly_delivered({.result = AttemptResult::retry,
                                   .scope = FailureScope::connection,
                                   .reason = ReasonCode::folder_unusable});
    }
    base::crash_point("folder-transport.moved");
    TRY_VOID(places.folder.flush());
    return delivered(mark);
}

diag::Result<Attempt> hand_over(const Places& places, const FileToPut& file) {
    for (unsigned number = 1; number <= max_tries; ++number) {
        const std::string name = candidate(file.name, places.mark, number);
        TRY(const bool may_have, file.may_have(name));
        if (may_have) {
            TRY(std::optional<Attempt> attempt, hand_over_as(places, name, file.bytes));
            if (attempt) {
                return *std::move(attempt);
            }
        }
    }
    forget(places);
    return not_yet();
}

bool is_handed_over(const Places& places) {
    return places.hidden.has(places.mark) && !places.hidden.has(places.staged);
}

diag::Result<Attempt> put(const Places& places, const FileToPut& file) {
    if (is_handed_over(places)) {
        Mark mark = read_mark(places);
        mark.name = mark.name.empty() ? file.name : mark.name;
        return delivered(mark);
    }
    if (!places.hidden.has(places.mark)) {
        TRY_VOID(places.hidden.write(places.staged, file.bytes, Overwrite::yes));
        base::crash_point("folder-transport.staged");
    }
    const diag::Result<Attempt> out = hand_over(places, file);
    return out ? *out : possibly_delivered(later(out.error()));
}

// ---------------------------------------------------------------- notices

// Their names are made of names that no other file has.
diag::Result<Attempt> put_notice(const Directory& folder, const Directory& inner, const std::string& delivery,
                                 const WithdrawalNotice& notice) {
    std::string name = file_name_of(notice);
    if (!is_usable_name(name)) {
        name = file_name_of({.kind = notice.kind, .document = notice.document});
    }
    const std::string bytes = to_json(notice);
    return put(places_of(folder, inner, delivery),
               {.name = name, .bytes = bytes, .may_have = [](const std::string&) { return true; }});
}

// A mark is named by the id of a delivery; each notice has one of its own.
std::string notice_id(std::string_view kind, const std::string& delivery, const std::string& given) {
    return resources::to_text(resources::Uuid5(resources::url_namespace)
                                  .make(fmt::format("renkei:{}:{}:{}", kind, delivery, given)));
}

WithdrawalNotice about(WithdrawalNotice notice, const GivenFile& file) {
    notice.delivery = file.delivery;
    notice.known_as = file.name;
    notice.delivered_version = file.version;
    notice.sha256 = file.sha ? seal::to_hex(*file.sha) : std::string();
    return notice;
}

// Those that have a name, also those whose delivery was not recorded. A file that was only staged never came
// there.
std::vector<GivenFile> named(const Directory& folder, const Directory& inner, std::vector<GivenFile> given) {
    for (GivenFile& file : given) {
        const Places places = places_of(folder, inner, file.delivery);
        if (file.name.empty() && is_handed_over(places)) {
            Mark mark = read_mark(places);
            file.name = std::move(mark.name);
            file.sha = mark.sha;
        }
    }
    std::erase_if(given, [](const GivenFile& file) { return !is_usable_name(file.name); });
    return given;
}

// Ends at an error or at a result other than delivered. Notices that were put are not put again.
diag::Result<Attempt> put_notices(const Directory& folder, const Directory& inner,
                                  const OutboundMessage& message, const std::vector<GivenFile>& files) {
    Attempt out{.result = AttemptResult::delivered};
    for (const GivenFile& file : files) {
        const bool is_first = &file == &files.front();
        const std::string id = message.withdrawal && is_first
                                   ? message.delivery
                                   : notice_id(message.withdrawal ? "withdrawn" : "superseded",
                                               message.withdrawal ? message.delivery : "", file.delivery);
        TRY(Attempt attempt, put_notice(folder, inner, id, about(message.notice, file)));
        if (attempt.result != AttemptResult::delivered) {
            return attempt;
        }
        if (is_first) {
            out = std::move(attempt);
        }
    }
    return out;
}

diag::Result<Attempt> withdraw(const Directory& folder, const Directory& inner,
                               const OutboundMessage& message) {
    for (const std::string& delivery : message.notice.deliveries) {
        if (const Places places = places_of(folder, inner, delivery); inner.has(places.staged)) {
            forget(places);
        }
    }
    const std::vector<GivenFile> files = named(folder, inner, message.given);
    return files.empty() ? put_notice(folder, inner, message.delivery, message.notice)
                         : put_notices(folder, inner, message, files);
}

// ---------------------------------------------------------------- documents

std::string folder_name(const fs::path& address) {
    const fs::path plain = address.lexically_normal();
    return (plain.has_filename() ? plain : plain.parent_path()).string();
}

// The receiver has not taken an earlier version yet: it reads versions in order.
bool waits_behind_its_own(const Directory& folder, const std::vector<GivenFile>& files) {
    return std::ranges::any_of(files, [&](const GivenFile& file) { return folder.has(file.name); });
}

// Behind the file, whose name is known now; written again if the delivery is.
diag::Result<Attempt> with_notice(const Directory& folder, const OutboundMessage& message, Attempt attempt) {
    if (!has_notice(message) || attempt.result != AttemptResult::delivered) {
        return attempt;
    }
    const std::string name = attempt.location;
    const auto written = folder.write(given_notice_name(name), given_notice(message, name), Overwrite::yes);
    return written ? std::move(attempt) : possibly_delivered(later(written.error()));
}

diag::Result<Attempt> put_document(const Directory& folder, const Directory& inner, const policy::Peer& peer,
                                   const OutboundMessage& message, const FolderTransport::ClaimName& claim) {
    const Places places = places_of(folder, inner, message.delivery);
    if (!is_handed_over(places)) {
        const std::vector<GivenFile> files = named(folder, inner, message.given);
        TRY(const Attempt marked, put_notices(folder, inner, message, files));
        if (marked.result != AttemptResult::delivered) {
            return marked;
        }
        if (waits_behind_its_own(folder, files)) {
            forget(places);
            return not_yet();
        }
    }
    store::DeliveredName wanted{.folder = folder_name(peer.address),
                                .document = message.version.document,
                                .version = message.version.number};
    const auto may_have = [&](const std::string& name) {
        wanted.name = name;
        return claim(wanted);
    };
    TRY(Attempt attempt,
        put(places, {.name = message.file_name, .bytes = message.bytes, .may_have = may_have}));
    return with_notice(folder, message, std::move(attempt));
}

diag::Result<Attempt> deliver(const policy::Peer& peer, const OutboundMessage& message,
                              const FolderTransport::ClaimName& claim) {
    TRY(const Directory folder,
        Directory::open(peer.address)); // never made: it may be a share that is not there
    TRY(const Directory inner, folder.make(hidden));
    return message.withdrawal ? withdraw(folder, inner, message)
                              : put_document(folder, inner, peer, message, claim);
}

fs::file_time_type written_at(const Directory::File& file) {
    return std::chrono::file_clock::from_sys(std::chrono::sys_time<std::chrono::nanoseconds>(
        std::chrono::seconds(file.about.st_mtim.tv_sec) +
        std::chrono::nanoseconds(file.about.st_mtim.tv_nsec)));
}

// Our files are named by delivery ids. Other files are not ours.
bool is_mark(const std::string& name) { return resources::parse_uuid(name).has_value(); }

bool is_done_with(const Directory& inner, const std::string& name) {
    return is_part(name) || (is_mark(name) && !inner.has(name + std::string(staged_ending)));
}

diag::Result<std::size_t> forget_in(const fs::path& address, fs::file_time_type before) {
    std::size_t out = 0;
    TRY(const Directory folder, Directory::open(address));
    TRY(const Directory inner, folder.below(hidden));
    TRY(const Directory::Content content, inner.content());
    for (const Directory::File& file : content.files) {
        if (written_at(file) < before && is_done_with(inner, file.name) && inner.remove(file.name)) {
            ++out;
        }
    }
    return out;
}

} // namespace

Attempt FolderTransport::send(const policy::Peer& peer, const OutboundMessage& message) {
    if (!message.withdrawal && !is_usable_name(message.file_name)) {
        return {.result = AttemptResult::rejected, .reason = ReasonCode::no_file_name};
    }
    const diag::Result<Attempt> attempt = deliver(peer, message, claim_name_);
    return attempt ? *attempt : later(attempt.error());
}

FolderTransport::ClaimName claims_in(store::Store& store) {
    return [&store](const store::DeliveredName& name) -> diag::Result<bool> {
        bool out = false;
        TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(out, transaction.claim_name(name));
            return {};
        }));
        return out;
    };
}

UnreachableReason FolderTransport::probe(const policy::Peer& peer) {
    const diag::Result<Directory> there = Directory::open(peer.address);
    return there ? UnreachableReason() : later(there.error()).reason;
}

std::size_t forget_handed_over(const fs::path& folder, fs::file_time_type before) {
    return forget_in(folder, before).value_or(0); // a folder that is not there has nothing to forget
}

} // namespace renkei::transports
