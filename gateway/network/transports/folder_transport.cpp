#include "gateway/network/transports/folder_transport.h"

#include "gateway/core/base/crash_point.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/folders/directory.h"
#include "gateway/network/folders/folder_names.h"

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
using outbox::OutboundMessage;
using outbox::to_json;
using outbox::UnreachableReason;
using outbox::WithdrawalNotice;
using text::is_sanitized;

namespace fs = std::filesystem;
using base::Overwrite;

constexpr const char* hidden = ".renkei";
constexpr std::string_view staged_ending = ".staged";
constexpr unsigned max_same_names = 1000; // of documents that have one name in common

// The receiver may write its folder, and so put anything there, also a link in the place of the hidden folder
// or of what is in it. The way of one delivery: STAGED (whole, on disk) → MARK (on disk, holds the name) →
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

// The file may have come to its place before something failed, or be taken out of our folder there.
Attempt possibly_delivered(Attempt attempt) {
    attempt.may_have_arrived = true;
    return attempt;
}

bool is_usable_name(const std::string& name) {
    return !name.empty() && name.size() <= max_name_length && name.find('/') == std::string::npos &&
           name.front() != '.' && is_sanitized(name);
}

// The name under which a delivery was put, or is about to be; empty: none that can be used.
std::string marked_name(const Places& places) {
    const auto file = places.hidden.open_file(places.mark);
    const auto name =
        file && file->ok() ? read_some(*file, places.mark, max_name_length) : diag::Result<std::string>();
    return name && is_usable_name(*name) ? *name : std::string();
}

// In this order: a mark alone would say that it was handed over.
void forget(const Places& places) {
    places.hidden.remove(places.mark);
    places.hidden.remove(places.staged);
}

// "A.CSV", "A-2.CSV", "A-3.CSV" …: the first is the form's own name, which two documents of one second have
// in common.
std::string numbered(const std::string& name, unsigned number) { return names_of(name, number).file; }

// The receiver has not taken the previous version yet: it reads versions in order.
bool waits_behind_its_own(const Places& places, const OutboundMessage& message) {
    if (message.known_as.empty() || !places.folder.has(message.known_as)) {
        return false;
    }
    for (unsigned number = 1; number <= max_same_names; ++number) {
        if (numbered(message.file_name, number) == message.known_as) {
            return true;
        }
    }
    return false;
}

// Nothing: the name is taken by another document, which is not overwritten.
diag::Result<std::optional<Attempt>> hand_over_as(const Places& places, const std::string& name,
                                                  std::string_view bytes) {
    TRY_VOID(places.hidden.write(places.mark, name, Overwrite::yes));
    base::crash_point("folder-transport.marked");
    TRY(const MoveResult moved, places.hidden.move(places.staged, places.folder, name));
    if (moved == MoveResult::taken) {
        if (!holds(places.folder, name, bytes)) {
            return std::nullopt;
        }
        places.hidden.remove(places.staged);
        return Attempt{.result = AttemptResult::delivered, .location = name};
    }
    if (moved == MoveResult::gone) {       // removed from our hidden folder
        places.hidden.remove(places.mark); // which alone would say that it was handed over
        return possibly_delivered({.result = AttemptResult::retry,
                                   .scope = FailureScope::connection,
                                   .reason = ReasonCode::folder_unusable});
    }
    base::crash_point("folder-transport.moved");
    TRY_VOID(places.folder.flush());
    return Attempt{.result = AttemptResult::delivered, .location = name};
}

diag::Result<Attempt> hand_over(const Places& places, const OutboundMessage& message) {
    if (!waits_behind_its_own(places, message)) {
        for (unsigned number = 1; number <= max_same_names; ++number) {
            TRY(std::optional<Attempt> attempt,
                hand_over_as(places, numbered(message.file_name, number), message.bytes));
            if (attempt) {
                return *std::move(attempt);
            }
        }
    }
    forget(places);
    return Attempt{.result = AttemptResult::retry, .reason = ReasonCode::file_name_taken};
}

diag::Result<Attempt> put(const Places& places, const OutboundMessage& message) {
    const bool is_marked = places.hidden.has(places.mark);
    if (is_marked && !places.hidden.has(places.staged)) {
        const std::string name = marked_name(places);
        return Attempt{.result = AttemptResult::delivered,
                       .location = name.empty() ? message.file_name : name};
    }
    if (!is_marked) {
        TRY_VOID(places.hidden.write(places.staged, message.bytes, Overwrite::yes));
        base::crash_point("folder-transport.staged");
    }
    const diag::Result<Attempt> out = hand_over(places, message);
    return out ? *out : possibly_delivered(later(out.error()));
}

// Removes staged files. Returns the name of the last delivered file, even if its delivery was not recorded.
std::string withdraw_file(const Directory& folder, const Directory& inner,
                          const std::vector<std::string>& deliveries) {
    std::string out;
    for (const std::string& delivery : deliveries) {
        const Places places = places_of(folder, inner, delivery);
        const bool is_staged = inner.has(places.staged);
        if (is_staged) {
            forget(places);
        } else if (out.empty() && inner.has(places.mark)) {
            out = marked_name(places);
        }
    }
    return out;
}

diag::Result<Attempt> deliver(const fs::path& address, const OutboundMessage& message) {
    TRY(const Directory folder, Directory::open(address)); // never made: it may be a share that is not there
    TRY(const Directory inner, folder.make(hidden));
    const Places places = places_of(folder, inner, message.delivery);
    if (!message.withdrawal) {
        return put(places, message);
    }
    WithdrawalNotice notice = message.notice;
    const std::string name = withdraw_file(folder, inner, notice.deliveries);
    notice.known_as = notice.known_as.empty() ? name : notice.known_as;
    const OutboundMessage notice_message{.delivery = message.delivery,
                                         .bytes = to_json(notice),
                                         .media_type = message.media_type,
                                         .file_name = file_name_of(notice)};
    return put(places, notice_message);
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
    if (!is_usable_name(message.file_name)) {
        return {.result = AttemptResult::rejected, .reason = ReasonCode::no_file_name};
    }
    const diag::Result<Attempt> attempt = deliver(peer.address, message);
    return attempt ? *attempt : later(attempt.error());
}

UnreachableReason FolderTransport::probe(const policy::Peer& peer) {
    const diag::Result<Directory> there = Directory::open(peer.address);
    return there ? UnreachableReason() : later(there.error()).reason;
}

std::size_t forget_handed_over(const fs::path& folder, fs::file_time_type before) {
    return forget_in(folder, before).value_or(0); // a folder that is not there has nothing to forget
}

} // namespace renkei::transports
