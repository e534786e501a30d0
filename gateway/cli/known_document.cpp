#include "gateway/cli/known_document.h"

#include "gateway/cli/hints.h"
#include "gateway/cli/site.h"

namespace renkei::cli {

ExitCode warn_if_no_document(const store::Store& store, const std::string& document, Language language) {
    if (document.empty()) {
        return ExitCode::clean;
    }
    const auto found = store.read_value<std::optional<store::DocumentKey>>([&](const store::Snapshot& snapshot) { return snapshot.key(document); });
    if (!found) {
        return explain(found.error(), language);
    }
    return *found ? ExitCode::clean : tell(hint(diag::finding(diag::Message::document_unknown, {}, {document}), language));
}

} // namespace renkei::cli
