#include "gateway/forms/service/outcome.h"

#include <fmt/format.h>

namespace renkei::service {

void name_documents(std::vector<OutputDocument>& documents, const Input& input,
                    const std::function<std::string_view(const OutputDocument&)>& ending) {
    const std::string stem = stem_of(input.name);
    const bool is_only = documents.size() == 1 && (!input.part || input.part->is_whole());
    std::size_t number = input.part ? input.part->documents : 0;
    for (OutputDocument& document : documents) {
        ++number;
        if (document.name.empty()) {
            document.name = is_only ? fmt::format("{}.{}", stem, ending(document))
                                    : fmt::format("{}-{}.{}", stem, number, ending(document));
        }
    }
}

} // namespace renkei::service
