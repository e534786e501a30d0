#include "gateway/exchange/folder_transport.h"

#include "gateway/base/step.h"
#include "gateway/exchange/directory.h"
#include "gateway/fhir/uuid5.h"

namespace renkei::exchange {
namespace {

namespace fs = std::filesystem;
using base::Overwrite;

constexpr const char* hidden = ".renkei";
constexpr std::string_view staged_ending = ".staged";

// The receiver may write its folder, and so put anything there, also a link in the place of the hidden folder or of what is in it.
// The way of one delivery: STAGED (whole, on disk) → MARK (on disk) → STAGED becomes the file. A mark without STAGED: it was handed
// over. A mark with STAGED: only the last step is missing.
struct Places {
    const Directory& folder;
    const Directory& hidden;
    std::string mark;
    std::string staged;
};

Attempt later(const diag::Error& error) {
    return {.result = Result::again, .fault = Fault::connection, .reason = std::string(diag::row(error.message).id)};
}

// The file may have come to its place before something failed, or be taken out of our folder there.
Attempt perhaps(Attempt attempt) {
    attempt.may_have_come = true;
    return attempt;
}

diag::Result<void> stage(const Places& places, const Parcel& parcel) {
    TRY_VOID(places.hidden.write(places.staged, parcel.bytes, Overwrite::yes));
    base::step("folder-transport.staged");
    TRY_VOID(places.hidden.write(places.mark, parcel.file_name, Overwrite::yes));
    base::step("folder-transport.marked");
    return {};
}

bool holds(const Directory& folder, const Parcel& parcel) {
    const auto file = folder.open_file(parcel.file_name);
    const auto bytes = file && file->ok() ? read_some(*file, parcel.file_name, parcel.bytes.size()) : std::string();
    return file && file->ok() && bytes && *bytes == parcel.bytes;
}

// The receiver has not taken the earlier file of this name yet; nothing of it is overwritten.
Attempt name_taken(const Places& places, const Parcel& parcel) {
    if (holds(places.folder, parcel)) {
        places.hidden.remove(places.staged);
        return {.result = Result::delivered, .location = parcel.file_name};
    }
    places.hidden.remove(places.mark); // in this order: a mark alone would say that it was handed over
    places.hidden.remove(places.staged);
    return {.result = Result::again, .reason = "a file of this name waits there"};
}

diag::Result<Attempt> hand_over(const Places& places, const Parcel& parcel) {
    TRY(const Moved moved, places.hidden.move(places.staged, places.folder, parcel.file_name));
    if (moved == Moved::taken) {
        return name_taken(places, parcel);
    }
    if (moved == Moved::gone) { // somebody took it out of our folder there
        places.hidden.remove(places.mark); // which alone would say that it was handed over
        return perhaps({.result = Result::again, .fault = Fault::connection, .reason = std::string(diag::row(diag::Message::folder_unusable).id)});
    }
    base::step("folder-transport.moved");
    TRY_VOID(places.folder.flush());
    return Attempt{.result = Result::delivered, .location = parcel.file_name};
}

diag::Result<Attempt> deliver(const fs::path& address, const Parcel& parcel) {
    TRY(const Directory folder, Directory::open(address)); // never made: it may be a share that is not there
    TRY(const Directory inner, folder.make(hidden));
    const Places places{.folder = folder, .hidden = inner, .mark = parcel.delivery, .staged = parcel.delivery + std::string(staged_ending)};
    const bool is_marked = inner.has(places.mark);
    if (is_marked && !inner.has(places.staged)) {
        return Attempt{.result = Result::delivered, .location = parcel.file_name};
    }
    if (!is_marked) {
        TRY_VOID(stage(places, parcel));
    }
    const diag::Result<Attempt> out = hand_over(places, parcel);
    return out ? *out : perhaps(later(out.error()));
}

bool is_usable_name(const std::string& name) {
    return !name.empty() && name.find('/') == std::string::npos && name.front() != '.';
}

fs::file_time_type written_at(const Directory::File& file) {
    using namespace std::chrono;
    return file_clock::from_sys(sys_time<nanoseconds>(seconds(file.about.st_mtim.tv_sec) + nanoseconds(file.about.st_mtim.tv_nsec)));
}

// Ours are called as deliveries are. Whatever else lies there is somebody else's.
bool is_mark(const std::string& name) { return fhir::parse_uuid(name).has_value(); }

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

Attempt FolderTransport::send(const policy::Peer& peer, const Parcel& parcel) {
    if (!is_usable_name(parcel.file_name)) {
        return {.result = Result::never, .reason = "no file name"};
    }
    const diag::Result<Attempt> attempt = deliver(peer.address, parcel);
    return attempt ? *attempt : later(attempt.error());
}

Away FolderTransport::away(const policy::Peer& peer) {
    const diag::Result<Directory> there = Directory::open(peer.address);
    return there ? Away() : later(there.error()).reason;
}

std::size_t forget_handed_over(const fs::path& folder, fs::file_time_type before) {
    return forget_in(folder, before).value_or(0); // a folder that is not there has nothing to forget
}

} // namespace renkei::exchange
