#include "gateway/exchange/folder_transport.h"

#include "gateway/base/file.h"
#include "gateway/base/step.h"
#include "gateway/exchange/durable.h"

namespace renkei::exchange {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view hidden = ".renkei";

// The way of one delivery: STAGED (whole, on disk) → MARK (on disk) → STAGED becomes the file. A mark without STAGED: it was handed
// over. A mark with STAGED: only the last step is missing.
struct Places {
    fs::path staged;
    fs::path mark;
    fs::path file;
};

Attempt later(const diag::Error& error) {
    return {.result = Result::again, .fault = Fault::connection, .reason = std::string(diag::row(error.message).id)};
}

diag::Result<void> stage(const Places& places, const Parcel& parcel) {
    TRY_VOID(write_durably(places.staged, parcel.bytes));
    base::step("folder-transport.staged");
    TRY_VOID(write_durably(places.mark, parcel.file_name));
    base::step("folder-transport.marked");
    return {};
}

bool is_same(const fs::path& a, const fs::path& b) {
    const auto one = base::read_file(a);
    const auto other = base::read_file(b);
    return one && other && *one == *other;
}

// The receiver has not taken the earlier file of this name yet; nothing of it is overwritten.
Attempt name_taken(const Places& places) {
    std::error_code ignored;
    const bool same = is_same(places.staged, places.file);
    if (same) {
        fs::remove(places.staged, ignored);
        return {.result = Result::delivered, .location = places.file.filename().string()};
    }
    fs::remove(places.mark, ignored); // in this order: a mark alone would say that it was handed over
    fs::remove(places.staged, ignored);
    return {.result = Result::again, .reason = "a file of this name waits there"};
}

Attempt hand_over(const Places& places) {
    const auto moved = move_new(places.staged, places.file);
    if (!moved) {
        return later(moved.error());
    }
    if (*moved == Moved::taken) {
        return name_taken(places);
    }
    base::step("folder-transport.moved");
    if (const auto flushed = flush_folder(places.file.parent_path()); !flushed) {
        return later(flushed.error());
    }
    return {.result = Result::delivered, .location = places.file.filename().string()};
}

bool is_usable_name(const std::string& name) {
    return !name.empty() && name.find('/') == std::string::npos && name.front() != '.';
}

} // namespace

Attempt FolderTransport::send(const policy::Peer& peer, const Parcel& parcel) {
    if (!is_usable_name(parcel.file_name)) {
        return {.result = Result::never, .reason = "no file name"};
    }
    const fs::path folder = peer.address;
    const Places places{folder / hidden / (parcel.delivery + ".staged"), folder / hidden / parcel.delivery, folder / parcel.file_name};
    std::error_code ignored;
    const bool is_marked = fs::exists(places.mark, ignored);
    if (is_marked && !fs::exists(places.staged, ignored)) {
        return {.result = Result::delivered, .location = parcel.file_name};
    }
    if (!is_marked) {
        if (!fs::is_directory(folder, ignored)) { // never made: it may be a share that is not there
            return {.result = Result::again, .fault = Fault::connection, .reason = "folder-unusable"};
        }
        if (const auto made = make_folder(folder / hidden).and_then([&] { return stage(places, parcel); }); !made) {
            return later(made.error());
        }
    }
    return hand_over(places);
}

bool FolderTransport::reachable(const policy::Peer& peer) {
    std::error_code ignored;
    return fs::is_directory(peer.address, ignored);
}

std::size_t forget_handed_over(const fs::path& folder, fs::file_time_type before) {
    std::size_t out = 0;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / hidden, error)) {
        std::error_code ignored;
        const bool is_mark = entry.path().extension() != ".staged" && !fs::exists(entry.path().string() + ".staged", ignored);
        if (is_mark && entry.last_write_time(ignored) < before && fs::remove(entry.path(), ignored)) {
            ++out;
        }
    }
    return out;
}

} // namespace renkei::exchange
