// Notices that a command prints beside its result: lines in the form of findings, and whether one of them is
// a warning.
#pragma once

#include "gateway/app/online/setup/command_line.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/core/diag/finding.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/store/rows/rows.h"
#include "gateway/network/store/store.h"

#include <string>
#include <string_view>

namespace renkei::online {

struct Notices {
    std::string lines{};
    bool is_warning = false;
    void add(const Notices& more) {
        lines += more.lines;
        is_warning = is_warning || more.is_warning;
    }
};

Notices notice(diag::Severity severity, Language language, std::string_view text);
template <class... Arguments>
Notices notice(diag::Severity severity, const Text& text, Language language, const Arguments&... arguments) {
    return notice(severity, language, formatted(text, language, arguments...));
}
Notices notice(const diag::Finding& finding, Language language);

// Prints them to standard error. ExitCode::findings if one of them is a warning.
ExitCode print_notices(const Notices& notices);

// Labels of codes in tables: the code; in Japanese the word with it: "waiting", "待機中 (waiting)".
std::string label(store::DeliveryState state, Language language);
std::string label(policy::Role role, Language language);
std::string label(policy::DeliveryMethod delivery_method, Language language);
std::string revoked_label(Language language);
std::string unread_label(Language language);
std::string unchanged_label(Language language); // a document that was there before
std::string label(std::string_view japanese, std::string_view code, Language language);

// Spooled events are not in the chain yet. Called before it is read: clean, or prints how many events are
// spooled and where.
ExitCode warn_if_events_are_spooled(const store::Store& store, Language language);

// A list of an unknown document is empty, which would go unnoticed. `document` empty: all documents.
ExitCode warn_if_unknown_document(const store::Store& store, const std::string& document, Language language);

} // namespace renkei::online
