#include "gateway/app/online/known_document.h"

#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/notices.h"
#include "generated/messages/store.h"

namespace renkei::online {

ExitCode warn_if_unknown_document(const store::Store& store, const std::string& document, Language language) {
    if (document.empty()) {
        return ExitCode::clean;
    }
    const auto found = store.read_value<std::optional<store::DocumentKey>>(
        [&](const store::Snapshot& snapshot) { return snapshot.key(document); });
    if (!found) {
        return print_failure(found.error(), language);
    }
    return *found ? ExitCode::clean
                  : print_notices(
                        notice(diag::finding(diag::message::document_unknown, {}, {document}), language));
}

} // namespace renkei::online
