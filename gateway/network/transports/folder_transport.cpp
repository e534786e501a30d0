#include "gateway/network/transports/folder_transport.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/seal/hash.h"
#include "gateway/network/transports/given_notice.h"
#include "gateway/network/transports/staged_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::transports {
namespace {

using base::Overwrite;
using diag::ReasonCode;
using folders::Directory;
using folders::is_part;
using outbox::Attempt;
using outbox::AttemptResult;
using outbox::file_name_of;
using outbox::GivenFile;
using outbox::OutboundMessage;
using outbox::to_json;
using outbox::UnreachableReason;
using outbox::WithdrawalNotice;

constexpr const char* hidden = ".renkei";

// ---------------------------------------------------------------- notices

// Their names are made of names that no other file has.
diag::Result<Attempt> put_notice(const Directory& folder, const Directory& inner, const std::string& delivery,
                                 const WithdrawalNotice& notice) {
    std::string name = file_name_of(notice);
    if (!is_usable_name(name)) {
        name = file_name_of({.kind = notice.kind, .document = notice.document});
    }
    const std::string bytes = to_json(notice);
    return put_file(places_of(folder, inner, delivery),
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

// A document on its way into the folder.
struct Putting {
    const OutboundMessage& message;
    Places places;
    FileToPut file;
    std::optional<Mark> mark{};
    std::optional<Attempt> attempt{}; // once it is known
};

std::vector<Putting> puttings(const Directory& folder, const Directory& inner, const policy::Peer& peer,
                              std::span<const OutboundMessage> messages,
                              const FolderTransport::ClaimName& claim) {
    std::vector<Putting> out;
    for (const OutboundMessage& each : messages) {
        store::DeliveredName wanted{.folder = folder_name(peer.address),
                                    .document = each.version.document,
                                    .version = each.version.number};
        const auto may_have = [&claim, wanted](const std::string& name) mutable {
            wanted.name = name;
            return claim(wanted);
        };
        Putting& one = out.emplace_back(
            Putting{each, places_of(folder, inner, each.delivery), {each.file_name, each.bytes, may_have}});
        if (is_handed_over(one.places)) {
            one.attempt = handed_over(one.places, one.file);
        }
    }
    return out;
}

// Nothing: it may be put.
diag::Result<std::optional<Attempt>> hindrance_of(const Directory& folder, const Directory& inner,
                                                  const OutboundMessage& message) {
    const std::vector<GivenFile> files = named(folder, inner, message.given);
    TRY(Attempt marked, put_notices(folder, inner, message, files));
    if (marked.result != AttemptResult::delivered) {
        return marked;
    }
    return waits_behind_its_own(folder, files) ? std::optional(not_yet()) : std::nullopt;
}

void forget_all(std::vector<Putting>& files, const Attempt& why) {
    for (Putting& each : files) {
        if (!each.attempt) {
            forget(each.places);
            each.attempt = why;
        }
    }
}

// All that is written comes before the first file is moved to its place.
diag::Result<void> put_all(const Directory& folder, const Directory& inner, std::vector<Putting>& files) {
    std::optional<Attempt> hindrance;
    for (const Putting& each : files) {
        if (!each.attempt) {
            TRY(std::optional<Attempt> found, hindrance_of(folder, inner, each.message));
            hindrance = hindrance ? hindrance : std::move(found);
        }
    }
    for (Putting& each : files) {
        if (!each.attempt && !hindrance) {
            TRY_VOID(stage(each.places, each.file));
            TRY(each.mark, mark_one(each.places, each.file));
            hindrance = each.mark ? std::nullopt : std::optional(not_yet());
        }
    }
    if (hindrance) {
        forget_all(files, *hindrance);
        return {};
    }
    for (Putting& each : files) {
        if (each.attempt) {
            continue;
        }
        diag::Result<std::optional<Attempt>> moved = move_as(each.places, *each.mark, each.file.bytes);
        if (moved && !*moved) {
            moved = hand_over(each.places, each.file);
        }
        each.attempt = moved ? **moved : possibly_delivered(later(moved.error()));
    }
    if (const diag::Result<void> flushed = folder.flush(); !flushed) {
        for (Putting& each : files) {
            each.attempt = possibly_delivered(later(flushed.error()));
        }
    }
    return {};
}

diag::Result<std::vector<Attempt>> put_documents(const policy::Peer& peer,
                                                 std::span<const OutboundMessage> messages,
                                                 const FolderTransport::ClaimName& claim) {
    TRY(const Directory folder,
        Directory::open(peer.address)); // never made: it may be a share that is not there
    TRY(const Directory inner, folder.make(hidden));
    std::vector<Putting> files = puttings(folder, inner, peer, messages, claim);
    TRY_VOID(put_all(folder, inner, files));
    std::vector<Attempt> out;
    for (Putting& each : files) {
        TRY(Attempt attempt, with_notice(folder, each.message, *std::move(each.attempt)));
        out.push_back(std::move(attempt));
    }
    return out;
}

diag::Result<Attempt> withdraw_from(const policy::Peer& peer, const OutboundMessage& message) {
    TRY(const Directory folder, Directory::open(peer.address));
    TRY(const Directory inner, folder.make(hidden));
    return withdraw(folder, inner, message);
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
    if (!message.withdrawal) {
        return send_together(peer, {&message, 1}).front();
    }
    const diag::Result<Attempt> attempt = withdraw_from(peer, message);
    return attempt ? *attempt : later(attempt.error());
}

std::vector<Attempt> FolderTransport::send_together(const policy::Peer& peer,
                                                    std::span<const OutboundMessage> messages) {
    Attempt failed{.result = AttemptResult::rejected, .reason = ReasonCode::no_file_name};
    if (std::ranges::all_of(messages, [](const auto& each) { return is_usable_name(each.file_name); })) {
        diag::Result<std::vector<Attempt>> attempts = put_documents(peer, messages, claim_name_);
        if (attempts) {
            return *std::move(attempts);
        }
        failed = later(attempts.error());
    }
    return std::vector<Attempt>(messages.size(), failed);
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
