// The way of one file into a receiver's folder: STAGED (whole, on disk, in a hidden folder) → MARK (on disk,
// holds name and hash) → STAGED becomes the file. A mark without STAGED: it was handed over. A mark with
// STAGED: only the last step is missing. The receiver may write its folder, and so put anything there, also a
// link in the place of the hidden folder or of what is in it.
#pragma once

#include "gateway/network/folders/directory.h"
#include "gateway/network/outbox/delivery.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::transports {

struct Places {
    const folders::Directory& folder;
    const folders::Directory& hidden;
    std::string mark;
    std::string staged;
};
// A mark is named by the id of a delivery.
Places places_of(const folders::Directory& folder, const folders::Directory& hidden_folder,
                 const std::string& delivery);
inline constexpr std::string_view staged_ending = ".staged";

// What a delivery was put as, or is about to be.
struct Mark {
    std::string name{}; // empty: none that can be used
    std::optional<seal::Hash> sha{};
};
Mark read_mark(const Places& places);
bool is_handed_over(const Places& places);

// What is put: a document, or a notice.
struct FileToPut {
    std::string name{}; // that it is to have
    std::string_view bytes{};
    std::function<diag::Result<bool>(const std::string&)> may_have{}; // a name
};

bool is_usable_name(const std::string& name);

// Stages it, unless that is done.
diag::Result<void> stage(const Places& places, const FileToPut& file);
// Writes under which name it is to be put. Nothing: no name is free.
diag::Result<std::optional<Mark>> mark_one(const Places& places, const FileToPut& file);
// Its name is on disk once the folder is flushed. Nothing if a file of that name has come meanwhile.
diag::Result<std::optional<outbox::Attempt>> move_as(const Places& places, const Mark& mark,
                                                     std::string_view bytes);
// Marks and moves what is staged.
diag::Result<outbox::Attempt> hand_over(const Places& places, const FileToPut& file);
// All of it.
diag::Result<outbox::Attempt> put_file(const Places& places, const FileToPut& file);
// Of what was handed over.
outbox::Attempt handed_over(const Places& places, const FileToPut& file);
// What is staged is not put.
void forget(const Places& places);

outbox::Attempt later(const diag::Error& error);
outbox::Attempt not_yet(); // no name is free
// The file may have come to its place before something failed, or be taken out of our folder there.
outbox::Attempt possibly_delivered(outbox::Attempt attempt);

} // namespace renkei::transports
