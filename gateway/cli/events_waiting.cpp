#include "gateway/cli/events_waiting.h"

#include "gateway/cli/hints.h"

#include <fmt/format.h>

namespace renkei::cli {
namespace {

constexpr Text damaged_text{"{} of them are damaged and cannot come in; the gateway tells at its next start that they are lost, and keeps the file aside", "そのうち {} 件は壊れているため取り込めません。ゲートウェイは次の起動時に、失われたことを監査記録に残し、ファイルを別名で保管します"};

} // namespace

ExitCode warn_if_events_wait(const store::Store& store, Language language) {
    const diag::Result<store::WaitingEvents> waiting = store.events_waiting();
    if (!waiting) {
        return explain(waiting.error(), language);
    }
    if (waiting->count == 0) {
        return ExitCode::clean;
    }
    Hints hints = hint(diag::finding(diag::Message::events_spooled, {.file = waiting->file.string()}, {std::to_string(waiting->count)}), language);
    if (waiting->damaged != 0) {
        hints.add(hint(diag::Severity::warning, language, fmt::format(fmt::runtime(damaged_text.in(language)), waiting->damaged)));
    }
    return tell(hints);
}

} // namespace renkei::cli
