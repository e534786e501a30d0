#include "gateway/network/transports/staged_file.h"

#include "gateway/core/base/crash_point.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/network/folders/folder_names.h"
#include "gateway/network/seal/hash.h"

#include <algorithm>

namespace renkei::transports {
namespace {

using base::Overwrite;
using diag::ReasonCode;
using folders::Directory;
using folders::holds;
using folders::max_name_length;
using folders::MoveResult;
using folders::names_of;
using folders::read_some;
using outbox::Attempt;
using outbox::AttemptResult;
using outbox::FailureScope;
using seal::Hash;
using text::is_sanitized;

constexpr unsigned counted_names = 20; // of documents that have one name in common; then numbers of their own
constexpr unsigned max_tries = 2 * counted_names; // of names

std::string to_text(const Mark& mark) { return mark.name + "\n" + seal::to_hex(*mark.sha) + "\n"; }

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

// Under which name the staged file is to be put: on disk before that is done. Nothing: the name is taken.
diag::Result<std::optional<Mark>> mark_as(const Places& places, const std::string& name,
                                          std::string_view bytes) {
    if (places.folder.has(name) && !holds(places.folder, name, bytes)) {
        return std::nullopt; // it is not overwritten
    }
    Mark mark{name, seal::sha256(bytes)};
    TRY_VOID(places.hidden.write(places.mark, to_text(mark), Overwrite::yes));
    base::crash_point("folder-transport.marked");
    return mark;
}

} // namespace

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

Attempt possibly_delivered(Attempt attempt) {
    attempt.may_have_arrived = true;
    return attempt;
}

bool is_usable_name(const std::string& name) {
    return !name.empty() && name.size() <= max_name_length && name.find('/') == std::string::npos &&
           name.front() != '.' && is_sanitized(name);
}

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

diag::Result<std::optional<Attempt>> move_as(const Places& places, const Mark& mark, std::string_view bytes) {
    TRY(const MoveResult moved, places.hidden.move(places.staged, places.folder, mark.name));
    if (moved == MoveResult::taken) {
        if (!holds(places.folder, mark.name, bytes)) {
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
    return delivered(mark);
}

diag::Result<std::optional<Mark>> mark_one(const Places& places, const FileToPut& file) {
    for (unsigned number = 1; number <= max_tries; ++number) {
        const std::string name = candidate(file.name, places.mark, number);
        TRY(const bool may_have, file.may_have(name));
        if (may_have) {
            TRY(std::optional<Mark> mark, mark_as(places, name, file.bytes));
            if (mark) {
                return mark;
            }
        }
    }
    return std::nullopt;
}

diag::Result<Attempt> hand_over(const Places& places, const FileToPut& file) {
    for (unsigned number = 1; number <= max_tries; ++number) {
        TRY(const std::optional<Mark> mark, mark_one(places, file));
        if (!mark) {
            break;
        }
        TRY(std::optional<Attempt> attempt, move_as(places, *mark, file.bytes));
        if (attempt) {
            TRY_VOID(places.folder.flush());
            return *std::move(attempt);
        }
    }
    forget(places);
    return not_yet();
}

bool is_handed_over(const Places& places) {
    return places.hidden.has(places.mark) && !places.hidden.has(places.staged);
}

diag::Result<void> stage(const Places& places, const FileToPut& file) {
    if (!places.hidden.has(places.mark)) {
        TRY_VOID(places.hidden.write(places.staged, file.bytes, Overwrite::yes));
        base::crash_point("folder-transport.staged");
    }
    return {};
}

Attempt handed_over(const Places& places, const FileToPut& file) {
    Mark mark = read_mark(places);
    mark.name = mark.name.empty() ? file.name : mark.name;
    return delivered(mark);
}

diag::Result<Attempt> put_file(const Places& places, const FileToPut& file) {
    if (is_handed_over(places)) {
        return handed_over(places, file);
    }
    TRY_VOID(stage(places, file));
    const diag::Result<Attempt> out = hand_over(places, file);
    return out ? *out : possibly_delivered(later(out.error()));
}

} // namespace renkei::transports
