#include "gateway/forms/service/outcome.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::service {

void join_same_names(std::vector<OutputDocument>& documents) {
    std::vector<OutputDocument> out;
    for (OutputDocument& document : documents) {
        const auto same = std::ranges::find_if(out, [&](const OutputDocument& each) {
            return each.has_items_in_name && document.has_items_in_name && each.name == document.name &&
                   each.kind == document.kind;
        });
        if (same == out.end()) {
            out.push_back(std::move(document));
        } else {
            same->bytes += std::string_view(document.bytes).substr(document.head); // the head stands once
        }
    }
    documents = std::move(out);
}

void name_documents(std::vector<OutputDocument>& documents, const Input& input, std::size_t before,
                    const std::function<std::string_view(const OutputDocument&)>& ending) {
    const std::string stem = stem_of(input.name);
    const bool is_only = before + documents.size() == 1 && (!input.part || input.part->is_whole());
    std::size_t number = before + (input.part ? input.part->documents : 0);
    for (OutputDocument& document : documents) {
        ++number;
        if (document.name.empty()) {
            document.name = is_only ? fmt::format("{}.{}", stem, ending(document))
                                    : fmt::format("{}-{}.{}", stem, number, ending(document));
        }
    }
}

} // namespace renkei::service
