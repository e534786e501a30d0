#include "gateway/cli/events_waiting.h"

#include "gateway/cli/hints.h"

namespace renkei::cli {

ExitCode warn_if_events_wait(const store::Store& store, Language language) {
    const diag::Result<store::WaitingEvents> waiting = store.events_waiting();
    if (!waiting) {
        return explain(waiting.error(), language);
    }
    return waiting->count == 0 ? ExitCode::clean
                               : tell(hint(diag::finding(diag::Message::events_waiting, {.file = waiting->file.string()}, {std::to_string(waiting->count)}), language));
}

} // namespace renkei::cli
