#include "gateway/app/online/list_warnings.h"

#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/notices.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

namespace renkei::online {
namespace {

constexpr Text damaged_text{"{} of them are damaged and cannot be added; at its next start the gateway "
                            "reports them as lost and keeps a copy of the file",
                            "そのうち {} "
                            "件は壊れているため取り込めません。ゲートウェイは次の起動時に、失われたことを監査"
                            "記録に残し、ファイルを別名で保管します"};

} // namespace

ExitCode warn_if_events_are_spooled(const store::Store& store, Language language) {
    const diag::Result<store::SpooledEvents> waiting = store.spooled_events();
    if (!waiting) {
        return print_failure(waiting.error(), language);
    }
    if (waiting->count == 0) {
        return ExitCode::clean;
    }
    Notices notices = notice(diag::finding(diag::message::events_spooled, {.file = waiting->file.string()},
                                           {std::to_string(waiting->count)}),
                             language);
    if (waiting->damaged != 0) {
        notices.add(notice(diag::Severity::warning, language,
                           fmt::format(fmt::runtime(damaged_text.in(language)), waiting->damaged)));
    }
    return print_notices(notices);
}

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
